"""The plan as text: the figures, the peak, the reason of the minimum, and the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tflint.report import render_plans
from tflint.report.options import Options
from tflint.runtime.plan import Bound, Moment, Persistent

if TYPE_CHECKING:
    from tflint.check.report import Planned
    from tflint.runtime.plan import Plan

PIPED = """\
models/x.tflite · cortex-m4/cmsis-nn · tflm@2024-08 · exact

  arena    used 7,420 B   minimum 7,440 B   (+20: memory planning (5,440 B low + 1,992 B tail))
  given    8,000 B, 560 B to spare
  head     5,440 B  reused while it runs: tensors and scratch
  tail     1,980 B  kept
               1,200  multiplier of each output channel
                 480  TfLiteEvalTensor data
                 256  state
                  44  allocator and planner

  peak at op 1: 5,440 B alive
    tensor   'conv/Relu'    3,200  lives op 0 … op 1
    tensor   'conv_1/Relu'  1,600  lives op 1 … op 2
    scratch  'im2col'         640  lives op 1

  what sets the minimum is not the running model but memory planning (5,440 B low + 1,992 B tail)
  constexpr int kTensorArenaSize = 7440;   // alignas(16), for tflm@2024-08
"""


def plan_of(planned: Planned) -> Plan:
    assert planned.plan
    return planned.plan


def test_a_page_tells_totals_peak_advice_and_the_constant(plans: tuple[Planned, ...]) -> None:
    assert render_plans("text", plans, Options()) == PIPED


def test_a_minimum_that_is_only_rounded_up_says_so(plans: tuple[Planned, ...]) -> None:
    plan = plan_of(plans[0])._replace(used=7428, moments=(Moment("finished", 5440, 1988),))
    text = render_plans("text", (plans[0]._replace(plan=plan),), Options())
    assert "(+12: the arena ends on a multiple of 16)" in text
    assert "shrink tensor 'conv/Relu' first: saves up to 3,200 B, after that op 1 dominates with 2,240 B" in text


def test_a_given_arena_that_is_too_small_says_by_how_much(plans: tuple[Planned, ...]) -> None:
    assert "  given    7,424 B, 16 B too little\n" in render_plans("text", (plans[0]._replace(given=7424),), Options())


def test_a_bound_gives_its_reason(plans: tuple[Planned, ...]) -> None:
    plan = plan_of(plans[0])._replace(unknown=("custom op 'x' has no model",))
    text = render_plans("text", (plans[0]._replace(plan=plan),), Options())
    assert text.startswith("models/x.tflite · cortex-m4/cmsis-nn · tflm@2024-08 · a lower bound\n")
    assert "  a lower bound: custom op 'x' has no model\n" in text


def test_a_model_without_a_plan_says_which_rules_refuse_it(plans: tuple[Planned, ...]) -> None:
    refused = plans[0]._replace(plan=None, allocates=False, reasons=("malformed-flatbuffer",))
    text = render_plans("text", (refused,), Options())
    assert (
        text
        == "models/x.tflite · cortex-m4/cmsis-nn · tflm@2024-08\n  does not allocate: malformed-flatbuffer; tflint models/x.tflite says why\n"
    )


def test_several_targets_are_compared_and_the_difference_is_named(plans: tuple[Planned, ...]) -> None:
    plan = plan_of(plans[0])
    more = plan._replace(
        persistent=(*plan.persistent, Persistent("LSTM kernel sums", "Persistent buffer data", 9720)), used=17140
    )
    text = render_plans("text", (plans[0], plans[0]._replace(target="cortex-m55/cmsis-nn", plan=more)), Options())
    assert "  target                 used  minimum   head   tail\n" in text
    assert "  cortex-m55/cmsis-nn  17,140    7,440  5,440  1,980    LSTM kernel sums +9,720 B\n" in text


@pytest.mark.parametrize("width", [72, 80, 120, 200])
def test_the_map_fits_the_terminal_and_marks_the_peak(plans: tuple[Planned, ...], width: int) -> None:
    text = render_plans("text", plans, Options(terminal=True, width=width))
    drawn = text[text.index("  address ▲") : text.index("  what sets")].splitlines()
    assert max(map(len, drawn)) <= width
    assert drawn[-2].strip() == "op 1"
    assert drawn[-3].index("▲") == drawn[-2].index("op 1") + 2
    assert "██" in drawn[1]


@pytest.mark.parametrize("width", [60, 72, 80])
def test_no_line_is_wider_than_the_terminal(plans: tuple[Planned, ...], width: int) -> None:
    plan = plan_of(plans[0])
    long = tuple(b._replace(request=b.request._replace(name="scope/" * 20 + b.request.name)) for b in plan.buffers)
    named = plans[0]._replace(path="models/" + "x" * 30 + ".tflite", plan=plan._replace(buffers=long))
    text = render_plans("text", (named,), Options(terminal=True, width=width))
    assert max(map(len, text.splitlines())) <= width
    assert "/Relu'" in text


def test_a_narrow_terminal_gets_no_map(plans: tuple[Planned, ...]) -> None:
    assert "▲" not in render_plans("text", plans, Options(terminal=True, width=60))


def test_hostile_names_are_shown_escaped(hostile_plans: tuple[Planned, ...]) -> None:
    text = render_plans("text", hostile_plans, Options(terminal=True, width=100))
    assert text.replace("\n", "").isprintable()
    assert len(text) > 100


@pytest.mark.parametrize(
    ("bound", "caveat"),
    [(Bound.LOWER, ": a lower bound, may be too small"), (Bound.EITHER, ": an estimate, may be too small"), (Bound.UPPER, "")],
)
def test_the_constant_says_where_it_may_be_too_small(plans: tuple[Planned, ...], bound: Bound, caveat: str) -> None:
    plan = plan_of(plans[0])._replace(unknown=("a reason",), bound=bound)
    text = render_plans("text", (plans[0]._replace(plan=plan),), Options())
    assert f"kTensorArenaSize = 7440;   // alignas(16), for tflm@2024-08{caveat}\n" in text
