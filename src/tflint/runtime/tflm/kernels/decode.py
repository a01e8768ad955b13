"""TFLM_DECODE (custom): micro/kernels/decode.cc, decode_state.cc, decode_state_lut.cc, _huffman.cc, _prune.cc."""

from __future__ import annotations

from struct import iter_unpack
from typing import TYPE_CHECKING

from tflint.record import Record
from tflint.runtime.kernel_checks import taken, type_name
from tflint.runtime.printed import logged, not_equal, not_true
from tflint.runtime.tflm.decompression_memory import DECODED_SINCE
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import scales
from tflint.runtime.tflm.operand_checks import constant
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE = Citation("micro/kernels/decode.cc", "Prepare")
LUT, HUFFMAN, PRUNE, CUSTOM = 0, 1, 2, 127
STATES = {LUT: "Lut", HUFFMAN: "Huffman", PRUNE: "Prune"}
HEADER = 16  # kDcmSizeInBytes
TYPES = ("bool", "float32", "int8", "int16", "int32", "int64")
HUFFMAN_TYPES = ("int8", "int16")


class Part(Record):
    """One output with what it is decoded from; `header` is the ancillary tensor's, empty where it is computed."""

    number: int
    data: Tensor | None
    ancillary: Tensor | None
    output: Tensor | None
    header: bytes

    @property
    def kind(self) -> int:
        """Return how the data are encoded (DecodeState::Type)."""
        return self.header[0] if self.header else CUSTOM

    @property
    def is_whole(self) -> bool:
        """Return whether the header is all there."""
        return len(self.header) >= HEADER

    def at(self, function: str) -> Citation:
        """Return the file and a function of the decoder for this kind."""
        kind = STATES.get(self.kind, "Custom")
        return Citation(f"micro/kernels/decode_state_{kind.lower()}.cc", f"DecodeState{kind}::{function}")


def prepare(k: MicroContext) -> None:
    """Walk Prepare: a pointer for each output, then each output's tensors and decoder; a pruned one may keep its zero points."""
    inputs, outputs = len(k.operator.inputs or ()), len(k.operator.outputs or ())
    if outputs == 0:
        k.refuse("TFLM_DECODE has no output", PREPARE, message=not_true("num_outputs > 0"))
    if inputs != 2 * outputs:
        message = not_equal("num_inputs", "num_outputs * 2", inputs, 2 * outputs)
        k.refuse(f"{inputs} inputs for {outputs} outputs, expected two for each", PREPARE, message=message)
    k.persistent(k.sizeof("kernels/decode:DecodeState*") * outputs, "decoder pointers")
    k.memory.alternate.reset()
    for part in _parts(k):
        _part(k, part)


def _parts(k: MicroContext) -> tuple[Part, ...]:
    return tuple(_part_of(k, number) for number in range(len(k.operator.outputs or ())))


def _part_of(k: MicroContext, number: int) -> Part:
    ancillary = k.input(2 * number + 1)
    header = bytes((k.constant(ancillary) or memoryview(b""))[:HEADER])
    return Part(number, k.input(2 * number), ancillary, k.output(number), header)


def _part(k: MicroContext, part: Part) -> None:
    _operand(k, part.data, "input", 2 * part.number)
    _operand(k, part.ancillary, "ancillary", 2 * part.number + 1)
    output = _operand(k, part.output, "output", part.number)
    if not part.is_whole:
        why = f"ancillary data of output {part.number} have {len(part.header)} bytes, their header {HEADER}"
        k.wrong(why, PREPARE, tensor=part.ancillary)
    else:
        _header(k, part)
    if part.kind not in STATES:
        return
    k.persistent_struct(f"kernels/decode_state:DecodeState{STATES[part.kind]}")
    if k.build.date >= DECODED_SINCE:
        k.memory.decode(output)
    channels = len(scales(output))
    if part.kind == PRUNE and channels > 1 and any(_zero_points(output)):
        k.persistent(channels, "zero points")
    if part.is_whole:
        _setup(k, part, output)


def _operand(k: MicroContext, tensor: Tensor | None, name: str, number: int) -> Tensor:
    if tensor is None:
        message = logged(f"failed to allocate {name} tensor {number}")
        k.refuse(f"TFLM_DECODE has no {name} {number}", PREPARE, message=message)
    k.temp(tensor)
    if name != "output":
        constant(k, tensor, name, PREPARE, message=not_true(f"IsConstantTensor({name})"))
    return tensor


