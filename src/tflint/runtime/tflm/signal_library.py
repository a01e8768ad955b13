"""What the signal library's kernels have in common: options read by position, circular buffers, kiss_fft's state.

Sources: signal/micro/kernels/*.cc, signal/src/circular_buffer.cc, kissfft's kiss_fftr.c.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.record import Record
from tflint.runtime.kernel_checks import counts, taken, type_name
from tflint.runtime.printed import Printed, not_equal
from tflint.runtime.tflm import flexbuffers
from tflint.runtime.tflm.eval_checks import has_address
from tflint.runtime.tflm.memory_helpers import ALIGNMENT
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

READ_AFTER = 1 << 16
SAME_RANK = Printed("NumDimensions(input) != NumDimensions(output)")
FOLDER = "signal/micro/kernels"
WRAPPER = Citation("micro/flatbuffer_utils.cc", "FlexbufferWrapper")
CIRCULAR_BUFFER = "signal/micro/kernels/stacker:tflm_signal::CircularBuffer"
INT16 = 2
SEPARATE = 4096  # more buffers than that are asked for as one allocation: the same bytes, and a lint that ends
FACTORS = (2, 3, 5)
LONGEST = 1 << 28  # samples or channels: more than any arena holds, as the bits of a float read
KISS_FFT_STATE = 264  # nfft, inverse and 2 × 32 factors, before the twiddles
FFT_TYPES = {0: "float32", 2: "int32", 7: "int16"}  # the schema's TensorType numbers
ELEMENT = {"float32": 4, "int32": 4, "int16": 2}


class Demand(Record):
    """What a kernel expects of one operand: its name in the source, its type, its rank (None: any).

    `ranks` is what the macro prints where it compares with another operand's rank; `generic` marks a template, whose message
    prints its parameter and not the type.
    """

    name: str
    dtype: str
    rank: int | None = 1
    ranks: Printed | None = None
    generic: bool = False

    @property
    def type_constant(self) -> str:
        """Return the type as the kernel's source spells it: `kTfLiteUInt32`."""
        word = self.dtype.removeprefix("u")
        return "TfLiteTypeEnum" if self.generic else f"kTfLite{'U' if word != self.dtype else ''}{word[0].upper()}{word[1:]}"


# Options


def options(k: MicroContext, names: tuple[str, ...]) -> tuple[int, ...]:
    """Return the options as the kernels read them: by position, as int32, whatever keys and types the map has."""
    values = flexbuffers.root(k.custom_options).vector()
    if k.operator.custom_at is not None:  # what the map lacks is read from what follows it
        values = values._replace(data=bytes(k.model.data[k.operator.custom_at :][:READ_AFTER]))
    return tuple(_int32(values.raw(index) or 0) for index in range(len(names)))


def init_options(k: MicroContext, names: tuple[str, ...]) -> tuple[int, ...]:
    """Return the options as Init reads them: none at all is a null pointer, other keys than `names` shift the values."""
    if not k.custom_options:
        k.undefined(f"{k.name} has no custom options, and Init reads them anyway", WRAPPER)
    found, read = flexbuffers.root(k.custom_options).map(), options(k, names)
    keys = tuple(key.decode(errors="replace") for key in found.keys)
    if keys != names:
        why = f"custom options are {', '.join(keys) or 'empty'}; {k.name} reads by position, and expects {', '.join(names)}"
        k.wrong(why, WRAPPER)
        return read
    for position, name in enumerate(names):
        if found.values.reference(position).type not in {flexbuffers.INT, flexbuffers.UINT, flexbuffers.BOOL}:
            k.wrong(f"option {name} is not an integer, its bits read as {read[position]}", WRAPPER)
    return read


def _int32(value: int) -> int:
    return (value + 2**31) % 2**32 - 2**31


# Operands


def operands(k: MicroContext, at: Citation, inputs: tuple[Demand, ...], outputs: tuple[Demand, ...]) -> list[Tensor]:
    """Return the operands, inputs first; refuse other counts, omitted operands, ranks and types, in the order of the kernels' Prepare."""
    counts(k, len(inputs), len(outputs), at)
    demanded = (*inputs, *outputs)
    present = [k.temp_input(position, demand.name, at) for position, demand in enumerate(inputs)]
    present += [k.temp_output(position, demand.name, at) for position, demand in enumerate(outputs)]
    for tensor, demand in zip(present, demanded, strict=True):
        _rank(k, tensor, demand, at)
    for tensor, demand in zip(present, demanded, strict=True):
        message = not_equal(f"{demand.name}->type", demand.type_constant, type_name(tensor), demand.dtype.upper())
        taken(k, tensor, (demand.dtype,), at, message=message)
    return present


def _rank(k: MicroContext, tensor: Tensor, demand: Demand, at: Citation) -> None:
    rank = len(tensor.shape)
    if demand.rank is not None and rank != demand.rank:
        message = demand.ranks or not_equal(f"NumDimensions({demand.name})", demand.rank, rank, demand.rank)
        k.refuse(f"{tensor.name!r} has rank {rank}, {k.name} expects {demand.rank}", at, tensor=tensor, message=message)


def writes(k: MicroContext, tensor: Tensor, count: int, at: Citation) -> None:
    """Note an output with less room than the kernel writes."""
    has_address(k, tensor, count, at)
    if tensor.elements < count:
        k.wrong(f"{tensor.name!r} has {tensor.elements:,} elements, {k.name} writes {count:,}", at, tensor=tensor)


def reads(k: MicroContext, tensor: Tensor, count: int, at: Citation) -> None:
    """Note an input with fewer elements than the kernel reads."""
    has_address(k, tensor, count, at)
    if tensor.elements < count:
        k.wrong(f"{tensor.name!r} has {tensor.elements:,} elements, {k.name} reads {count:,}", at, tensor=tensor)


# Memory


def outer(tensor: Tensor | None, innermost: int = 1) -> int:
    """Return how often a tensor's last `innermost` dims repeat, 0 where they are empty."""
    if tensor is None or len(tensor.shape) < innermost:
        return 0
    size = 1
    for axis in range(1, innermost + 1):
        size *= tensor.shape[-axis]
    return tensor.elements // size if size > 0 else 0


def each(k: MicroContext, count: int, size: int, what: str) -> None:
    """Ask for one persistent buffer per row."""
    if count > SEPARATE:
        k.persistent(count * -(-size // ALIGNMENT) * ALIGNMENT, what)
        return
    for _ in range(count):
        k.persistent(size, what)


def circular_buffer(k: MicroContext, capacity: int) -> int:
    """Return the bytes of a circular buffer: its struct, and twice its capacity in int16 (CircularBufferGetNeededMemory)."""
    return k.sizeof(CIRCULAR_BUFFER) + 2 * INT16 * max(capacity, 0)


def fft_state(k: MicroContext, length: int, dtype: str) -> int:
    """Return the bytes of kiss_fft's state for a real transform (kiss_fftr_alloc): 0 for an odd length, which it refuses."""
    if length % 2 or length <= 0:
        return 0
    half, complex_ = length // 2, 2 * ELEMENT[dtype]
    pointers = 3 * k.sizeof("ptr")
    return pointers + KISS_FFT_STATE + complex_ * half + complex_ * (half * 3 // 2)


def transforms(length: int) -> bool:
    """Return whether kiss_fft transforms a length: even, at least 4, and its half a product of 2, 3 and 5."""
    half = length // 2
    if length < 4 or length % 2:
        return False
    for factor in FACTORS:
        while half % factor == 0:
            half //= factor
    return half == 1
