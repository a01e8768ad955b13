import pytest

from tflint.runtime.tflm import signal_library as signal


@pytest.mark.parametrize("length", [4, 6, 8, 10, 12, 20, 30, 256, 400, 480, 512, 1000, 1024])
def test_kiss_fft_transforms_twice_a_product_of_2_3_and_5(length: int) -> None:
    assert signal.transforms(length)


@pytest.mark.parametrize("length", [-4, 0, 1, 2, 3, 5, 9, 14, 22, 26, 28, 42, 66, 70, 98, 511])
def test_kiss_fft_dies_of_other_lengths(length: int) -> None:
    assert not signal.transforms(length)
