"""Recipes of variables, and of operators that run other graphs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflm_recipes.registry import I8, F, recipe

if TYPE_CHECKING:
    from tflm_graph import Graph, Shape


@recipe("VAR_HANDLE")
def variables(g: Graph, _op: str) -> None:
    """Add a resource variable: assigned, then read."""
    x = g.pick(F, I8)
    g.variables += 1
    handle = g.out((1,), "resource")
    g.operator(
        "VAR_HANDLE", [], [handle], {"container": "", "shared_name": f"v{g.rng.randint(1, g.variables)}.{x.shape}.{x.dtype}"}
    )
    g.operator("ASSIGN_VARIABLE", [handle, x], [], {})
    g.operator("READ_VARIABLE", [handle], [g.like(x)], {})


def body(g: Graph, shape: Shape, *, condition: bool) -> int:
    """Make a subgraph of one float tensor: a condition on it, or something of its shape; return its index."""
    opened = g.builder.subgraph("body")
    x = g.builder.input("x", shape, F)
    last = x
    for step in range(g.rng.randint(1, 3)):
        following = g.builder.tensor(f"y{step}", shape, F)
        g.builder.operator("ABS", [last], [following])
        last = following
    if condition:
        last = g.builder.tensor("go", (1,), "bool")
        g.builder.operator("GREATER", [x, x], [last])
    g.builder.output(last)
    g.builder.select(0)
    return opened


@recipe("IF")
def if_(g: Graph, op: str) -> None:
    """Add one of two graphs."""
    x = g.pick(F)
    condition = g.input((1,), "bool")
    then, other = body(g, x.shape, condition=False), body(g, x.shape, condition=False)
    g.operator(op, [condition, x], [g.like(x)], {"then_subgraph_index": then, "else_subgraph_index": other})


@recipe("WHILE")
def while_(g: Graph, op: str) -> None:
    """Add a graph again and again."""
    x = g.input((1,), F)
    condition, again = body(g, (1,), condition=True), body(g, (1,), condition=False)
    g.operator(op, [x], [g.like(x)], {"cond_subgraph_index": condition, "body_subgraph_index": again})


@recipe("CALL_ONCE")
def call_once(g: Graph, op: str) -> None:
    """Add a graph without inputs and outputs."""
    opened = g.builder.subgraph("once")
    start = g.builder.constant("start", 0.5, (3,), F)
    g.builder.operator("ABS", [start], [g.builder.tensor("after", (3,), F)])
    g.builder.select(0)
    g.operator(op, [], [], {"init_subgraph_index": opened})
