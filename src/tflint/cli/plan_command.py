"""Show a model's arena plan: used, minimum, head, tail, and what lives when."""

from __future__ import annotations

from argparse import ArgumentTypeError
from typing import TYPE_CHECKING

from tflint import report as formats
from tflint.check.plan import plan
from tflint.cli import configuration, printing
from tflint.cli.errors import Usage, complain, reason
from tflint.cli.exit_codes import CLEAN, INTERNAL, USAGE
from tflint.cli.paths import wanted
from tflint.files import opening
from tflint.files.found import LeftOut, Unreadable
from tflint.manifest.board import Board

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterable

    from tflint.check.report import Crashed, Planned
    from tflint.check.rule import Rule
    from tflint.files.found import Found, Source
    from tflint.manifest.board import Manifest
    from tflint.report.options import Options


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `tflint plan`."""
    parser.add_argument("paths", nargs="+", metavar="MODEL", help="models, or folders of models")
    configuration.add_manifest(parser)
    parser.add_argument(
        "--target", action="append", metavar="CPU/KERNELS", help="may be repeated (default: the manifest's boards)"
    )
    parser.add_argument("--board", metavar="NAME", help="a board of the manifest or of the catalogue")
    configuration.add_runtimes(parser, "may be repeated: compared")
    parser.add_argument(
        "--resource-variables",
        type=_count,
        metavar="N",
        help="slots given to MicroResourceVariables (default: as many as distinct shared names)",
    )
    printing.add_arguments(parser, formats.PLAN_FORMATS)


def run(arguments: Namespace) -> int:
    """Run `tflint plan`; return the exit code."""
    places = printing.outputs(arguments, formats.PLAN_FORMATS)
    paths = wanted(arguments.paths, configuration.manifest(arguments.manifest), fixed=arguments.manifest is not None)
    rules = configuration.rules(paths.manifest)
    plans, unreadable, crashed = _planned(arguments, paths.found, paths.manifest, rules)

    def render(name: str, options: Options) -> str:
        return formats.render_plans(name, tuple(plans), options)

    printing.write(arguments, places or (printing.Output("text", None),), render)
    complain(*(f"{it.name}: {it.why}" for it in unreadable))
    complain(*(f"internal error: {it.rule} crashed on {it.path}: {it.error}" for it in crashed))
    if not plans and not unreadable:
        raise Usage("no models found")
    return INTERNAL if crashed else USAGE if unreadable else CLEAN


def _planned(
    arguments: Namespace, found: Iterable[Found], manifest: Manifest, rules: tuple[Rule, ...]
) -> tuple[list[Planned], list[Unreadable], list[Crashed]]:
    plans: list[Planned] = []
    unreadable: list[Unreadable] = []
    crashed: list[Crashed] = []
    for it in found:
        if isinstance(it, Unreadable):
            unreadable.append(it)
        if isinstance(it, LeftOut | Unreadable):
            continue
        try:
            data = opening.read(it.path)
        except OSError as why:
            unreadable.append(Unreadable(it.name, reason(why)))
            continue
        for board, named in _boards(arguments, manifest, it):
            planned, crashes = plan(data, it.name, board, rules, resource_variables=arguments.resource_variables, named=named)
            plans.append(planned)
            crashed += crashes
    return plans, unreadable, crashed


def _boards(arguments: Namespace, manifest: Manifest, source: Source) -> list[tuple[Board, bool]]:
    """Return the boards to plan for, each on all runtimes, and whether each is more than a target."""
    boards = _declared(arguments, manifest, source)
    return [(configuration.on_runtime(it, runtime), named) for it, named in boards for runtime in arguments.runtime or ("",)]


def _declared(arguments: Namespace, manifest: Manifest, source: Source) -> list[tuple[Board, bool]]:
    """Return the boards that are named, else the manifest's for this model."""
    if arguments.target:
        base = configuration.board(arguments.board, manifest) if arguments.board else None
        targets = (configuration.target(text, base.target.runtime if base else "") for text in arguments.target)
        return [(Board(str(it), it) if base is None else base._replace(target=it), base is not None) for it in targets]
    if arguments.board:
        return [(configuration.board(arguments.board, manifest), True)]
    return [(it.board, it.declared) for it in configuration.placements(manifest, source)]


def _count(text: str) -> int:
    if not text.isdecimal():
        raise ArgumentTypeError(f"{text!r} is no number of slots")
    return int(text)
