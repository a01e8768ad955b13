"""`kernel-library-defect`: ops that the board's kernels are known to compute wrong."""

import pytest
from kernel_defect_cases import CASES, OLD_WRAPPER, S3, conv, dense
from networks import Tree

from tflint.finding import Finding, Severity
from tflint.manifest.board import Board
from tflint.manifest.target import parse
from tflint.runtime.tflm import op_tables
from tflint.testing import run
from tflint_rules.operators.kernel_library_defect import rule

NEWEST = op_tables.newest_of("tflm").name.partition("@")[2]


def tree(version: str) -> Tree:
    board = f'[boards.camera]\ncpu = "esp32s3"\nkernels = "esp-nn@{version}"\nruntime = "esp-tflite-micro@1.3.1"\n'
    return {"tflint.toml": f"version = 1\n\n{board}", "models/camera.tflite": conv(size=(96, 96), channels=3, stride=2)}


def bad() -> Tree:
    """A first convolution with stride 2 on an ESP32-S3, with ESP-NN 1.1.2."""
    return tree("1.1.2")


def good() -> Tree:
    return tree("1.2.1")


def on(data: bytes, target: str, runtime: str = "") -> tuple[Finding, ...]:
    return run(rule, data, board=Board("camera", parse(target, runtime)))


def on_case(name: str) -> Finding:
    case = CASES[name]
    (finding,) = (it for it in on(case.met, case.target, case.runtime) if it.evidence["defect"] == name)
    return finding


def test_reference_kernels_of_today_are_silent() -> None:
    assert run(rule, dense(48)) == ()
    assert on(conv(stride=2), "cortex-m4/reference") == ()


def test_litert_is_silent() -> None:
    assert on(conv(stride=2), "litert@2.3.0") == ()


def test_wrong_outputs_are_an_error() -> None:
    (finding,) = on(conv(stride=2), f"{S3}@1.1.2", OLD_WRAPPER)
    assert finding.severity is Severity.ERROR
    assert finding.message.startswith("op 0 CONV_2D: esp-nn 1.1.2 does not pad after the last row and column")
    assert "needs padding of 1 below, 1 to the right" in finding.message
    assert finding.help[1].startswith("fixed in esp-nn 1.2.1: https://github.com/espressif/esp-nn/commit/")


@pytest.mark.parametrize("name", ["tflm-cmsis-nn-pooling-batches", "tflm-transpose-conv-int16-no-bias"])
def test_unwritten_outputs_and_crashes_are_errors(name: str) -> None:
    assert on_case(name).severity is Severity.ERROR


@pytest.mark.parametrize("name", ["esp-nn-s3-depthwise-uneven-padding", "tflm-reduce-max-zero-points"])
def test_what_depends_on_memory_is_a_warning(name: str) -> None:
    assert on_case(name).severity is Severity.WARNING


@pytest.mark.parametrize("name", ["tflm-cmsis-nn-lstm-state", "esp-nn-s3-pointwise-unaligned-filter"])
def test_what_is_not_established_is_a_note(name: str) -> None:
    assert on_case(name).severity is Severity.NOTE


def test_an_undeclared_release_is_a_note_that_names_the_releases() -> None:
    (finding,) = on(dense(48), S3)
    assert finding.severity is Severity.NOTE
    assert "esp-nn from 1.2.1 on, before 1.2.3 multiplies" in finding.message
    assert finding.help[0] == "the board declares no esp-nn version"


def test_a_defect_without_a_release_that_has_the_fix_says_so() -> None:
    assert (
        on_case("esp-nn-s3-conv-uneven-padding")
        .help[1]
        .startswith("no release with the fix is known: esp-nn was read up to 1.2.3")
    )
    assert on_case("tflm-cmsis-nn-lstm-state").help[1].startswith(f"not fixed in TFLM of {NEWEST}: https://")
