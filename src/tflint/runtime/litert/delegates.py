"""Which nodes a delegate takes over, and how many partitions that makes of the graph (core/subgraph.cc, graph_info.cc).

What XNNPACK takes was probed from the wheels (delegates.json): by types, ranks, quantization, and which operands are constants. Of the GPU
delegate only its table of ops is public; which of these nodes it takes, its own checks and the device decide.
"""

from __future__ import annotations

import json
import math
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from tflint.runtime.litert import op_resolver
from tflint.runtime.litert.delegation import Delegation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tflint.model.view import Model, Operator, Tensor

CLAMPS = frozenset({0, 1, 2, 3})
"""Activations that every XNNPACK operator with an activation has: none and three clamps."""
STATEFUL = frozenset({"VAR_HANDLE", "READ_VARIABLE", "ASSIGN_VARIABLE"})
"""Ops that keep their order among themselves and with CALL_ONCE, which may cut the graph."""
STEPS = 3
"""Which operand of STRIDED_SLICE holds the strides, int32."""
MOST_RANK = 5
"""The highest rank of which every op was asked."""
FORMS = {"": "", "q": " with one scale", "c": " with a scale per channel", "!": " with a scale that is not above 0"}
"""What a signature says of an operand's quantization."""
BY_NAME = frozenset({"STABLEHLO_COMPOSITE", "Convolution2DTransposeBias", "MaxPoolingWithArgmax2D", "MaxUnpooling2D"})
"""Ops that XNNPACK recognises by name alone; they are not probed."""

# google-ai-edge/LiteRT 2bd0c6f of 2026-06-11, tflite/delegates/gpu/common/model_builder.cc
_GPU_OPS = (
    "ABS ADD ADD_N AVERAGE_POOL_2D BATCH_MATMUL CAST CONCATENATION CONV_2D COS CUMSUM DENSIFY DEPTHWISE_CONV_2D "
    "DEPTH_TO_SPACE DEQUANTIZE DIV ELU EQUAL EXP FLOOR FLOOR_DIV FLOOR_MOD FULLY_CONNECTED GATHER GELU GREATER "
    "GREATER_EQUAL HARD_SWISH LEAKY_RELU LESS LESS_EQUAL LOG LOGICAL_AND LOGISTIC LSTM MAXIMUM MAX_POOL_2D MEAN MINIMUM "
    "MIRROR_PAD MUL NEG NOT_EQUAL ONE_HOT PACK PAD PADV2 POW PRELU QUANTIZE REDUCE_MAX REDUCE_MIN REDUCE_PROD RELU RELU6 "
    "RELU_0_TO_1 RELU_N1_TO_1 RESHAPE RESIZE_BILINEAR RESIZE_NEAREST_NEIGHBOR RSQRT SELECT SELECT_V2 SIGN SIN SLICE SOFTMAX "
    "SPACE_TO_DEPTH SPLIT SPLIT_V SQRT SQUARE SQUARED_DIFFERENCE STRIDED_SLICE SUB SUM TANH TILE TRANSPOSE TRANSPOSE_CONV "
    "UNPACK Convolution2DTransposeBias MaxPoolingWithArgmax2D MaxUnpooling2D Resampler"
)
GPU_OPS = frozenset(_GPU_OPS.split())


Table = dict[str, dict[str, str]]
"""Op, kind of operands (`signature`), `yes` or `no`."""
Stored = dict[str, dict[str, list[str]]]
"""What the file has of a release: op, `yes`, `no` or nothing, kinds of operands."""


@cache
def tables() -> Mapping[str, Table]:
    """Return, for each probed release, what XNNPACK takes of each op."""
    return unfolded(json.loads(files(__package__).joinpath("delegates.json").read_text(encoding="utf-8"))["xnnpack"])


