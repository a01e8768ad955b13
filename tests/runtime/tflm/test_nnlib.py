"""Scratch sizes of Cadence's NN Library, worked out by hand from the formulas of its size functions."""

import pytest

from tflint.runtime.tflm import nnlib
from tflint.runtime.tflm.cmsis_nn import Dims, Window
from tflint.runtime.tflm.nnlib import Core, Shapes

SQUARE = Shapes(Dims(1, 8, 8, 4), Dims(8, 3, 3, 4), Dims(1, 8, 8, 8), Window((1, 1), (1, 1)))
ROW = Shapes(Dims(1, 1, 20, 8), Dims(4, 1, 5, 8), Dims(1, 1, 16, 4), Window((1, 1), (0, 0)))


@pytest.mark.parametrize(
    ("core", "shapes", "dtype", "size"),
    [
        # ten rows of 3 × 4 bytes, up to 144, and: two alignments of 8, a state of 24, and 8
        (Core.HIFI4, SQUARE, "int8", 8 + 24 + 144 + 8),
        (Core.HIFI5, SQUARE, "int8", 32 + 144 + 16),
        (Core.HIFI5, SQUARE, "int16", 32 + 240 + 16),
        # twenty columns of 8 bytes go round the buffer
        (Core.HIFI4, ROW, "int8", 8 + 24 + 160 + 8),
        # no padding: four output channels of a copied kernel of 5 rows of 8 are less than the buffer
        (Core.HIFI5, ROW, "int16", 32 + 320 + 16),
    ],
)
def test_a_convolution_keeps_a_column_of_windows(core: Core, shapes: Shapes, dtype: str, size: int) -> None:
    assert nnlib.conv2d_std(core, shapes, dtype) == size


def test_a_hifi4_copies_weights_to_channels_of_four() -> None:
    odd = SQUARE._replace(input=Dims(1, 8, 8, 3), weights=Dims(8, 3, 3, 3))
    assert nnlib.conv2d_std(Core.HIFI4, odd, "int8") == 8 + 24 + 144 + 8 + 3 * 3 * 4 * 8
    assert nnlib.conv2d_std(Core.HIFI5, odd, "int8") == 32 + 144 + 16  # ten rows of 9 bytes come to 144 as well


def test_a_depthwise_convolution_keeps_rows_and_on_a_hifi5_its_weights() -> None:
    shapes = Shapes(Dims(1, 8, 8, 16), Dims(1, 3, 3, 16), Dims(1, 8, 8, 16), Window((1, 1), (1, 1)))
    assert nnlib.conv2d_depthwise(Core.HIFI4, shapes, 1) == 32 + 10 * 16 * 3 + 40
    assert nnlib.conv2d_depthwise(Core.HIFI5, shapes, 1) == max(16 + 96 + 64 + 64 + 192 + 48 + 144 + 256, 32 + 480 + 144)


def test_a_depthwise_convolution_of_one_channel_is_an_ordinary_one_on_a_hifi5() -> None:
    shapes = Shapes(Dims(1, 8, 8, 1), Dims(1, 3, 3, 8), Dims(1, 8, 8, 8), Window((1, 1), (1, 1)))
    assert nnlib.conv2d_depthwise(Core.HIFI5, shapes, 8) == 16 + 80 + (32 + 48 + 16)


def test_a_transposed_convolution_has_sub_kernels_or_accumulators() -> None:
    shapes = Shapes(Dims(1, 4, 4, 8), Dims(4, 3, 3, 8), Dims(1, 8, 8, 4), Window((2, 2), (0, 0)))
    assert nnlib.transpose_conv(Core.HIFI5, shapes, "int8") == 32 + 2 * 2 * 8 * 4 * 4 + 6 * 2 * 8 + 16
    assert nnlib.transpose_conv(Core.HIFI4, shapes, "int8") == 24 + 512 + 96 + 8
    wide = shapes._replace(input=Dims(1, 2, 2, 8))
    assert nnlib.transpose_conv(Core.HIFI5, wide, "int8") == 8 * 8 * 4 * 4
    assert nnlib.transpose_conv(Core.HIFI4, wide, "int8") == nnlib.transpose_conv(Core.HIFI5, wide, "int16") == 8 * 8 * 4 * 8


def test_a_softmax_keeps_the_exponentials_of_a_row() -> None:
    assert (nnlib.softmax(Core.HIFI4, 3), nnlib.softmax(Core.HIFI5, 3)) == (16, 16)
    assert (nnlib.softmax(Core.HIFI4, 5), nnlib.softmax(Core.HIFI5, 5)) == (24, 32)


def test_an_average_keeps_sums_of_a_row_wider_for_high_windows() -> None:
    shapes = Shapes(Dims(1, 8, 8, 4), Dims(1, 2, 2, 1), Dims(1, 4, 4, 4), Window((2, 2), (0, 0)))
    assert nnlib.avgpool(shapes) == 16 + 16 + 64 + 16 + 32
    assert nnlib.avgpool(shapes._replace(weights=Dims(1, 128, 2, 1))) == 16 + 16 + 128 + 16 + 32
    assert nnlib.avgpool(shapes._replace(input=Dims(1, 8, 8, 1))) == 16 + 32 + 8 * 12


def test_a_maximum_keeps_a_row_of_all_channels() -> None:
    shapes = Shapes(Dims(1, 8, 8, 4), Dims(1, 2, 2, 1), Dims(1, 4, 4, 4), Window((2, 2), (0, 0)))
    assert nnlib.maxpool(shapes) == 48
    one = shapes._replace(input=Dims(1, 8, 8, 1))
    assert nnlib.maxpool(one) == 16 + 4 * 12
    assert nnlib.maxpool(one._replace(weights=Dims(1, 2, 9, 1))) == -1
