"""A graph to be written: the original's operators and tensors, some of them again for bands of rows, and what joins these."""

from __future__ import annotations

from struct import pack
from typing import TYPE_CHECKING

from tflint.fit.copies import constant
from tflint.model import opcodes
from tflint.model.view import Buffer, Operator, OperatorCode, Tensor
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tflint.model.view import Model, Option


class NewTensor(Record):
    """A tensor of the new graph. `base` is the original that lends type, quantization and, where `shape` is None, everything.

    `values` are those of a new int32 constant; `base` is then None.
    """

    base: int | None
    name: str = ""
    shape: tuple[int, ...] | None = None
    values: tuple[int, ...] | None = None


class NewOperator(Record):
    """An operator of the new graph: `base` is the original whose code and options it has, or None for a new `op` with `options`."""

    base: int | None
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    op: str = ""
    version: int = 1
    options: Mapping[str, Option] = {}


class Draft(Record):
    """Subgraph 0 anew. Tensor numbers are places in `tensors`; `ends` are the new numbers of graph inputs, then outputs."""

    tensors: tuple[NewTensor, ...]
    operators: tuple[NewOperator, ...]
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]

    @property
    def drawing(self) -> object:
        """Return what tells this draft from others of one model, hashable: new operators follow from their tensors."""
        return self.tensors, tuple((it.base, it.op, it.inputs, it.outputs) for it in self.operators)

    @property
    def renumbered(self) -> dict[int, int]:
        """Return the new number of every original tensor that is still there as it was."""
        return {it.base: new for new, it in enumerate(self.tensors) if it.base is not None and it.shape is None}


class Drafting:
    """Collects a draft. Original tensors keep their numbers until `finish`, which drops those that nothing mentions."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.graph = model.subgraphs[0]
        self.tensors = [NewTensor(tensor.index) for tensor in self.graph.tensors]
        self.operators: list[NewOperator] = []
        self._constants: dict[tuple[int, ...], int] = {}

    def keep(self, operator: Operator) -> None:
        """Take an operator over as it is."""
        self.again(operator, tuple(operator.inputs or ()), tuple(operator.outputs or ()))

    def again(self, operator: Operator, inputs: tuple[int, ...], outputs: tuple[int, ...]) -> None:
        """Add an operator like an original one, on other tensors."""
        self.operators.append(NewOperator(operator.index, inputs, outputs))

    def rows(self, base: int, rows: tuple[int, int]) -> int:
        """Add a tensor like an original one that has only some of its rows; return its number."""
        shape = self.graph.tensors[base].shape
        self.tensors.append(NewTensor(base, f"t{base} rows {rows[0]}-{rows[1] - 1}", (shape[0], rows[1] - rows[0], *shape[2:])))
        return len(self.tensors) - 1

    def constant(self, *values: int, shape: tuple[int, ...] | None = None) -> int:
        """Return the number of an int32 constant, the same for the same values."""
        shape = shape or (len(values),)
        key = (*shape, -1, *values)
        if key not in self._constants:
            self.tensors.append(NewTensor(None, f"{','.join(map(str, values))}", shape, values))
            self._constants[key] = len(self.tensors) - 1
        return self._constants[key]

    def cut(self, source: int, low: int, high: int, target: int) -> None:
        """SLICE rows `low` to `high` of a tensor."""
        begin = self.constant(0, low, 0, 0)
        size = self.constant(-1, high - low, -1, -1)
        version = {"int8": 2, "int16": 4}.get(self.dtype(source), 1)
        self.operators.append(NewOperator(None, (source, begin, size), (target,), "SLICE", version))

    def join(self, sources: Sequence[int], target: int) -> None:
        """CONCATENATION along the rows."""
        version = {"int8": 2, "int16": 3}.get(self.dtype(target), 1)
        options = {"axis": 1, "fused_activation_function": 0}
        self.operators.append(NewOperator(None, tuple(sources), (target,), "CONCATENATION", version, options))

    def paddings(self, operator: Operator) -> tuple[int, ...]:
        """Return the constant paddings of a PAD: rows above and below come third and fourth."""
        values = constant(self.model, self.graph.tensors[(operator.inputs or ())[1]])
        assert values is not None
        return values

    def dtype(self, number: int) -> str:
        """Return a tensor's type."""
        base = self.tensors[number].base
        return "int32" if base is None else self.graph.tensors[base].dtype

    def finish(self) -> Draft:
        """Return the draft, without the tensors that no operator and no end of the graph mentions any more."""
        ends = {*(self.graph.inputs or ()), *(self.graph.outputs or ())}
        alive = ends | {number for it in self.operators for number in (*it.inputs, *it.outputs)}
        alive |= {
            number for it in self.operators if it.base is not None for number in self.graph.operators[it.base].intermediates
        }
        for signature in self.model.signatures:
            alive |= {number for _, number in (*signature.inputs, *signature.outputs) if signature.subgraph == 0}
        kept = [number for number in range(len(self.tensors)) if number in alive]
        new = {old: place for place, old in enumerate(kept)} | {-1: -1}
        operators = [
            it._replace(inputs=tuple(new[n] for n in it.inputs), outputs=tuple(new[n] for n in it.outputs))
            for it in self.operators
        ]
        return Draft(
            tuple(self.tensors[number] for number in kept),
            tuple(operators),
            tuple(new[number] for number in self.graph.inputs or ()),
            tuple(new[number] for number in self.graph.outputs or ()),
        )


