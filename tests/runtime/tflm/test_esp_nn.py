"""ESP-NN's scratch by version: figures of its own functions, compiled (tools/check_esp_nn.py compares thousands)."""

from __future__ import annotations

import pytest

from tflint.manifest.target import parse
from tflint.runtime.tflm import build, esp_nn
from tflint.runtime.tflm.esp_nn import Convolution, Size

# the first layer of okay_nabu, five rows of one pixel, which made its arena outgrow every manifest in April 2026
WAKE_WORD = Convolution(Size(1, 5), 40, Size(1, 5), Size(1, 1), 32, Size(1, 3), Size(0, 0))
POINTWISE = Convolution(Size(4, 4), 8, Size(1, 1), Size(4, 4), 16, Size(1, 1), Size(0, 0))
DEPTHWISE = Convolution(Size(10, 10), 16, Size(5, 5), Size(10, 10), 16, Size(1, 1), Size(2, 2))
VERSIONS = ("1.0.2", "1.1.0", "1.1.2", "1.2.0", "1.2.1", "1.2.2", "1.2.3")


def sizes(cpu: str, it: Convolution, *, depthwise: bool = False) -> list[int]:
    of = esp_nn.depthwise_conv if depthwise else esp_nn.conv
    return [of(build.of(parse(f"{cpu}/esp-nn@{version}")), it) for version in VERSIONS]


@pytest.mark.parametrize("it", [WAKE_WORD, POINTWISE, DEPTHWISE])
def test_chips_without_code_of_their_own_ask_for_nothing(it: Convolution) -> None:
    assert not any((*sizes("esp32", it), *sizes("esp32", it, depthwise=True), *sizes("riscv32", it)))


def test_the_s3_counts_a_second_filter_copy_from_1_2_1_on() -> None:
    assert sizes("esp32s3", WAKE_WORD) == [7840, 7840, 7840, 7840, 15800, 15800, 15832]


def test_a_pointwise_convolution_changed_its_slack_alone() -> None:
    assert sizes("esp32s3", POINTWISE) == [288, 288, 288, 288, 288, 288, 320]


def test_the_s3s_depthwise_kernel_copies_to_int16_from_1_2_1_on() -> None:
    assert sizes("esp32s3", DEPTHWISE, depthwise=True) == [32, 32, 32, 32, 4032, 4032, 4032]


def test_the_p4_has_code_of_its_own_from_1_1_0_on() -> None:
    assert sizes("esp32p4", WAKE_WORD) == [0, *[7840] * 6]
    assert not any(sizes("esp32p4", DEPTHWISE, depthwise=True))


def test_softmax_takes_an_int32_for_each_of_its_width() -> None:
    assert esp_nn.softmax(build.of(parse("esp32/esp-nn@1.0.0")), 10) == 40
