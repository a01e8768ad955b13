"""What a run imports: little, and nothing of what it does not need."""

import subprocess
import sys
from pathlib import Path

import pytest
from networks import dense
from program import environ
from repository import write

from tflint.runtime.tflm import op_tables

HEAVY = (
    "numpy",
    "tflite",
    "flatbuffers",
    "jsonschema",
    "tree_sitter",
    "rich",
    "pathspec",
    "fsspec",
    "distributed",
    "importlib.metadata",
    "pygls",
    "lsprotocol",
    "watchfiles",
)
SAY = "import sys; from tflint.cli import main; code = main(sys.argv[1:]); print(*sorted(sys.modules), file=sys.stderr); sys.exit(code)"


def imported(folder: Path, *words: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", SAY, *words], cwd=folder, env=environ(folder), capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode in {0, 1}
    return set(done.stderr.split())


def test_a_lint_with_a_manifest_imports_nothing_heavy(tmp_path: Path) -> None:
    manifest = b'version = 1\n[boards.nano33]\nextends = "arduino-nano-33-ble-sense"\narena = 1296\n'
    folder = write(tmp_path / "t", {"a.tflite": dense(), "tflint.toml": manifest})
    modules = imported(folder)
    assert "tflint_rules.memory.arena_overflow" in modules
    assert [it for it in HEAVY if it in modules] == []


WATCH = """
import sys
opened = []
sys.addaudithook(lambda event, given: opened.append(str(given[0])) if event == "open" else None)
from tflint.cli import main
code = main(sys.argv[1:])
print(*sorted({it.replace("\\\\", "/").partition("/snapshots/")[2] for it in opened} - {""}), file=sys.stderr)
sys.exit(code)
"""


@pytest.mark.parametrize(
    ("runtime", "files"),
    [
        ("newest", ""),
        ("tflm@2022-06", "tflm/2022.json"),
        ("zephyr@3.7.0", "copies.json tflm/2024.json tflm/2026.json"),
        ("arduino@2023-02", "copies.json tflm/2022.json"),
        ("tf@2.1", "tf.json tflm/2021.json tflm/2022.json"),
    ],
)
def test_a_lint_reads_the_snapshot_of_its_board_and_what_that_extends(tmp_path: Path, runtime: str, files: str) -> None:
    manifest = f'version = 1\n[boards.b]\ncpu = "cortex-m4"\nkernels = "reference"\nruntime = "{runtime}"\narena = "64 KiB"\n'
    declared = {} if runtime == "newest" else {"tflint.toml": manifest.encode()}
    folder = write(tmp_path / "t", {"a.tflite": dense(), **declared})
    done = subprocess.run(
        [sys.executable, "-c", WATCH], cwd=folder, env=environ(folder), capture_output=True, encoding="utf-8", check=False
    )
    assert done.stderr.split() == (files or f"tflm/{op_tables.newest_of('tflm').date[:4]}.json").split()


def test_the_version_imports_next_to_nothing(tmp_path: Path) -> None:
    bare = subprocess.run(
        [sys.executable, "-c", "import sys; print(*sys.modules)"], capture_output=True, encoding="utf-8", check=True
    )
    assert imported(tmp_path, "--version") - set(bare.stdout.split()) <= {"gc", "tflint", "tflint.cli"}


def test_a_run_that_finds_no_model_imports_no_rule(tmp_path: Path) -> None:
    folder = write(tmp_path / "t", {"notes.txt": b""})
    modules = imported(folder)
    assert "tflint.report.check_text" in modules
    assert [it for it in modules if it.startswith(("tflint_rules", "tflint.facts", "tflint.runtime", "tflint.model.view"))] == []


def test_a_lint_imports_none_of_the_slow_parts_of_the_standard_library(tmp_path: Path) -> None:
    slow = {
        "dataclasses",
        "difflib",
        "importlib.resources",
        "inspect",
        "pathlib",
        "pkgutil",
        "subprocess",
        "tempfile",
        "urllib.parse",
    }
    bare = subprocess.run(
        [sys.executable, "-c", "import sys; print(*sys.modules)"], capture_output=True, encoding="utf-8", check=True
    )
    manifest = b'version = 1\n[boards.nano33]\nextends = "arduino-nano-33-ble-sense"\narena = 16\n'
    folder = write(tmp_path / "t", {"a.tflite": dense(), "tflint.toml": manifest})
    assert imported(folder, "--no-cache", "a.tflite") & (slow - set(bare.stdout.split())) == set()
