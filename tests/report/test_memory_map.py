"""The map's figures: when the peak is, what lives there, what would be the peak without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tflint.manifest.target import DEFAULT
from tflint.model.reader import read
from tflint.report.memory_map import Block, draw, drawn_until
from tflint.runtime.plan import BufferRequest, Plan, PlannedBuffer
from tflint.runtime.tflm import micro_allocator
from tflint.testing import ModelBuilder, TensorFields

if TYPE_CHECKING:
    from tflint.check.report import Planned
    from tflint.report.memory_map import MemoryMap

QUANTIZED = TensorFields(dtype="int8", scale=0.5, zero_point=0)


def diamond() -> tuple[MemoryMap, Plan]:
    """Return the map of: x -> RELU a, x -> RELU b, a + b."""
    b = ModelBuilder()
    x = b.input("x", (1, 1600), **QUANTIZED)
    a, c, y = (b.tensor(name, (1, 1600), **QUANTIZED) for name in ("a", "b", "y"))
    b.operator("RELU", [x], [a], version=2)
    b.operator("RELU", [x], [c], version=2)
    b.operator("ADD", [a, c], [y], {}, version=2)
    b.output(y)
    model = read(b.build())
    plan = micro_allocator.plan(model, DEFAULT)
    return draw(plan, model), plan


def test_the_peak_is_the_first_step_with_most_bytes_alive(plans: tuple[Planned, ...]) -> None:
    assert plans[0].plan
    picture = draw(plans[0].plan, None)
    assert (picture.peak, picture.alive) == (2, 5440)
    assert [block.name for block in picture.at(2)] == ["conv/Relu", "conv_1/Relu", "im2col"]


def test_without_a_buffer_another_step_is_the_widest(plans: tuple[Planned, ...]) -> None:
    assert plans[0].plan
    picture = draw(plans[0].plan, None)
    widest = picture.at(2)[0]
    assert picture.runner_up(widest) == (2, 2240)


def test_inputs_outputs_readers_and_shapes_come_from_the_model() -> None:
    picture, _ = diamond()
    blocks = {block.name: block for block in picture.blocks}
    assert {name: block.kind for name, block in blocks.items()} == {"x": "input", "a": "tensor", "b": "tensor", "y": "output"}
    assert blocks["x"].readers == (1, 2)
    assert blocks["a"].readers == (3,)
    assert blocks["y"].shape == "1x1600 int8"
    assert picture.label(3) == "op 2 ADD"
    assert picture.label(0) == "the inputs"
    assert picture.short(3) == "op 2"


def test_the_bands_add_up_to_the_tail() -> None:
    picture, plan = diamond()
    assert sum(band.size for band in picture.bands) == plan.tail
    assert [band.size for band in picture.bands] == sorted((band.size for band in picture.bands), reverse=True)


def test_blocks_lie_inside_the_head() -> None:
    picture, plan = diamond()
    assert max(block.offset + block.size for block in picture.blocks) == plan.head


@pytest.mark.parametrize("what", ["kernels/add:OpData", "TfLiteAddParams", "multiplier of each output channel"])
def test_what_kernels_keep_is_reported_by_what_it_is(plans: tuple[Planned, ...], what: str) -> None:
    assert plans[0].plan
    category = "" if what.endswith("Params") else "Persistent buffer data"
    plan = plans[0].plan
    kept = plan.persistent[0]._replace(what=what, category=category, size=plan.tail)
    bands = draw(type(plan)(plan.target, plan.used, plan.minimum, plan.head, plan.tail, persistent=(kept,)), None).bands
    told = {"kernels/add:OpData": "kernels' structs", "TfLiteAddParams": "op parameters"}
    assert [band.category for band in bands] == [told.get(what, what)]


def test_a_model_without_buffers_has_an_empty_map(plans: tuple[Planned, ...]) -> None:
    assert plans[0].plan
    plan = plans[0].plan
    picture = draw(type(plan)(plan.target, 100, 112, 0, 100), None)
    assert picture.blocks == ()
    assert picture.alive == 0


def test_a_block_is_drawn_until_another_takes_its_bytes() -> None:
    a, b, c = (
        Block("tensor", name, 8, offset, *life, "", ())
        for name, offset, life in (("a", 0, (0, 3)), ("b", 0, (3, 5)), ("c", 8, (1, 5)))
    )
    assert drawn_until((a, b, c)) == [2, 5, 5]
    assert drawn_until((a, c)) == [3, 5]


def test_blocks_that_share_bytes_count_once() -> None:
    buffers = [
        PlannedBuffer(BufferRequest("tensor", 0, n, n, name, 8, first, 5), 0)
        for n, (name, first) in enumerate((("a", 0), ("b", 3)))
    ]
    picture = draw(Plan("litert", 8, 8, 8, 0, buffers=tuple(buffers)), None)
    assert (picture.alive, [block.name for block in picture.at(4)]) == (8, ["b"])


def gappy() -> tuple[MemoryMap, Plan]:
    """Return a plan's map with one buffer placed 1,000 bytes above another: what an offline plan may say."""
    _, plan = diamond()
    high = max(plan.buffers, key=lambda it: it.offset)
    lifted = plan._replace(buffers=tuple(it._replace(offset=it.offset + 1000) if it is high else it for it in plan.buffers))
    return draw(lifted._replace(head=plan.head + 1000), None), lifted


def test_free_addresses_below_the_top_block_are_gaps() -> None:
    picture, plan = gappy()
    top = max(plan.buffers, key=lambda it: it.offset)
    assert {(gap.first, gap.last) for gap in picture.gaps()} <= {
        (first, last) for first in range(top.request.first, 9) for last in range(first, top.request.last + 1)
    }
    assert max(gap.high - gap.low for gap in picture.gaps()) >= 1000
    assert all(gap.high <= top.offset for gap in picture.gaps())
