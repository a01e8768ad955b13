"""Make rules/tflint_rules/index.json: what each rule says of itself, so that a run imports only those with something to check.

python tools/generate_rule_index.py [--check]

A rule whose file has another size than the index says is imported: the index may be stale while a rule is written, never in what is committed.
"""

from __future__ import annotations

import argparse
import json
import sys
from importlib import import_module
from pathlib import Path

import tflint_rules
from tflint import packs
from tflint.check import rule_index

INDEX = Path(tflint_rules.__file__).with_name(rule_index.FILE)


def text() -> str:
    """Return the index file's text."""
    modules = {rule.module: import_module(rule.module) for rule in packs.load()}
    sizes = {name: Path(str(module.__file__)).stat().st_size for name, module in modules.items()}
    rows = rule_index.rows((module.rule for module in modules.values()), sizes)
    lines = ",\n".join(f"  {json.dumps(module)}: {json.dumps(row)}" for module, row in rows.items())
    return f'{{\n "_": "made by tools/generate_rule_index.py; do not edit",\n "rules": {{\n{lines}\n }}\n}}\n'


def write() -> int:
    """Write the index; return 0."""
    INDEX.write_text(text(), "utf-8")
    return 0


def check() -> int:
    """Return 1 where the index is stale, and say so."""
    current = INDEX.is_file() and INDEX.read_text("utf-8") == text()
    if not current:
        print("tflint_rules/index.json is stale: run tools/generate_rule_index.py", file=sys.stderr)
    return int(not current)


def main() -> int:
    """Write the index, or with --check say whether it is current."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    return check() if parser.parse_args().check else write()


if __name__ == "__main__":
    sys.exit(main())