def unfolded(stored: Mapping[str, Stored]) -> dict[str, Table]:
    """Return the tables of a file in which each release after the first lists only what differs from the one before it.

    An empty word stands for a kind of which the release says nothing; an op without any kind left is left to the interpreter.
    """
    tables: dict[str, Table] = {}
    before: Table = {}
    for release, changed in stored.items():
        table = {op: dict(kinds) for op, kinds in before.items()}
        for op, kinds in changed.items():
            table.setdefault(op, {}).update((kind, word) for word, several in kinds.items() for kind in several)
        before = {op: left for op, kinds in table.items() if (left := {kind: it for kind, it in kinds.items() if it})}
        tables[release] = before
    return tables


def folded(tables: Mapping[str, Table], order: list[str]) -> dict[str, Stored]:
    """Return tables as `unfolded` reads them, the releases in this order."""
    stored: dict[str, Stored] = {}
    before: Table = {}
    for release in order:
        table = tables[release]
        changed: Stored = {}
        for op in sorted({*before, *table}):
            old, new = before.get(op, {}), table.get(op, {})
            for kind in sorted({*old, *new}):
                if old.get(kind) != new.get(kind):
                    changed.setdefault(op, {}).setdefault(new.get(kind, ""), []).append(kind)
        stored[release], before = changed, table
    return stored


def signature(model: Model, node: Operator) -> str:
    """Return what the delegate looks at first: `int8:4q =int8:4c0 -> int8:4q`, and an activation that it may not have.

    Of each operand the type and the rank, `q` or `c` for one scale or several, `0` for zero points that are all 0 where the operand is
    a constant, `!` for scales that are none; `=` stands before constants, `-` for what is omitted.
    """
    inputs = " ".join(_operand(model, tensor) for tensor in model.inputs(node))
    outputs = " ".join(_operand(model, tensor) for tensor in model.outputs(node))
    activation = (node.options or {}).get("fused_activation_function", 0)
    return f"{inputs} -> {outputs}" + (f" {activation!r}" if activation not in CLAMPS else "")


def _operand(model: Model, tensor: Tensor | None) -> str:
    if tensor is None:
        return "-"
    constant = model.constant(tensor) is not None
    quantization = tensor.quantization
    scales, zeros = (quantization.scale, quantization.zero_point) if quantization else ((), ())
    form = "" if not scales else "q" if len(scales) == 1 else "c"
    if any(not 0 < scale < math.inf for scale in scales):
        form = "!"
    elif constant and scales and not any(zeros):
        form += "0"
    return f"{'=' * constant}{tensor.dtype}:{len(tensor.shape)}{form}"


def xnnpack(model: Model, version: str) -> Delegation:
    """Return what XNNPACK, the default delegate, does with a model."""
    nodes = model.subgraphs[0].operators
    release, _ = op_resolver.release(version)
    table = tables().get(release)
    if table is None:
        return Delegation(frozenset(), frozenset(range(len(nodes))), {}, (0, len(nodes)), known=False)
    answers = [_answer(model, node, table) for node in nodes]
    left = {i: why for i, (answer, why) in enumerate(answers) if answer == "no"}
    return _cut(model, frozenset(i for i, (answer, _) in enumerate(answers) if answer == "yes"), left)


def gpu(model: Model) -> Delegation:
    """Return what the GPU delegate has a kernel for, with its default of one partition, the largest."""
    nodes = model.subgraphs[0].operators
    left = {i: "not in its table" for i, node in enumerate(nodes) if node.name not in GPU_OPS}
    found = _cut(model, frozenset(), left)
    return found._replace(partitions=(0, min(found.partitions[1], 1)))


def _cut(model: Model, sure: frozenset[int], left: Mapping[int, str]) -> Delegation:
    every = frozenset(range(len(model.subgraphs[0].operators))) - left.keys()
    whole, either = partitions(model, every), every - sure
    least = min(len(sure), 1) if either else whole
    return Delegation(sure, either, left, (least, min(whole + len(either), len(every))))


