"""The memory that SetDecompressionMemory gets: which tensors leave the arena for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from compressed_models import compressed
from networks import INT8

from tflint.manifest.target import parse
from tflint.model.reader import read
from tflint.runtime.tflm import micro_allocator
from tflint.runtime.tflm.decompression_memory import DecompressionMemory
from tflint.testing import ModelBuilder

if TYPE_CHECKING:
    from tflint.manifest.target import Target
    from tflint.runtime.plan import Plan


def target(*regions: int, runtime: str = "tflm@2026-08", build: tuple[str, ...] = ()) -> Target:
    return parse("cortex-m4/reference", runtime)._replace(decompression_memory=regions, build=build)


def planned(data: bytes, target: Target) -> Plan:
    return micro_allocator.plan(read(data), target)


def decoded() -> bytes:
    """Return a model whose weights, 32 B, are decoded from a look-up table."""
    b = ModelBuilder()
    x, y = b.input("x", (4, 8), **INT8), b.tensor("y", (4, 8), **INT8)
    weights, table = b.tensor("w", (4, 8), **INT8), bytes([0, 1, 0, 0, 1]) + bytes(75)
    b.operator("TFLM_DECODE", [b.constant("d", bytes(16), (16,), "int8"), b.constant("a", table, (80,), "uint8")], [weights])
    b.operator("ADD", [x, weights], [y])
    b.output(y)
    return b.build()


def dense() -> bytes:
    """Return a model whose weights, 64 B, are indices into a look-up table."""
    b = ModelBuilder()
    x, y = b.input("x", (1, 8), **INT8), b.tensor("y", (1, 8), **INT8)
    b.operator("FULLY_CONNECTED", [x, b.constant("w", bytes(64), (8, 8), **INT8)], [y])
    b.output(y)
    return compressed(b.build())


def names(plan: Plan) -> set[str]:
    return {it.request.name for it in plan.buffers}


def test_a_tensor_goes_into_the_first_region_with_room_from_a_multiple_of_16() -> None:
    memory = DecompressionMemory((40, 64))
    assert [memory.take(size) for size in (20, 8, 1, 48, 16)] == [True, True, True, True, False]
    memory.reset()
    assert memory.take(64)


@pytest.mark.parametrize(("region", "inside"), [(31, False), (32, True)])
def test_what_is_decoded_leaves_the_arena_where_it_fits(region: int, inside: bool) -> None:
    assert ("w" not in names(planned(decoded(), target(region)))) is inside


def test_a_decoder_before_that_memory_decodes_into_the_arena() -> None:
    assert "w" in names(planned(decoded(), target(64, runtime="tflm@2025-10")))


@pytest.mark.parametrize(("region", "inside"), [(63, False), (64, True)])
def test_what_is_decompressed_needs_no_scratch_where_it_fits(region: int, inside: bool) -> None:
    plan = planned(dense(), target(region, build=("compression",)))
    assert any(it.request.kind == "scratch" for it in plan.buffers) is not inside
    assert plan.exact


def test_each_region_costs_a_number_that_is_kept() -> None:
    assert planned(decoded(), target(1, 1)).tail > planned(decoded(), target()).tail


def test_a_runtime_without_the_function_makes_figures_a_bound() -> None:
    plan = planned(decoded(), target(64, runtime="tflm@2024-02"))
    assert "tflm@2024-02 has no SetDecompressionMemory()" in plan.unknown
