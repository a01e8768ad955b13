import pytest
from custom_options import options
from one_op import HOST, M4, T, asked, told

from tflint.runtime.verdict import Effect


def inverse(length: int, *, spectrum: int | None = None) -> list[Effect]:
    operands = [T((length + 2 if spectrum is None else spectrum,), "int16")]
    return [v.effect for v in told("SignalIrfft", operands, [T((length,), "int16")], **options(T=7, fft_length=length))]


def test_products_of_2_3_and_5_are_fine() -> None:
    assert inverse(4) == []
    assert inverse(480) == []


def test_other_lengths_crash() -> None:
    assert inverse(14) == [Effect.UNDEFINED]


def test_a_spectrum_of_another_length_goes_wrong() -> None:
    assert inverse(8, spectrum=8) == [Effect.WRONG]


@pytest.mark.parametrize(("target", "float32", "int16"), [(M4, 356 + 8, 316), (HOST, 368 + 16, 328)])
def test_float32_keeps_a_length_and_a_pointer_too(target: str, float32: int, int16: int) -> None:
    for code, dtype, state in ((0, "float32", float32), (7, "int16", int16)):
        made = [T((10,), dtype)], [T((8,), dtype)]
        log = asked("SignalIrfft", *made, None, target, **options(T=code, fft_length=8))
        assert log[1:] == [f"P {state}", "|", "in0", "out0"]
