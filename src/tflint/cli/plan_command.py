"""Show a model's arena plan: used, minimum, head, tail, and what lives when."""

from __future__ import annotations

import sys
from argparse import ArgumentTypeError
from typing import TYPE_CHECKING

from tflint import report as formats
from tflint.check.plan import plan
from tflint.check.together import Together
from tflint.cli import configuration, options, printing
from tflint.cli.errors import Usage, complain
from tflint.cli.exit_codes import CLEAN, FINDINGS, INTERNAL, USAGE
from tflint.cli.opened_models import opened
from tflint.fix.advice import made_to_fit
from tflint.report.escape import terminal

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from tflint.check.report import Crashed, Planned
    from tflint.cli.configuration import Configuration
    from tflint.report.options import Options


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `tflint plan`."""
    parser.add_argument("paths", nargs="+", metavar="MODEL", help="models, C sources that hold models, or folders of them")
    options.add_manifest(parser)
    options.add_boards(parser, budgets=False, runtimes="may be repeated: compared")
    options.add_paths(parser)
    parser.add_argument(
        "--resource-variables",
        type=_count,
        metavar="N",
        help="slots given to MicroResourceVariables (default: as many as distinct shared names)",
    )
    printing.add_arguments(parser, formats.PLAN_FORMATS)


def run(arguments: Namespace) -> int:
    """Run `tflint plan`; return the exit code: 1 where a file holds no model that can be planned."""
    places = printing.outputs(arguments, formats.PLAN_FORMATS)
    settled = configuration.resolve(arguments)
    troubles: list[str] = []
    shared = Together()
    plans, crashed = _planned(arguments, settled, troubles, shared)

    def render(name: str, options: Options) -> str:
        return formats.render_plans(name, tuple(plans), options)

    printing.write(arguments, places or (printing.Output("text", None),), render)
    for sentence in shared.sentences():
        print(terminal(sentence), file=sys.stderr)
    complain(*troubles, *(f"internal error: {it.rule} crashed on {it.path}: {it.error}" for it in crashed))
    if not plans and not troubles:
        raise Usage("no models found")
    unread = any(it.model is None for it in plans)
    return INTERNAL if crashed else USAGE if troubles else FINDINGS if unread else CLEAN


def _planned(
    arguments: Namespace, settled: Configuration, troubles: list[str], shared: Together
) -> tuple[list[Planned], list[Crashed]]:
    plans: list[Planned] = []
    crashed: list[Crashed] = []
    for it in opened(settled, troubles):
        for placement in it.placements:
            planned, crashes = plan(
                it.data,
                it.source.name,
                placement.board,
                it.scope.rules,
                resource_variables=arguments.resource_variables,
                named=placement.declared,
                boards=tuple(each.board for each in it.placements),
                advise=made_to_fit,
            )
            shared.add(it.data, it.source.name, placement, it.scope)
            plans.append(planned)
            crashed += crashes
    return plans, crashed


def _count(text: str) -> int:
    if not text.isdecimal():
        raise ArgumentTypeError(f"expected a number of slots, got {text!r}")
    return int(text)
