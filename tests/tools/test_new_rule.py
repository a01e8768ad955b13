"""A scaffolded rule works as it stands: by its own test, by the checks that no rule may fail, and on its page."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import new_rule
import pytest

ROOT = Path(__file__).parents[2]
NEEDED = ("test_every_rule.py", "twins.py", "networks.py")


def python(folder: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run Python in a folder whose rules come before the installed ones."""
    path = os.pathsep.join((str(folder / "rules"), str(folder / "tests")))
    environment = {**os.environ, "PYTHONPATH": path}
    return subprocess.run(
        [sys.executable, *words], cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False
    )


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a copy of what a rule needs of the repository, without any other rule."""
    scripts = ("tools/generate_docs.py", "tools/generate_rule_index.py")
    for name in ("rules/tflint_rules/__init__.py", "rules/tflint_rules/hygiene/__init__.py", *scripts):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "tests").mkdir()
    for name in NEEDED:
        shutil.copy(ROOT / "tests" / name, tmp_path / "tests" / name)
    return tmp_path


def test_a_name_that_says_check_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="expected the wrong thing"):
        new_rule.scaffold(tmp_path, "hygiene", "check-abs", "note", "0.1")
    assert not list(tmp_path.iterdir())


def test_an_existing_rule_is_left_alone(tmp_path: Path) -> None:
    new_rule.scaffold(tmp_path, "hygiene", "needless-abs", "note", "0.1")
    with pytest.raises(ValueError, match="exists already"):
        new_rule.scaffold(tmp_path, "hygiene", "needless-abs", "error", "0.1")


def test_what_is_scaffolded_passes_and_gets_its_page(tree: Path) -> None:
    done = python(tree, ROOT / "tools" / "new_rule.py", "hygiene", "needless-abs", "--severity", "note", "--root", tree)
    assert done.returncode == 0, done.stderr
    done = python(tree, "tools/generate_docs.py")
    assert done.returncode == 0, done.stderr
    page = (tree / "docs/rules/needless-abs.md").read_text("utf-8")
    assert "A model with an ABS:\n\n    models/level.tflite: note: needless-abs: op 0 ABS reads 'samples'\n" in page
    tests = ("tests/rules/hygiene/test_needless_abs.py", "tests/test_every_rule.py")
    done = python(tree, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests, "-k", "needless")
    assert done.returncode == 0, done.stdout
    assert " passed" in done.stdout
