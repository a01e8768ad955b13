from one_op import HOST, M4, T, asked, i8, told

from tflint.runtime.verdict import Effect


def test_float32_is_fine() -> None:
    assert told("FLOOR", [T()], [T()]) == ()


def test_another_type_is_refused_at_invoke() -> None:
    (verdict,) = told("FLOOR", [i8()], [i8()])
    assert verdict.effect is Effect.REFUSED
    assert verdict.message == "input->type != kTfLiteFloat32 (INT8 != FLOAT32)"


def test_an_output_of_another_type_or_size_is_written_all_the_same() -> None:
    assert [v.effect for v in told("FLOOR", [T()], [i8(1, 3)])] == [Effect.WRONG, Effect.WRONG]


def test_a_missing_input_crashes_since_there_is_no_prepare() -> None:
    assert told("FLOOR", [None], [T()])[0].effect is Effect.UNDEFINED
    assert asked("FLOOR", [T()], [T()]) == ["|"]


def test_a_rank_above_6_overruns_the_stack() -> None:
    six, seven = T((1, 1, 1, 1, 1, 4)), T((1, 1, 1, 1, 1, 1, 4))
    assert told("FLOOR", [six], [six], None, M4) == ()
    assert {v.effect for v in told("FLOOR", [seven], [seven], None, M4)} == {Effect.UNDEFINED}
    assert {v.effect for v in told("FLOOR", [seven], [seven], None, HOST)} == {Effect.UNDEFINED}
