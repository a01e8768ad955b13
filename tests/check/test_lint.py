"""The pure core: bytes, a name and a scope in, what is known out."""

import gc
import pickle
from collections.abc import Iterator

from scenes import HOST, M4, boards, every_operator, model, new, raises, scope, skips

from tflint import packs
from tflint.check.lint import lint
from tflint.facts import File
from tflint.finding import Finding, Severity
from tflint.manifest.board import Manifest
from tflint.run.lint_json import encode


def test_a_healthy_model_has_no_findings() -> None:
    judged = lint(model(), "m.tflite", scope(new("quiet")))
    assert judged.findings == ()
    assert judged.crashed == ()


def test_every_node_is_visited_once_in_order() -> None:
    judged = lint(model(3), "m.tflite", scope(every_operator()))
    assert [it.message for it in judged.findings] == ["op 0 RELU", "op 1 RELU", "op 2 RELU"]
    assert [it.location.path for it in judged.findings] == [f"subgraphs/0/operators/{n}" for n in range(3)]


def test_the_engine_signs_findings_with_path_and_board() -> None:
    (finding,) = lint(model(1), "some/m.tflite", scope(every_operator())).findings
    assert (finding.path, finding.board, finding.severity) == ("some/m.tflite", "nano33", Severity.WARNING)


def test_the_manifest_weighs_a_rule() -> None:
    manifest = Manifest(rules={"every-operator": {"severity": "error"}})
    (finding,) = lint(model(1), "m.tflite", scope(every_operator(), manifest=manifest)).findings
    assert finding.severity is Severity.ERROR


def test_a_rule_that_raises_is_one_crash_and_the_others_go_on() -> None:
    judged = lint(model(3), "m.tflite", scope(raises(), every_operator()))
    assert len(judged.findings) == 3
    (crash,) = judged.crashed
    assert (crash.rule, crash.path, crash.board, crash.error) == ("raises", "m.tflite", "nano33", "ZeroDivisionError: at 0")
    assert "Traceback" in crash.traceback


def test_a_rule_that_skips_says_why_and_did_not_run() -> None:
    judged = lint(model(), "m.tflite", scope(skips()))
    assert judged.skipped == {("skips", "no labels declared")}
    assert judged.ran == frozenset()


def test_what_all_boards_say_alike_is_said_once() -> None:
    judged = lint(model(1), "m.tflite", scope(every_operator(), boards=(M4, HOST)))
    assert [(it.message, it.board) for it in judged.findings] == [("op 0 RELU", None)]


def test_what_boards_say_differently_is_said_for_each() -> None:
    judged = lint(model(1), "m.tflite", scope(boards(), boards=(M4, HOST)))
    assert {(it.message, it.board) for it in judged.findings} == {("on nano33", "nano33"), ("on desk", "desk")}


def test_a_rule_for_one_runtime_leaves_the_other_alone() -> None:
    rule = every_operator()
    rule.runtimes = ("litert",)
    assert lint(model(1), "m.tflite", scope(rule)).findings == ()


def test_bytes_that_are_no_model_are_a_file_without_one() -> None:
    rule = new("broken")
    seen: list[File] = []

    @rule.on(File)
    def check(file: File) -> Iterator[Finding]:
        seen.append(file)
        yield from ()

    judged = lint(b"not a model", "m.tflite", scope(rule, every_operator()))
    assert seen[0].model is None
    assert seen[0].malformed is not None
    assert judged.report.boards == ()


def test_the_report_carries_the_plan_of_each_board() -> None:
    (report,) = lint(model(), "m.tflite", scope(new("quiet"))).report.boards
    assert (report.board, report.target, report.given) == ("nano33", "cortex-m4/cmsis-nn", 65536)
    assert report.runtime.startswith("tflm@")
    assert report.plan is not None
    assert report.plan.minimum >= report.plan.used > 0


def test_the_same_input_gives_the_same_answer_and_travels_between_processes() -> None:
    everything = scope(*packs.load())
    once = lint(model(), "m.tflite", everything)
    far, scope_there = pickle.loads(pickle.dumps((lint, everything)))  # noqa: S301  our own bytes
    there = pickle.loads(pickle.dumps(far(model(), "m.tflite", scope_there)))  # noqa: S301  our own bytes
    assert encode(there) == encode(once)


def test_the_collector_is_on_again_behind_a_lint() -> None:
    lint(b"nothing", "m.tflite", scope(raises()))
    assert gc.isenabled()
