"""Every generated file can be made again: by the gate, or by the monthly workflow, and never silently not at all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GATE = (ROOT / ".ci" / "run").read_text("utf-8")
MONTHLY = (ROOT / ".github" / "workflows" / "snapshots.yml").read_text("utf-8")
GENERATORS = sorted((ROOT / "tools").glob("generate_*.py"))
FROM_HISTORIES = [path for path in (*GENERATORS, ROOT / "tools" / "tflm_history.py") if "MIRRORS" in path.read_text("utf-8")]
WITHOUT_WHEEL = """
import runpy, sys
from importlib import util
found = util.find_spec
util.find_spec = lambda name, *rest: None if name == "ai_edge_litert" else found(name, *rest)
sys.argv = sys.argv[1:]
sys.path.insert(0, sys.argv[0].rpartition("/")[0])
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@pytest.mark.parametrize("path", GENERATORS, ids=lambda path: path.stem)
def test_every_generator_is_run_by_the_gate_or_every_month(path: Path) -> None:
    assert "--check" in path.read_text("utf-8")
    left_out = path.name.removeprefix("generate") in GATE
    assert left_out == (f"tools/{path.name}" in MONTHLY)


@pytest.mark.parametrize("path", FROM_HISTORIES, ids=lambda path: path.stem)
def test_without_the_histories_a_check_fails_and_says_what_to_clone(path: Path, tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, path, tmp_path, "--check"], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 2
    assert "git clone --bare https://github.com/" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["generate_litert_op_versions", "generate_litert_delegates"])
def test_without_the_wheel_a_check_fails_and_says_what_to_install(name: str) -> None:
    words = [sys.executable, "-c", WITHOUT_WHEEL, str(ROOT / "tools" / f"{name}.py"), "--check"]
    done = subprocess.run(words, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 2
    assert "pip install -e '.[dev]'" in done.stdout + done.stderr
