"""Tensors whose values are indices into look-up tables, as a build with USE_TFLM_COMPRESSION reads them (micro_allocator.cc).

A metadata entry COMPRESSION_METADATA holds a flatbuffer of its own (micro/compression/metadata.fbs): for each subgraph the tensors that
are compressed, the buffer with their values, and how many bits an index has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.model.flatbuffer import Flatbuffer
from tflint.model.layout import Tables
from tflint.model.malformed import Malformed
from tflint.record import Record
from tflint.runtime.printed import logged
from tflint.runtime.tflm.memory_helpers import type_size
from tflint.runtime.verdict import Cause, Citation, Effect, Phase, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Model, Tensor
    from tflint.runtime.printed import Printed
    from tflint.runtime.tflm.micro_context import MicroContext

NAME = "COMPRESSION_METADATA"
METADATA = Citation("micro/micro_allocator.cc", "GetCompressionMetadata")
LIST = Citation("micro/micro_allocator.cc", "AllocateCompressedTensorsList")
TABLE = Citation("micro/micro_allocator.cc", "InitializeCompressionTensorDataFromFlatbuffer")
KNOWN_VERSION, MOST_BITS = 1, 7
NO_INT4 = logged("Compression not supported with INT4 tensors")
TABLES = Tables(
    {
        "Metadata": (("schema_version", "I", 1), ("subgraphs", "[:Subgraph", None)),
        "Subgraph": (("lut_tensors", "[:LutTensor", None),),
        "LutTensor": (("tensor", "i", 0), ("value_buffer", "I", 0), ("index_bitwidth", "B", 0)),
    }
)


class LutTensor(Record):
    """A compressed tensor: its index in the subgraph, the buffer of its values, and the bits of an index."""

    tensor: int
    value_buffer: int
    bits: int


class Compression(Record):
    """What a model's metadata say of compression: the tensors of each subgraph, and why the runtime does not use them.

    `ignored` is set where the runtime prints a line and goes on as if nothing were compressed, `refused` where it stops.
    """

    subgraphs: tuple[tuple[LutTensor, ...], ...] = ()
    ignored: Verdict | None = None
    refused: Verdict | None = None

    @property
    def places(self) -> Iterator[tuple[int, int]]:
        """Yield (subgraph, tensor) of all compressed tensors."""
        for number, tensors in enumerate(self.subgraphs):
            yield from ((number, it.tensor) for it in tensors)


def has_metadata(model: Model) -> bool:
    """Return whether a model says that it has compressed tensors."""
    return any(entry.name == NAME for entry in model.metadata)


def of(model: Model) -> Compression:
    """Return what a build with USE_TFLM_COMPRESSION makes of a model's metadata."""
    for entry in model.metadata:
        given = 0 < entry.buffer < len(model.buffers) and model.bytes(model.buffers[entry.buffer])
        if entry.name != NAME or not given:
            continue
        try:
            version, found = _read(given)
        except Malformed as broken:
            why = f"the metadata on compression cannot be read: {broken}"
            return Compression(ignored=_ignored(why, logged("Compression: verification failure")))
        if version > KNOWN_VERSION:
            text = logged(f"Compression: schema version mismatch (using {KNOWN_VERSION} got {version})")
            return Compression(ignored=_ignored(f"the metadata on compression have version {version}, 1 is known", text))
        taken = tuple(tensors or () for tensors in found or ())
        return Compression(taken, refused=next(_refusals(model, found), None))
    return Compression()


def _read(data: memoryview) -> tuple[int, tuple[tuple[LutTensor, ...] | None, ...] | None]:
    """Return the version, and for each subgraph its compressed tensors; None where a vector is absent."""
    file = Flatbuffer(data, TABLES)
    version, subgraphs = file.row("Metadata", file.root())
    if subgraphs is None:
        return version, None
    return version, tuple(_tensors(file, at) for at in file.tables(subgraphs))


def _tensors(file: Flatbuffer, at: int) -> tuple[LutTensor, ...] | None:
    (tensors,) = file.row("Subgraph", at)
    return None if tensors is None else tuple(LutTensor(*file.row("LutTensor", it)) for it in file.tables(tensors))


