"""What kernels asked for and refused before changes in TFLM, by the day of main that a release carries."""

from __future__ import annotations

import pytest

from tflint.manifest.target import parse
from tflint.model.reader import read
from tflint.runtime.tflm import build, micro_allocator, micro_interpreter, op_tables
from tflint.runtime.verdict import Effect
from tflint.testing import ModelBuilder, TensorFields

INT8 = TensorFields(dtype="int8", scale=0.5, zero_point=0)


def prepare(b: ModelBuilder, release: str) -> str:
    """Return the events of the only op's Init and Prepare, with temporaries left out."""
    events: list[str] = []
    built = build.of(parse("esp32/reference", f"esp-tflite-micro@{release}"))
    micro_allocator.replay(read(b.build()), built, events=events)
    resets = events.index("x")
    kept = [event for event in events[5:resets] if event.startswith("P") and event.endswith(" 16")]
    requests = (int(events[resets + 1].split()[1]) - 144) // 12
    return " ".join((*kept, *[f"{requests} scratch"][: bool(requests)]))


def concatenation() -> ModelBuilder:
    b = ModelBuilder()
    inputs = [b.input(name, (1, 4), **INT8) for name in ("a", "b", "c")]
    b.operator("CONCATENATION", inputs, [b.tensor("y", (1, 12), **INT8)], {"axis": 1})
    return b


def mean() -> ModelBuilder:
    b = ModelBuilder()
    x, axes = b.input("x", (1, 4, 4, 2), **INT8), b.constant("axes", (1, 2), (2,), "int32")
    b.operator("MEAN", [x, axes], [b.tensor("y", (1, 2), **INT8)], {})
    return b


def batch_matmul() -> ModelBuilder:
    b = ModelBuilder()
    x, y = b.input("x", (2, 3, 4)), b.input("y", (2, 5, 4))
    b.operator("BATCH_MATMUL", [x, y], [b.tensor("z", (2, 3, 5))], {"adj_y": True})
    return b


def fully_connected() -> ModelBuilder:
    b = ModelBuilder()
    x = b.input("x", (1, 8), **INT8)
    w = b.constant("w", 1, (4, 8), "int8", scale=(0.5, 0.25, 0.5, 0.25), zero_point=0)
    b.operator("FULLY_CONNECTED", [x, w, -1], [b.tensor("y", (1, 4), **INT8)], {})
    return b


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        (
            concatenation,
            {"1.3.1": "P 24 16 P 12 16 P 12 16", "1.3.2": "P 24 16 P 12 16 P 12 16", "1.3.3": "P 24 16", "1.3.8": "P 24 16"},
        ),
        (mean, {"1.3.4": "P 40 16 1 scratch", "1.3.5": "P 40 16 1 scratch", "1.3.7": "P 44 16 3 scratch"}),
        (batch_matmul, {"1.3.1": "P 16 16 P 16 16", "1.3.3": "P 16 16 P 16 16", "1.3.8": "P 16 16 P 16 16"}),
        (fully_connected, {"1.3.2": "P 48 16 P 16 16 P 16 16", "1.3.8": "P 48 16 P 16 16 P 16 16"}),
    ],
    ids=["CONCATENATION kept scales", "MEAN iterated on the stack", "BATCH_MATMUL", "FULLY_CONNECTED"],
)
def test_what_a_release_keeps(model: object, expected: dict[str, str]) -> None:
    assert {release: prepare(model(), release) for release in expected} == expected  # type: ignore[operator]  # one of the four


def verdicts(b: ModelBuilder, runtime: str) -> list[Effect]:
    return [v.effect for v in micro_interpreter.verdicts(read(b.build()), parse("cortex-m4/reference", runtime))]


def test_every_month_of_main_is_exact_for_the_libraries_that_were_measured() -> None:
    months = [op_tables.snapshot(name) for name in op_tables.names("tflm") if name <= "tflm@2026-08"]
    assert {it.name for it in months if not it.exact >= {"cmsis-nn", "reference"} or it.unsettled} == set()


def test_a_month_that_was_not_measured_is_a_bound_for_the_ops_that_changed_alone() -> None:
    file = "micro/kernels/fully_connected.cc"
    built = build.of(parse("cortex-m4/reference", "tflm@2024-10"))._replace(unsettled=(("FULLY_CONNECTED", file),))
    assert list(built.uncertain({"MEAN"})) == []
    assert list(built.uncertain({"MEAN", "FULLY_CONNECTED"})) == [
        f"tflm@2024-10 was not measured, and FULLY_CONNECTED's code ({file}) differs from the nearest months that were"
    ]


