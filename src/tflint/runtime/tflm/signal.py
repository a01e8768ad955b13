"""What the signal library's kernels have in common: options read by position, circular buffers, kiss_fft's state.

Sources: signal/micro/kernels/*.cc, signal/src/circular_buffer.cc, kissfft's kiss_fftr.c.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tflint.runtime.tflm import flexbuffers
from tflint.runtime.tflm.kernel_util import counts, crashes, refused, taken, type_name, wrong
from tflint.runtime.tflm.memory_helpers import ALIGNMENT
from tflint.runtime.tflm.steps import unplanned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Verdict

READ_BEHIND = 1 << 16
SAME_RANK = "NumDimensions(input) != NumDimensions(output)"
FOLDER = "signal/micro/kernels"
WRAPPER = "micro/flatbuffer_utils.cc:FlexbufferWrapper"
CIRCULAR_BUFFER = "signal/micro/kernels/stacker:tflm_signal::CircularBuffer"
INT16 = 2
SEPARATE = 4096  # more buffers than that are told as one allocation: the same bytes, and a lint that ends
FACTORS = (2, 3, 5)
LONGEST = 1 << 28  # samples or channels: more than any arena holds, as the bits of a float read
KISS_FFT_STATE = 264  # nfft, inverse and 2 × 32 factors, before the twiddles
FFT_TYPES = {0: "float32", 2: "int32", 7: "int16"}  # the schema's TensorType numbers
ELEMENT = {"float32": 4, "int32": 4, "int16": 2}


class Operand(NamedTuple):
    """What a kernel demands of one operand: its name there, its type, its rank (None: any).

    `ranks` is the condition that its message prints where it compares with another operand's; `generic` tells a template, whose
    message prints its parameter and not the type.
    """

    name: str
    dtype: str
    rank: int | None = 1
    ranks: str = ""
    generic: bool = False

    @property
    def type_constant(self) -> str:
        """The type as the kernel's source spells it: `kTfLiteUInt32`."""
        word = self.dtype.removeprefix("u")
        return "TfLiteTypeEnum" if self.generic else f"kTfLite{'U' if word != self.dtype else ''}{word[0].upper()}{word[1:]}"


# Options


def options(node: Node, names: tuple[str, ...]) -> tuple[int, ...]:
    """Return the options as the kernels read them: by position, as int32, whatever keys and types the map has."""
    values = flexbuffers.root(node.custom_options).vector()
    if node.operator.custom_at is not None:  # what the map lacks is read from behind it
        values = values._replace(data=bytes(node.model.data[node.operator.custom_at :][:READ_BEHIND]))
    return tuple(_int32(values.raw(index) or 0) for index in range(len(names)))


def _int32(value: int) -> int:
    return (value + 2**31) % 2**32 - 2**31


def check_options(node: Node, names: tuple[str, ...]) -> Iterator[Verdict]:
    """Yield what goes wrong with the options: none at all crashes Init, other keys than `names` shift the values."""
    if not node.custom_options:
        yield crashes(node, f"{node.name} has no custom options, and Init reads them all the same", source=WRAPPER)
        return
    found = flexbuffers.root(node.custom_options).map()
    keys = tuple(key.decode(errors="replace") for key in found.keys)
    if keys != names:
        why = f"custom options are {', '.join(keys) or 'empty'}; {node.name} reads by position, and wants {', '.join(names)}"
        yield wrong(node, why, source=WRAPPER)
        return
    for position, name in enumerate(names):
        if found.values.reference(position).type not in {flexbuffers.INT, flexbuffers.UINT, flexbuffers.BOOL}:
            read = options(node, names)[position]
            yield wrong(node, f"option {name} is no integer, its bits read as {read}", source=WRAPPER)


# Operands


