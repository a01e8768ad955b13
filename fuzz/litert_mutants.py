"""One change to a valid model, in place: a type, a dimension, an operand, a scale, an option; the file stays a flatbuffer."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

from tflite.Model import Model as Root

if TYPE_CHECKING:
    import random

TYPES = (0, 0, 1, 2, 3, 4, 6, 7, 9, 9, 15, 17)
SHAPE, TYPE, INPUTS, SCALE, ZERO_POINT, DIMENSION = 4, 6, 6, 8, 10, 16
"""Where the fields are in the vtables of Tensor, Operator and QuantizationParameters."""


def mutant(data: bytes, rng: random.Random) -> bytes:
    """Return the model with one change; the same bytes where the place that was drawn has nothing to change."""
    made = bytearray(data)
    graph = Root.GetRootAs(data, 0).Subgraphs(0)
    op = graph.Operators(rng.randrange(graph.OperatorsLength()))
    ends = [op.Inputs(i) for i in range(op.InputsLength())] + [op.Outputs(i) for i in range(op.OutputsLength())]
    known = [index for index in ends if index >= 0]
    tensor = graph.Tensors(rng.choice(known)) if known else None
    change = rng.choice((_type, _dimension, _dimension, _operand, _quantization, _option))
    if change in {_operand, _option}:
        change(made, rng, op, graph)
    elif tensor is not None:
        change(made, rng, tensor, graph)
    return bytes(made)


def _type(data: bytearray, rng: random.Random, tensor: Any, _graph: Any) -> None:  # noqa: ANN401  generated code
    at = tensor._tab.Offset(TYPE)  # noqa: SLF001  where the field lies
    if at:
        data[at + tensor._tab.Pos] = rng.choice(TYPES)  # noqa: SLF001  as above


def _dimension(data: bytearray, rng: random.Random, tensor: Any, _graph: Any) -> None:  # noqa: ANN401  generated code
    if tensor.ShapeLength():
        axis = rng.randrange(tensor.ShapeLength())
        old = tensor.Shape(axis)
        start = tensor._tab.Vector(tensor._tab.Offset(SHAPE))  # noqa: SLF001  where the field lies
        struct.pack_into("<i", data, start + 4 * axis, rng.choice((0, 1, 2, 3, old + 1, 2 * old, max(old - 1, 0))))


def _operand(data: bytearray, rng: random.Random, op: Any, graph: Any) -> None:  # noqa: ANN401  generated code
    if op.InputsLength():
        start = op._tab.Vector(op._tab.Offset(INPUTS))  # noqa: SLF001  where the field lies
        position = rng.randrange(op.InputsLength())
        struct.pack_into("<i", data, start + 4 * position, rng.choice((-1, rng.randrange(graph.TensorsLength()))))


def _quantization(data: bytearray, rng: random.Random, tensor: Any, _graph: Any) -> None:  # noqa: ANN401  generated code
    given = tensor.Quantization()
    if given is None or not given.ScaleLength() or not given.ZeroPointLength():
        return
    table = given._tab  # noqa: SLF001  where the fields lie
    which, scale = rng.random(), given.Scale(0)
    if which < 0.4:
        struct.pack_into(
            "<f", data, table.Vector(table.Offset(SCALE)), rng.choice((0.0, 2 * scale, 1e-6 * scale, 1e6 * scale, -scale))
        )
    elif which < 0.8:
        struct.pack_into("<q", data, table.Vector(table.Offset(ZERO_POINT)), rng.choice((0, 1, -128, 5, 200)))
    elif table.Offset(DIMENSION):
        struct.pack_into("<i", data, table.Offset(DIMENSION) + table.Pos, rng.choice((0, 1, 2, 3)))


def _option(data: bytearray, rng: random.Random, op: Any, _graph: Any) -> None:  # noqa: ANN401  generated code
    options = op.BuiltinOptions()
    if options is None:
        return
    vtable = options.Pos - struct.unpack_from("<i", data, options.Pos)[0]
    fields = struct.unpack_from(f"<{struct.unpack_from('<H', data, vtable)[0] // 2}H", data, vtable)[2:]
    present = [field for field in fields if field]
    if present:
        data[options.Pos + rng.choice(present)] = rng.choice((0, 1, 2, 3, 4, 255))
