"""The glossary of CONTRIBUTING.md, as far as a program can hold it: phrases, docstrings' first words, module names."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
PHRASES = {
    '"""Tell ': '"""Return whether, or """Report',
    r"(?<![a-z])(is|are) no [a-z]": "is not a …, are not …",
    ", likewise": "also",
    r"\btells? (why|what there)": "says why",
    r"\bstands? (in|beside|behind)\b": "is in, next to, after",
    r"(?<![a-z])one a (line|file|model)": "per line",
    r"\btakes no ": "needs no, accepts no",
}
NAMES = frozenset(
    [
        "beside",
        "far",
        "share",
        "terms",
        "declared",
        "outline",
        "islands",
        "recall",
        "screen",
        "words",
        "scheme",
        "utils",
        "helpers",
        "common",
        "misc",
        "manager",
        "handler",
    ]
)
ROOMS = ("rules", "src/tflint/facts", "src/tflint/report", "src/tflint/model", "src/tflint/testing")
NO_VERBS = frozenset(("A", "An", "The", "Tell", "What", "When", "Where", "Whether", "Which", "Who"))


def texts() -> Iterator[Path]:
    """Yield what the glossary holds in: rooms that were edited to it, and the first pages."""
    for folder in ROOMS:
        yield from (ROOT / folder).rglob("*.py")
    yield from (ROOT / name for name in ("README.md", "CONTRIBUTING.md"))


@pytest.mark.parametrize("phrase", PHRASES)
def test_the_old_phrases_are_gone(phrase: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}"
        for path in texts()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if re.search(phrase, line)
    ]
    assert not found, f"write {PHRASES[phrase]!r}: " + "; ".join(found)


def test_a_module_s_name_says_what_is_in_it() -> None:
    modules = {path.stem for folder in ("src", "rules", "tools", "fuzz", "benchmarks") for path in (ROOT / folder).rglob("*.py")}
    assert not modules & NAMES


def functions() -> Iterator[tuple[str, str]]:
    """Yield (place, docstring) of each function of the sources that has one."""
    for folder in ROOMS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.FunctionDef) and (docstring := ast.get_docstring(node)):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", docstring


def test_a_docstring_begins_with_what_the_function_does() -> None:
    found = [f"{place}: {text.splitlines()[0]}" for place, text in functions() if text.split()[0] in NO_VERBS]
    assert not found, "\n".join(found)