def _answer(model: Model, node: Operator, table: Table) -> tuple[str, str]:
    """Return `yes`, `no` or `depends`, and why not."""
    if node.name in BY_NAME:
        return "depends", ""
    if node.name not in table:
        return "no", "in no form that was tried"
    kind = signature(model, node)
    found = answer(table[node.name], kind)
    return "depends" if found == "yes" and _unusual(model, node) else found, f"not {in_words(kind)}"


def in_words(kind: str) -> str:
    """Return a signature as people read it: `from int8 of rank 4 with one scale to float32 of rank 4`."""
    given, _, made = kind.partition(" -> ")
    outputs = [it for it in made.split() if ":" in it or it == "-"]
    activation = made.split()[len(outputs) :]
    return f"from {_spelled(given.split())} to {_spelled(outputs)}" + (f" with activation {activation[0]}" if activation else "")


def _spelled(operands: list[str]) -> str:
    return ", ".join(map(_operand_in_words, operands)) or "nothing"


def _operand_in_words(operand: str) -> str:
    dtype, _, shape = operand.removeprefix("=").partition(":")
    if not shape:
        return "an omitted operand"
    constant = "constant " if operand.startswith("=") else ""
    rank, form = _rank_and_form(shape)
    return f"{constant}{dtype} of rank {rank}{FORMS[form[:1]]}"


def _rank_and_form(shape: str) -> tuple[int, str]:
    """Return the two parts of `4q0`."""
    form = shape.lstrip("0123456789")
    return int(shape.removesuffix(form)), form


def _unusual(model: Model, node: Operator) -> bool:
    """Return whether more than the kind of its operands decides about a node that is taken: variables, empty tensors, steps of a slice."""
    if node.name in STATEFUL or any(tensor is not None and 0 in tensor.shape for tensor in model.inputs(node)):
        return True
    if node.name != "STRIDED_SLICE":
        return False
    operands = list(model.inputs(node))
    tensor = operands[STEPS] if len(operands) > STEPS else None
    steps = None if tensor is None else model.constant(tensor)
    return steps is None or any(bytes(steps[at : at + 4]) != b"\1\0\0\0" for at in range(0, len(steps), 4))


def answer(kinds: Mapping[str, str], kind: str) -> str:
    """Return `yes`, `no` or `depends` of a kind of operands: as listed, or as listed for operands of any rank up to the highest asked."""
    listed = kinds.get(kind)
    if listed is not None:
        return listed
    ranks = [_rank_and_form(part.partition(":")[2])[0] for part in kind.split() if ":" in part]
    return kinds.get(without_ranks(kind), "depends") if max(ranks, default=0) <= MOST_RANK else "depends"


def without_ranks(kind: str) -> str:
    """Return a kind without its operands' ranks: `int8q =int8c0 -> int8q`."""
    return " ".join(
        part[:at] + _rank_and_form(part[at + 1 :])[1] if (at := part.find(":")) >= 0 else part for part in kind.split()
    )


def partitions(model: Model, taken: frozenset[int]) -> int:
    """Return how many delegate nodes the graph gets: maximal sets of nodes that run one after another (PartitionGraphIntoIndependentNodeSubsets)."""
    nodes = model.subgraphs[0].operators
    makers = {tensor: i for i, node in enumerate(nodes) for tensor in node.outputs or ()}
    needed = [
        {makers[tensor] for tensor in node.inputs or () if tensor in makers and makers[tensor] != i}
        for i, node in enumerate(nodes)
    ]
    done: set[int] = set()
    count, waiting = 0, list(range(len(nodes)))
    while waiting:
        first = next((i for i in waiting if needed[i] <= done), waiting[0])
        kind, grown = first in taken, True
        done.add(first)
        while grown:
            ready = [i for i in waiting if i not in done and (i in taken) == kind and needed[i] <= done]
            done.update(ready)
            grown = bool(ready)
        waiting = [i for i in waiting if i not in done]
        count += kind
    return count
