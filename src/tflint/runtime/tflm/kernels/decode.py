"""TFLM_DECODE (custom): micro/kernels/decode.cc, decode_state.cc, decode_state_lut.cc, _huffman.cc, _prune.cc."""

from __future__ import annotations

from struct import iter_unpack
from typing import TYPE_CHECKING, NamedTuple

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import constant, crashes, refused, scales, taken, type_name, wrong
from tflint.runtime.tflm.steps import first_failure, takes_at_invoke

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Verdict

PREPARE = "micro/kernels/decode.cc:Prepare"
LUT, HUFFMAN, PRUNE, CUSTOM = 0, 1, 2, 127
STATES = {LUT: "Lut", HUFFMAN: "Huffman", PRUNE: "Prune"}
HEADER = 16  # kDcmSizeInBytes
TYPES = ("bool", "float32", "int8", "int16", "int32", "int64")
HUFFMAN_TYPES = ("int8", "int16")


class Part(NamedTuple):
    """One output with what it is decoded from; `header` is the ancillary tensor's, empty where it is computed."""

    number: int
    data: Tensor | None
    ancillary: Tensor | None
    output: Tensor | None
    header: bytes

    @property
    def kind(self) -> int:
        """How the data are encoded (DecodeState::Type)."""
        return self.header[0] if self.header else CUSTOM

    @property
    def source(self) -> str:
        """The file and function that sets this kind of decoder up."""
        kind = STATES.get(self.kind, "Custom")
        return f"micro/kernels/decode_state_{kind.lower()}.cc:DecodeState{kind}::Setup"