def operands(node: Node, source: str, inputs: tuple[Operand, ...], outputs: tuple[Operand, ...]) -> Iterator[Verdict]:
    """Refuse other counts, omitted operands, ranks and types, in the order in which the kernels' Prepare tests."""
    yield from counts(node, len(inputs), len(outputs), source)
    demanded = [(node.input(position), operand) for position, operand in enumerate(inputs)]
    demanded += [(node.output(position), operand) for position, operand in enumerate(outputs)]
    for tensor, operand in demanded:
        if tensor is None:
            message = f"{operand.name} != nullptr was not true."
            yield refused(node, f"{node.name} has no {operand.name}", message=message, source=source)
    present = [(tensor, operand) for tensor, operand in demanded if tensor is not None]
    for tensor, operand in present:
        yield from _rank(node, tensor, operand, source)
    for tensor, operand in present:
        message = f"{operand.name}->type != {operand.type_constant} ({type_name(tensor)} != {operand.dtype.upper()})"
        yield from taken(node, tensor, (operand.dtype,), source, message=message)


def _rank(node: Node, tensor: Tensor, operand: Operand, source: str) -> Iterator[Verdict]:
    rank = len(tensor.shape)
    if operand.rank is not None and rank != operand.rank:
        why = f"{tensor.name!r} has rank {rank}, {node.name} wants {operand.rank}"
        message = operand.ranks or f"NumDimensions({operand.name}) != {operand.rank} ({rank} != {operand.rank})"
        yield refused(node, why, tensor=tensor, message=message, source=source)


def writes(node: Node, tensor: Tensor | None, count: int, source: str) -> Iterator[Verdict]:
    """Tell an output with less room than the kernel writes."""
    yield from unplanned(node, tensor, count, source)
    if tensor is not None and tensor.elements < count:
        why = f"{tensor.name!r} has {tensor.elements:,} elements, {node.name} writes {count:,}"
        yield wrong(node, why, tensor=tensor, source=source)


def reads(node: Node, tensor: Tensor | None, count: int, source: str) -> Iterator[Verdict]:
    """Tell an input with fewer elements than the kernel reads."""
    yield from unplanned(node, tensor, count, source)
    if tensor is not None and tensor.elements < count:
        why = f"{tensor.name!r} has {tensor.elements:,} elements, {node.name} reads {count:,}"
        yield wrong(node, why, tensor=tensor, source=source)


# Memory


def outer(tensor: Tensor | None, innermost: int = 1) -> int:
    """Return how many times a tensor's last `innermost` dims are there, 0 where they are empty."""
    if tensor is None or len(tensor.shape) < innermost:
        return 0
    size = 1
    for axis in range(1, innermost + 1):
        size *= tensor.shape[-axis]
    return tensor.elements // size if size > 0 else 0


def each(context: MicroContext, count: int, size: int, what: str) -> None:
    """Ask for one persistent buffer a row."""
    if count > SEPARATE:
        context.persistent(count * -(-size // ALIGNMENT) * ALIGNMENT, what)
        return
    for _ in range(count):
        context.persistent(size, what)


def circular_buffer(context: MicroContext, capacity: int) -> int:
    """Return the bytes of a circular buffer: its struct, and twice its capacity in int16 (CircularBufferGetNeededMemory)."""
    return context.sizeof(CIRCULAR_BUFFER) + 2 * INT16 * max(capacity, 0)


def fft_state(context: MicroContext, length: int, dtype: str) -> int:
    """Return the bytes of kiss_fft's state for a real transform (kiss_fftr_alloc): 0 for an odd length, which it refuses."""
    if length % 2 or length <= 0:
        return 0
    half, complex_ = length // 2, 2 * ELEMENT[dtype]
    pointers = 3 * context.sizeof("ptr")
    return pointers + KISS_FFT_STATE + complex_ * half + complex_ * (half * 3 // 2)


def transforms(length: int) -> bool:
    """Tell whether kiss_fft transforms a length: even, at least 4, and its half a product of 2, 3 and 5."""
    half = length // 2
    if length < 4 or length % 2:
        return False
    for factor in FACTORS:
        while half % factor == 0:
            half //= factor
    return half == 1
