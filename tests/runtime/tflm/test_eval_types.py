"""Kernels of older TFLM take fewer types when they run; what 2021-07 to 2024-03 refuse was run under QEMU."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest
from one_op import T, i8, i16, i32, model

from tflint.manifest.target import parse
from tflint.model.reader import read
from tflint.runtime.tflm import micro_interpreter
from tflint.runtime.verdict import Effect

if TYPE_CHECKING:
    from tflint.runtime.verdict import Verdict

IMAGE = i16(1, 1, 1, 4)
INT32, BOOL = T(dtype="int32"), T(dtype="bool")
POOL = {"filter_width": 1, "filter_height": 1, "stride_w": 1, "stride_h": 1}
OPTIONS = {"AVERAGE_POOL_2D": POOL, "MAX_POOL_2D": POOL, "PACK": {"values_count": 1}, "UNPACK": {"num": 1}}


class Grown(NamedTuple):
    """An op of a type: a month without it, one with it, and what Invoke() prints in the former."""

    op: str
    inputs: list[T]
    outputs: list[T]
    without: str
    since: str
    message: str


GROWN = [
    Grown("UNPACK", [i16()], [i16()], "2024-03", "2025-05", "Type 'INT16' is not supported by unpack."),
    Grown("MAXIMUM", [i16(), i16()], [i16()], "2024-03", "2024-12", "Type INT16 (7) is not supported by Maximum/Minimum."),
    Grown("GREATER", [i16(), i16()], [BOOL], "2024-03", "2025-05", "Type INT16 (7) not supported."),
    Grown("PACK", [i16()], [i16()], "2024-03", "2025-11", "Type 'INT16' is not supported by pack."),
    Grown("RELU", [i16()], [i16()], "2024-03", "2025-05", "Only float32 is supported currently, got INT16"),
    Grown("RELU6", [i16()], [i16()], "2024-03", "2024-12", "Only float32 is supported currently, got INT16"),
    Grown("SUB", [INT32, INT32], [INT32], "2024-03", "2025-08", "Type INT32 (2) not supported."),
    Grown("ADD", [INT32, INT32], [INT32], "2022-08", "2023-06", "Type INT32 (2) not supported."),
    Grown("MUL", [i16(), i16()], [i16()], "2022-08", "2023-02", "Type INT16 (7) not supported."),
    Grown("MUL", [INT32, INT32], [INT32], "2021-07", "2022-02", "Type INT32 (2) not supported."),
    Grown("AVERAGE_POOL_2D", [IMAGE], [IMAGE], "2022-02", "2023-02", "Input type INT16 is not currently supported"),
    Grown("MAX_POOL_2D", [IMAGE], [IMAGE], "2022-02", "2023-02", "Type INT16 not currently supported."),
    Grown("ABS", [i8()], [i8()], "2022-02", "2022-08", "input->type != expected_type (INT8 != FLOAT32)"),
]


def told(op: str, inputs: list[T], outputs: list[T], month: str) -> list[Verdict]:
    """Return what TFLM's reference kernels of a month hold against a model of one op, as far as it is fatal."""
    target = parse("cortex-m4/reference", f"tflm@{month}")
    graph = read(model(op, inputs, outputs, OPTIONS.get(op)))
    return [it for it in micro_interpreter.verdicts(graph, target) if it.effect.fatal]


@pytest.mark.parametrize("month", ["2021-07", "2022-08", "2024-03", "2026-08"])
@pytest.mark.parametrize("op", ["ABS", "RELU", "NEG"])
def test_float32_runs_in_every_month(op: str, month: str) -> None:
    assert told(op, [T()], [T()], month) == []


@pytest.mark.parametrize("row", GROWN, ids=[f"{it.op} of {it.inputs[0].dtype}" for it in GROWN])
def test_a_type_is_refused_at_invoke_until_the_kernel_takes_it(row: Grown) -> None:
    assert told(row.op, row.inputs, row.outputs, row.since) == []
    (verdict,) = told(row.op, row.inputs, row.outputs, row.without)
    assert (verdict.effect, verdict.at_allocate, verdict.message) == (Effect.REFUSED, False, row.message)


@pytest.mark.parametrize(
    ("op", "dtype", "month", "message"),
    [
        ("EXPAND_DIMS", "int64", "2024-03", "Expand_Dims only currently supports int8 and float32, got 4."),
        ("EXPAND_DIMS", "int64", "2024-06", "Expand_Dims only currently supports int8, int16 and float32, got 4."),
        ("HARD_SWISH", "int64", "2021-07", "Only float32/int8_t/uint8_t are supported currently, got INT64"),
        ("HARD_SWISH", "int64", "2022-02", "Unsupported type INT64"),
        ("PRELU", "int64", "2024-03", "Only float32 and uint8_t are supported currently, got"),
        ("PRELU", "int64", "2026-02", "Input type 'INT64' is not supported."),
        ("RELU", "int64", "2024-03", "Only float32 is supported currently, got INT64"),
        ("RELU", "int64", "2026-02", "Only float32/int8/int16 is supported currently, got INT64"),
    ],
)
def test_a_message_has_the_words_of_its_month(op: str, dtype: str, month: str, message: str) -> None:
    x, second = T(dtype=dtype), {"EXPAND_DIMS": [i32(0)], "PRELU": [T(dtype=dtype)]}
    y = T((1, 1, 4), dtype=dtype) if op == "EXPAND_DIMS" else T(dtype=dtype)
    assert message in [it.message for it in told(op, [x, *second.get(op, [])], [y], month)]


@pytest.mark.parametrize("op", ["HARD_SWISH", "TANH", "UNPACK"])
def test_uint8_runs_while_there_are_kernels_for_it(op: str) -> None:
    x = T(dtype="uint8", scale=0.05)
    assert [it for it in told(op, [x], [x], "2021-07") if it.effect is Effect.REFUSED] == []
    assert told(op, [x], [x], "2022-02")[0].effect is Effect.REFUSED
