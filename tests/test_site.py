"""The docs site: every page has its place, what the pages tell people to type exists, the quick starts' files are what made them."""

from __future__ import annotations

import re
import shlex
import tomllib
from importlib import util
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tflint.cli.program import COMMANDS, parser

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
STARTS = sorted((DOCS / "start").glob("*.md"))
SHELL = re.compile(r"```sh\n(.*?)```", re.DOTALL)
CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)


def pages(nav: object) -> Iterator[str]:
    """Yield the pages of a navigation."""
    if isinstance(nav, str):
        yield nav
    elif isinstance(nav, dict):
        for each in nav.values():
            yield from pages(each)
    elif isinstance(nav, list):
        for each in nav:
            yield from pages(each)


def test_every_page_but_the_rules_own_is_in_the_navigation_once() -> None:
    nav = list(pages(tomllib.loads((ROOT / "zensical.toml").read_text("utf-8"))["project"]["nav"]))
    here = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}
    rules = {path for path in here if path.startswith("rules/") and path != "rules/index.md"}
    assert sorted(nav) == sorted(here - rules)


def commands() -> Iterator[str]:
    """Yield each command of tflint on the pages that people copy from."""
    for page in (DOCS / "recipes.md", DOCS / "index.md", DOCS / "editors.md", *STARTS):
        text = page.read_text("utf-8")
        lines = [line for block in SHELL.findall(text) for line in block.splitlines()]
        lines += [line.removeprefix("$ ") for block in CONSOLE.findall(text) for line in block.splitlines() if line[:2] == "$ "]
        for line in lines:
            if line.startswith("tflint"):
                yield line.partition("#")[0].partition(" > ")[0]


@pytest.mark.parametrize("line", sorted(set(commands())))
def test_every_command_that_people_copy_exists(line: str) -> None:
    words = shlex.split(line)[1:]
    command = words.pop(0) if words and words[0] in COMMANDS else "check"
    reader = parser(command)
    reader.parse_intermixed_args(words) if command == "image" else reader.parse_args(words)


def test_the_quick_starts_files_are_what_their_script_makes() -> None:
    made = loaded(ROOT / "quickstarts/make_models.py").files()
    assert len(made) >= 12
    assert [path for path, data in made.items() if path.read_bytes() != data] == []


def test_each_quick_start_shows_the_finding_that_its_text_speaks_of() -> None:
    wanted = {
        "arduino": "unregistered-operator",
        "platformio": "arena-overflow",
        "esp-idf": "arena-overflow",
        "zephyr": "resolver-too-small",
        "stm32": "float-input",
        "esphome": "arena-headroom",
        "raspberry-pi": "kernel-constraint",
        "android": "custom-operator",
    }
    assert {page.stem for page in STARTS} == {*wanted, "index"}
    for name, rule in wanted.items():
        text = (DOCS / f"start/{name}.md").read_text("utf-8")
        assert re.search(rf"^  (error|warning) +{rule} ", text, re.MULTILINE), name


def loaded(path: Path) -> Any:  # noqa: ANN401  a script's own functions
    spec = util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
