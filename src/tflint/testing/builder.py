"""Builds real .tflite bytes in a few lines: what rule tests lint, and what probes for the runtimes are made of."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from tflint.model import opcodes, schema
from tflint.testing.constants import packed, type_number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Unpack

    from tflint.testing.fields import Fields, FurtherFields, Numbers

    Values = bytes | bytearray | memoryview | float | Sequence[float]

IDENTIFIER = b"TFL3"
LAST_DEPRECATED = opcodes.NUMBERS["PLACEHOLDER_FOR_GREATER_OP_CODES"]
OUTSIDE_ALIGNMENT = 16  # bytes; how writers place data after the flatbuffer

# Operators whose options table is not named after them.
OPTIONS = {
    **dict.fromkeys(("AVERAGE_POOL_2D", "MAX_POOL_2D", "L2_POOL_2D"), "Pool2DOptions"),
    **dict.fromkeys(("MEAN", "SUM", "REDUCE_PROD", "REDUCE_MAX", "REDUCE_MIN", "REDUCE_ANY", "REDUCE_ALL"), "ReducerOptions"),
    **dict.fromkeys(("MAXIMUM", "MINIMUM"), "MaximumMinimumOptions"),
    **dict.fromkeys(("RANDOM_STANDARD_NORMAL", "RANDOM_UNIFORM", "MULTINOMIAL"), "RandomOptions"),
    "L2_NORMALIZATION": "L2NormOptions",
    "UNIDIRECTIONAL_SEQUENCE_RNN": "SequenceRNNOptions",
    "CONV_3D_TRANSPOSE": "Conv3DOptions",
}
MEMBERS = {
    name.removesuffix("Options").lower(): name for union in ("BuiltinOptions", "BuiltinOptions2") for name in schema.UNIONS[union]
}


@dataclass(slots=True)
class _Graph:
    """A subgraph in the making. A vector that is None stays out of the file."""

    name: str | None
    tensors: list[Fields] | None = field(default_factory=list)
    inputs: list[int] | None = field(default_factory=list)
    outputs: list[int] | None = field(default_factory=list)
    operators: list[Fields] | None = field(default_factory=list)


@dataclass(slots=True)
class _Outside:
    """A buffer whose bytes go after the flatbuffer."""

    data: bytes


class ModelBuilder:
    """Collects a model and writes it with `build()`. Subgraph 0 is open from the start; tensors and operators go to the open one.

    Whatever is given is written, sound or not: indices, types and shapes are not checked.
    """

    def __init__(self, description: str = "", *, version: int = 3, identifier: bytes | None = IDENTIFIER) -> None:
        self._description, self._version, self._identifier = description, version, identifier
        self._codes: list[Fields] = []
        self._buffers: list[Fields | _Outside] = [{}]
        self._graphs = [_Graph(None)]
        self._open = 0
        self._metadata: list[Fields] = []
        self._signatures: list[Fields] = []
        self._more: dict[str, object] = {}

    def subgraph(self, name: str = "") -> int:
        """Open a new subgraph and return its index."""
        self._graphs.append(_Graph(name))
        self._open = len(self._graphs) - 1
        return self._open

    def select(self, index: int) -> None:
        """Open an earlier subgraph again."""
        self._open = range(len(self._graphs))[index]

    def input(self, name: str, shape: Sequence[int] | None, dtype: str | int = "float32", **more: Unpack[FurtherFields]) -> int:
        """Add a tensor and list it among the subgraph's inputs; return its index. Takes what `tensor` takes."""
        index = self.tensor(name, shape, dtype, **more)
        self.graph_inputs(index)
        return index

    def output(self, *tensors: int) -> None:
        """List tensors among the subgraph's outputs."""
        self._vector("outputs").extend(tensors)

    def graph_inputs(self, *tensors: int) -> None:
        """List tensors that exist already (or numbers that do not) among the subgraph's inputs."""
        self._vector("inputs").extend(tensors)

    def omit(self, *vectors: str) -> None:
        """Leave whole vectors of the open subgraph out of the file: `inputs`, `outputs`, `tensors`, `operators`."""
        for vector in vectors:
            setattr(self._graphs[self._open], vector, None)

    def tensor(
        self,
        name: str | None,
        shape: Sequence[int] | None,
        dtype: str | int = "float32",
        *,
        scale: Numbers | None = None,
        zero_point: Numbers | None = 0,
        quantized_dimension: int = 0,
        quantization: Fields | None = None,
        buffer: int = 0,
        **fields: object,
    ) -> int:
        """Add a tensor and return its index. `shape` None leaves the vector out; `dtype` may be a number.

        `scale` None means no quantization. One zero point serves all scales; `zero_point=None` leaves its vector out.
        `quantization` gives the table's fields by schema names instead, or in addition, as `min`, `max`, `details=("CustomQuantization", {…})`.
        Further fields go by schema names: `is_variable`, `shape_signature`, `sparsity`, `has_rank`, `variant_tensors`, `external_buffer`.
        """
        if scale is not None or quantization is not None:
            quantization = {**quantization_fields(scale, zero_point, quantized_dimension), **(quantization or {})}
        own = {"name": name, "shape": shape, "type": type_number(dtype), "buffer": buffer, "quantization": quantization}
        tensors = self._vector("tensors")
        tensors.append({**own, **fields})
        return len(tensors) - 1

    def amend(self, index: int, **fields: object) -> None:
        """Change fields of a tensor of the open subgraph, by schema names; `type` may be a dtype's name, None leaves one out."""
        if isinstance(fields.get("type"), str):
            fields["type"] = type_number(str(fields["type"]))
        tensors = self._graphs[self._open].tensors or []
        tensors[index] = {**tensors[index], **fields}

    def amend_operator(self, index: int, **fields: object) -> None:
        """Change fields of an operator of the open subgraph, by schema names; None leaves one out.

        The fields of `builtin_options` are a pair, as in `builtin_options=("AddOptions", {…})`.
        """
        operators = self._graphs[self._open].operators or []
        operators[index] = {**operators[index], **fields}

    def copy(self) -> Self:
        """Return a builder that holds the same model and goes its own way from here."""
        return copy.deepcopy(self, {id(buffer): buffer for buffer in self._buffers})

    def constant(
        self,
        name: str | None,
        values: Values,
        shape: Sequence[int] | None,
        dtype: str | int = "float32",
        *,
        outside: bool = False,
        **more: Unpack[FurtherFields],
    ) -> int:
        """Add a tensor with a buffer of its own and return its index. Takes what `tensor` takes.

        A single number fills the shape; bytes are stored as they are; `outside=True` puts them after the flatbuffer.
        """
        index = self.buffer(packed(values, shape or (), dtype), outside=outside)
        return self.tensor(name, shape, dtype, buffer=index, **more)

    def buffer(self, data: bytes | None, *, outside: bool = False, offset: int | None = None, size: int | None = None) -> int:
        """Add a buffer and return its index. `offset` and `size` are written as they are; `outside=True` computes them."""
        external = {"offset": offset, "size": size}
        self._buffers.append(
            _Outside(data or b"") if outside else {"data": data, **{k: v for k, v in external.items() if v is not None}}
        )
        return len(self._buffers) - 1

    def operator(
        self,
        op: str | int,
        inputs: Sequence[int] | None,
        outputs: Sequence[int] | None,
        options: Fields | None = None,
        *,
        version: int = 1,
        intermediates: Sequence[int] | None = None,
        custom_options: bytes | None = None,
        options_type: str | None = None,
        deprecated_only: bool = False,
        custom_code: str | None = None,
        **fields: object,
    ) -> int:
        """Add an operator and return its index. A name that is not a builtin becomes a custom op; a number is written as it is.

        `options` None writes no options table, `{}` one with defaults; `options_type` names another table than the op's own.
        `deprecated_only` writes the op's number as files from before 2021 do, `inputs=None` leaves the vector out.
        Further fields go by schema names: `mutating_variable_inputs`, `large_custom_options_offset`, `opcode_index`.
        """
        own: dict[str, object] = {
            "opcode_index": self._code(op, version, custom_code, deprecated_only=deprecated_only),
            "inputs": inputs,
            "outputs": outputs,
        }
        table = options_type or (options_table(op) if options is not None else None)
        if table is not None:
            own[union_field(table)] = (table, options)
        operators = self._vector("operators")
        operators.append({**own, "intermediates": intermediates, "custom_options": custom_options, **fields})
        return len(operators) - 1

    def metadata(self, name: str, data: bytes | None) -> int:
        """Add a metadata entry with a buffer of its own and return the buffer's index."""
        index = self.buffer(data)
        self._metadata.append({"name": name, "buffer": index})
        return index

    def metadata_entry(self, name: str, buffer: int) -> None:
        """Add a metadata entry for a buffer that exists already (or does not)."""
        self._metadata.append({"name": name, "buffer": buffer})

    def signature(self, key: str, inputs: Mapping[str, int], outputs: Mapping[str, int], *, subgraph: int = 0) -> None:
        """Add a signature: names for a subgraph's inputs and outputs."""
        named = [[{"name": name, "tensor_index": tensor} for name, tensor in side.items()] for side in (inputs, outputs)]
        self._signatures.append({"signature_key": key, "inputs": named[0], "outputs": named[1], "subgraph_index": subgraph})

    def model_fields(self, **fields: object) -> None:
        """Set fields of the model itself by schema names; None leaves one out: `model_fields(subgraphs=None)`."""
        self._more.update(fields)

    def build(self) -> bytes:
        """Return the file's bytes."""
        length = len(self._written(0)) if any(isinstance(buffer, _Outside) for buffer in self._buffers) else 0
        base = self._written(length)
        for buffer in self._buffers:
            if isinstance(buffer, _Outside):
                base = padded(base) + buffer.data
        return base

    def _written(self, behind: int) -> bytes:
        from tflint.testing.writer import Writer

        writer = Writer()
        return writer.finish(writer.table("Model", self._model(behind)), self._identifier)

    def _model(self, behind: int) -> Fields:
        """Return the model's fields, data outside placed from byte offset `behind` on."""
        buffers: list[Fields] = []
        for buffer in self._buffers:
            if isinstance(buffer, _Outside):
                behind = -(-max(behind, OUTSIDE_ALIGNMENT) // OUTSIDE_ALIGNMENT) * OUTSIDE_ALIGNMENT
                buffers.append({"offset": behind, "size": len(buffer.data)})
                behind += len(buffer.data)
            else:
                buffers.append(buffer)
        return {
            "version": self._version,
            "operator_codes": self._codes,
            "subgraphs": [{name: getattr(graph, name) for name in graph.__slots__} for graph in self._graphs],
            "description": self._description,
            "buffers": buffers,
            "metadata": self._metadata or None,
            "signature_defs": self._signatures or None,
            **self._more,
        }

    def _vector(self, name: str) -> list[object]:
        """Return a vector of the open subgraph, made where it was omitted before."""
        graph = self._graphs[self._open]
        if getattr(graph, name) is None:
            setattr(graph, name, [])
        found: list[object] = getattr(graph, name)
        return found

    def _code(self, op: str | int, version: int, custom_code: str | None, *, deprecated_only: bool) -> int:
        number = op if isinstance(op, int) else opcodes.NUMBERS.get(op, opcodes.CUSTOM)
        if isinstance(op, str) and op not in opcodes.NUMBERS:
            custom_code = op
        code = {
            "deprecated_builtin_code": min(number, LAST_DEPRECATED),
            "builtin_code": None if deprecated_only else number,
            "custom_code": custom_code,
            "version": version,
        }
        if code not in self._codes:
            self._codes.append(code)
        return self._codes.index(code)


def quantization_fields(scale: Numbers | None, zero_point: Numbers | None, dimension: int) -> Fields:
    """Return the quantization table's fields; a single zero point is repeated for every scale."""
    if scale is None:
        return {"quantized_dimension": dimension}
    scales = (scale,) if isinstance(scale, int | float) else tuple(scale)
    zero_points = (int(zero_point),) * len(scales) if isinstance(zero_point, int | float) else zero_point
    return {"scale": scales, "zero_point": zero_points, "quantized_dimension": dimension}


def options_table(op: str | int) -> str:
    """Return the name of an operator's own options table; ValueError where the schema has none for it."""
    name = opcodes.name(op) if isinstance(op, int) else op
    table = OPTIONS.get(name) or MEMBERS.get(name.replace("_", "").lower())
    if table is None:
        raise ValueError(f"the schema has no options table for {name}: give options_type, or custom_options")
    return table


def union_field(table: str) -> str:
    """Return which of an operator's two unions holds this options table."""
    return "builtin_options" if table in schema.UNIONS["BuiltinOptions"] else "builtin_options_2"


def padded(data: bytes) -> bytes:
    """Return bytes with zeros after them up to the alignment of data outside the flatbuffer."""
    return data + bytes(-len(data) % OUTSIDE_ALIGNMENT)