def as_model(model: Model, draft: Draft) -> Model:
    """Return the view that reading the written draft would give, as far as a planner looks: for trials without writing a file."""
    graph = model.subgraphs[0]
    data, buffers = bytearray(model.data[:]), list(model.buffers)
    codes: dict[tuple[str, int], OperatorCode] = {}
    tensors = tuple(_tensor(new, index, graph.tensors, data, buffers) for index, new in enumerate(draft.tensors))
    renumbered = draft.renumbered
    operators = tuple(_operator(new, index, model, codes, renumbered) for index, new in enumerate(draft.operators))
    drawn = graph._replace(tensors=tensors, operators=operators, inputs=draft.inputs, outputs=draft.outputs)
    return model._replace(
        operator_codes=(*model.operator_codes, *codes.values()),
        subgraphs=(drawn, *model.subgraphs[1:]),
        buffers=tuple(buffers),
        metadata=tuple(entry for entry in model.metadata if entry.name != "OfflineMemoryAllocation"),
        size=len(data),
        data=memoryview(bytes(data)),
    )


def _tensor(new: NewTensor, index: int, originals: tuple[Tensor, ...], data: bytearray, buffers: list[Buffer]) -> Tensor:
    if new.base is not None:
        original = originals[new.base]
        if new.shape is None:
            return original._replace(index=index)
        return original._replace(index=index, name=new.name, shape=new.shape, shape_signature=None, buffer=0)
    assert new.values is not None
    assert new.shape is not None
    at = -(-len(data) // 16) * 16
    data.extend(bytes(at - len(data)) + pack(f"<{len(new.values)}i", *new.values))
    buffers.append(Buffer(len(buffers), at, 4 * len(new.values)))
    return Tensor(index, 0, new.name, new.shape, "int32", buffers[-1].index)


def _operator(
    new: NewOperator, index: int, model: Model, codes: dict[tuple[str, int], OperatorCode], renumbered: dict[int, int]
) -> Operator:
    if new.base is not None:
        original = model.subgraphs[0].operators[new.base]
        intermediates = tuple(renumbered.get(number, number) for number in original.intermediates)
        return original._replace(index=index, inputs=new.inputs, outputs=new.outputs, intermediates=intermediates)
    number = opcodes.NUMBERS[new.op]
    key = new.op, new.version
    if key not in codes:
        codes[key] = OperatorCode(len(model.operator_codes) + len(codes), new.op, number, number, None, new.version, number)
    table = {"SLICE": "SliceOptions", "CONCATENATION": "ConcatenationOptions"}[new.op]
    return Operator(index, 0, codes[key], new.inputs, new.outputs, options_type=table, options=new.options)
