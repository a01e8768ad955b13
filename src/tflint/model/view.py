"""What a decoded model is made of: frozen, located, free of numpy; weights stay in the file."""

from collections.abc import Iterator, Mapping
from itertools import chain
from math import prod

from tflint.finding import Location
from tflint.model.data import Data
from tflint.record import Record

Option = int | float | bool | str | bytes | tuple[int, ...] | tuple[float, ...] | None


class Quantization(Record):
    """A tensor's quantization parameters as the file has them; any vector may be empty.

    A runtime takes a tensor for quantized only if both `scale` and `zero_point` have entries.
    `details` is the name of the details union's member (`CustomQuantization`, `BlockwiseQuantization`), else None.
    """

    scale: tuple[float, ...] = ()
    zero_point: tuple[int, ...] = ()
    quantized_dimension: int = 0
    min: tuple[float, ...] = ()
    max: tuple[float, ...] = ()
    details: str | None = None


class Sparsity(Record):
    """A sparse tensor's traversal order, block map and dimension count."""

    traversal_order: tuple[int, ...]
    block_map: tuple[int, ...]
    dimensions: int


class Buffer(Record):
    """A handle on a buffer's bytes: `at` is the byte offset in the file, `size` the count; the bytes stay there.

    `outside` is True for data after the flatbuffer (`Buffer.offset/size`), which TFLM does not read; its `at` and `size` are
    what the file states and may lie past its end: compare before use.
    """

    index: int  # type: ignore[assignment]  # in place of a tuple's own method
    at: int
    size: int
    outside: bool = False

    @property
    def location(self) -> Location:
        """Return the buffer's place in the schema's words."""
        return Location(f"buffers/{self.index}")


class Tensor(Record):
    """One tensor of one subgraph. `shape` is () for a scalar; `shape_given` is False where the file has no shape vector.

    `dtype` is the schema's TensorType in lower case: `int8`, `float32`, or `type 30` for a number the schema does not know.
    `buffer` is an index into Model.buffers; a tensor is constant where that buffer has data.
    `external_buffer` is the index of an entry for weights in another file, 0 for none; no runtime on a device reads it.
    """

    index: int  # type: ignore[assignment]  # in place of a tuple's own method
    subgraph: int
    name: str
    shape: tuple[int, ...]
    dtype: str
    buffer: int
    is_variable: bool = False
    quantization: Quantization | None = None
    shape_given: bool = True
    shape_signature: tuple[int, ...] | None = None
    has_rank: bool = False
    sparsity: Sparsity | None = None
    variant_tensors: int = 0
    external_buffer: int = 0

    @property
    def location(self) -> Location:
        """Return the tensor's place in the schema's words, with its name."""
        return Location(f"subgraphs/{self.subgraph}/tensors/{self.index}", tensor=self.name)

    @property
    def elements(self) -> int:
        """Return the number of elements; 1 for a scalar."""
        return prod(self.shape)

    @property
    def is_quantized(self) -> bool:
        """Return whether a runtime sees quantization here: scale and zero point both present and not empty."""
        quantization = self.quantization
        return quantization is not None and bool(quantization.scale and quantization.zero_point)


class OperatorCode(Record):
    """An entry of the operator code table. `builtin` is max(builtin_code, deprecated_builtin_code), as the runtimes read it.

    `name` is the BuiltinOperator's name (`CONV_2D`, `CUSTOM`, or `operator 250` for an unknown number).
    `builtin_field` is `builtin_code` alone, which some of TFLM's control-flow code reads, `deprecated_field` the other one alone,
    which TFLM before 2020-11 reads.
    """

    index: int  # type: ignore[assignment]  # in place of a tuple's own method
    name: str
    builtin: int
    builtin_field: int
    custom_code: str | None
    version: int
    deprecated_field: int = -1


class Operator(Record):
    """One operator of one subgraph. An input or output of -1 is an omitted optional tensor.

    `inputs` and `outputs` are None where the file has no such vector. `options` maps the builtin options' fields by
    their schema names (defaults filled in) and is None where the file has none; enums stay numbers.
    `custom_at`/`custom_size` locate the custom options in the file (None, 0 where absent); `custom_outside` says that they
    lie after the flatbuffer (`large_custom_options_offset/size`, unchecked, like Buffer's).
    """

    index: int  # type: ignore[assignment]  # in place of a tuple's own method
    subgraph: int
    code: OperatorCode
    inputs: tuple[int, ...] | None
    outputs: tuple[int, ...] | None
    intermediates: tuple[int, ...] = ()
    options_type: str | None = None
    options: Mapping[str, Option] | None = None
    custom_at: int | None = None
    custom_size: int = 0
    mutating_variable_inputs: tuple[bool, ...] = ()
    custom_outside: bool = False

    @property
    def name(self) -> str:
        """Return the op's name: `CONV_2D`, or a custom op's own code."""
        name = self.code.name
        return name if name != "CUSTOM" else self.code.custom_code or name

    @property
    def location(self) -> Location:
        """Return the operator's place in the schema's words, with its name."""
        return Location(f"subgraphs/{self.subgraph}/operators/{self.index}", operator=self.name)


