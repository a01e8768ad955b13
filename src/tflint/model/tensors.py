"""Tensors with their quantization and sparsity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.finding import Location
from tflint.model import schema
from tflint.model.malformed import Malformed, dangling
from tflint.model.view import Quantization, Sparsity, Tensor
from tflint.record import new

if TYPE_CHECKING:
    from tflint.model.flatbuffer import Flatbuffer

DTYPES = {number: name.lower() for number, name in schema.ENUMS["TensorType"].items()}


def tensors(fb: Flatbuffer, at: int | None, subgraph: int, buffers: int) -> tuple[Tensor, ...]:
    """Return the tensors of a subgraph of a model with so many buffers."""
    found: list[Tensor] = []
    try:
        for index, place in enumerate(fb.tables(at)):
            it = tensor(fb, place, index, subgraph)
            found.append(it)
            if it.buffer >= buffers:
                why = f"tensor {index} uses buffer {it.buffer}, the model has {buffers}"
                fb.note(dangling(place, why, it.location))
    except Malformed as malformed:
        if not malformed.location.path:
            malformed.location = Location(f"subgraphs/{subgraph}/tensors/{len(found)}")
        raise
    return tuple(found)


def tensor(fb: Flatbuffer, at: int, index: int, subgraph: int) -> Tensor:
    """Return the tensor whose table lies at `at`."""
    shape, dtype, buffer, name, quantized, variable, sparse, signature, has_rank, variants, external = fb.row("Tensor", at)
    values = (
        index,
        subgraph,
        fb.string(name) if name else "",
        fb.numbers("i", shape) if shape else (),
        DTYPES.get(dtype) or f"type {dtype}",
        buffer,
        variable,
        quantization(fb, quantized) if quantized else None,
        shape is not None,
        fb.numbers("i", signature) if signature else None,
        has_rank,
        sparsity(fb, sparse) if sparse else None,
        variant_tensors(fb, variants) if variants else 0,
        external,
    )
    return new(Tensor, values)


def quantization(fb: Flatbuffer, at: int) -> Quantization:
    """Return the quantization parameters whose table lies at `at`."""
    least, most, scale, zero_point, kind, details, dimension = fb.row("QuantizationParameters", at)
    values = (
        fb.numbers("f", scale) if scale else (),
        fb.numbers("q", zero_point) if zero_point else (),
        dimension,
        fb.numbers("f", least) if least else (),
        fb.numbers("f", most) if most else (),
        quantization_details(fb, kind, details, at) if kind or details else None,
    )
    return new(Quantization, values)


def quantization_details(fb: Flatbuffer, kind: int, at: int | None, owner: int) -> str:
    """Return the name of the quantization details' table, which is verified and not kept."""
    name = fb.member("QuantizationDetails", kind, at, owner)
    if at is None or name is None:
        return name or f"details {kind}"
    row = fb.row(name, at)
    if name == "CustomQuantization":
        fb.blob(row[0])
    elif name == "MultiAxisQuantization":
        fb.ints(row[3])
    return name


def sparsity(fb: Flatbuffer, at: int) -> Sparsity:
    """Return the sparsity parameters whose table lies at `at`; the index vectors of its dimensions are only verified."""
    order, block_map, dimensions = fb.row("SparsityParameters", at)
    places = fb.tables(dimensions)
    for place in places:
        verify_dimension(fb, place)
    return Sparsity(fb.ints(order) or (), fb.ints(block_map) or (), len(places))


def verify_dimension(fb: Flatbuffer, at: int) -> None:
    """Walk one dimension's metadata: which elements exist is of no use to a linter, where they lie is."""
    _form, _dense, segments, segments_at, indices, indices_at = fb.row("DimensionMetadata", at)
    for kind, place in ((segments, segments_at), (indices, indices_at)):
        name = fb.member("SparseIndexVector", kind, place, at)
        if name and place:
            fb.blob(fb.row(name, place)[0], {"Int32Vector": 4, "Uint16Vector": 2, "Uint8Vector": 1}[name])


def variant_tensors(fb: Flatbuffer, at: int) -> int:
    """Return how many subtypes a variant tensor lists."""
    places = fb.tables(at)
    for place in places:
        fb.ints(fb.row("VariantSubType", place)[0])
    return len(places)
