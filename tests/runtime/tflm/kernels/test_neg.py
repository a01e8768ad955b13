from one_op import T, asked, i8, told

from tflint.runtime.verdict import Effect


def test_float32_is_fine() -> None:
    assert told("NEG", [T()], [T()]) == ()


def test_every_other_type_fails_at_invoke() -> None:
    (verdict,) = told("NEG", [i8()], [i8()])
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, "Type INT8 (9) not supported.")


def test_an_output_of_another_type_goes_wrong() -> None:
    assert [v.effect for v in told("NEG", [T()], [i8()])] == [Effect.WRONG]


def test_nothing_is_asked_for() -> None:
    assert asked("NEG", [T()], [T()]) == ["|"]
