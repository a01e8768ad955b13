"""The bad and the good twin of every rule: small trees of files, linted as a user would."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from tflint.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from networks import Tree

    from tflint.check.rule import Rule

TESTS = Path(__file__).parent
IDENTITY = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")


class Run(NamedTuple):
    """What one run of tflint printed, and its exit code."""

    code: int
    out: str
    err: str


def test_file(rule: Rule) -> Path:
    """Return where a rule's tests are: tests/rules/FAMILY/test_RULE.py."""
    return TESTS / "rules" / rule.family / f"test_{rule.name.replace('-', '_')}.py"


def load(rule: Rule) -> ModuleType:
    """Return a rule's test module, which has `bad()` and `good()`, and may have `before()` (committed first) and ARGS."""
    path = test_file(rule)
    sys.path.insert(0, str(TESTS))
    try:
        spec = importlib.util.spec_from_file_location(f"twin_{path.stem}", path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(TESTS))
    return module


def lint(rule: Rule, module: ModuleType, tree: Tree) -> Run:
    """Lint a tree by one rule, findings only, in a folder of its own."""
    with TemporaryDirectory() as folder, _inside(folder):
        if hasattr(module, "before"):
            _commit(module.before())
        _write(tree)
        return _run(
            "-q", "--no-cache", "--color", "never", "--fail-on", "note", "--select", rule.name, *getattr(module, "ARGS", ())
        )


def _run(*arguments: str) -> Run:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(list(arguments))
    return Run(code, out.getvalue(), err.getvalue())


def _write(tree: Tree) -> None:
    for name, content in tree.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def _commit(tree: Tree) -> None:
    _write(tree)
    for command in (("init", "-q"), ("add", "."), (*IDENTITY, "commit", "-qm", "before")):
        subprocess.run(["git", *command], check=True)  # noqa: S607  git as the user has it


@contextlib.contextmanager
def _inside(folder: str) -> Iterator[None]:
    before, variables = Path.cwd(), os.environ.copy()
    os.environ.pop("GITHUB_ACTIONS", None)
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
        os.environ.clear()
        os.environ.update(variables)
