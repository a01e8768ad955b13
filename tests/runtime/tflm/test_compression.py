"""Look-up tables of tensors: what a build with USE_TFLM_COMPRESSION takes, ignores and refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from compressed_models import metadata

from tflint.manifest.target import parse
from tflint.model.reader import read
from tflint.runtime.tflm import micro_allocator, micro_interpreter
from tflint.runtime.verdict import Effect, Phase
from tflint.testing import ModelBuilder

if TYPE_CHECKING:
    from tflint.model.view import Model
    from tflint.runtime.verdict import Verdict

PLAIN = parse("cortex-m4/reference")
COMPRESSED = PLAIN._replace(build=("compression",))
WEIGHTS, VALUES = 1, 1  # the weights' tensor and, as it happens, a buffer that has data


def dense(tables: bytes | None, dtype: str = "int8") -> Model:
    """Return a dense layer of 4 to 2 with these compression metadata."""
    b = ModelBuilder()
    x = b.input("x", (1, 4), "int8", scale=0.5, zero_point=0)
    w = b.constant("w", [1] * 8, (2, 4), dtype, scale=0.5, zero_point=0)
    y = b.tensor("y", (1, 2), "int8", scale=0.5, zero_point=0)
    b.operator("FULLY_CONNECTED", [x, w], [y], {})
    b.output(y)
    if tables is not None:
        b.metadata("COMPRESSION_METADATA", tables)
    return read(b.build())


def verdicts(model: Model) -> list[Verdict]:
    return list(micro_interpreter.verdicts(model, COMPRESSED))


def test_a_model_without_metadata_is_what_it_was() -> None:
    assert verdicts(dense(None)) == []


def test_a_compressed_tensor_costs_two_structs_the_list_and_scratch() -> None:
    plain, compressed = (micro_allocator.plan(dense(it), COMPRESSED) for it in (None, metadata([[(WEIGHTS, VALUES, 4)]])))
    assert verdicts(dense(metadata([[(WEIGHTS, VALUES, 4)]]))) == []
    assert [it.what for it in compressed.persistent if it.category == "Persistent compression data"] == [
        "CompressionTensorData",
        "LookupTableData",
        "ptr",
    ]
    assert [it.request.size for it in compressed.buffers if it.request.kind == "scratch"] == [16]
    assert compressed.used > plain.used
    assert compressed.exact


def test_a_build_without_compression_reads_the_indices_as_weights() -> None:
    (found,) = micro_interpreter.verdicts(dense(metadata([[(WEIGHTS, VALUES, 4)]])), PLAIN)
    assert found.effect is Effect.WRONG


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        (b"\0" * 8, "Compression: verification failure"),
        (metadata([[(WEIGHTS, VALUES, 4)]], version=2), "Compression: schema version mismatch (using 1 got 2)"),
    ],
)
def test_metadata_that_it_cannot_read_are_ignored(tables: bytes, message: str) -> None:
    (found,) = verdicts(dense(tables))
    assert (found.phase, found.effect, found.message) == (Phase.LOAD, Effect.WRONG, message)


@pytest.mark.parametrize(
    ("graphs", "message"),
    [
        ([], "Compression: zero length Subgraph vector"),
        ([None], "Compression: invalid LutTensor vector"),
        ([[]], "Compression: zero length LutTensor vector"),
        ([[(9, VALUES, 4)]], "Compression: invalid tensor index 9 in LutTensor"),
        ([[(WEIGHTS, VALUES, 8)]], "Compression: invalid bit width 8 in LutTensor"),
        ([[(WEIGHTS, 99, 4)]], "Compression: invalid value_buffer 99 in LutTensor"),
        ([[(WEIGHTS, 0, 4)]], "Compression: invalid value table for value_buffer 0"),
        ([[(WEIGHTS, VALUES, 4)] * 2], "Compression: duplicate LutTensor subgraph 0 tensor 1"),
    ],
)
def test_tables_that_do_not_fit_the_model_are_refused(graphs: list[list[tuple[int, int, int]] | None], message: str) -> None:
    found = verdicts(dense(metadata(graphs)))[0]
    assert (found.phase, found.effect, found.message) == (Phase.LOAD, Effect.REFUSED, message)


def test_int4_weights_are_not_decompressed() -> None:
    found = verdicts(dense(metadata([[(WEIGHTS, VALUES, 4)]]), "int4"))
    assert [it.message for it in found] == ["Compression not supported with INT4 tensors"]


def test_kernels_of_cmsis_nn_read_indices_as_weights() -> None:
    target = parse("cortex-m4/cmsis-nn")._replace(build=("compression",))
    (found,) = micro_interpreter.verdicts(dense(metadata([[(WEIGHTS, VALUES, 4)]])), target)
    assert (found.phase, found.effect, found.tensor) == (Phase.INVOKE, Effect.WRONG, WEIGHTS)
