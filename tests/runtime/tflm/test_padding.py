import pytest

from tflint.runtime.tflm.padding import SAME, UNKNOWN, VALID, leading_paddings, output_size, windowed_output_size


@pytest.mark.parametrize(
    ("padding", "size", "window", "stride", "dilation", "output"),
    [
        (SAME, 5, 3, 1, 1, 5),
        (SAME, 5, 3, 2, 1, 3),
        (VALID, 5, 3, 1, 1, 3),
        (VALID, 5, 3, 2, 1, 2),
        (VALID, 5, 3, 1, 2, 1),
        (VALID, 2, 3, 1, 1, 0),
        (VALID, 2, 5, 1, 1, 0),
        (SAME, 5, 3, 0, 1, 0),
        (SAME, 5, 0, 1, 1, 0),
        (UNKNOWN, 5, 3, 1, 1, 0),
    ],
)
def test_the_output_size(padding: int, size: int, window: int, stride: int, dilation: int, output: int) -> None:  # noqa: PLR0917  # a row of the table
    assert output_size(padding, size, window, stride, dilation) == output


def test_the_leading_padding_is_the_smaller_half() -> None:
    assert leading_paddings(SAME, (5, 4), (3, 4), (1, 1)) == (1, 1)
    assert leading_paddings(SAME, (5, 4), (3, 4), (1, 1), (2, 1)) == (2, 1)
    assert leading_paddings(VALID, (5, 5), (3, 3), (1, 1)) == (0, 0)
    assert leading_paddings(SAME, (5, 5), (3, 3), (0, 0)) == (0, 0)
    assert windowed_output_size(SAME, (5, 4), (3, 4), (2, 1)) == (3, 4)
