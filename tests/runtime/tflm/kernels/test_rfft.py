import pytest
from custom_options import options
from one_op import HOST, M4, T, asked, told

from tflint.runtime.verdict import Effect

TYPES = {0: "float32", 2: "int32", 7: "int16"}


def transform(length: int, *, code: int = 7, samples: int | None = None, target: str = HOST) -> list[Effect]:
    operands = [T((length if samples is None else samples,), TYPES.get(code, "int16"))]
    spectrum = [T((max(length + 2, 1),), TYPES.get(code, "int16"))]
    return [v.effect for v in told("SignalRfft", operands, spectrum, None, target, **options(T=code, fft_length=length))]


@pytest.mark.parametrize("code", sorted(TYPES))
@pytest.mark.parametrize("length", [4, 60, 512])
def test_products_of_2_3_and_5_are_fine(code: int, length: int) -> None:
    assert transform(length, code=code) == []
    assert transform(length, code=code, samples=length - 1) == []


@pytest.mark.parametrize("length", [2, 5, 14, 511])
def test_other_lengths_crash(length: int) -> None:
    assert transform(length) == [Effect.UNDEFINED]


@pytest.mark.parametrize(("target", "effect"), [(HOST, Effect.REFUSED), (M4, Effect.UNDEFINED)])
def test_one_sample_too_many_is_refused_by_the_wheel_and_crashes_the_tree(target: str, effect: Effect) -> None:
    assert transform(8, samples=9, target=target) == [effect]


def test_an_unknown_type_crashes_and_another_one_is_refused() -> None:
    assert transform(8, code=9) == [Effect.UNDEFINED]
    (verdict,) = told("SignalRfft", [T((8,))], [T((10,))], **options(T=7, fft_length=8))
    assert verdict.message == "input->type != TfLiteTypeEnum (FLOAT32 != INT16)"


def test_kiss_ffts_state_and_a_work_area() -> None:
    made = [T((8,), "int16")], [T((10,), "int16")]
    more = options(T=7, fft_length=8)
    assert asked("SignalRfft", *made, None, M4, **more) == ["P 32", "P 316", "|", "in0", "out0", "S 16"]
    assert asked("SignalRfft", *made, None, HOST, **more) == ["P 48", "P 328", "|", "in0", "out0", "S 16"]
