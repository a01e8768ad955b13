"""Programs that run models: their answers are read, and they are started again after a model that ends them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from device_program import Answer, answers

PROGRAM = """
import sys
for path in open(sys.argv[-1]).read().split():
    if path.endswith("deadly"):
        sys.exit(1)
    print("A", path, *(["ok", 64, 80, 1, "ok"] if path.endswith("good") else ["refused", 12, 0, 0, "-"]), "a log\\tin fields", sep="\\t")
print("Z")
"""


def command(folder: Path, text: str = PROGRAM) -> list[str]:
    (folder / "program.py").write_text(text)
    return [sys.executable, str(folder / "program.py")]


def test_a_model_that_loads_has_figures_and_one_that_is_refused_none(tmp_path: Path) -> None:
    good, bad = answers(command(tmp_path), [Path("good"), Path("bad")])
    assert good == Answer("ok", 64, 80, 1, "ok", "a log\tin fields")
    assert bad == Answer("refused", None, None, 0, "-", "a log\tin fields")


def test_a_program_goes_on_after_a_model_that_ended_it(tmp_path: Path) -> None:
    found = answers(command(tmp_path), [Path(name) for name in ("deadly", "good", "bad", "deadly", "good")])
    assert [answer and answer.state for answer in found] == [None, "ok", "refused", None, "ok"]


def test_a_program_that_never_answers_is_said(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="does not answer"):
        answers(command(tmp_path, "import sys; sys.exit(2)"), [Path("good"), Path("bad")])
