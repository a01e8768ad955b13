"""The map as SVG: well-formed, complete, harmless, in scale."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from tflint.report import render_plans
from tflint.report.map_scale import Label, scale, spread
from tflint.report.options import Options

if TYPE_CHECKING:
    from tflint.check.report import Planned

SVG = "{http://www.w3.org/2000/svg}"


def parsed(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314  our own text


def test_every_buffer_is_a_block_at_its_place(plans: tuple[Planned, ...]) -> None:
    root = parsed(render_plans("svg", plans, Options()))
    blocks = [group for group in root.iter(f"{SVG}g") if group.attrib.get("class", "").startswith("b ")]
    assert len(blocks) == 6
    rects = [next(rect for rect in block.iter(f"{SVG}rect") if rect.attrib["class"] == "body") for block in blocks]
    tall = {
        str(block.findtext(f"{SVG}title")).split("'")[1]: float(rect.attrib["height"])
        for block, rect in zip(blocks, rects, strict=True)
    }
    assert round(tall["conv/Relu"] / tall["input"], 2) == 2.0
    wide = [float(rect.attrib["width"]) for rect in rects]
    assert wide[0] == 2 * wide[2]


def test_a_block_tells_name_bytes_life_and_address(plans: tuple[Planned, ...]) -> None:
    text = render_plans("svg", plans, Options())
    assert "<title>tensor &#39;conv/Relu&#39; · 3,200 B · made by op 0 · address 0 to 3,200</title>" in text
    assert "<title>scratch &#39;im2col&#39; · 640 B · for op 1 · address 4,800 to 5,440</title>" in text


def test_budget_lines_are_drawn_and_labelled(plans: tuple[Planned, ...]) -> None:
    text = render_plans("svg", plans, Options())
    for told in (
        "minimum 7,440 B",
        "used 7,420 B",
        "head 5,440 B, reused",
        "tail 1,980 B, kept",
        "given 8,000 B",
        "peak: op 1, 5,440 B alive",
    ):
        assert told in text
    assert 'class="given limit"' in text
    short = render_plans("svg", (plans[0]._replace(given=7000),), Options())
    assert 'class="given over limit"' in short
    assert "given 7,000 B, 440 too little" in short


def test_an_arena_far_above_the_minimum_is_reported_and_not_drawn(plans: tuple[Planned, ...]) -> None:
    text = render_plans("svg", (plans[0]._replace(given=1_000_000),), Options())
    assert "given 1,000,000 B ↑" in text
    assert 'class="given' not in text


def test_it_needs_no_script_no_network_and_no_inline_style(hostile_plans: tuple[Planned, ...]) -> None:
    text = render_plans("svg", hostile_plans, Options())
    assert not re.search(
        r"<script|\son\w+=|javascript:|\sstyle=|url\((?!#)|<image|<foreignObject|href", re.sub(r">[^<]*<", "><", text)
    )
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", re.sub(r">[^<]*<", "><", text))


def test_hostile_names_leave_it_well_formed(hostile_plans: tuple[Planned, ...]) -> None:
    text = render_plans("svg", hostile_plans, Options())
    assert {element.tag.removeprefix(SVG) for element in parsed(text).iter()} <= {
        "svg", "title", "desc", "style", "defs", "pattern", "rect", "text", "path", "g",
    }  # fmt: skip
    assert all(char == "\n" or char.isprintable() for char in text)


def test_several_targets_stand_below_each_other(plans: tuple[Planned, ...]) -> None:
    root = parsed(
        render_plans("svg", (plans[0], plans[0]._replace(plan=None, reasons=("not-a-model",), allocates=False)), Options())
    )
    first, second = root.findall(f"{SVG}svg")
    assert float(second.attrib["y"]) == float(first.attrib["height"])
    assert "does not allocate: not-a-model" in "".join(second.itertext())


@given(st.integers(1, 2000), st.integers(16, 10**9), st.none() | st.integers(0, 10**9))
def test_every_address_and_step_lies_inside_the_picture(columns: int, minimum: int, given: int | None) -> None:
    s = scale(range(columns), minimum, given)
    assert 0 <= s.y(minimum) <= s.y(0) <= s.height
    assert s.x(columns) <= s.width
    assert len(s.ticks()) <= 7


@given(st.lists(st.floats(0, 300), min_size=1, max_size=20))
def test_labels_do_not_overlap_and_stay_above_the_bottom(heights: list[float]) -> None:
    placed = spread([Label(at, 0, "x", "soft") for at in heights], 14, 400)
    ys = [label.y for label in placed]
    assert all(below - above > 13.99 for above, below in pairwise(ys))
    assert ys[-1] <= 400


def test_gaps_are_hatched_and_named(plans: tuple[Planned, ...]) -> None:
    plan = plans[0].plan
    assert plan is not None
    assert 'class="gap"' not in render_plans("svg", plans, Options())
    top = max(plan.buffers, key=lambda it: it.offset)
    lifted = plan._replace(
        head=plan.head + 800,
        buffers=tuple(it._replace(offset=it.offset + 800) if it is top else it for it in plan.buffers),
    )
    text = render_plans("svg", (plans[0]._replace(plan=lifted),), Options())
    assert re.search(r'<rect class="gap" fill="url\(#[^"]*-hatch\)"[^>]*><title>free: 800 bytes from address', text)
    assert "gaps: &#39;" in text or "gaps: the scratch buffer" in text or "gap</text>" in text
