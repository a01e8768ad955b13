"""List the rules: name, family, severity, and what each is about."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tflint.cli import configuration, line_wrapping, named_rules, options
from tflint.cli.exit_codes import CLEAN

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from tflint.check.rule import Rule


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `tflint rules`."""
    options.add_manifest(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")


def run(arguments: Namespace) -> int:
    """Run `tflint rules`; return the exit code."""
    known = named_rules.known(configuration.manifest(arguments.manifest))
    if arguments.format == "json":
        print(json.dumps({"version": 1, "rules": [_row(rule) for rule in known]}, indent=1))
        return CLEAN
    width, columns = max(len(rule.name) for rule in known), line_wrapping.width()
    for family in sorted({rule.family for rule in known}):
        print(family)
        for rule in known:
            if rule.family == family:
                print(line_wrapping.fitted(f"  {rule.name:<{width}}  {rule.severity!s:<7}  {rule.summary}", width + 13, columns))
    print(f"\n{len(known)} rules. tflint explain RULE shows a rule's page.")
    return CLEAN


def _row(rule: Rule) -> dict[str, object]:
    return {
        "name": rule.name,
        "family": rule.family,
        "severity": str(rule.severity),
        "summary": rule.summary,
        "since": rule.since,
        "needs": rule.needs,
        "runtimes": list(rule.runtimes),
        "options": [{"name": it.name, "default": it.default, "help": it.help} for it in rule.options.values()],
    }
