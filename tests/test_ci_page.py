"""docs/ci.md: what people copy is valid, and every option and input in it exists."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from networks import dense
from program import tflint
from repository import write

from tflint.cli.program import parser
from tflint.report import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "ci.md").read_text("utf-8")
BLOCKS = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)]
INDENTED = [line.strip() for line in re.findall(r"^    (tflint .*)$", PAGE, re.MULTILINE) if not line.startswith(" ")]
OPTIONAL = re.compile(r"\$\{\w+:\+(.*?)\}")


def steps() -> Iterator[dict[str, object]]:
    for block in BLOCKS:
        for job in block.get("jobs", {}).values():
            yield from job["steps"]


def commands() -> Iterator[str]:
    """Yield every command line of tflint on the page; what a shell adds only sometimes is added."""
    scripts = [str(step["run"]) for step in steps() if "run" in step] + [
        line for block in BLOCKS for job in block.values() if isinstance(job, dict) for line in job.get("script", ())
    ]
    for line in (*scripts, *INDENTED):
        if line.startswith("tflint "):
            yield OPTIONAL.sub(r"\1", line)


def options(words: list[str]) -> None:
    arguments = parser("check").parse_args(words)
    for text in arguments.format or ():
        assert text.partition("=")[0] in FORMATS


def test_the_page_has_workflows_for_both() -> None:
    assert len(BLOCKS) == 5
    assert len(list(commands())) == 3


def test_every_input_of_the_action_exists() -> None:
    inputs = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["inputs"]
    used = [step.get("with", {}) for step in steps() if "/tflint@" in str(step.get("uses"))]
    assert len(used) == 2
    for given in used:
        assert isinstance(given, dict)
        assert set(given) <= set(inputs)


def test_the_hook_exists_and_takes_its_arguments() -> None:
    (repo,) = BLOCKS[0]["repos"]
    known = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert [it["id"] for it in repo["hooks"]] == [it["id"] for it in known]
    for hook in (*repo["hooks"], *known):
        options([*hook.get("entry", "tflint check").split()[2:], *hook.get("args", ())])


@pytest.mark.parametrize("command", tuple(commands()))
def test_every_option_exists(command: str) -> None:
    options(shlex.split(command)[1:])


def test_gitlabs_command_leaves_the_reports_that_the_job_takes(tmp_path: Path) -> None:
    job = BLOCKS[-1]["tflint"]
    write(tmp_path, {"a.tflite": dense()})
    done = tflint(tmp_path, *shlex.split(OPTIONAL.sub("", job["script"][-1]))[1:])
    assert done.code == 0
    for name in (*job["artifacts"]["paths"], *job["artifacts"]["reports"].values()):
        assert (tmp_path / name).stat().st_size
