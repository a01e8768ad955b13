import pytest
from one_op import HOST, M4, T, asked, i8, told

from tflint.runtime.verdict import Effect

SLOT, SLOTS = i8(1, 1, 1, 4), i8(1, 5, 1, 4)


def test_a_slot_goes_into_slots() -> None:
    assert told("CIRCULAR_BUFFER", [SLOT], [SLOTS]) == ()


@pytest.mark.parametrize(
    ("tensor", "output", "message"),
    [
        (i8(1, 2, 1, 4), SLOTS, "1 != input->dims->data[1] (1 != 2)"),
        (SLOT, i8(1, 5, 1, 3), "output->dims->data[3] != input->dims->data[3] (3 != 4)"),
        (T((1, 1, 1, 4)), T((1, 5, 1, 4)), "input->type != kTfLiteInt8 (FLOAT32 != INT8)"),
    ],
    ids=["two slots", "another depth", "float32"],
)
def test_these_are_refused(tensor: T, output: T, message: str) -> None:
    (verdict,) = told("CIRCULAR_BUFFER", [tensor], [output])
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, message)


def test_the_wheel_takes_a_second_output_of_one_bool() -> None:
    assert told("CIRCULAR_BUFFER", [SLOT], [SLOTS, T((1,), "bool")]) == ()
    (verdict,) = told("CIRCULAR_BUFFER", [SLOT], [SLOTS, i8(1)])
    assert verdict.message == "valid_output->type != kTfLiteBool (INT8 != BOOL)"
    assert told("CIRCULAR_BUFFER", [SLOT], [SLOTS, i8(1)], None, M4) == ()


def test_its_cycles_are_kept() -> None:
    assert asked("CIRCULAR_BUFFER", [SLOT], [SLOTS, T((1,), "bool")], None, M4) == ["P 8", "|", "in0", "out0"]
    assert asked("CIRCULAR_BUFFER", [SLOT], [SLOTS, T((1,), "bool")], None, HOST) == ["P 8", "|", "in0", "out0", "out1"]
