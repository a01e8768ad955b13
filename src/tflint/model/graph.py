"""From a flatbuffer's tables to the view: the model with its subgraphs, buffers, metadata and signatures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.finding import Location
from tflint.model import indices
from tflint.model.malformed import dangling
from tflint.model.operators import operator_codes, operators
from tflint.model.tensors import tensors
from tflint.model.view import Buffer, Metadata, Model, Signature, Subgraph
from tflint.record import new

if TYPE_CHECKING:
    from tflint.model.data import Data
    from tflint.model.flatbuffer import Flatbuffer
    from tflint.model.view import OperatorCode


def decode(fb: Flatbuffer, data: Data) -> Model:
    """Return the model whose root table the file's first four bytes lead to; its weights stay in `data`."""
    root = fb.root()
    version, codes, graphs, description, stored, numbers, metadata, defs, groups, external = fb.row("Model", root)
    table, handles = operator_codes(fb, codes), buffers(fb, stored)
    subgraphs = tuple([subgraph(fb, at, i, table, len(handles)) for i, at in enumerate(fb.tables(graphs))])
    entries, named = metadata_entries(fb, metadata, len(handles)), signatures(fb, defs, subgraphs)
    verify_external(fb, groups, external)
    fb.ints(numbers)
    if not subgraphs:
        raise dangling(root, "the model has no subgraph", Location())
    if fb.doubt is not None:
        raise fb.doubt
    return Model(
        version=version,
        description=fb.text(description),
        operator_codes=table,
        subgraphs=subgraphs,
        buffers=handles,
        metadata=entries,
        signatures=named,
        size=fb.size,
        data=data,
        end=fb.end,
        unaligned=tuple(sorted(set(fb.unaligned))),
        not_utf8=tuple(sorted(fb.not_utf8)),
    )


def subgraph(fb: Flatbuffer, at: int, index: int, codes: tuple[OperatorCode, ...], buffers: int) -> Subgraph:
    """Return the subgraph whose table lies at `at`, in a model of so many buffers."""
    stored, inputs, outputs, nodes, name, _debug = fb.row("SubGraph", at)
    found = tensors(fb, stored, index, buffers)
    ends = fb.ints(inputs), fb.ints(outputs)
    fb.note(indices.ends("input", inputs, ends[0], index, len(found)))
    fb.note(indices.ends("output", outputs, ends[1], index, len(found)))
    return Subgraph(
        index=index,
        name=fb.text(name),
        tensors=found,
        operators=operators(fb, nodes, index, codes, len(found)),
        inputs=ends[0],
        outputs=ends[1],
        tensors_given=stored is not None,
    )


def buffers(fb: Flatbuffer, at: int | None) -> tuple[Buffer, ...]:
    """Return handles on the buffers; their bytes are not touched."""
    return tuple([buffer(fb, place, i) for i, place in enumerate(fb.tables(at))])


def buffer(fb: Flatbuffer, at: int, index: int) -> Buffer:
    """Return a handle on one buffer. The schema says that `offset` is only valid above 1; it then stands for the data."""
    data, offset, size = fb.row("Buffer", at)
    start, length = (data + 4, fb.length(data, 1, "vector")) if data else (0, 0)
    return new(Buffer, (index, offset, size, True) if offset > 1 else (index, start, length, False))


def metadata_entries(fb: Flatbuffer, at: int | None, buffers: int) -> tuple[Metadata, ...]:
    """Return the metadata entries of a model of so many buffers."""
    found = []
    for index, place in enumerate(fb.tables(at)):
        name, number = fb.row("Metadata", place)
        found.append(Metadata(index, fb.text(name), number))
        fb.note(indices.metadata(found[-1], place, buffers))
    return tuple(found)


def signatures(fb: Flatbuffer, at: int | None, subgraphs: tuple[Subgraph, ...]) -> tuple[Signature, ...]:
    """Return the signatures of these subgraphs."""
    found = []
    for index, place in enumerate(fb.tables(at)):
        inputs, outputs, key, _tag, number = fb.row("SignatureDef", place)
        found.append(Signature(index, fb.text(key), number, tensor_names(fb, inputs), tensor_names(fb, outputs)))
        fb.note(indices.signature(found[-1], place, subgraphs))
    return tuple(found)


def tensor_names(fb: Flatbuffer, at: int | None) -> tuple[tuple[str, int], ...]:
    """Return the (name, tensor index) pairs of a signature's inputs or outputs."""
    rows = [fb.row("TensorMap", place) for place in fb.tables(at)]
    return tuple([(fb.text(name), number) for name, number in rows])


def verify_external(fb: Flatbuffer, groups: int | None, entries: int | None) -> None:
    """Walk the tables that describe weights in other files; no runtime on a device reads them, so nothing is kept."""
    for place in fb.tables(groups):
        fb.text(fb.row("ExternalBufferGroup", place)[0])
    for place in fb.tables(entries):
        fb.text(fb.row("ExternalBuffer", place)[4])
