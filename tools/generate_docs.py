"""Make the rule pages: lint what each rule's `bad()` returns, put that and its docstring into the page's example, write docs/rules/.

Then renew the rules' index, which knows the sizes of their files (tools/generate_rule_index.py).

python tools/generate_docs.py [--check]
"""

from __future__ import annotations

import argparse
import re
import sys
from importlib import import_module, reload
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import generate_rule_index  # noqa: E402  next to this file
import twins  # noqa: E402  found by the line above

from tflint import packs  # noqa: E402  as above
from tflint.cli.explain_command import page  # noqa: E402  as above

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.check.rule import Rule

PAGES = ROOT / "docs" / "rules"
HEADER = "<!-- made by tools/generate_docs.py from the rule's docstring; do not edit -->"
EXAMPLE = re.compile(r"(\n## Example\n)((?:(?!## ).*\n)*)(?=## )")
LONGEST = 12
FAMILIES = ("file", "memory", "operators", "quantization", "io", "firmware", "accelerator", "hygiene", "manifest")


def example(rule: Rule) -> str:
    """Return the first line of the docstring of the rule's `bad()`, and what tflint prints about it, indented as Markdown wants code."""
    module = twins.load(rule)
    caption = (module.bad.__doc__ or "").strip().partition("\n")[0].removesuffix(".")
    if not caption:
        raise SystemExit(f"{rule.name}: bad() has no docstring: it is the example's caption")
    run = twins.lint(rule, module, module.bad())
    lines = run.out.splitlines()
    if run.code != 1 or run.err or not lines:
        raise SystemExit(f"{rule.name}: its bad twin has no finding: exit code {run.code}, {run.err or run.out}")
    shown = lines[:LONGEST] + ["…"] * (len(lines) > LONGEST)
    return f"{caption}:\n\n" + "".join(f"    {line}\n" for line in shown) + "\n"


def source(rule: Rule) -> Path:
    """Return the file that holds a rule."""
    path = import_module(rule.module).__file__
    assert path is not None
    return Path(path)


def with_example(text: str, output: str) -> str:
    """Return a rule's source with the example's output put in; exactly one place takes it."""
    changed, count = EXAMPLE.subn(lambda match: match[1] + output, text, count=1)
    if not count:
        raise SystemExit(f"no '## Example' before another heading:\n{text[:200]}")
    return changed


def markdown(rule: Rule) -> str:
    """Return a rule's page in docs/rules."""
    return HEADER + "\n\n" + "\n".join(page(rule)).rstrip() + "\n"


def index(rules: tuple[Rule, ...]) -> str:
    """Return the index: a table a family, with severity and what a rule needs declared."""
    ordered = sorted(rules, key=lambda rule: (FAMILIES.index(rule.family), rule.name))
    lines = [
        HEADER,
        "",
        "# Rules",
        "",
        f"{len(rules)} rules. Those that need something declared are skipped without it, and the summary says so.",
    ]
    for family, group in groupby(ordered, key=lambda rule: rule.family):
        about = (import_module(f"tflint_rules.{family}").__doc__ or "").strip()
        lines += ["", f"## {family}", "", about, "", "| rule | severity | flags | needs |", "| --- | --- | --- | --- |"]
        lines += [_row(rule) for rule in group]
    return "\n".join(lines) + "\n"


def _row(rule: Rule) -> str:
    needs = f"`{rule.needs}`" if rule.needs else ""
    return f"| [{rule.name}]({rule.name}.md) | {rule.severity} | {rule.summary} | {needs} |".replace("|  |", "| |")


def stale_examples(rules: tuple[Rule, ...]) -> Iterator[tuple[Path, str]]:
    """Yield (file, new text) for each rule whose example is not what tflint prints today."""
    for rule in rules:
        path = source(rule)
        text = path.read_text("utf-8")
        wanted = with_example(text, example(rule))
        if wanted != text:
            yield path, wanted


def stale_pages(rules: tuple[Rule, ...]) -> Iterator[tuple[Path, str | None]]:
    """Yield (file, new text) for each page of docs/rules that is not current; None where it must go."""
    wanted = {PAGES / f"{rule.name}.md": markdown(rule) for rule in rules} | {PAGES / "index.md": index(rules)}
    for path, text in wanted.items():
        if not path.is_file() or path.read_text("utf-8") != text:
            yield path, text
    for path in sorted(PAGES.glob("*.md")):
        if path not in wanted:
            yield path, None


def main() -> int:
    """Write examples and pages, or with --check say which are stale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    rules = packs.load()
    stale: list[tuple[Path, str | None]] = list(stale_examples(rules))
    if not check:
        _write(stale)
        rules = _again(rules)
        stale = []
    stale += stale_pages(rules)
    if not check:
        _write(stale)
        return generate_rule_index.write()
    for path, _ in stale:
        print(f"{path.relative_to(ROOT)} is stale: run tools/generate_docs.py", file=sys.stderr)
    return int(bool(stale)) | generate_rule_index.check()


def _again(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    for rule in rules:
        reload(sys.modules[rule.module])
    return packs.load()


def _write(files: list[tuple[Path, str | None]]) -> None:
    PAGES.mkdir(parents=True, exist_ok=True)
    for path, text in files:
        if text is None:
            path.unlink()
        else:
            path.write_text(text, "utf-8")


if __name__ == "__main__":
    sys.exit(main())
