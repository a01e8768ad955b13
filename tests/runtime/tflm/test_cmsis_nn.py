import pytest

from tflint.manifest.target import parse
from tflint.runtime.tflm import build, cmsis_nn
from tflint.runtime.tflm.build import Build, Cmsis
from tflint.runtime.tflm.cmsis_nn import Dims, Window

C, DSP, MVE = (build.of(parse(f"cortex-{core}/cmsis-nn")) for core in ("m3", "m4", "m55"))
ONE, PADDED = Window((1, 1), (0, 0)), Window((1, 1), (1, 1))
X = Dims(1, 6, 6, 3)


@pytest.mark.parametrize(("built", "size"), [(C, 112), (DSP, 112), (MVE, 128)])
def test_a_convolution_wants_columns(built: Build, size: int) -> None:
    assert cmsis_nn.convolve_wrapper_s8(built, PADDED, X, Dims(1, 3, 3, 3), X) == size


@pytest.mark.parametrize("built", [C, DSP, MVE])
def test_a_pointwise_one_wants_nothing_whatever_its_stride(built: Build) -> None:
    assert cmsis_nn.convolve_wrapper_s8(built, Window((2, 2), (0, 0)), X, Dims(1, 1, 1, 3), X) == 0
    assert cmsis_nn.convolve_wrapper_s8(built, Window((1, 1), (0, 0), (2, 2)), X, Dims(1, 1, 1, 3), X) > 0


@pytest.mark.parametrize(
    ("pad", "output", "size"),
    [(0, 6, 12), (1, 8, 16), (1, 7, 16), (2, 3, 20), (2, 2, 64)],
    ids=["no padding", "padding", "one more behind", "one less behind", "an output too short for its padding"],
)
def test_a_convolution_along_a_row_wants_its_padded_ends_on_mve(pad: int, output: int, size: int) -> None:
    window, x, weights = Window((1, 1), (0, pad)), Dims(1, 1, 8, 4), Dims(1, 1, 3, 4)
    assert cmsis_nn.convolve_wrapper_s8(MVE, window, x, weights, Dims(1, 1, output, 5)) == size
    assert cmsis_nn.convolve_wrapper_s8(DSP, window, x, weights, Dims(1, 1, output, 5)) == 48


def test_int16_columns() -> None:
    assert cmsis_nn.convolve_wrapper_s16(DSP, PADDED, X, Dims(1, 3, 3, 3)) == 108
    assert cmsis_nn.convolve_wrapper_s16(MVE, PADDED, X, Dims(1, 3, 3, 3)) == 256


@pytest.mark.parametrize(
    ("built", "window", "weights", "size"),
    [
        (DSP, PADDED, Dims(1, 3, 3, 3), 0),
        (DSP, Window((1, 1), (2, 2)), Dims(1, 3, 3, 3), 54),
        (DSP, PADDED, Dims(1, 5, 5, 3), 150),
        (MVE, PADDED, Dims(1, 3, 3, 3), 4464),
        (C, PADDED, Dims(1, 5, 5, 3), 0),
        (DSP, Window((1, 1), (1, 1), (2, 2)), Dims(1, 5, 5, 3), 0),
    ],
)
def test_depthwise_int8(built: Build, window: Window, weights: Dims, size: int) -> None:
    assert cmsis_nn.depthwise_conv_wrapper_s8(built, window, X, weights, X) == size


def test_depthwise_int4_knows_no_exception_for_3x3() -> None:
    assert cmsis_nn.depthwise_conv_wrapper_s4(DSP, PADDED, X, Dims(1, 3, 3, 3), X) == 54
    assert cmsis_nn.depthwise_conv_wrapper_s4(DSP, PADDED, X._replace(n=2), Dims(1, 3, 3, 3), X) == 0


@pytest.mark.parametrize(
    ("stride", "channels", "size", "reverse"),
    [((1, 1), 16, 4 * 8 * 2 * 3, 0), ((2, 2), 17, 4 * 156, 17 * 9 * 2), ((3, 1), 17, 4 * 8 * 2 * 3, 0)],
)
def test_transposed(stride: tuple[int, int], channels: int, size: int, reverse: int) -> None:
    x, weights, output = Dims(1, 6, 6, channels), Dims(2, 3, 3, channels), Dims(1, 6, 6, 2)
    assert cmsis_nn.transpose_conv_s8(DSP, stride, x, weights, output) == size
    assert cmsis_nn.transpose_conv_s8_reverse(stride, x, weights) == reverse


def test_sums_and_averages() -> None:
    assert [cmsis_nn.fully_connected_s8(cmsis, 10) for cmsis in Cmsis] == [0, 0, 40]
    assert [cmsis_nn.svdf_s8(cmsis, 10) for cmsis in Cmsis] == [0, 0, 40]
    assert [cmsis_nn.avgpool(cmsis, 10) for cmsis in Cmsis] == [0, 40, 0]


