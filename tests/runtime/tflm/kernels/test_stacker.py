from custom_options import options
from one_op import HOST, M4, T, asked, told

from tflint.runtime.verdict import Effect
from tflint.testing import OperatorFields

CHANNELS, STACK, VALID = T((4,), "int16"), T((12,), "int16"), T((), "bool")


def stacked(channels: int = 4) -> OperatorFields:
    return options(num_channels=channels, stacker_left_context=1, stacker_right_context=1, stacker_step=1)


def test_frames_are_stacked() -> None:
    assert told("SignalStacker", [CHANNELS], [STACK, VALID], **stacked()) == ()


def test_float_channels_are_refused() -> None:
    assert told("SignalStacker", [T((4,))], [STACK, VALID], **stacked())[0].effect is Effect.REFUSED


def test_one_channel_too_many_is_overrun() -> None:
    assert {v.effect for v in told("SignalStacker", [CHANNELS], [STACK, VALID], **stacked(5))} == {Effect.WRONG}


def test_a_circular_buffer_of_the_stack_is_kept_from_init_on() -> None:
    made = [CHANNELS], [STACK, VALID]
    assert asked("SignalStacker", *made, None, M4, **stacked()) == ["P 36", "P 72", "|", "in0", "out0", "out1"]
    assert asked("SignalStacker", *made, None, HOST, **stacked())[:2] == ["P 56", "P 88"]
