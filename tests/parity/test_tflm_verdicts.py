"""Verdicts against what the real TFLM did with probes and public models: every refusal and death is reported, and nothing that runs is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

import pytest
from corpus import CORPUS

from tflint.manifest.target import parse
from tflint.model.malformed import Malformed
from tflint.model.reader import read
from tflint.runtime.tflm import micro_interpreter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.runtime.verdict import Verdict

DATA = CORPUS
ARM = ("cortex-m4/reference", "cortex-m4/cmsis-nn", "cortex-m55/cmsis-nn")
# deaths that no model tells: they come with the values of an input, or with an arena of a given size
DEPENDS = {
    "floor_div_0": "divides by an input that is zero",
    "mean_dynax": "reads its axes from an input",
    "wh_inf": "loops as long as its input says",
    "pc_outbig": "does not fit the arena of that run",
    "conv_huge_im2col": "does not fit the arena of that run",
    "nested_while": "ran longer than the time given",
}
# what survived on that machine, and is a bug in the model all the same
SURVIVED = {
    "bufidx_oob": "names a buffer that is not there",
    "oa_stepbig": "reads past a frame",
    "r9_relu": "writes past a shape of six dimensions",
    "rank7": "writes past a shape of six dimensions",
    "mul_bc7": "writes past a shape of six dimensions",
}

if not (DATA / "verdicts.json").exists():
    pytest.skip("the measured corpus is not here", allow_module_level=True)


class Case(NamedTuple):
    """A model, whether the runtime ran it, and the (op, index) that failed where its log tells."""

    file: str
    runs: bool
    failing: tuple[str, int] | None


def probes() -> Iterator[Case]:
    for row in json.loads((DATA / "verdicts.json").read_text("utf-8")):
        yield Case(row["file"], row["verdict"] == "allocates runs", None)


def public() -> Iterator[Case]:
    for row in json.loads((DATA / "measured.json").read_text("utf-8")):
        if row["status"] != "unknown on host":
            node = row.get("failing_node")
            yield Case(row["file"], row["status"] == "ok" and row.get("invoke") == "ok", tuple(node) if node else None)


def fatal(file: str, target: str = "host/reference") -> list[Verdict] | Malformed:
    try:
        model = read((DATA / file).read_bytes())
    except Malformed as malformed:
        return malformed
    return [verdict for verdict in micro_interpreter.verdicts(model, parse(target)) if verdict.effect.fatal]


def excused(file: str, reasons: dict[str, str]) -> bool:
    return any(name in file for name in reasons)


@pytest.mark.parametrize("cases", [probes, public])
def test_nothing_that_runs_is_held_against_a_model(cases: object) -> None:
    alarms = [case.file for case in cases() if case.runs and fatal(case.file)]  # type: ignore[operator]  # a generator function
    assert [file for file in alarms if not excused(file, SURVIVED)] == []


@pytest.mark.parametrize("cases", [probes, public])
def test_every_refusal_and_every_death_is_reported(cases: object) -> None:
    missed = [case.file for case in cases() if not case.runs and not fatal(case.file)]  # type: ignore[operator]  # likewise
    assert [file for file in missed if not excused(file, DEPENDS)] == []


def test_the_op_that_failed_is_named() -> None:
    wrong = []
    for case in public():
        against = fatal(case.file) if case.failing else []
        if case.failing and not isinstance(against, Malformed):
            operators = list(read((DATA / case.file).read_bytes()).operators())
            named = {
                (op.name, op.index) for op in operators for v in against if (v.subgraph, v.operator) == (op.subgraph, op.index)
            }
            if case.failing not in named:
                wrong.append((case.file, case.failing, named))
    assert wrong == []


@pytest.mark.parametrize("target", ARM)
def test_what_loads_on_arm_is_what_has_no_verdict_at_allocate(target: str) -> None:
    wrong = []
    for row in json.loads((DATA / "measured.json").read_text("utf-8")):
        measured = row["targets"].get(target)
        against = fatal(row["file"], target) if measured is not None else Malformed("", 0, "")
        if isinstance(against, Malformed) or excused(row["file"], DEPENDS):
            continue
        if any(verdict.at_allocate for verdict in against) == ("used" in measured):
            wrong.append((row["file"], against[:1]))
    assert wrong == []
