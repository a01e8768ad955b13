"""A draft and an offline plan, written into a file's tree."""

from __future__ import annotations

from struct import pack
from typing import TYPE_CHECKING

from tflint.model import opcodes
from tflint.model.tree import number, numbers, tables
from tflint.runtime.tflm.allocation_info import OFFLINE_PLAN, ONLINE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tflint.fit.draft import Draft, NewOperator, NewTensor
    from tflint.model.tree import Table, Tree

VERSION = 1  # the plan's first word, which TFLM does not look at
LAST_DEPRECATED = opcodes.NUMBERS["PLACEHOLDER_FOR_GREATER_OP_CODES"]
NO_CUSTOM_OPTIONS: Table = {
    "custom_options_format": 0,
    "large_custom_options_offset": 0,
    "large_custom_options_size": 0,
    "debug_metadata_index": -1,
}
INT32 = 2  # TensorType.INT32


def redraw(tree: Tree, draft: Draft) -> Tree:
    """Return a tree whose only subgraph is the draft's; the given tree stays as it is."""
    drawn = tree.copy()
    model = drawn.model
    graph = tables(model, "subgraphs")[0]
    new = draft.renumbered
    empty = _empty_buffer(model)
    tensors, operators = tables(graph, "tensors"), tables(graph, "operators")
    graph["tensors"] = [_tensor(it, tensors, model, empty) for it in draft.tensors]
    graph["operators"] = [_operator(it, operators, model, new) for it in draft.operators]
    graph["inputs"], graph["outputs"] = draft.inputs, draft.outputs
    for signature in tables(model, "signature_defs"):
        for side in ("inputs", "outputs"):
            for entry in tables(signature, side):
                entry["tensor_index"] = new[number(entry, "tensor_index")]
    return drawn


def with_plan(tree: Tree, offsets: Mapping[tuple[int, int], int]) -> Tree:
    """Return a tree with an offline plan in place of any that it has; tensors without an offset are planned by TFLM."""
    planned = without_plan(tree)
    model = planned.model
    words = [
        offsets.get((index, tensor), ONLINE)
        for index, graph in enumerate(tables(model, "subgraphs"))
        for tensor in range(len(tables(graph, "tensors")))
    ]
    head = (VERSION, len(tables(model, "subgraphs")), len(words))
    data = pack(f"<{3 + len(words)}i", *head, *words)
    entry: Table = {"name": OFFLINE_PLAN, "buffer": _add_buffer(model, data)}
    model["metadata"] = [*tables(model, "metadata"), entry]
    return planned


def without_plan(tree: Tree) -> Tree:
    """Return a tree without an offline plan. The plan's bytes are dropped, its buffer stays, so that no number changes."""
    plain = tree.copy()
    model = plain.model
    entries = tables(model, "metadata")
    used = {number(tensor, "buffer") for graph in tables(model, "subgraphs") for tensor in tables(graph, "tensors")}
    used |= {number(entry, "buffer") for entry in entries if entry.get("name") != OFFLINE_PLAN}
    for entry in entries:
        if entry.get("name") == OFFLINE_PLAN and number(entry, "buffer") not in used:
            tables(model, "buffers")[number(entry, "buffer")].pop("data", None)
    if entries:
        model["metadata"] = [entry for entry in entries if entry.get("name") != OFFLINE_PLAN]
    return plain


def _tensor(new: NewTensor, originals: Sequence[Table], model: Table, empty: int) -> Table:
    if new.base is not None and new.shape is None:
        return originals[new.base]
    if new.base is not None:
        original = {field: value for field, value in originals[new.base].items() if field != "shape_signature"}
        return original | {"name": new.name, "shape": new.shape, "buffer": empty}
    assert new.values is not None
    data = pack(f"<{len(new.values)}i", *new.values)
    made: Table = {"name": new.name, "shape": new.shape, "type": INT32, "buffer": _add_buffer(model, data)}
    return made | {"is_variable": False, "has_rank": False, "external_buffer": 0}


def _operator(new: NewOperator, originals: Sequence[Table], model: Table, renumbered: Mapping[int, int]) -> Table:
    if new.base is None:
        table = {"SLICE": "SliceOptions", "CONCATENATION": "ConcatenationOptions"}[new.op]
        return {
            **NO_CUSTOM_OPTIONS,
            "opcode_index": _code(model, new.op, new.version),
            "inputs": new.inputs,
            "outputs": new.outputs,
            "builtin_options": (table, dict(new.options)),
        }
    made = dict(originals[new.base])
    if "intermediates" in made:
        made["intermediates"] = tuple(renumbered.get(it, it) for it in numbers(made, "intermediates"))
    return made | {"inputs": new.inputs, "outputs": new.outputs}


def _code(model: Table, op: str, version: int) -> int:
    """Return the place of an operator code, made where the model has none of that version."""
    codes = tables(model, "operator_codes")
    wanted = opcodes.NUMBERS[op]
    for place, code in enumerate(codes):
        builtin = max(number(code, "builtin_code"), number(code, "deprecated_builtin_code"))
        if (builtin, number(code, "version")) == (wanted, version):
            return place
    made: Table = {"deprecated_builtin_code": min(wanted, LAST_DEPRECATED), "builtin_code": wanted, "version": version}
    model["operator_codes"] = [*codes, made]
    return len(codes)


def _add_buffer(model: Table, data: bytes) -> int:
    buffers = tables(model, "buffers")
    model["buffers"] = [*buffers, {"data": memoryview(data), "offset": 0, "size": 0}]
    return len(buffers)


def _empty_buffer(model: Table) -> int:
    """Return the number of a buffer without data: 0 by convention, else the first, else a new one."""
    for place, buffer in enumerate(tables(model, "buffers")):
        if not buffer.get("data"):
            return place
    model["buffers"] = [*tables(model, "buffers"), {"offset": 0, "size": 0}]
    return len(tables(model, "buffers")) - 1
