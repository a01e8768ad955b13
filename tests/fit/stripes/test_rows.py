"""What a band makes is compared with a convolution that is written out: each output row as the list of the input rows it reads."""

from itertools import product

import pytest

from tflint.fit.stripes.rows import Padding, Pointwise, Window, feed

FALSE = None  # a row of padding


def rows_read(count: int, first: int, size: int, stride: int, *, same: bool) -> list[tuple[int | None, ...]]:
    """Return what each output row of an image reads whose rows have the numbers `first` on, by TensorFlow's padding rules."""
    made = -(-count // stride) if same else (count - size) // stride + 1
    above = max((made - 1) * stride + size - count, 0) // 2 if same else 0
    return [
        tuple(first + row if 0 <= row < count else FALSE for row in range(k * stride - above, k * stride - above + size))
        for k in range(made)
    ]


WINDOWS = [
    Window(size, stride, same, height)
    for size, stride, same, height in product((1, 2, 3, 5), (1, 2, 3), (True, False), (7, 8, 12))
]


@pytest.mark.parametrize("window", WINDOWS, ids=str)
def test_the_rows_called_good_are_those_of_the_whole_image(window: Window) -> None:
    whole = rows_read(window.height, 0, window.size, window.stride, same=window.same)
    for low, high in product(range(window.height), range(1, window.height + 1)):
        band = window.run((low, high)) if low < high else None
        if band is None:
            continue
        made = rows_read(high - low, low, window.size, window.stride, same=window.same)
        assert band.made[1] - band.made[0] == len(made)
        for row in range(*band.good):
            assert made[row - band.made[0]] == whole[row]


@pytest.mark.parametrize("window", WINDOWS, ids=str)
def test_what_is_fed_makes_the_rows_that_are_wanted(window: Window) -> None:
    count = len(rows_read(window.height, 0, window.size, window.stride, same=window.same))
    for low, high in product(range(count), range(1, count + 1)):
        fed = feed(window, (low, high), (low, high)) if low < high else None
        if fed is not None:
            band = window.run(fed)
            assert band is not None
            assert band.good[0] <= low
            assert high <= band.good[1]


def test_every_band_of_a_common_convolution_can_be_fed() -> None:
    for window in (Window(3, 1, True, 48), Window(3, 2, True, 96), Window(1, 1, True, 48), Window(2, 2, False, 24)):
        count = -(-window.height // window.stride)
        assert all(feed(window, rows, rows) for rows in ((k, k + 4) for k in range(0, count - 4, 4)))


def test_padding_goes_to_the_edges_only() -> None:
    pad = Padding(1, 2, 10)
    assert pad.run((0, 4)) == ((0, 5), (0, 5))
    assert pad.run((4, 6)) == ((5, 7), (5, 7))
    assert pad.run((6, 10)) == ((7, 13), (7, 13))


def test_a_row_of_padding_alone_still_needs_a_row() -> None:
    assert Padding(2, 0, 10).needed((0, 1)) == (0, 1)


def test_an_elementwise_operator_takes_the_rows_that_it_makes() -> None:
    assert feed(Pointwise(10), (3, 5), (3, 5)) == (3, 5)
