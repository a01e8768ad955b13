"""The table of vendors' kernel libraries, and how they are planned."""

from pathlib import Path

import pytest
from one_op import T, i8, i16, model, told

from tflint.manifest.target import KERNELS, parse
from tflint.model import reader
from tflint.runtime import target_runtime
from tflint.runtime.plan import Bound
from tflint.runtime.tflm import build, kernel_registry, vendor_libraries
from tflint.runtime.tflm.build import VENDORS, Library
from tflint.runtime.tflm.vendors import silabs_mvp

ARENA_PAGE = Path(__file__).parents[3] / "docs" / "arena.md"


def test_every_library_is_a_kernel_library_of_the_manifest() -> None:
    assert set(vendor_libraries.every()) == set(VENDORS.values())
    assert set(VENDORS.values()) < set(KERNELS)
    assert {kernel.op for kernel in silabs_mvp.KERNELS} == set(vendor_libraries.of("silabs-mvp").ops)


@pytest.mark.parametrize("name", vendor_libraries.every())
def test_every_op_is_one_of_tflms(name: str) -> None:
    vendor = vendor_libraries.of(name)
    assert all(kernel_registry.find(op) is not None for op in vendor.ops)
    assert {*vendor.wider, *vendor.float16} <= set(vendor.ops)
    assert len(vendor.commit) == 40


@pytest.mark.parametrize("name", vendor_libraries.every())
def test_the_page_names_every_op(name: str) -> None:
    page = ARENA_PAGE.read_text("utf-8")
    assert [op for op in vendor_libraries.of(name).ops if f"`{op}`" not in page] == []
    assert vendor_libraries.of(name).commit in page


@pytest.mark.parametrize(
    ("target", "bound"),
    [("cortex-m33/silabs-mvp", Bound.UPPER), ("cortex-m4/helia", Bound.LOWER), ("cortex-m55/helia", Bound.LOWER)],
)
def test_a_plan_is_a_bound_that_says_its_direction(target: str, bound: Bound) -> None:
    plan = target_runtime.plan(reader.read(model("ADD", [i8(1, 4), i8(1, 4)], [i8(1, 4)])), parse(target))
    assert (plan.exact, plan.bound) == (False, bound)


def test_a_core_that_the_library_is_not_made_for_is_said() -> None:
    assert any("not for cortex-m4" in why for why in build.of(parse("cortex-m4/silabs-mvp")).unknown)
    assert any("is not built for esp32s3" in why for why in build.of(parse("esp32s3/helia")).unknown)


def test_helia_takes_types_that_tflm_does_not() -> None:
    wide, cmsis = "cortex-m55/helia", "cortex-m55/cmsis-nn"
    assert told("HARD_SWISH", [i16(1, 4)], [i16(1, 4)], target=cmsis)
    assert not told("HARD_SWISH", [i16(1, 4)], [i16(1, 4)], target=wide)
    half = T((1, 4), "float16")
    assert not told("TANH", [half], [half], target=wide)
    assert told("TANH", [half], [half], target="cortex-m4/helia")
    unknown = target_runtime.plan(reader.read(model("TANH", [half], [half])), parse(wide)).unknown
    assert any("TANH of helia supports float16" in why for why in unknown)


def test_helia_refuses_what_neither_takes() -> None:
    assert told("HARD_SWISH", [T((1, 4), "int32")], [T((1, 4), "int32")], target="cortex-m55/helia")
    assert build.of(parse("cortex-m4/helia")).serving("HARD_SWISH").library is Library.HELIA
    assert build.of(parse("cortex-m4/helia")).serving("ABS").library is Library.REFERENCE
    assert not told("ADD", [i8(1, 4), i8(1, 4)], [i8(1, 4)], target="cortex-m4/helia")
