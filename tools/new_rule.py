"""Start a new rule: its file and its test, which work from the first moment and are then changed step by step.

    python tools/new_rule.py FAMILY RULE [--severity error|warning|note] [--root FOLDER]

RULE is the wrong thing in the field's words, `arena-overflow` rather than `check-arena`. The rule reports every ABS at first: put your own
check in its place, your own network into `bad()` and `good()`, then run `python tools/generate_docs.py`.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
FAMILIES = ("file", "memory", "operators", "quantization", "io", "firmware", "accelerator", "hygiene", "manifest")
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")

RULE = '''"""Model that holds an ABS: say here in one line what is wrong.

## Why
Say in two or three sentences what happens on the device, so that somebody who is new to it understands. Name the source of the fact.

## Example
tools/generate_docs.py puts the real output about bad() here.

## Fix
Show the converter call or the manifest line that cures it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Operator, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding

rule = Rule(__name__, severity=Severity.{severity}, since="{since}")


@rule.on(Operator)
def check(operator: Operator, facts: Facts) -> Iterator[Finding]:
    """Report each ABS."""
    if operator.name == "ABS":
        names = [it.name for it in facts.model.inputs(operator) if it is not None]
        yield rule.finding(operator, f"op {{operator.index}} ABS reads {{', '.join(map(repr, names))}}", inputs=len(names))
'''

TEST = '''"""`{rule}`: what fires and, first, what must not."""

from networks import Tree, dense, one

from tflint.testing import run
from tflint_rules.{family}.{module} import rule


def bad() -> Tree:
    """A model with an ABS."""
    return {{"models/level.tflite": one("ABS", [{{"shape": (1, 4), "name": "samples"}}], {{"shape": (1, 4), "name": "level"}})}}


def good() -> Tree:
    """A model without one."""
    return {{"models/level.tflite": dense()}}


def test_a_dense_layer_is_fine() -> None:
    assert run(rule, dense()) == ()


def test_an_abs_is_found() -> None:
    (finding,) = run(rule, one("ABS", [{{"shape": (1, 4), "name": "samples"}}], {{"shape": (1, 4)}}))
    assert finding.message == "op 0 ABS reads 'samples'"
    assert finding.evidence == {{"inputs": 1}}
'''


def scaffold(root: Path, family: str, rule: str, severity: str, since: str) -> tuple[Path, Path]:
    """Write the rule and its test below `root`; return both paths. Raise ValueError with one sentence where that cannot be done."""
    module = rule.replace("-", "_")
    if not NAME.fullmatch(rule) or rule.startswith(("no-", "check-")):
        raise ValueError(
            f"{rule!r} is not a rule's name: expected the wrong thing, in lower case with hyphens, as arena-overflow"
        )
    paths = root / "rules/tflint_rules" / family / f"{module}.py", root / "tests/rules" / family / f"test_{module}.py"
    for path in paths:
        if path.exists():
            raise ValueError(f"{path} exists already")
    for path, text in zip(paths, (RULE, TEST), strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            text.format(severity=severity.upper(), since=since, rule=rule, family=family, module=module), encoding="utf-8"
        )
    return paths


def release(root: Path) -> str:
    """Return the release in the making, major and minor: what a new rule's `since` says."""
    version = re.search(r'^version = "(\d+\.\d+)', (root / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    assert version is not None
    return version[1]


def main() -> int:
    """Write both files and say what comes next."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("family", choices=FAMILIES)
    parser.add_argument("rule")
    parser.add_argument("--severity", choices=("error", "warning", "note"), default="warning")
    parser.add_argument("--root", type=Path, default=ROOT)
    arguments = parser.parse_args()
    try:
        paths = scaffold(arguments.root, arguments.family, arguments.rule, arguments.severity, release(ROOT))
    except ValueError as why:
        print(why, file=sys.stderr)
        return 2
    for path in paths:
        print(f"wrote {path}")
    print(f"next: python tools/generate_docs.py && pytest {paths[1]} tests/test_every_rule.py -k {arguments.rule}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
