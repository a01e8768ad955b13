import pytest
from custom_options import options
from one_op import HOST, M4, T, asked, told

from tflint.runtime.verdict import Effect

SAMPLES, VALID = T((2, 8), "int16"), T((), "bool")


def frames(size: int, step: int, prefill: int = 0) -> list[Effect]:
    outputs = [T((2, max(8 // step if step else 1, 1), max(size, 1)), "int16"), VALID]
    return [
        v.effect for v in told("SignalFramer", [SAMPLES], outputs, **options(frame_size=size, frame_step=step, prefill=prefill))
    ]


@pytest.mark.parametrize("prefill", [0, 1])
def test_steps_that_divide_the_input_are_fine(prefill: int) -> None:
    assert frames(6, 4, prefill) == []


def test_steps_that_do_not_are_refused() -> None:
    assert frames(6, 3)[0] is Effect.REFUSED
    assert frames(20, 16)[0] is Effect.REFUSED


def test_a_step_of_0_and_prefilling_a_frame_below_its_step_crash() -> None:
    assert frames(6, 0)[0] is Effect.UNDEFINED
    assert frames(3, 4) == []
    assert frames(3, 4, prefill=1)[0] is Effect.UNDEFINED


def test_a_valid_flag_that_is_no_scalar_is_refused() -> None:
    outputs = [T((2, 2, 6), "int16"), T((1,), "bool")]
    (verdict,) = told("SignalFramer", [SAMPLES], outputs, **options(frame_size=6, frame_step=4, prefill=0))
    assert verdict.message == "NumDimensions(output_valid) != 0 (1 != 0)"


def test_a_circular_buffer_of_whole_steps_a_row() -> None:
    made = [SAMPLES], [T((2, 2, 6), "int16"), VALID]
    more = options(frame_size=6, frame_step=4, prefill=0)
    expected = ["P 28", "|", "in0", "out0", "out1", "P 8", "P 8", "P 56", "P 56"]
    assert asked("SignalFramer", *made, None, M4, **more) == expected
    assert asked("SignalFramer", *made, None, HOST, **more)[-1] == "P 72"


def test_a_frame_of_0_has_no_room_for_a_step_and_steps_backwards_frame_nothing() -> None:
    assert frames(0, 4)[0] is Effect.UNDEFINED
    assert Effect.UNDEFINED not in frames(8, -1)