class Subgraph(Record):
    """A graph: tensors, operators in execution order, and the tensor indices of its inputs and outputs (None: no vector)."""

    index: int  # type: ignore[assignment]  # in place of a tuple's own method
    name: str
    tensors: tuple[Tensor, ...]
    operators: tuple[Operator, ...]
    inputs: tuple[int, ...] | None
    outputs: tuple[int, ...] | None
    tensors_given: bool = True

    @property
    def location(self) -> Location:
        """Return the subgraph's place in the schema's words."""
        return Location(f"subgraphs/{self.index}")


class Metadata(Record):
    """A named metadata entry and the buffer that holds it."""

    index: int  # type: ignore[assignment]  # in place of a tuple's own method
    name: str
    buffer: int


class Signature(Record):
    """A signature: its key, its subgraph, and (name, tensor index) pairs of inputs and outputs."""

    index: int  # type: ignore[assignment]  # in place of a tuple's own method
    key: str
    subgraph: int
    inputs: tuple[tuple[str, int], ...]
    outputs: tuple[tuple[str, int], ...]


class Model(Record):
    """A model that verified: every offset inside the file, every index inside its table.

    `data` is the file's bytes (or a mapping of them), read only where a constant's value is needed: `model.bytes(buffer)`.
    `end` is the byte offset after the last structural byte read. `unaligned` has (byte offset, width) of the 8-byte values off
    their boundary, which strict hardware reads wrong or not at all; `not_utf8` the byte offsets of names that are not UTF-8.
    """

    version: int
    description: str
    operator_codes: tuple[OperatorCode, ...]
    subgraphs: tuple[Subgraph, ...]
    buffers: tuple[Buffer, ...]
    metadata: tuple[Metadata, ...]
    signatures: tuple[Signature, ...]
    size: int
    data: Data
    end: int = 0
    unaligned: tuple[tuple[int, int], ...] = ()
    not_utf8: tuple[int, ...] = ()

    @property
    def location(self) -> Location:
        """Return the empty location: the model as a whole."""
        return Location()

    def bytes(self, buffer: Buffer) -> memoryview:
        """Return a buffer's bytes, a view into the file."""
        return self.data[buffer.at : buffer.at + buffer.size]

    def constant(self, tensor: Tensor) -> memoryview | None:
        """Return the bytes of a constant tensor, None for one that is computed."""
        buffer = self.buffers[tensor.buffer]
        return self.bytes(buffer) if buffer.size else None

    def is_constant(self, tensor: Tensor) -> bool:
        """Return whether a tensor's values are in the file, without reading them."""
        return self.buffers[tensor.buffer].size > 0

    def operators(self) -> Iterator[Operator]:
        """Return an iterator over the operators of all subgraphs, in order."""
        return chain.from_iterable([graph.operators for graph in self.subgraphs])

    def tensors(self) -> Iterator[Tensor]:
        """Return an iterator over the tensors of all subgraphs, in order."""
        return chain.from_iterable([graph.tensors for graph in self.subgraphs])

    def tensor(self, operator: Operator, index: int) -> Tensor | None:
        """Return the tensor that an operator's input or output number names; None for an omitted one (-1)."""
        return self.subgraphs[operator.subgraph].tensors[index] if index >= 0 else None

    def inputs(self, operator: Operator) -> tuple[Tensor | None, ...]:
        """Return an operator's input tensors, None where one is omitted."""
        tensors = self.subgraphs[operator.subgraph].tensors
        return tuple([tensors[i] if i >= 0 else None for i in operator.inputs or ()])

    def outputs(self, operator: Operator) -> tuple[Tensor | None, ...]:
        """Return an operator's output tensors, None where one is omitted."""
        tensors = self.subgraphs[operator.subgraph].tensors
        return tuple([tensors[i] if i >= 0 else None for i in operator.outputs or ()])
