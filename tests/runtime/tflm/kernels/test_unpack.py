import pytest
from one_op import T, asked, told

from tflint.runtime.verdict import Effect

TWO = {"num": 2, "axis": 0}


@pytest.mark.parametrize("dtype", ["float32", "int8", "int16", "int32"])
def test_these_types_are_fine(dtype: str) -> None:
    assert told("UNPACK", [T((2, 4), dtype)], [T((4,), dtype)] * 2, TWO) == ()


def test_other_types_load_and_fail_at_invoke() -> None:
    (verdict,) = told("UNPACK", [T((2, 4), "int64")], [T((4,), "int64")] * 2, TWO)
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, "Type 'INT64' is not supported by unpack.")


@pytest.mark.parametrize("count", [1, 3])
def test_the_option_counts_and_not_the_outputs(count: int) -> None:
    assert told("UNPACK", [T((2, 4))], [T((4,))] * 2, {"num": count, "axis": 0})[0].effect is Effect.WRONG


def test_nothing_is_asked_for() -> None:
    assert asked("UNPACK", [T((2, 4))], [T((4,))] * 2, TWO) == ["|"]
