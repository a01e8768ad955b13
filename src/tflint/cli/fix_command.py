"""Rewrite models so that they take less arena and flash, with the same outputs bit for bit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint import report as formats
from tflint.check.scope import Placement
from tflint.cli import configuration, fix_output, printing
from tflint.cli.errors import Usage, complain, reason
from tflint.cli.exit_codes import CLEAN, FINDINGS, INTERNAL, USAGE
from tflint.cli.fix_sources import Sources
from tflint.cli.paths import wanted
from tflint.cli.progress import Waiting
from tflint.files import opening
from tflint.files.found import Source, Unreadable
from tflint.fix.outcome import Fixed, Outcome
from tflint.fix.request import Request
from tflint.fix.rewrite import rewrite
from tflint.fix.rules import FIXES
from tflint.manifest import percentage
from tflint.model import reader
from tflint.model.malformed import Malformed

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from tflint.check.rule import Rule
    from tflint.cli.paths import Wanted
    from tflint.manifest.board import Manifest
    from tflint.report.options import Options

SMALLEST = "smallest"


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `tflint fix`."""
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="models and folders; none: the manifest's models, else this folder"
    )
    configuration.add_manifest(parser)
    parser.add_argument("--board", metavar="NAME", help="a board of the manifest or of the catalogue (tflint boards)")
    parser.add_argument("--target", metavar="CPU/KERNELS", help="cortex-m4/cmsis-nn, esp32s3/esp-nn@1.2.1, litert …")
    parser.add_argument("--runtime", metavar="NAME", default="", help="arduino@2023-02 … (tflint runtimes); default: the newest")
    parser.add_argument(
        "--arena", metavar="SIZE|smallest", help="as much arena is enough (default: what the board gives, else smallest)"
    )
    parser.add_argument("--max-macs", metavar="SHARE", default="10%", help="multiplications that may come on top (default: 10%%)")
    parser.add_argument("--select", action="append", metavar="RULE", help="change only by these rules (repeat, or use commas)")
    parser.add_argument("--unsafe", action="store_true", help="also fixes that change the model's interface or its numbers")
    parser.add_argument("--keep-inputs", action="store_true", help="leave input tensors as they are during Invoke()")
    places = parser.add_mutually_exclusive_group()
    places.add_argument("--output", metavar="DIR", help="write rewritten models below this folder")
    places.add_argument("--in-place", action="store_true", help="replace the models that change")
    parser.add_argument("--prove", action="store_true", help="run both models in the installed runtimes and compare")
    printing.add_arguments(parser, formats.FIX_FORMATS)


def run(arguments: Namespace) -> int:
    """Run `tflint fix`; return the exit code: 1 where something would change, or where a proof fails."""
    places = printing.outputs(arguments, formats.FIX_FORMATS)
    _check(arguments)
    paths = wanted(arguments.paths, configuration.manifest(arguments.manifest), fixed=arguments.manifest is not None)
    rules = configuration.rules(paths.manifest)
    sources = Sources(paths.manifest)
    models, unreadable = _fixed(arguments, paths, rules, sources)
    outcome = Outcome(tuple(models), sources.finish(arguments.output, in_place=arguments.in_place))

    def render(name: str, options: Options) -> str:
        return formats.render_fixes(name, outcome, options)

    printing.write(arguments, places or (printing.Output("text", None),), render)
    complain(*(f"{it.name}: {it.why}" for it in unreadable))
    if not models and not unreadable:
        raise Usage("no models found")
    return USAGE if unreadable else _code(outcome)


def _code(outcome: Outcome) -> int:
    if any(proof.identical is False for it in outcome.models for proof in it.proved or ()):
        return INTERNAL
    outputs = [*(it.output for it in outcome.models if it.changed), *(it.output for it in outcome.files)]
    return FINDINGS if None in outputs else CLEAN


def _check(arguments: Namespace) -> None:
    """Demand that the words of the command line can be read; raise Usage."""
    for word in _select(arguments):
        if word not in FIXES:
            raise Usage(f"--select: no fix is called {word!r}{configuration.meant(word, FIXES)}")
    _share(arguments)
    _arena(arguments)


def _fixed(
    arguments: Namespace, paths: Wanted, rules: tuple[Rule, ...], sources: Sources
) -> tuple[list[Fixed], list[Unreadable]]:
    models: list[Fixed] = []
    unreadable: list[Unreadable] = []
    outputs = fix_output.Outputs(arguments.output, paths.tops, in_place=arguments.in_place)
    with Waiting() as waiting:
        for it in paths.found:
            if isinstance(it, Unreadable):
                unreadable.append(it)
            if not isinstance(it, Source):
                continue
            waiting(f"{it.name}: model {len(models) + 1}")
            request = _request(arguments, it, paths.manifest, rules)
            try:
                models.append(_one(arguments, it, request, outputs))
                _look(models[-1], request, sources)
            except OSError as why:
                unreadable.append(Unreadable(it.name, reason(why)))
    return models, unreadable


def _request(arguments: Namespace, source: Source, manifest: Manifest, rules: tuple[Rule, ...]) -> Request:
    placements = _placements(arguments, manifest, source)
    return Request(
        placements,
        rules,
        manifest,
        arena=None if arguments.arena == SMALLEST else _arena(arguments) or placements[0].board.arena,
        max_macs=_share(arguments),
        select=_select(arguments),
        unsafe=arguments.unsafe,
        keep_inputs=arguments.keep_inputs,
    )


def _look(fixed: Fixed, request: Request, sources: Sources) -> None:
    """Let the firmware's sources follow the model as it is going to be."""
    if fixed.rewritten is not None:
        sources.look(reader.read(fixed.rewritten.data), fixed.path, request)


def _one(arguments: Namespace, source: Source, request: Request, outputs: fix_output.Outputs) -> Fixed:
    target = str(request.board.target)
    data = bytes(opening.read(source.path)[:])
    try:
        found = rewrite(data, source.name, request)
    except Malformed as malformed:
        return Fixed(source.name, target, None, trouble=malformed.why)
    fixed = Fixed(source.name, target, found)
    if not fixed.changed:
        return fixed
    if arguments.prove:
        from tflint.fix.prove import prove

        fixed = fixed._replace(proved=prove(found.base, found.data))
        if any(proof.identical is False for proof in fixed.proved or ()):
            return fixed
    return fixed._replace(output=outputs.write(source, found.data))


def _placements(arguments: Namespace, manifest: Manifest, source: Source) -> tuple[Placement, ...]:
    """Return the boards that a model is for, first the one that leaves it least room."""
    if arguments.board or arguments.target or arguments.runtime:
        asked = type(arguments)(**{**vars(arguments), "arena": None, "flash": None})
        return tuple(Placement(it, declared=bool(arguments.board)) for it in configuration.boards(asked, manifest))
    return configuration.placements(manifest, source)


def _arena(arguments: Namespace) -> int | None:
    """Return the arena that is enough, None where the command line names none; raise Usage."""
    return None if arguments.arena in (None, SMALLEST) else configuration.size("--arena", arguments.arena)


def _share(arguments: Namespace) -> float:
    try:
        return percentage.parse(arguments.max_macs if arguments.max_macs.endswith("%") else float(arguments.max_macs))
    except ValueError:
        raise Usage(f"--max-macs: expected a share like 10% or 0.1, got {arguments.max_macs!r}") from None


def _select(arguments: Namespace) -> tuple[str, ...]:
    return configuration.words(arguments.select)
