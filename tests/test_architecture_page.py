"""docs/architecture.md agrees with the tree: its rooms, its dependencies."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
SOURCES = ROOT / "src" / "tflint"
GONE = {"__main__", "__init__", "py"}  # how Python starts a package, and how it is marked as typed


def rows(heading: str) -> list[str]:
    """Return the first column of the table below a heading."""
    section = PAGE.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return [line.split("|")[1].strip() for line in section.splitlines() if line.startswith("| ")][2:]


def test_every_room_is_on_the_page() -> None:
    told = {
        name.strip("/").removesuffix(".py").split("/")[0] for row in rows("The rooms") for name in re.findall(r"`([^`]+)`", row)
    }
    there = {path.stem for path in SOURCES.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    assert told == there - GONE


def test_the_arrows_are_those_that_import_linter_holds() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    (layers,) = [it["layers"] for it in contracts if it["type"] == "layers"]
    assert f"Arrows point down only: {' → '.join(layers).replace(' | ', ', ')}." in PAGE


def test_what_to_touch_is_there() -> None:
    table = PAGE.split("\n## What to touch\n", 1)[1].split("\n## ", 1)[0]
    paths = [
        re.sub(r"(FAMILY|RULE|FILE|NAME).*", "", path)
        for path in re.findall(r"`((?:src|rules|tests|tools|fuzz|docs)/[^`]*)`", table)
    ]
    assert len(paths) > 20
    assert [path for path in paths if not (ROOT / path.removesuffix("test_")).exists()] == []


def test_every_dependency_is_on_the_page_with_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = {re.split(r"[<>=~!; ]", text)[0] for text in project["dependencies"]}
    told = {name.strip() for row in rows("Dependencies, and why") for name in row.split(",")}
    assert told == wanted
