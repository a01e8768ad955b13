"""A subgraph of a tree as passes edit it: who writes and reads a tensor, what is constant, and a few safe edits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.model import opcodes, schema
from tflint.model.tree import number, numbers, tables
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.tree import Table, Tree

Bytes = bytes | memoryview
TYPES = {number: name.lower() for number, name in schema.ENUMS["TensorType"].items()}
OPERANDS = ("inputs", "outputs", "intermediates")
ORIGIN = "origin"  # an operator's index in the file that was read; no field of the schema, so not written


class Graph(Record):
    """Subgraph `index` of a tree. Tensors and operators are named by their index in it."""

    tree: Tree
    index: int  # type: ignore[assignment]  # in place of a tuple's own method

    @property
    def fields(self) -> Table:
        """Return the subgraph's table."""
        return tables(self.tree.model, "subgraphs")[self.index]

    @property
    def tensors(self) -> list[Table]:
        """Return the tensors' tables, to change."""
        return tables(self.fields, "tensors")

    @property
    def operators(self) -> list[Table]:
        """Return the operators' tables, to change."""
        return tables(self.fields, "operators")

    def name(self, operator: Table) -> str:
        """Return an operator's name: `CONV_2D`, `CUSTOM`."""
        code = tables(self.tree.model, "operator_codes")[number(operator, "opcode_index")]
        return opcodes.name(max(number(code, "builtin_code"), number(code, "deprecated_builtin_code")))

    def location(self, operator: Table) -> str:
        """Return the location of an operator in the file that was read; the subgraph for one that was added since."""
        place = operator.get(ORIGIN)
        return f"subgraphs/{self.index}" + ("" if place is None else f"/operators/{place}")

    def title(self, operator: Table) -> str:
        """Return an operator as messages write it: `op 7 CONV_2D`."""
        place = operator.get(ORIGIN)
        return self.name(operator) if place is None else f"op {place} {self.name(operator)}"

    def shape(self, tensor: int) -> tuple[int, ...]:
        """Return a tensor's shape, () for a scalar."""
        return numbers(self.tensors[tensor], "shape")

    def dtype(self, tensor: int) -> str:
        """Return a tensor's type in lower case: `int8`, or `type 30` for a number that the schema does not know."""
        found = number(self.tensors[tensor], "type")
        return TYPES.get(found, f"type {found}")

    def label(self, tensor: int) -> str:
        """Return a tensor's name."""
        return str(self.tensors[tensor].get("name", ""))

    def constant(self, tensor: int) -> Bytes | None:
        """Return a constant tensor's bytes, None for one that is computed."""
        data = buffer_data(self.tree, number(self.tensors[tensor], "buffer"))
        return data if len(data) else None

    def is_end(self, tensor: int) -> bool:
        """Return whether a tensor is an input or an output of the subgraph."""
        return tensor in numbers(self.fields, "inputs") or tensor in numbers(self.fields, "outputs")

    def is_plain(self, tensor: int) -> bool:
        """Return whether a tensor is computed anew in each inference: neither a constant nor kept from one to the next."""
        return self.constant(tensor) is None and not self.tensors[tensor]["is_variable"]

    def readers(self, tensor: int) -> list[Table]:
        """Return the operators that read a tensor, in order."""
        return [it for it in self.operators if tensor in numbers(it, "inputs")]

    def writers(self, tensor: int) -> list[Table]:
        """Return the operators that write a tensor, in order."""
        return [it for it in self.operators if tensor in numbers(it, "outputs")]

    def alike(self, one: int, other: int) -> bool:
        """Return whether two tensors have one type and one quantization: what reads the one may read the other."""
        left, right = (self.tensors[it] for it in (one, other))
        return left["type"] == right["type"] and _read_quantization(left) == _read_quantization(right)

    def redirect(self, old: int, new: int) -> None:
        """Let every operator that reads a tensor read another."""
        for operator in self.readers(old):
            operator["inputs"] = tuple(new if it == old else it for it in numbers(operator, "inputs"))

    def remove(self, operators: list[Table]) -> None:
        """Take operators out of the subgraph."""
        gone = {id(it) for it in operators}
        self.operators[:] = [it for it in self.operators if id(it) not in gone]


def graphs(tree: Tree) -> Iterator[Graph]:
    """Yield the subgraphs of a tree."""
    for index in range(len(tables(tree.model, "subgraphs"))):
        yield Graph(tree, index)


def marked(tree: Tree) -> Tree:
    """Return a copy of a tree whose operators remember their place in the file."""
    copy = tree.copy()
    for graph in graphs(copy):
        for place, operator in enumerate(graph.operators):
            operator[ORIGIN] = place
    return copy


def buffer_data(tree: Tree, index: int) -> Bytes:
    """Return a buffer's bytes, empty where it has none."""
    data = tables(tree.model, "buffers")[index].get("data", b"")
    assert isinstance(data, bytes | memoryview)
    return data


def add_buffer(tree: Tree, data: Bytes) -> int:
    """Add a buffer and return its index."""
    buffers = tables(tree.model, "buffers")
    buffers.append({"data": data, "offset": 0, "size": 0})
    return len(buffers) - 1


def options(operator: Table) -> Table:
    """Return an operator's options to read or change, an empty table where it has none."""
    for union in ("builtin_options", "builtin_options_2"):
        pair = operator.get(union)
        if isinstance(pair, tuple) and isinstance(pair[1], dict):
            return pair[1]
    return {}


def _read_quantization(tensor: Table) -> object:
    """Return what a kernel may read of a tensor's quantization: not the range that the converter saw."""
    found = tensor.get("quantization")
    if not isinstance(found, dict):
        return None
    kept = {field: value for field, value in found.items() if field not in ("min", "max")}
    return kept if any(field in kept for field in ("scale", "zero_point", "details")) else None
