"""docs/packs.md is examples/pack: its files are those files, its commands are run, and what they print stands there.

`python tests/test_packs_page.py` writes the page's blocks anew.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parent.parent
PACK = ROOT / "examples" / "pack"
PAGE = ROOT / "docs" / "packs.md"
BLOCK = re.compile(r"<!-- (file|run|manifest|lint)(?:: (.+?))? -->\n```(\w+)\n(.*?)```\n", re.DOTALL)


def command(words: list[str], folder: Path) -> str:
    """Run Python with the pack on its path, as if it were installed, and return what it prints."""
    paths = [str(PACK), os.environ.get("PYTHONPATH", "")]
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
        "PYTHONDONTWRITEBYTECODE": "1",
        "COLUMNS": "120",
    }
    environment.pop("GITHUB_ACTIONS", None)
    done = subprocess.run(
        [sys.executable, *words], cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert not done.stderr, done.stderr
    return done.stdout


def output_of_tests(line: str) -> str:
    """Return what the pack's own tests print, without the time that they took."""
    out = command([*line.removeprefix("python ").split(), "-p", "no:cacheprovider"], PACK)
    return re.sub(r" in \d+\.\d+s", "", out)


def linted(arguments: str, manifest: str) -> str:
    """Return what tflint prints with the page's manifest about a model that the pack's rule flags."""
    sys.path.insert(0, str(PACK / "tests"))
    try:
        from test_unnamed_output import model  # type: ignore[import-not-found]  # in the pack's folder
    finally:
        sys.path.remove(str(PACK / "tests"))
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "tflint.toml").write_text(manifest, "utf-8")
        (folder / "models").mkdir()
        (folder / "models" / "gesture.tflite").write_bytes(model("StatefulPartitionedCall:0"))
        return command(["-m", "tflint", "--color", "never", *arguments.split()], folder)


def blocks(page: str) -> list[tuple[str, str, str]]:
    """Return (what it is, what stands in the page, what must stand there) for each marked block."""
    manifest = next(match[4] for match in BLOCK.finditer(page) if match[1] == "manifest")
    made: dict[str, Callable[[str], str]] = {
        "file": lambda name: (PACK / name).read_text("utf-8"),
        "run": output_of_tests,
        "lint": lambda arguments: linted(arguments, manifest),
    }
    return [(f"{match[1]}: {match[2]}", match[4], made[match[1]](match[2])) for match in BLOCK.finditer(page) if match[1] in made]


@pytest.fixture(scope="module")
def marked() -> list[tuple[str, str, str]]:
    sys.path.insert(0, str(PACK))
    try:
        return blocks(PAGE.read_text("utf-8"))
    finally:
        sys.path.remove(str(PACK))


def test_files_and_commands_of_the_page_are_real(marked: list[tuple[str, str, str]]) -> None:
    for what, stands, must in marked:
        assert stands == must, f"docs/packs.md, {what}: run python {Path(__file__).name}"


def test_the_page_shows_rule_test_and_output(marked: list[tuple[str, str, str]]) -> None:
    assert [what.partition(":")[0] for what, *_ in marked] == ["file", "file", "run", "file", "lint"]
    assert "3 passed" in marked[2][1]
    assert "error: unnamed-output: output 0 is called 'StatefulPartitionedCall:0'" in marked[4][1]


if __name__ == "__main__":
    sys.path.insert(0, str(PACK))
    text = PAGE.read_text("utf-8")
    current = iter(blocks(text))
    PAGE.write_text(
        BLOCK.sub(
            lambda match: (
                match[0] if match[1] == "manifest" else match[0].replace(f"\n{match[4]}```\n", f"\n{next(current)[2]}```\n")
            ),
            text,
        ),
        "utf-8",
    )
