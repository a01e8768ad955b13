"""`broken-graph`: what the interpreter stumbles over before the kernels."""

from networks import Tree, dense

from tflint.testing import ModelBuilder, run
from tflint_rules.operators.broken_graph import rule


def intermediate(shape: tuple[int, ...]) -> bytes:
    b = ModelBuilder()
    x, y = b.input("x", (1, 4)), b.tensor("y", (1, 4))
    inner = b.tensor("inner", shape)
    b.operator("ABS", [x], [y], intermediates=[inner])
    b.output(y)
    return b.build()


def bad() -> Tree:
    """An op with an intermediate tensor that takes space, which TFLM has no place for."""
    return {"models/inner.tflite": intermediate((4,))}


def good() -> Tree:
    return {"models/inner.tflite": intermediate((0,))}


def test_sound_graphs_are_silent() -> None:
    assert run(rule, dense()) == ()


def test_an_empty_intermediate_tensor_is_fine() -> None:
    assert run(rule, intermediate((0,))) == ()


def test_an_intermediate_tensor_with_bytes_is_refused() -> None:
    (finding,) = run(rule, intermediate((4,)))
    assert "'inner'" in finding.message


def test_a_graph_without_an_inputs_vector_is_refused() -> None:
    b = ModelBuilder()
    b.omit("inputs")
    b.output(b.constant("c", 1.0, (1,)))
    assert len(run(rule, b.build())) == 1
