from custom_options import options
from one_op import T, asked, told

from tflint.runtime.verdict import Effect

FRAME, WEIGHTS = T((2, 8), "int16"), T((8,), "int16")
SHIFT = options(shift=12)


def test_windows_are_applied() -> None:
    assert told("SignalWindow", [FRAME, WEIGHTS], [FRAME], **SHIFT) == ()


def test_scalars_matrices_of_weights_and_other_ranks_are_refused() -> None:
    scalar = T((), "int16")
    assert told("SignalWindow", [scalar, WEIGHTS], [scalar], **SHIFT)[0].message == "NumDimensions(input) >= 1 was not true."
    (verdict,) = told("SignalWindow", [FRAME, T((1, 8), "int16")], [FRAME], **SHIFT)
    assert verdict.message == "NumDimensions(weights) != 1 (2 != 1)"
    (verdict,) = told("SignalWindow", [FRAME, WEIGHTS], [T((16,), "int16")], **SHIFT)
    assert verdict.message == "NumDimensions(input) != NumDimensions(output)"


def test_a_window_that_does_not_divide_the_input_is_overrun() -> None:
    assert [v.effect for v in told("SignalWindow", [FRAME, T((5,), "int16")], [FRAME], **SHIFT)] == [Effect.WRONG]


def test_a_shift_is_kept() -> None:
    assert asked("SignalWindow", [FRAME, WEIGHTS], [FRAME], **SHIFT) == ["P 8", "|", "in0", "in1", "out0"]


def test_a_window_of_0_never_moves() -> None:
    assert told("SignalWindow", [FRAME, T((0,), "int16")], [FRAME], **SHIFT)[0].effect is Effect.UNDEFINED
