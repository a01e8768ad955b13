"""Sound models of one op each, of every kernel: what the probe of TFLM's kernels changes one thing at a time of."""

from __future__ import annotations

import random
import sys
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "fuzz"))

from tflm_graph import Graph  # in fuzz/
from tflm_recipes import RECIPES  # as above

from tflint.model.reader import read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Model, Operator, Tensor
    from tflint.testing import ModelBuilder

BASES = 4
SEEDS = 60


def ethos_u(g: Graph, op: str) -> None:
    """Add an NPU's command stream, which a build without the NPU has no kernel for."""
    x = g.input((1, 8), "int8")
    g.operator(op, [g.constant(bytes(16), (16,), "uint8"), x], [g.like(x)], custom_options=b"\1\4\1")


def recipe_of(op: str) -> str:
    """Return which op's recipe makes a model with an op in it."""
    return {"ASSIGN_VARIABLE": "VAR_HANDLE", "READ_VARIABLE": "VAR_HANDLE"}.get(op, op)


OPS = tuple(sorted({*RECIPES, "ASSIGN_VARIABLE", "READ_VARIABLE", "ethos-u"} - {"RESHAPE_UNKNOWN"}))


class Base(NamedTuple):
    """A sound model with the operator that is probed, and the builder to change it with."""

    name: str
    builder: ModelBuilder
    model: Model
    operator: Operator

    @property
    def operands(self) -> list[tuple[str, Tensor]]:
        """Return the operator's tensors, labelled by position: `in0`, `out1`; omitted ones are left out."""
        sides = (("in", self.model.inputs(self.operator)), ("out", self.model.outputs(self.operator)))
        return [(f"{side}{i}", tensor) for side, tensors in sides for i, tensor in enumerate(tensors) if tensor is not None]


def made(op: str, seed: int) -> Base | None:
    """Return the model of a seed, None where the recipe makes none, or one of another op more."""
    graph = Graph(random.Random(seed))  # noqa: S311  models, not secrets
    (ethos_u if op == "ethos-u" else RECIPES[recipe_of(op)])(graph, op)
    graph.finish()
    model = read(graph.builder.build())
    operators = model.subgraphs[0].operators
    subject = next((it for it in operators if it.name == op), None)
    if subject is None or (len(operators) > 1 and recipe_of(op) == op != "VAR_HANDLE"):
        return None
    return Base(signature(model, subject), graph.builder, model, subject)


def signature(model: Model, operator: Operator) -> str:
    """Return the types of an operator's tensors: `int8 int8 int32 -> int8`."""
    sides = (model.inputs(operator), model.outputs(operator))
    left, right = ([tensor.dtype if tensor else "-" for tensor in side] for side in sides)
    return f"{' '.join(left)} -> {' '.join(right)}"


def bases(op: str, count: int = BASES) -> Iterator[Base]:
    """Yield the op's first few kinds of sound models, of as many types of operands as there are."""
    found: dict[str, Base] = {}
    for seed in range(SEEDS):
        base = made(op, seed)
        if base is not None:
            found.setdefault(base.name, base)
    kinds: dict[str, list[Base]] = {}
    for name in sorted(found):
        kinds.setdefault(found[name].operands[-1][1].dtype if found[name].operands else "", []).append(found[name])
    by_turns = [base for row in zip_longest(*kinds.values()) for base in row if base is not None]
    yield from by_turns[:count]
