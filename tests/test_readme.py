"""README.md: what a visitor sees first is short, real and can be copied."""

from __future__ import annotations

import re
from pathlib import Path

from program import tflint

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
SHELL = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)


def test_lines_fit_into_a_hundred_columns() -> None:
    assert [line for line in README.splitlines() if len(line) > 100] == []


def test_the_first_command_is_the_one_whose_output_is_shown() -> None:
    (first,) = re.findall(r"^tflint .*$", SHELL[0], re.MULTILINE)
    shown = re.search(r"<!-- terminal output of: (.*?) -->", README)
    assert shown is not None
    assert shown[1] == first
    done = tflint(ROOT / "examples", *first.split()[1:], "--no-cache")
    assert done.code == 1
    assert len(done.out.splitlines()) < 20


def test_terraform_is_named_once() -> None:
    assert README.count("Terraform") == 1


def test_every_link_into_the_repository_leads_somewhere() -> None:
    links = re.findall(r"\]\(([^)#\s]+)", README)
    missing = [link for link in links if not link.startswith("https://") and not (ROOT / link).exists()]
    assert missing == []


def test_the_commands_that_set_everything_up_are_there() -> None:
    for mark in ("<!-- the examples -->", "<!-- the tests -->"):
        assert f"{mark}\n```sh\npython3 -m venv .venv && " in README
