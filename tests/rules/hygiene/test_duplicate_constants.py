"""`duplicate-constants`: the same bytes twice."""

import pytest
from networks import Tree

from tflint.testing import ModelBuilder, run
from tflint_rules.hygiene.duplicate_constants import rule


def tables(size: int = 256, *, shared: bool = False, last: float = 0.5) -> bytes:
    b = ModelBuilder()
    x, y, z = b.input("x", (1, size)), b.tensor("y", (1, size)), b.tensor("z", (1, size))
    values = [0.5] * size
    one = b.constant("left/table", values, (1, size))
    other = b.tensor("right/table", (1, size), buffer=1) if shared else b.constant("right/table", [*values[1:], last], (1, size))
    b.operator("MUL", [x, one], [y], {})
    b.operator("MUL", [y, other], [z], {})
    b.output(z)
    return b.build()


def bad() -> Tree:
    """A table that two layers use, stored for each of them."""
    return {"models/tables.tflite": tables()}


def good() -> Tree:
    return {"models/tables.tflite": tables(shared=True)}


def test_a_shared_buffer_is_stored_once() -> None:
    assert run(rule, tables(shared=True)) == ()


def test_one_different_number_makes_another_constant() -> None:
    assert run(rule, tables(last=0.25)) == ()


@pytest.mark.parametrize(("size", "count"), [(255, 0), (256, 1)])
def test_a_kilobyte_is_worth_the_line(size: int, count: int) -> None:
    assert len(run(rule, tables(size))) == count


def test_the_waste_is_counted() -> None:
    (finding,) = run(rule, tables(10), settings={"minimum": 1})
    assert finding.evidence == {"bytes": 40, "groups": 1}
    assert "'left/table', 'right/table'" in finding.message
