"""What each operator of a graph costs on a target, read off one replay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.record import Record
from tflint.runtime.tflm import abi, micro_allocator

if TYPE_CHECKING:
    from collections.abc import Callable

    from tflint.model.view import Model, Operator
    from tflint.runtime.tflm.build import Build

SHARE = 4  # a CONCATENATION's own cost is taken to be borne by so many bands


class Costs(Record):
    """By operator: bytes of scratch, multiplications, tail bytes that another one like it takes with its output tensor.

    `slice` and `join` are what a SLICE and a band's share of the CONCATENATION add to the tail. These guide the search; what is
    chosen is planned in full.
    """

    scratch: tuple[int, ...]
    macs: tuple[int, ...]
    tail: tuple[int, ...]
    slice: int
    join: int


def costs_of(model: Model, built: Build, macs: Callable[[Model, Operator], int]) -> Costs:
    """Return the costs of subgraph 0."""
    plan = micro_allocator.replay(model, built)
    sizes = abi.load(built.abi)
    node, tensor = sizes.sizeof("NodeAndRegistration"), sizes.sizeof("TfLiteEvalTensor")
    operators = model.subgraphs[0].operators
    scratch, tail = [0] * len(operators), [node + tensor] * len(operators)
    for buffer in plan.buffers:
        operator = buffer.request.operator
        if buffer.request.kind == "scratch" and operator is not None and buffer.request.subgraph == 0:
            scratch[operator] += buffer.request.size
            tail[operator] += sizes.sizeof("ScratchBufferHandle")
    for kept in plan.persistent:
        if kept.operator is not None and kept.subgraph == 0:
            tail[kept.operator] += kept.size
    multiplied = tuple(macs(model, operator) for operator in operators)
    return Costs(tuple(scratch), multiplied, tuple(tail), node + 3 * tensor, (node + tensor) // SHARE + tensor)
