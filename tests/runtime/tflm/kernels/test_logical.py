import pytest
from one_op import T, asked, told

from tflint.runtime.verdict import Effect

BOOL = T(dtype="bool")


@pytest.mark.parametrize("op", ["LOGICAL_AND", "LOGICAL_OR"])
def test_bool_is_fine(op: str) -> None:
    assert told(op, [BOOL, BOOL], [BOOL]) == ()


def test_whatever_comes_is_read_as_bool() -> None:
    assert [v.effect for v in told("LOGICAL_OR", [T(), BOOL], [BOOL])] == [Effect.WRONG]


def test_a_missing_operand_crashes_since_there_is_no_prepare() -> None:
    assert told("LOGICAL_AND", [BOOL], [BOOL])[0].effect is Effect.UNDEFINED
    assert asked("LOGICAL_AND", [BOOL, BOOL], [BOOL]) == ["|"]
