"""Scenes from public firmware for `tflint init`: a source that runs a model, and what init writes of a project."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

from firmware_project import main_cc

from tflint.cli import main

Files = dict[str, str | bytes]
HEADER = "tensorflow/lite/micro/micro_interpreter.h"


def program(*adds: str, array: str = "g_model", arena: str = "64 * 1024") -> str:
    """Return a source that hands an array to the runtime."""
    use = f"  auto* model = tflite::GetModel({array});\n  static tflite::MicroInterpreter"
    return main_cc(*adds, arena=arena).replace("  static tflite::MicroInterpreter", use)


def init(files: Files) -> tuple[dict[str, dict[str, object]], dict[str, dict[str, object]], str]:
    """Write a project, run init; return its boards by name, its models by path, and the text."""
    for name, content in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(content.encode() if isinstance(content, str) else content)
    assert main(["init"]) == 0
    text = Path("tflint.toml").read_text("utf-8")
    document = tomllib.loads(text)
    return document.get("boards", {}), {it["path"]: it for it in document.get("models", ())}, text


def rules_that_warn() -> list[str]:
    """Return the rules of what the next run reports as a warning or an error."""
    command = [sys.executable, "-m", "tflint", "--no-cache", "--format", "json"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    return sorted({it["rule"] for it in json.loads(done.stdout)["findings"] if it["severity"] != "note"})


def only(boards: dict[str, dict[str, object]]) -> dict[str, object]:
    (board,) = boards.values()
    return board


# ------------------------------------------------------------------ arrays and boards are linked by evidence