def _header(k: MicroContext, part: Part) -> None:
    if part.header[1] != 1:
        why = f"ancillary data have version {part.header[1]}, expected 1"
        k.refuse(why, PREPARE, tensor=part.ancillary, message=logged(f"version {part.header[1]} != 1"))
    if part.kind not in STATES:
        why = f"ancillary data have decode type {part.kind}; expected 0 (look-up table), 1 (Huffman) or 2 (pruned)"
        message = logged(f"unsupported decode type {part.kind}")
        if part.kind == CUSTOM and not k.features.custom_decode:
            message = logged("Custom decode type not yet supported")
        k.refuse(why, PREPARE, tensor=part.ancillary, message=message)
    if part.header[4] != 1:
        why = f"ancillary data have {STATES[part.kind]} version {part.header[4]}, expected 1"
        k.refuse(why, part.at("Setup"), tensor=part.ancillary, message=logged(f"unsupported version {part.header[4]}"))


def _setup(k: MicroContext, part: Part, output: Tensor) -> None:
    at = part.at("Setup")
    if part.kind == HUFFMAN:
        if not part.header[5] & 1:
            taken(k, output, ("int8",), at, message=not_equal("output.type", "kTfLiteInt8", type_name(output), "INT8"))
        return
    _axis(k, output, at)
    if part.kind == PRUNE and output.dtype != "int8" and any(_zero_points(output)):
        why = f"{output.name!r} is {output.dtype} with a zero point other than 0"
        k.refuse(why, at, tensor=output, message=logged("All zero-points must be zero"))


def _axis(k: MicroContext, output: Tensor, at: Citation) -> None:
    """Refuse scales that go along another dimension than the first or, if there are several, the last."""
    if output.quantization is None or not output.is_quantized:
        return
    axis = output.quantization.quantized_dimension
    if axis not in {0, len(output.shape) - 1 if len(scales(output)) > 1 else 0}:
        why = f"{output.name!r} is quantized along dimension {axis}, expected the first or the last"
        k.refuse(why, at, tensor=output, message=logged(f"unsupported quantization axis {axis}"))


def _zero_points(tensor: Tensor) -> tuple[int, ...]:
    """Return the zero points as the runtime has them: one for each scale, the first for all where their counts differ."""
    if tensor.quantization is None or not tensor.is_quantized:
        return ()
    count, found = len(tensor.quantization.scale), tensor.quantization.zero_point
    return found if len(found) == count else (found[0],) * count


def invoke(k: MicroContext) -> None:
    """Walk Decode of each output's decoder."""
    for part in _parts(k):
        if part.output is None or not part.is_whole:
            continue
        at = part.at("Decode")
        message = logged(f"unsupported tensor type {type_name(part.output)}")
        taken(k, part.output, HUFFMAN_TYPES if part.kind == HUFFMAN else TYPES, at, message=message)
        if part.kind == HUFFMAN:
            _huffman_links(k, part)
        if part.kind == LUT and not part.header[5] & 7:
            k.wrong("the look-up table's indices have 0 bits: all zeros", part.at("Setup"), tensor=part.ancillary)


def _huffman_links(k: MicroContext, part: Part) -> None:
    """Note a Huffman table whose first entries lead out of it; so far that the model ends before, the read dies.

    An entry is a symbol if its top bit is set, else its low bits lead on; 0xF0 of the header's byte 5 is the first table's bits - 1.
    """
    wide = bool(part.header[5] & 1)
    table = (k.constant(part.ancillary) or memoryview(b""))[HEADER:]
    entries = tuple(value for (value,) in iter_unpack("<I" if wide else "<H", table[: len(table) // 4 * 4]))
    top, low = (1 << 31, (1 << 27) - 1) if wide else (1 << 15, (1 << 11) - 1)
    for index, entry in enumerate(entries[: 1 << (part.header[5] >> 4) + 1]):
        target = index + (entry & low)
        if not entry & top and target >= len(entries):
            why = f"entry {index} of the Huffman table leads to {target}, the table has {len(entries)}"
            if target * (4 if wide else 2) > k.model.size:
                k.undefined(why, part.at("Decode"), tensor=part.ancillary)
            k.wrong(why, part.at("Decode"), tensor=part.ancillary)
            return


KERNELS = (Kernel("TFLM_DECODE", prepare=prepare, invoke=invoke),)