def test_a_month_is_a_bound_for_a_core_on_which_it_was_not_measured() -> None:
    (reason,) = micro_allocator.plan(read(mean().build()), parse("riscv32/reference", "tflm@2022-03")).unknown
    assert reason.startswith("tflm@2022-03 was not measured with ilp32 kernels")


def test_several_scales_were_read_as_one_then_refused_then_taken() -> None:
    months = ("tflm@2024-04", "tflm@2024-06", "tflm@2024-10", "tflm@2025-08")
    assert [verdicts(fully_connected(), month) for month in months] == [[Effect.WRONG], [Effect.REFUSED], [], []]


def hybrid(op: str, weights: tuple[int, ...], shape: tuple[int, ...], out: tuple[int, ...], **options: int) -> ModelBuilder:
    b = ModelBuilder()
    x, w = b.input("x", shape), b.constant("w", 1, weights, **INT8)
    b.operator(op, [x, w, -1], [b.tensor("y", out)], options)
    return b


def test_weights_of_another_type_were_refused_then_read_as_floats_then_refused() -> None:
    model = hybrid("FULLY_CONNECTED", (4, 8), (1, 8), (1, 4))
    found = [verdicts(model, month) for month in ("tflm@2022-02", "tflm@2022-11", "tflm@2025-08")]
    assert found == [[Effect.REFUSED], [Effect.WRONG], [Effect.REFUSED]]


def test_a_convolution_looked_at_its_types_when_it_ran() -> None:
    model = hybrid("CONV_2D", (1, 1, 1, 2), (1, 2, 2, 2), (1, 2, 2, 1), stride_h=1, stride_w=1)
    early, late = (
        next(iter(micro_interpreter.verdicts(read(model.build()), parse("cortex-m4/cmsis-nn", month))))
        for month in ("tflm@2021-07", "tflm@2022-11")
    )
    assert (early.at_allocate, late.at_allocate) == (False, True)


def kept(b: ModelBuilder, *, static_memory: bool | None) -> dict[str, int]:
    target = parse("cortex-m4/cmsis-nn", "arduino@2023-02")._replace(static_memory=static_memory)
    return dict(micro_allocator.plan(read(b.build()), target).recorded)


def test_each_struct_has_its_desktop_size_in_arduinos_library() -> None:
    b = ModelBuilder()
    b.operator("RELU", [b.input("x", (1, 8))], [b.tensor("y", (1, 8))])
    b.output(1)
    arduino, static = kept(b, static_memory=None), kept(b, static_memory=True)
    assert [it["Persistent TfLiteTensor data"] for it in (arduino, static)] == [2 * 64, 2 * 32]
    assert [it["NodeAndRegistration struct"] for it in (arduino, static)] == [44, 32]


def test_legacy_uint8_was_taken_until_the_summer_of_2021() -> None:
    b = ModelBuilder()
    uint8 = TensorFields(dtype="uint8", scale=0.5, zero_point=128)
    options = {"stride_h": 1, "stride_w": 1, "filter_height": 1, "filter_width": 1}
    b.operator("MAX_POOL_2D", [b.input("x", (1, 2, 2, 1), **uint8)], [b.tensor("y", (1, 2, 2, 1), **uint8)], options)
    assert verdicts(b, "tflm@2021-05") == []
    assert verdicts(b, "tflm@2021-06") == [Effect.REFUSED]


def test_a_missing_op_was_named_with_its_version() -> None:
    b = ModelBuilder()
    b.operator("DENSIFY", [b.input("x", (1, 4))], [b.tensor("y", (1, 4))], version=2)
    words = {
        month: next(micro_interpreter.verdicts(read(b.build()), parse("cortex-m4/reference", month))).message
        for month in ("tflm@2022-11", "tflm@2024-02")
    }
    told = "Didn't find op for builtin opcode 'DENSIFY'"
    advice = "An older version of this builtin might be supported. Are you using an old TFLite binary with a newer model?"
    assert words == {"tflm@2022-11": f"{told} version '2'. {advice}", "tflm@2024-02": told}
