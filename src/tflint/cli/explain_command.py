"""Show a rule's page: why, an example, the fix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.check import select
from tflint.cli import configuration, line_wrapping, named_rules, options
from tflint.cli.errors import Usage
from tflint.cli.exit_codes import CLEAN

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator

    from tflint.check.rule import Rule


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `tflint explain`."""
    parser.add_argument("rules", nargs="+", metavar="RULE", help="a rule, a family, or a glob")
    options.add_manifest(parser)


def run(arguments: Namespace) -> int:
    """Run `tflint explain`; return the exit code."""
    known = named_rules.known(configuration.manifest(arguments.manifest))
    try:
        wanted = select.choose(known, select=arguments.rules)
    except select.UnknownRule as unknown:
        raise Usage(str(unknown)) from None
    columns = line_wrapping.width()
    print("\n\n".join("\n".join(line_wrapping.page("\n".join(page(rule)).splitlines(), columns)).rstrip() for rule in wanted))
    return CLEAN


def page(rule: Rule) -> Iterator[str]:
    """Yield the lines of a rule's page: what it is, its docstring, its options."""
    yield f"# {rule.name}"
    yield ""
    runtimes = " and ".join({"tflm": "TensorFlow Lite Micro", "litert": "LiteRT"}[it] for it in rule.runtimes)
    needs = f" · needs {rule.needs}" if rule.needs else ""
    yield f"{rule.severity} · {rule.family} · {runtimes} · since {rule.since}{needs}"
    yield ""
    yield rule.page.strip()
    if rule.options:
        yield ""
        yield "## Options"
        yield from (f"- `{it.name}` (default {it.default!r}): {it.help}" for it in rule.options.values())
