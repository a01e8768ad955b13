import pytest
from one_op import HOST, M4, T, asked, told

from tflint.runtime.verdict import Effect

FROM = T((1, 2, 1, 3))


@pytest.mark.parametrize(
    ("listed", "output"),
    [([], (2, 3)), ([0, 2], (2, 3)), ([-2], (1, 2, 3)), ([0], (2, 1, 3))],
    ids=["all", "both", "one", "first"],
)
def test_what_is_left_is_fine(listed: list[int], output: tuple[int, ...]) -> None:
    assert told("SQUEEZE", [FROM], [T(output)], {"squeeze_dims": listed}) == ()


@pytest.mark.parametrize("axis", [1, 4, -5], ids=["of size 2", "one above", "one below"])
def test_a_dimension_that_cannot_be_squeezed_is_refused(axis: int) -> None:
    (verdict,) = told("SQUEEZE", [FROM], [T((2, 3))], {"squeeze_dims": [axis]})
    assert verdict.message == "current >= 0 && current < input_num_dims && input_dims->data[current] == 1 was not true."


@pytest.mark.parametrize(("target", "effect"), [(HOST, Effect.REFUSED), (M4, Effect.ABORTS)])
def test_an_output_that_is_too_small_is_refused_by_the_wheel_and_aborts_the_tree(target: str, effect: Effect) -> None:
    assert told("SQUEEZE", [FROM], [T((2, 2))], {}, target)[0].effect is effect


def test_another_number_of_bytes_fails_at_invoke() -> None:
    (verdict,) = told("SQUEEZE", [FROM], [T((2, 4))], {})
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, "input_byte_size != output_byte_size (24 != 32)")
    assert told("SQUEEZE", [FROM], [T((2, 3), "int8")], {})[0].effect is Effect.REFUSED


def test_nine_dimensions_are_refused() -> None:
    assert told("SQUEEZE", [T((1,) * 8)], [T(())], {}) == ()
    assert told("SQUEEZE", [T((1,) * 9)], [T(())], {})[0].message == "input_num_dims <= max_squeeze_dims was not true."


def test_input_and_output_are_borrowed() -> None:
    assert asked("SQUEEZE", [FROM], [T((2, 3))], {}) == ["|", "in0", "out0"]
