import pytest
from custom_options import options
from one_op import HOST, M4, T, asked, told

from tflint.runtime.verdict import Effect
from tflint.testing import OperatorFields

FRAME = T((2, 10), "int16")


def test_a_frame_is_delayed() -> None:
    assert told("SignalDelay", [FRAME], [FRAME], **options(delay_length=5)) == ()


def test_only_int16_is_taken() -> None:
    (verdict,) = told("SignalDelay", [T((10,))], [T((10,))], **options(delay_length=5))
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, "input->type != kTfLiteInt16 (FLOAT32 != INT16)")


@pytest.mark.parametrize("more", [{}, options(delay_length=-1)], ids=["no options", "a negative delay"])
def test_what_init_cannot_stand_crashes(more: OperatorFields) -> None:
    assert told("SignalDelay", [FRAME], [FRAME], **more)[0].effect is Effect.UNDEFINED


def test_another_key_goes_wrong() -> None:
    assert [v.effect for v in told("SignalDelay", [FRAME], [FRAME], **options(length=5))] == [Effect.WRONG]


def test_a_circular_buffer_a_row() -> None:
    more = options(delay_length=5)
    assert asked("SignalDelay", [FRAME], [FRAME], None, M4, **more) == ["P 20", "|", "in0", "out0", "P 8", "P 8", "P 84", "P 84"]
    assert asked("SignalDelay", [FRAME], [FRAME], None, HOST, **more)[-2:] == ["P 100", "P 100"]
