import pytest
from custom_options import options
from one_op import M4, T, asked, told

from tflint.runtime.verdict import Effect

INT16 = T((2, 3, 8), "int16"), T((2, 12), "int16")


@pytest.mark.parametrize(("code", "dtype"), [(0, "float32"), (7, "int16")])
def test_frames_are_added(code: int, dtype: str) -> None:
    frames, samples = (t._replace(dtype=dtype) for t in INT16)
    assert told("SignalOverlapAdd", [frames], [samples], **options(T=code, frame_step=4)) == ()


def test_a_type_that_is_not_the_option_is_refused() -> None:
    (verdict,) = told("SignalOverlapAdd", [INT16[0]], [INT16[1]], **options(T=0, frame_step=4))
    assert verdict.message == "input->type != TfLiteTypeEnum (INT16 != FLOAT32)"


def test_an_output_of_the_same_rank_is_refused() -> None:
    (verdict,) = told("SignalOverlapAdd", [INT16[0]], [T((2, 1, 12), "int16")], **options(T=7, frame_step=4))
    assert verdict.message == "NumDimensions(input) != NumDimensions(output) + 1"


@pytest.mark.parametrize(("code", "step"), [(2, 4), (7, 9)], ids=["int32", "a step over the frame"])
def test_these_crash(code: int, step: int) -> None:
    output = T((2, 3 * step), "int16")
    assert told("SignalOverlapAdd", [INT16[0]], [output], **options(T=code, frame_step=step))[0].effect is Effect.UNDEFINED


def test_a_frame_a_row_is_kept() -> None:
    log = asked("SignalOverlapAdd", [INT16[0]], [INT16[1]], None, M4, **options(T=7, frame_step=4))
    assert log == ["P 24", "|", "in0", "out0", "P 8", "P 16", "P 16"]
