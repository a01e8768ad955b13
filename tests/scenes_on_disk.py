"""Manifests and runs for tests that build a scratch repository."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from program import tflint

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

BOARD = """version = 1
[boards.x]
extends = "arduino-nano-33-ble-sense"
"""


def manifest(*models: str, board: str = "", more: str = "") -> bytes:
    """Return a tflint.toml with one board and an entry for each path; `more` stands before the tables."""
    entries = "".join(f'[[models]]\npath = "{path}"\n' for path in models)
    return (more + BOARD + board + "\n" + entries).encode()


def report(folder: Path, *words: str, code: int) -> dict[str, Any]:
    """Run tflint; return its JSON report."""
    done = tflint(folder, *words, "--format", "json")
    assert done.code == code, done.out + done.err
    found: dict[str, Any] = json.loads(done.out)
    return found


def models(found: dict[str, Any]) -> list[object]:
    """Return the paths of the models that were checked."""
    return [it["path"] for it in found["models"]]


def findings(found: dict[str, Any]) -> list[tuple[object, object]]:
    """Return (rule, path) of every finding at warning or above."""
    return [(it["rule"], it["path"]) for it in found["findings"] if it["severity"] != "note"]
