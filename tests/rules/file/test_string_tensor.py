"""`string-tensor`: types that the runtime has no size for."""

from networks import Tree, dense

from tflint.testing import ModelBuilder, run
from tflint_rules.file.string_tensor import rule


def labelled() -> bytes:
    b = ModelBuilder()
    x, y, label = b.input("samples", (1, 4)), b.tensor("scores", (1, 4)), b.tensor("label", (1,), "string")
    b.operator("ABS", [x], [y])
    b.output(y, label)
    return b.build()


def bad() -> Tree:
    """A model that passes a label through as text."""
    return {"models/labelled.tflite": labelled()}


def good() -> Tree:
    return {"models/labelled.tflite": dense()}


def test_numbers_have_sizes() -> None:
    assert run(rule, dense()) == ()


def test_a_string_is_refused_even_where_nothing_uses_it() -> None:
    (finding,) = run(rule, labelled())
    assert "'label'" in finding.message