def _ignored(why: str, text: Printed) -> Verdict:
    why = f"{why}; compressed tensors are read as if they were not"
    return Verdict(Phase.LOAD, Effect.WRONG, Cause.GRAPH, why, message=text, citation=METADATA)


def _refused(why: str, text: str, at: Citation = LIST, subgraph: int | None = None, tensor: int | None = None) -> Verdict:
    return Verdict(Phase.LOAD, Effect.REFUSED, Cause.GRAPH, why, subgraph, None, tensor, logged(text), at)


def _refusals(model: Model, subgraphs: tuple[tuple[LutTensor, ...] | None, ...] | None) -> Iterator[Verdict]:
    """Yield what AllocateCompressedTensorsList stops at, in its order."""
    if not subgraphs:
        text = "Compression: invalid Subgraph vector" if subgraphs is None else "Compression: zero length Subgraph vector"
        yield _refused("the metadata on compression have no subgraph", text)
        return
    for number, tensors in enumerate(subgraphs):
        if not tensors:
            text = "Compression: invalid LutTensor vector" if tensors is None else "Compression: zero length LutTensor vector"
            yield _refused(f"the metadata on compression name no tensor of subgraph {number}", text, subgraph=number)
            continue
        seen: set[int] = set()
        for it in tensors:
            yield from _of_tensor(model, number, it)
            if it.tensor in seen:
                text = f"Compression: duplicate LutTensor subgraph {number} tensor {it.tensor}"
                yield _refused(f"tensor {it.tensor} is named twice in the metadata on compression", text, subgraph=number)
            seen.add(it.tensor)


def _of_tensor(model: Model, number: int, it: LutTensor) -> Iterator[Verdict]:
    """Yield why a tensor's look-up table is refused."""
    if number >= len(model.subgraphs):
        why = f"the metadata on compression have a subgraph {number}, the model has {len(model.subgraphs)}"
        yield Verdict(Phase.LOAD, Effect.UNDEFINED, Cause.GRAPH, why, citation=TABLE)
        return
    tensors = model.subgraphs[number].tensors
    if not 0 <= it.tensor < len(tensors):
        why = f"the metadata on compression name tensor {it.tensor}, subgraph {number} has {len(tensors)}"
        yield _refused(why, f"Compression: invalid tensor index {it.tensor} in LutTensor", TABLE, number)
        return
    for why, text in _mistakes(model, tensors[it.tensor], it):
        yield _refused(why, f"Compression: {text}", TABLE, number, it.tensor)


def _mistakes(model: Model, tensor: Tensor, it: LutTensor) -> Iterator[tuple[str, str]]:
    """Yield (why, what is printed) of what is wrong with a look-up table or its tensor."""
    name = repr(tensor.name)
    if it.bits > MOST_BITS:
        yield f"{name} has indices of {it.bits} bits, {MOST_BITS} at most", f"invalid bit width {it.bits} in LutTensor"
    if it.value_buffer >= len(model.buffers):
        why = f"{name} has its values in buffer {it.value_buffer}, the model has {len(model.buffers)}"
        yield why, f"invalid value_buffer {it.value_buffer} in LutTensor"
    elif not model.buffers[it.value_buffer].size:
        yield f"{name} has its values in a buffer without data", f"invalid value table for value_buffer {it.value_buffer}"
    if not tensor.shape_given:
        yield f"{name} is a scalar", "scalar tensors not supported"
    if not type_size(tensor.dtype):
        yield f"{name} is of type {tensor.dtype}, which has no size in TFLM", "failed to get tensor type size"
    axis = 0 if tensor.quantization is None else tensor.quantization.quantized_dimension
    if tensor.quantization is not None and len(tensor.quantization.scale) > 1 and axis not in {0, len(tensor.shape) - 1}:
        why = f"{name} is quantized along dimension {axis}, expected the first or the last"
        yield why, f"unsupported quantization axis {axis}"


def decompress_weights(k: MicroContext, weights: Tensor, at: Citation) -> None:
    """Ask for scratch for compressed weights and bias, as CONV_2D, DEPTHWISE_CONV_2D and FULLY_CONNECTED do at the end of Prepare."""
    if weights.dtype == "int4" and k.is_compressed(weights):
        k.refuse(f"{weights.name!r} is int4 and compressed", at, cause=Cause.TYPE, tensor=weights, message=NO_INT4)
    k.decompress(1, 2)