def prepare(node: Node, context: MicroContext) -> None:
    """Prepare: a pointer an output, then each output's tensors and decoder; a pruned one may keep its zero points."""
    parts = _parts(node)
    context.persistent(context.sizeof("kernels/decode:DecodeState*") * len(parts), "decoder pointers")
    for part in parts:
        context.temp(part.data, part.ancillary, part.output)
        if part.kind not in STATES or part.output is None:
            return
        context.persistent_struct(f"kernels/decode_state:DecodeState{STATES[part.kind]}")
        channels = len(scales(part.output))
        if part.kind == PRUNE and channels > 1 and any(_zero_points(part.output)):
            context.persistent(channels, "zero points")


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what Prepare refuses, and the types that only Decode looks at."""
    inputs, outputs = len(node.operator.inputs or ()), len(node.operator.outputs or ())
    if outputs == 0:
        yield refused(node, "TFLM_DECODE has no output", message="num_outputs > 0 was not true.", source=PREPARE)
    if inputs != 2 * outputs:
        message = f"num_inputs != num_outputs * 2 ({inputs} != {2 * outputs})"
        yield refused(node, f"{inputs} inputs for {outputs} outputs, two for each allowed", message=message, source=PREPARE)
    for part in _parts(node):
        yield from _part(node, part)


def _parts(node: Node) -> tuple[Part, ...]:
    return tuple(_part_of(node, number) for number in range(len(node.operator.outputs or ())))


def _part_of(node: Node, number: int) -> Part:
    ancillary = node.input(2 * number + 1)
    header = bytes((node.constant(ancillary) or memoryview(b""))[:HEADER])
    return Part(number, node.input(2 * number), ancillary, node.output(number), header)


def _part(node: Node, part: Part) -> Iterator[Verdict]:
    wanted = (
        (part.data, "input", 2 * part.number),
        (part.ancillary, "ancillary", 2 * part.number + 1),
        (part.output, "output", part.number),
    )
    for tensor, name, number in wanted:
        if tensor is None:
            message = f"failed to allocate {name} tensor {number}"
            yield refused(node, f"TFLM_DECODE has no {name} {number}", message=message, source=PREPARE)
        elif name != "output":
            for verdict in constant(node, tensor, name, PREPARE):
                yield verdict._replace(message=f"IsConstantTensor({name}) was not true.")
    if part.output is None:
        return
    yield from _header(node, part)
    yield from _setup(node, part, part.output)


def _header(node: Node, part: Part) -> Iterator[Verdict]:
    if len(part.header) < HEADER:
        why = f"ancillary data of output {part.number} have {len(part.header)} bytes, their header {HEADER}"
        yield wrong(node, why, tensor=part.ancillary, source=PREPARE)
        return
    if part.header[1] != 1:
        why = f"ancillary data have version {part.header[1]}, 1 allowed"
        yield refused(node, why, tensor=part.ancillary, message=f"version {part.header[1]} != 1", source=PREPARE)
    if part.kind not in STATES:
        why = f"ancillary data have decode type {part.kind}; 0 (look-up table), 1 (Huffman) or 2 (pruned) allowed"
        message = f"unsupported decode type {part.kind}"
        if part.kind == CUSTOM and not node.build.wheel:
            message = "Custom decode type not yet supported"
        yield refused(node, why, tensor=part.ancillary, message=message, source=PREPARE)
    if part.header[4] != 1:
        why = f"ancillary data have {STATES.get(part.kind, 'decoder')} version {part.header[4]}, 1 allowed"
        yield refused(node, why, tensor=part.ancillary, message=f"unsupported version {part.header[4]}", source=part.source)


def _setup(node: Node, part: Part, output: Tensor) -> Iterator[Verdict]:
    if len(part.header) < HEADER:
        return
    if part.kind == HUFFMAN:
        if not part.header[5] & 1:
            message = f"output.type != kTfLiteInt8 ({type_name(output)} != INT8)"
            yield from taken(node, output, ("int8",), part.source, message=message)
        yield from _type_at_invoke(node, part, output, HUFFMAN_TYPES)
        yield from _huffman_links(node, part)
        return
    yield from _axis(node, part, output)
    if part.kind == PRUNE and output.dtype != "int8" and any(_zero_points(output)):
        why = f"{output.name!r} is {output.dtype} with a zero point other than 0"
        yield refused(node, why, tensor=output, message="All zero-points must be zero", source=part.source)
    yield from _type_at_invoke(node, part, output, TYPES)
    if part.kind == LUT and not part.header[5] & 7:
        yield wrong(node, "the look-up table's indices have 0 bits: all zeros", tensor=part.ancillary, source=part.source)


def _huffman_links(node: Node, part: Part) -> Iterator[Verdict]:
    """Tell a Huffman table whose first entries lead out of it; so far that the model ends before, the read crashes.

    An entry is a symbol if its top bit is set, else its low bits lead on; 0xF0 of the header's byte 5 is the first table's bits - 1.
    """
    wide = bool(part.header[5] & 1)
    table = (node.constant(part.ancillary) or memoryview(b""))[HEADER:]
    entries = tuple(value for (value,) in iter_unpack("<I" if wide else "<H", table[: len(table) // 4 * 4]))
    top, low = (1 << 31, (1 << 27) - 1) if wide else (1 << 15, (1 << 11) - 1)
    for index, entry in enumerate(entries[: 1 << (part.header[5] >> 4) + 1]):
        target = index + (entry & low)
        if not entry & top and target >= len(entries):
            why = f"entry {index} of the Huffman table leads to {target}, the table has {len(entries)}"
            told = crashes if target * (4 if wide else 2) > node.model.size else wrong
            yield told(node, why, tensor=part.ancillary, source=part.source.replace("::Setup", "::Decode"))
            return


def _type_at_invoke(node: Node, part: Part, output: Tensor, types: tuple[str, ...]) -> Iterator[Verdict]:
    source = part.source.replace("::Setup", "::Decode")
    yield from takes_at_invoke(node, output, types, f"unsupported tensor type {type_name(output)}", source)


def _axis(node: Node, part: Part, output: Tensor) -> Iterator[Verdict]:
    """Demand that scales go along the first dimension, or, if there are several, along the last."""
    if output.quantization is None or not output.is_quantized:
        return
    axis = output.quantization.quantized_dimension
    if axis not in {0, len(output.shape) - 1 if len(scales(output)) > 1 else 0}:
        why = f"{output.name!r} is quantized along dimension {axis}, the first or the last allowed"
        yield refused(node, why, tensor=output, message=f"unsupported quantization axis {axis}", source=part.source)


def _zero_points(tensor: Tensor) -> tuple[int, ...]:
    """Return the zero points as the runtime has them: one a scale, the first for all where their counts differ."""
    if tensor.quantization is None or not tensor.is_quantized:
        return ()
    count, found = len(tensor.quantization.scale), tensor.quantization.zero_point
    return found if len(found) == count else (found[0],) * count


KERNELS: tuple[Kernel, ...] = (Kernel("TFLM_DECODE", prepare=prepare, check=check),)
