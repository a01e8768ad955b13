"""`arena-overflow`: the smallest arena that works against the one that is given."""

from networks import Tree, board_toml, dense, one, quantized

from tflint.facts import Facts, arena_plan
from tflint.finding import Severity
from tflint.manifest.board import Board
from tflint.manifest.target import Target, parse
from tflint.model import reader
from tflint.testing import run
from tflint_rules.memory.arena_overflow import rule

DECLARED = parse("cortex-m4/cmsis-nn", "tflm@2024-08")


def bad() -> Tree:
    """A model on a board whose manifest gives it too little."""
    return {"models/gesture.tflite": dense(inputs=1200, classes=80), "tflint.toml": board_toml('arena = "1 KiB"')}


def good() -> Tree:
    return {"models/gesture.tflite": dense(inputs=1200, classes=80), "tflint.toml": board_toml('arena = "16 KiB"')}


def test_an_undeclared_arena_is_no_budget() -> None:
    assert run(rule, dense(), board=Board("nano33")) == ()


def test_an_arena_of_the_very_size_fits() -> None:
    assert run(rule, dense(), board=Board("nano33", DECLARED, arena=arena_on(dense(), DECLARED))) == ()


def test_one_byte_less_does_not_fit() -> None:
    needed = arena_on(dense(), DECLARED)
    (finding,) = run(rule, dense(), board=Board("nano33", DECLARED, arena=needed - 1))
    assert finding.message == f"arena needs {needed:,} B on nano33, {needed - 1:,} B given"
    assert (finding.evidence["needed"], finding.evidence["given"]) == (needed, needed - 1)


def test_the_peak_names_the_op_and_what_is_alive_there() -> None:
    (finding,) = run(rule, dense(inputs=400, classes=80), board=Board("nano33", DECLARED, arena=64))
    assert finding.location.operator == "FULLY_CONNECTED"
    assert finding.help[0].startswith("peak at op 0 FULLY_CONNECTED: 'samples' 400 + 'scores' 80")


def test_a_bound_says_that_it_is_one() -> None:
    from tflint.testing import ModelBuilder

    b = ModelBuilder()
    x, y = b.input("x", (1, 4)), b.tensor("y", (1, 4))
    b.operator("my_op", [x], [y])
    b.output(y)
    (finding,) = run(rule, b.build(), board=Board("nano33", DECLARED, arena=16))
    assert "(a lower bound)" in finding.message
    assert finding.evidence["exact"] is False


def test_an_arena_in_which_memory_overlaps_unnoticed_is_warned_of() -> None:
    target = parse("cortex-m4/cmsis-nn", "arduino@2023-02")
    data = one("SPACE_TO_DEPTH", [quantized((1, 4, 4, 2))], quantized((1, 2, 2, 8)), {"block_size": 2})
    (finding,) = run(rule, data, board=Board("nano33", target, arena=528))
    assert (finding.severity, finding.message) == (
        Severity.WARNING,
        "arena needs 544 B (an upper bound) on nano33, 528 B given",
    )
    assert (
        "AllocateTensors() may succeed with 528 B, but what it keeps then overwrites memory still in use or finds no room"
        in finding.help
    )
    (finding,) = run(rule, data, board=Board("nano33", target, arena=512))
    assert finding.severity is Severity.ERROR


def convolution() -> bytes:
    """Return a convolution for which ESP-NN 1.2.1 began to ask for a second copy of the filter."""
    weights = {"values": 1, "shape": (32, 5, 1, 40), "dtype": "int8", "scale": (0.5,) * 32, "zero_point": 0, "name": "filter"}
    bias = {"values": 0, "shape": (32,), "dtype": "int32", "scale": (0.25,) * 32, "zero_point": 0, "name": "bias"}
    options = {"padding": 1, "stride_h": 1, "stride_w": 1}
    return one("CONV_2D", [quantized((1, 5, 1, 40)), weights, bias], quantized((1, 1, 1, 32)), options)


def arena_on(data: bytes, target: str | Target) -> int:
    aim = parse(target) if isinstance(target, str) else target
    return Facts(reader.read(data), Board("it", aim), path="")(arena_plan).minimum


def esp(version: str, arena: int) -> Board:
    return Board("voice-pe", parse(f"esp32s3/esp-nn{version}"), arena=arena)


def test_a_declared_version_is_an_error_that_names_one_that_fits() -> None:
    old = arena_on(convolution(), "esp32s3/esp-nn@1.1.2")
    (finding,) = run(rule, convolution(), board=esp("@1.2.1", old))
    assert finding.severity is Severity.ERROR
    assert finding.help[-1].endswith(f"or take esp-nn 1.1.2 ({old:,} B)") or finding.help[-1].endswith(
        f"or take esp-nn 1.2.0 ({old:,} B)"
    )


def test_an_undeclared_version_that_may_fit_is_a_warning() -> None:
    least = arena_on(convolution(), "esp32s3/esp-nn@1.1.2")
    (finding,) = run(rule, convolution(), board=esp("", least))
    assert finding.severity is Severity.WARNING
    assert "as the esp-nn version decides" in finding.message


def test_an_undeclared_version_that_cannot_fit_is_an_error() -> None:
    least = arena_on(convolution(), "esp32s3/esp-nn@1.1.2")
    assert [it.severity for it in run(rule, convolution(), board=esp("", least - 1))] == [Severity.ERROR]


def test_the_reference_kernels_are_named_where_they_would_do() -> None:
    small = arena_on(convolution(), "cortex-m4/reference")
    (finding,) = run(rule, convolution(), board=Board("nano33", DECLARED, arena=small))
    assert finding.help[-1].endswith(f"or take the reference kernels ({small:,} B)")


def test_an_undeclared_runtime_is_reckoned_with_at_its_largest() -> None:
    newest = arena_on(dense(), "cortex-m4/cmsis-nn")
    arduino = arena_on(dense(), parse("cortex-m4/cmsis-nn", "arduino@2023-02"))
    (finding,) = run(rule, dense(), board=Board("m4", arena=newest))
    assert (finding.severity, finding.evidence["needed"]) == (Severity.WARNING, arduino)
    assert f"to {arduino:,} B, as the runtime decides," in finding.message
    assert f"{arduino:,} B with arduino@2023-02: declare the board's runtime" in finding.help[0]
    assert run(rule, dense(), board=Board("m4", arena=arduino)) == ()


def test_an_undeclared_runtime_is_an_error_where_the_model_fits_with_none() -> None:
    (finding,) = run(rule, dense(), board=Board("m4", arena=512))
    assert finding.severity is Severity.ERROR
