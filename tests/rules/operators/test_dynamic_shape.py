"""`dynamic-shape`: sizes that are not known in time."""

from networks import Tree, dense, one

from tflint.finding import Severity
from tflint.testing import ModelBuilder, run
from tflint_rules.operators.dynamic_shape import rule


def doubled(shape: tuple[int, ...], signature: tuple[int, ...] | None = None) -> bytes:
    b = ModelBuilder()
    x = b.input("samples", shape, shape_signature=signature)
    y = b.tensor("doubled", shape)
    b.operator("ADD", [x, x], [y], {})
    b.output(y)
    return b.build()


def bad() -> Tree:
    """An op whose output has a dimension of -1."""
    return {"models/any.tflite": one("ABS", [{"shape": (1, 4), "name": "samples"}], {"shape": (-1, 4), "name": "sizes"})}


def good() -> Tree:
    return {"models/any.tflite": one("ABS", [{"shape": (1, 4), "name": "samples"}], {"shape": (1, 4), "name": "sizes"})}


def test_fixed_shapes_are_fine() -> None:
    assert run(rule, dense()) == ()
    assert run(rule, doubled((1, 4), (1, 4))) == ()


def test_a_batch_that_was_open_is_nothing() -> None:
    assert run(rule, doubled((1, 4), (-1, 4))) == ()


def test_a_signature_that_was_open_is_a_note() -> None:
    (finding,) = run(rule, doubled((1, 4), (-1, -1)))
    assert finding.severity is Severity.NOTE
    assert finding.message == "'samples' was [-1, -1] when the model was made; planned as [1, 4]"


def test_a_shape_that_is_open_is_an_error() -> None:
    findings = run(rule, one("ABS", [{"shape": (1, 4)}], {"shape": (-1, 4), "name": "sizes"}))
    assert [it.severity for it in findings] == [Severity.ERROR]