def older(month: str) -> Build:
    return build.of(parse("cortex-m4/cmsis-nn", f"tflm@{month}"))


@pytest.mark.parametrize(
    ("month", "strided", "odd_channels", "columns"),
    [("2021-07", 16, 12, 108), ("2022-02", 16, 12, 108), ("2022-11", 16, 0, 108), ("2023-06", 0, 0, 108), ("2024-02", 0, 0, 112)],
)
def test_a_pointwise_convolution_lost_its_buffer_case_by_case(month: str, strided: int, odd_channels: int, columns: int) -> None:
    built, pointwise = older(month), Dims(1, 1, 1, 4)
    assert cmsis_nn.convolve_wrapper_s8(built, Window((2, 2), (0, 0)), Dims(1, 6, 6, 4), pointwise, X) == strided
    assert cmsis_nn.convolve_wrapper_s8(built, ONE, X, Dims(1, 1, 1, 3), X) == odd_channels
    assert cmsis_nn.convolve_wrapper_s8(built, PADDED, X, Dims(1, 3, 3, 3), X) == columns


def test_only_small_undilated_int16_convolutions_took_a_buffer_once() -> None:
    large, built = Dims(1, 16, 16, 3), older("2023-06")
    assert cmsis_nn.convolve_wrapper_s16(built, PADDED, X, Dims(1, 3, 3, 3)) == 108
    assert cmsis_nn.convolve_wrapper_s16(built, PADDED, X, large) == 0
    assert cmsis_nn.convolve_wrapper_s16(built, Window((1, 1), (1, 1), (2, 2)), X, Dims(1, 3, 3, 3)) == 0


def test_small_depthwise_convolutions_took_a_buffer_once() -> None:
    sizes = [cmsis_nn.depthwise_conv_wrapper_s8(older(month), PADDED, X, Dims(1, 3, 3, 3), X) for month in ("2022-11", "2023-06")]
    assert sizes == [54, 0]


def test_a_transposed_convolution_once_kept_every_column() -> None:
    assert cmsis_nn.transpose_conv_s8_columns(Dims(1, 6, 6, 17), Dims(2, 3, 3, 17)) == 4 * 9 * 36 * 2


def on_mve(month: str) -> Build:
    return build.of(parse("cortex-m55/cmsis-nn", f"tflm@{month}"))


@pytest.mark.parametrize(
    ("month", "columns", "too_short"), [("2024-02", 4 * 16, 0), ("2024-03", 4 * 16, 4 * 16), ("2024-04", 4 * 16, 4 * 16)]
)
def test_mve_s_rows_had_no_buffer_until_2024_04(month: str, columns: int, too_short: int) -> None:
    x, weights, window = Dims(1, 1, 8, 4), Dims(1, 1, 3, 4), Window((1, 1), (0, 2))
    assert cmsis_nn.convolve_s8(on_mve(month), x, weights) == columns
    assert cmsis_nn.convolve_wrapper_s8(on_mve(month), window, x, weights, Dims(1, 1, 2, 5)) == too_short
    assert (cmsis_nn.convolve_wrapper_s8(on_mve(month), window, x, weights, Dims(1, 1, 10, 5)) > 0) is (month == "2024-04")


def test_mve_s_columns_were_filled_up_to_eight_until_2024_04() -> None:
    x, weights = Dims(1, 6, 6, 3), Dims(1, 2, 1, 3)
    assert [cmsis_nn.convolve_s8(on_mve(month), x, weights) for month in ("2024-03", "2024-04")] == [4 * 8, 4 * 16]


@pytest.mark.parametrize(("month", "by_four", "otherwise"), [("2022-09", 0, 64), ("2023-03", 0, 64), ("2023-06", 0, 0)])
def test_mve_looked_at_the_output_s_width_before_the_stride(month: str, by_four: int, otherwise: int) -> None:
    x, weights = Dims(1, 1, 10, 4), Dims(1, 1, 3, 4)
    assert cmsis_nn.convolve_wrapper_s8(on_mve(month), ONE, x, weights, Dims(1, 1, 8, 5)) == by_four
    assert cmsis_nn.convolve_wrapper_s8(on_mve(month), ONE, x, weights, Dims(1, 1, 7, 5)) == otherwise


def test_mve_took_all_channels_of_a_depthwise_convolution_at_once_in_2022() -> None:
    weights = Dims(1, 3, 3, 3)
    found = [cmsis_nn.depthwise_conv_wrapper_s8(on_mve(month), PADDED, X, weights, X) for month in ("2022-09", "2022-10")]
    assert found == [4 * 3 * 9 + 4, 4 * 124 * 9]
