"""Verdicts of the interpreter itself; those of kernels are tested beside the kernels."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import pytest

from tflint.manifest.target import parse
from tflint.model.reader import read
from tflint.runtime.tflm import micro_interpreter, op_tables
from tflint.runtime.verdict import Cause, Effect
from tflint.testing import ModelBuilder

if TYPE_CHECKING:
    from tflint.runtime.verdict import Verdict

FLOAT = (1, 4)
NEWEST = op_tables.newest_of("tflm").name
REFUSED, CRASHES, WRONG = Effect.REFUSED, Effect.UNDEFINED, Effect.WRONG


def one(op: str | int = "FLOOR", *, shape: tuple[int, ...] = FLOAT, dtype: str | int = "float32", **more: object) -> ModelBuilder:
    b = ModelBuilder()
    x, y = b.input("x", FLOAT), b.tensor("y", shape, dtype)
    b.operator(op, [x], [y], **more)  # type: ignore[arg-type]  # handed on
    b.output(y)
    return b


def verdicts(b: ModelBuilder, target: str = "cortex-m4/reference", runtime: str = "") -> list[Verdict]:
    return list(micro_interpreter.verdicts(read(b.build()), parse(target, runtime)))


def only(b: ModelBuilder, target: str = "cortex-m4/reference", runtime: str = "") -> Verdict:
    (verdict,) = verdicts(b, target, runtime)
    return verdict


def test_a_sound_model_has_no_verdict() -> None:
    for target in ("host/reference", "cortex-m4/reference", "cortex-m55/cmsis-nn", "esp32s3/esp-nn@1.2.1"):
        assert verdicts(one(), target) == []


def test_unused_types_that_have_a_size_are_fine() -> None:
    b = one()
    for dtype in ("float16", "bfloat16", "float64", "complex128", "uint64", "int4", "resource"):
        b.tensor(f"odd {dtype}", (2,), dtype)
    assert verdicts(b) == []


def test_an_unused_string_tensor_kills_allocation_without_a_message() -> None:
    b = one()
    b.tensor("label", (1,), "string")
    verdict = only(b)
    assert (verdict.effect, verdict.cause, verdict.operator, verdict.tensor, verdict.message) == (
        REFUSED,
        Cause.STRING,
        None,
        2,
        None,
    )


def test_a_string_operand_is_reported_at_the_op_that_takes_it_first() -> None:
    b = ModelBuilder()
    x, shape = b.input("x", (1,), "string"), b.constant("shape", (1, 1), (2,), "int32")
    b.operator("RESHAPE", [x, shape], [b.tensor("y", (1, 1), "string")])
    verdict = verdicts(b)[0]
    assert (verdict.cause, verdict.operator, verdict.tensor) == (Cause.STRING, 0, x)
    assert verdict.message == "Failed to populate a temp TfLiteTensor struct from flatbuffer data!"


def test_the_wheel_has_sizes_for_types_that_the_tree_has_none_for() -> None:
    b = one()
    b.tensor("small", (1,), "float8_e4m3fn")
    assert verdicts(b, "host/reference") == []
    assert only(b).cause is Cause.STRING


def test_a_type_that_nobody_knows_is_refused_before_anything_else() -> None:
    b = one("DENSIFY")
    b.tensor("new", (1,), 30)
    assert [(v.cause, v.message) for v in verdicts(b)] == [
        (Cause.STRING, "Unsupported data type 30 in tensor"),
        (Cause.MISSING, "Didn't find op for builtin opcode 'DENSIFY'"),
    ]


def test_an_op_without_a_kernel_names_the_first_snapshot_that_has_one() -> None:
    assert only(one("DENSIFY")).why == f"{NEWEST} has no kernel for DENSIFY"
    older = verdicts(one("REDUCE_ALL"), runtime="tflm@2024-08")[0]
    assert older.why == "tflm@2024-08 has no kernel for REDUCE_ALL; tflm@2026-01 is the first snapshot that has one"


def test_a_number_beyond_the_schema_is_out_of_range() -> None:
    assert only(one(250)).message == "Op builtin_code out of range: 250."


@pytest.mark.parametrize(
    ("op", "runtime", "message"),
    [
        ("DILATE", "tflm@2023-09", "Didn't find op for builtin opcode 'DILATE'"),
        ("DILATE", "tflm@2023-08", "Op builtin_code out of range: 203."),
        ("STABLEHLO_CASE", "tflm@2024-11", "Op builtin_code out of range: 209."),
        ("SIGN", "tflm@2021-07", "Op builtin_code out of range: 158. Are you using old TFLite binary with newer model?"),
    ],
)
def test_an_op_that_came_after_a_snapshot_s_schema_is_out_of_its_range(op: str, runtime: str, message: str) -> None:
    assert only(one(op), runtime=runtime).message == message


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("FlexAdd", f"{NEWEST} has no kernel for FlexAdd"),
        ("ADD", "custom op 'ADD' has the name of a builtin, but TFLM has no such custom op"),
        ("ethos-u", "ethos-u is registered only in builds for an Ethos-U"),
    ],
)
def test_a_custom_op_that_tflm_lacks_is_named_where_its_log_is_silent(code: str, why: str) -> None:
    verdict = verdicts(one("CUSTOM", custom_code=code))[0]
    assert (verdict.cause, verdict.why, verdict.message) == (Cause.CUSTOM, why, "Failed to get registration from op code CUSTOM")


def test_builtin_ops_take_no_custom_options_not_even_empty_ones() -> None:
    verdict = only(one(custom_options=b""))
    assert (verdict.effect, verdict.message) == (
        REFUSED,
        "Unsupported behavior: found builtin operator FLOOR with custom options.",
    )


def test_an_unsupported_op_anywhere_comes_before_any_prepare() -> None:
    b = one("ABS", shape=(1, -1))
    b.subgraph("never called")
    x = b.input("x", FLOAT)
    b.operator("DENSIFY", [x], [b.tensor("y", FLOAT)], {})
    found = [(v.subgraph, v.cause) for v in verdicts(b)]
    assert found[0] == (1, Cause.MISSING)
    assert (0, Cause.SHAPE) in found[1:]


@pytest.mark.parametrize("shape", [(), (0,)])
def test_scalars_and_legacy_scalars_are_no_dynamic_tensors(shape: tuple[int, ...]) -> None:
    assert not any(v.cause is Cause.SHAPE for v in verdicts(one("SHAPE", shape=shape, dtype="int32", options={})))


@pytest.mark.parametrize("shape", [(1, -1), (1, 0), (0, 0)])
def test_a_dynamic_output_is_refused(shape: tuple[int, ...]) -> None:
    verdict = next(v for v in verdicts(one("FLOOR", shape=shape)) if v.cause is Cause.SHAPE)
    assert verdict.message == "Op#0 (FLOOR) of subgraph 0 has dynamic tensor #1"
    assert (verdict.effect, verdict.operator, verdict.tensor) == (REFUSED, 0, 1)


def test_older_snapshots_let_dynamic_outputs_of_no_bytes_pass() -> None:
    assert not any(v.cause is Cause.SHAPE for v in verdicts(one("FLOOR", shape=(1, 0)), runtime="tflm@2025-07"))


def test_a_negative_input_dimension_becomes_an_absurd_request() -> None:
    b = ModelBuilder()
    x, y = b.input("x", (-1, 4)), b.tensor("y", (1,), "int32")
    b.operator("FLOOR", [x], [y])
    verdict = next(v for v in verdicts(b) if v.cause is Cause.SHAPE)
    assert (verdict.tensor, verdict.message) == (x, "Failed to resize buffer. Requested: 4294967280")


def test_two_negative_dimensions_cancel() -> None:
    b = one()
    b.tensor("odd", (-2, -2))
    assert verdicts(b) == []


def test_intermediate_tensors_must_be_empty() -> None:
    b = one()
    b.operator("FLOOR", [0], [b.tensor("z", FLOAT)], intermediates=[b.tensor("empty", (0,)), b.tensor("inner", ())])
    verdict = only(b)
    assert verdict.message == "Does not support intermediate tensor with non-zero size: 4"


def planned(*words: int) -> ModelBuilder:
    b = one()
    b.metadata("OfflineMemoryAllocation", struct.pack(f"<{len(words)}i", *words))
    return b


def test_an_offline_plan_must_have_an_offset_for_every_tensor() -> None:
    assert verdicts(planned(1, 0, 2, -1, 16)) == []
    assert only(planned(1, 0, 3, -1, 16, 0)).message == (
        "Nbr of offline buffer offsets (3) in metadata not equal nbr tensors (2)"
    )
    assert only(planned(1, 0, 2, -1)).effect is CRASHES
    assert only(planned(1, 0)).effect is CRASHES
    assert only(planned(1, 0, 2, -1, -16)).effect is CRASHES


def test_missing_vectors_are_read_anyway() -> None:
    for vector in ("inputs", "outputs"):
        b = one()
        b.omit(vector)
        assert only(b).why == f"subgraph 0 has no vector of {vector}, which is read anyway"


def loop(*, then: int, deprecated_only: bool = False, called: bool = True) -> ModelBuilder:
    b = ModelBuilder()
    go, x, y = b.input("go", (1,), "bool"), b.input("x", FLOAT), b.tensor("y", FLOAT)
    if called:
        b.operator(
            "IF", [go, x], [y], {"then_subgraph_index": then, "else_subgraph_index": then}, deprecated_only=deprecated_only
        )
    else:
        b.operator("FLOOR", [x], [y])
    b.output(y)
    b.subgraph("body")
    a, c = b.input("a", FLOAT), b.tensor("c", FLOAT)
    b.operator("ADD_N", [a, a], [c], {})
    b.output(c)
    return b


def test_a_subgraph_that_is_called_once_is_fine() -> None:
    assert verdicts(loop(then=1)) == []


def test_recursion_never_ends() -> None:
    b = loop(then=0)
    assert any((v.effect, v.cause, v.operator) == (CRASHES, Cause.GRAPH, 0) for v in verdicts(b))


def test_control_flow_in_an_old_opcode_table_plans_overlapping_buffers() -> None:
    found = verdicts(loop(then=1, deprecated_only=True))
    assert [v.effect for v in found if "deprecated_builtin_code" in v.why] == [WRONG]


def test_scratch_in_a_subgraph_that_nobody_calls_reads_what_nobody_wrote() -> None:
    verdict = only(loop(then=1, called=False))
    assert (verdict.effect, verdict.subgraph, verdict.operator) == (CRASHES, 1, 0)


def test_compressed_tensors_are_misread_by_builds_without_compression() -> None:
    b = one()
    b.metadata("COMPRESSION_METADATA", b"\0" * 16)
    assert only(b).message is None
    assert only(b, "host/reference").message == "Compression: verification failure"
