"""Models with look-up tables: what TFLM's compression adds to a file, for builds with USE_TFLM_COMPRESSION.

The indices of a compressed tensor are whatever bytes it had: AllocateTensors() reads neither them nor the values.
"""

from __future__ import annotations

import flatbuffers

from tflint.model import tree, writer
from tflint.model.reader import read

READERS = ("CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED", "TRANSPOSE_CONV", "CONCATENATION", "ASSIGN_VARIABLE")
VALUES = memoryview(bytes(range(16)))
BITS = 4


def metadata(subgraphs: list[list[tuple[int, int, int]] | None], version: int = 1) -> bytes:
    """Return the flatbuffer of COMPRESSION_METADATA: (tensor, buffer of its values, bits) of each subgraph."""
    b = flatbuffers.Builder(0)
    graphs = [_subgraph(b, tensors) for tensors in subgraphs]
    vector = _offsets(b, graphs)
    b.StartObject(2)
    b.PrependUint32Slot(0, version, 1)
    b.PrependUOffsetTRelativeSlot(1, vector, 0)
    b.Finish(b.EndObject())
    return bytes(b.Output())


def compressed(data: bytes) -> bytes:
    """Return a model with every constant that TFLM decompresses named in COMPRESSION_METADATA; as it is if there is none."""
    model, found = read(data), tree.read(data)
    named = [
        sorted(
            {
                it.index
                for op in graph.operators
                if op.name in READERS
                for it in model.inputs(op)
                if it is not None and model.is_constant(it) and it.shape_given and it.dtype != "int4"
            }
        )
        for graph in model.subgraphs
    ]
    if not all(named):
        return data
    values = len(model.buffers)
    tables = metadata([[(tensor, values, BITS) for tensor in tensors] for tensors in named])
    buffers = found.model["buffers"]
    assert isinstance(buffers, list)
    plain = {"offset": 0, "size": 0}
    found.model["buffers"] = [*buffers, {**plain, "data": VALUES}, {**plain, "data": memoryview(tables)}]
    entry: tree.Table = {"name": "COMPRESSION_METADATA", "buffer": values + 1}
    found.model["metadata"] = [*tree.tables(found.model, "metadata"), entry]
    return writer.write(found)


def _subgraph(b: flatbuffers.Builder, tensors: list[tuple[int, int, int]] | None) -> int:
    rows = None if tensors is None else _offsets(b, [_tensor(b, *it) for it in tensors])
    b.StartObject(1)
    if rows is not None:
        b.PrependUOffsetTRelativeSlot(0, rows, 0)
    return int(b.EndObject())


def _tensor(b: flatbuffers.Builder, tensor: int, values: int, bits: int) -> int:
    b.StartObject(3)
    b.PrependInt32Slot(0, tensor, 0)
    b.PrependUint32Slot(1, values, 0)
    b.PrependUint8Slot(2, bits, 0)
    return int(b.EndObject())


def _offsets(b: flatbuffers.Builder, places: list[int]) -> int:
    b.StartVector(4, len(places), 4)
    for place in reversed(places):
        b.PrependUOffsetTRelative(place)
    return int(b.EndVector())
