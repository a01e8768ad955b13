"""Text for people, piped and on a terminal."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len

from tflint.check.report import Crashed, Skipped, Trouble
from tflint.finding import Location, Place, Severity
from tflint.report import render
from tflint.report.escape import cut
from tflint.report.options import Options

if TYPE_CHECKING:
    from tflint.check.report import Report

PIPED = """\
models/gesture.tflite: error: unregistered-operator: MEAN is not in the resolver of firmware/main.cc (on nano33)
    at firmware/main.cc:41:3
    add: resolver.AddMean();  and raise MicroMutableOpResolver<5> to <6>
models/okay_nabu.tflite: error: arena-overflow: arena needs 33,776 B on voice-pe, 26,080 B given
    at tflint.toml:9:9
    peak at op 7 CONV_2D: scratch 15,800 + input 280 + output 1,280 + 2,080 in variables
    give 33,792 B, or pin esp-nn 1.1.2 (needs 25,808 B)
    dependencies.lock:4:3: esp-nn 1.2.1
models/okay_nabu.tflite: warning: float-input: input 'serving_default_x' is float32 on an int8 model
    at op 0 QUANTIZE
    converter: inference_input_type = tf.int8
Found 2 errors and 1 warning in 2 of 2 models and 1 note (-v shows it). 1 suppressed. 1 rule skipped: label-count (no labels declared).
Run `tflint explain RULE` for the reason and the fix.
1 fixable with `tflint fix --unsafe` (float-input).
"""


def test_piped_text_is_one_finding_a_line_with_its_help_indented(report: Report) -> None:
    assert render("text", report, Options()) == PIPED


def test_a_run_for_one_board_does_not_repeat_its_name(report: Report) -> None:
    one = report._replace(models=report.models[:1])
    assert "the resolver of firmware/main.cc\n" in render("text", one, Options())
    assert "the resolver of firmware/main.cc (on nano33)\n" in render("text", report, Options())


def test_a_clean_run_is_one_line(clean_report: Report) -> None:
    assert render("text", clean_report, Options()) == "2 models checked, no findings.\n"


def test_notes_are_counted_and_shown_on_demand(report: Report) -> None:
    notes = report._replace(
        findings=tuple(it for it in report.findings if it.severity is Severity.NOTE), suppressed=(), skipped=()
    )
    assert render("text", notes, Options()) == "2 models checked, no findings but 1 note (-v shows it).\n"
    for options in (Options(notes=True), Options(notes=True, terminal=True)):
        assert "op 4 RELU feeds nothing" in render("text", notes, options)
    assert "op 4 RELU" not in render("text", notes, Options(terminal=True))


def test_nothing_to_check_is_never_called_clean(clean_report: Report) -> None:
    assert render("text", clean_report._replace(models=()), Options()) == "Nothing checked: no model was found.\n"


def test_notices_come_first_and_troubles_are_counted(clean_report: Report) -> None:
    report = clean_report._replace(notices=("no manifest",), troubles=(Trouble("gone.tflite", "no such file"),))
    assert render("text", report, Options()) == "no manifest\n2 models checked, no findings. 1 path could not be read.\n"


def test_quiet_prints_findings_alone(report: Report) -> None:
    assert render("text", report, Options(quiet=True)) == PIPED[: PIPED.index("Found")]


def test_verbose_tells_what_was_suppressed_skipped_and_planned(report: Report) -> None:
    text = render("text", report, Options(verbose=True))
    assert "suppressed by ignore: models/okay_nabu.tflite: float-output:" in text
    assert "(the host wants float)" in text
    assert "skipped: label-count: no labels declared" in text
    assert "models/gesture.tflite: nano33 cortex-m4/cmsis-nn: used 5,412 minimum 5,424 given 65,536" in text


def test_many_skipped_rules_are_only_counted(report: Report) -> None:
    rules = dict.fromkeys(("a", "b", "c"), next(iter(report.rules.values())))
    skipped = (*(Skipped(name, "undeclared") for name in rules), Skipped("x.tflite/", "a folder"))
    text = render("text", report._replace(rules=rules, skipped=skipped), Options())
    assert "3 rules skipped. 1 path skipped (-v says why)." in text
    verbose = render("text", report._replace(rules=rules, skipped=skipped), Options(verbose=True))
    assert "3 rules skipped. 1 path skipped.\n" in verbose


LONG = "sequential/depthwise_conv2d_1/Relu6;sequential/depthwise_conv2d_1/depthwise"


def test_help_shortens_the_joined_names_of_fused_layers_and_machines_get_them_whole(report: Report) -> None:
    finding = report.findings[0]._replace(help=(f"the interpreter's peak: '{LONG}' 9,216 + 'x' 80",))
    one = report._replace(findings=(finding,))
    for options in (Options(), Options(terminal=True, width=120)):
        assert f"the interpreter's peak: '{cut(LONG, 48)}' 9,216 + 'x' 80" in render("text", one, options)
    for machine in ("json", "github", "junit"):
        assert LONG in render(machine, one, Options())


def test_a_tensor_that_the_sentence_names_is_not_named_again(report: Report) -> None:
    finding = next(it for it in report.findings if it.location.tensor)
    told = finding._replace(message=f"'{finding.location.tensor}' is float32", place=None)
    text = render("text", report._replace(findings=(told,)), Options())
    assert f"    at tensor '{finding.location.tensor}'" not in text


def test_a_crash_is_reported_and_its_traceback_only_on_demand(clean_report: Report) -> None:
    crash = Crashed(
        "arena-overflow", "models/x.tflite", "nano33", "ZeroDivisionError: division by zero", "Traceback\n  at line 3"
    )
    report = clean_report._replace(crashed=(crash,))
    told = "models/x.tflite: internal error: arena-overflow crashed on nano33: ZeroDivisionError: division by zero\n"
    assert render("text", report, Options()) == f"{told}2 models checked, no findings. 1 rule crashed.\n"
    assert "    Traceback\n      at line 3\n" in render("text", report, Options(verbose=True))


def test_statistics_count_each_rule(report: Report) -> None:
    twice = report._replace(findings=(*report.findings, report.findings[1]))
    assert "     2  note     dead-operator\n     1  error    arena-overflow\n" in render("text", twice, Options(statistics=True))


def test_deltas_are_reported(changed_report: Report) -> None:
    text = render("text", changed_report, Options())
    assert "against origin/main: 4 models changed (1 new, 1 gone, 1 moved), 1 new finding, 1 fixed\n" in text
    assert "arena on voice-pe 33,776 B, was 25,808 B (+7,968)" in text
    assert "  new: models/okay_nabu.tflite: arena-overflow\n" in text
    assert "  fixed: models/gesture.tflite: note: dead-operator: op 9 RELU feeds nothing" in text


@pytest.mark.parametrize("width", [80, 100, 120, 200])
def test_a_terminal_line_is_never_wider_than_the_terminal(report: Report, width: int) -> None:
    text = render("text", report, Options(terminal=True, width=width))
    assert max(cell_len(line) for line in text.splitlines()) <= width


def test_a_wide_terminal_puts_places_beside_messages_and_a_narrow_one_below(report: Report) -> None:
    assert re.search(r"26,080 B given +tflint.toml:9:9\n", render("text", report, Options(terminal=True, width=120)))
    assert "├ at tflint.toml:9:9\n" in render("text", report, Options(terminal=True, width=80))


def test_the_budget_table_draws_what_does_not_fit_outside_the_frame(report: Report) -> None:
    text = render("text", report, Options(terminal=True, width=120))
    assert "33,772   33,776  26,080  ▕██████████▏███ 130 %" in text
    assert "5,412    5,424  65,536  ▕▉         ▏      8 %" in text


def test_a_bound_is_marked_in_the_table(report: Report) -> None:
    model = report.models[0]
    plan = model.boards[0].plan
    assert plan
    board = model.boards[0]._replace(plan=plan._replace(unknown=("custom op 'x'",)))
    bound = report._replace(models=(model._replace(boards=(board,)), report.models[1]))
    assert "≥5,424" in render("text", bound, Options(terminal=True, width=120))


def test_colour_is_only_where_it_is_wanted(report: Report) -> None:
    assert "\x1b" not in render("text", report, Options(terminal=True))
    assert "\x1b[1;31merror" in render("text", report, Options(terminal=True, color=True))


def test_rule_names_link_to_their_pages_where_they_are_published(report: Report) -> None:
    pages = "https://example.org/rules/"
    linked = render("text", report, Options(terminal=True, color=True, hyperlinks=True, pages=pages))
    assert f"{pages}arena-overflow/" in linked
    assert "id=" not in linked
    assert "example.org" not in render("text", report, Options(terminal=True, color=True, pages=pages))


def test_the_same_report_gives_the_same_bytes(report: Report) -> None:
    options = Options(terminal=True, color=True, hyperlinks=True, pages="https://example.org/", width=120)
    assert render("text", report, options) == render("text", report, options)


@pytest.mark.parametrize("terminal", [False, True])
def test_hostile_names_reach_the_terminal_harmless(hostile_report: Report, terminal: bool) -> None:
    text = render("text", hostile_report, Options(terminal=terminal, verbose=True, width=120))
    assert all(char == "\n" or char.isprintable() for char in text)
    assert max(map(len, text.splitlines())) < 3000


def test_piped_text_imports_no_rich() -> None:
    code = "import sys, tflint.report.check_text, tflint.report.check_json, tflint.report.github; print('rich' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == "False\n"


@pytest.mark.parametrize("width", [80, 120])
def test_long_names_leave_the_message_room(report: Report, width: int) -> None:
    name = ";".join(["model/functional_2_1/re_lu_4_1/Relu", *[f"batch_normalization_{n}_1/batchnorm/sub" for n in range(20)]])
    finding = report.findings[0]._replace(
        rule="dominant-tensor",
        message=f"tensor {name!r} takes 36,864 B of the 55,296 B that are reused",
        location=Location("subgraphs/0/tensors/7", tensor=name),
        place=None,
        help=(),
    )
    text = render("text", report._replace(findings=(finding,), suppressed=()), Options(terminal=True, width=width))
    block = text.split("\n\n")[0].splitlines()
    assert len(block) <= 6
    assert max(map(cell_len, block)) <= width


def test_a_place_that_leaves_the_message_no_room_goes_below(report: Report) -> None:
    finding = report.findings[0]._replace(place=Place("a/very/long/way/to/the/only/firmware/source/there/is/main.cc", 41, 3))
    text = render("text", report._replace(findings=(finding,)), Options(terminal=True, width=100))
    assert "└ at a/very/long/way/to/the/only/firmware/source/there/is/main.cc:41:3" in text or "├ at a/very/long" in text
