"""Rewrite models so that they take less arena and flash, with the same outputs bit for bit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint import report as formats
from tflint.check.plan import plan
from tflint.cli import configuration, fix_output, named_boards, named_rules, options, printing
from tflint.cli.errors import Usage, complain, reason
from tflint.cli.exit_codes import CLEAN, FINDINGS, INTERNAL, USAGE
from tflint.cli.fix_sources import Sources
from tflint.cli.opened_models import opened
from tflint.cli.progress import Waiting
from tflint.fix.outcome import Fixed, Outcome
from tflint.fix.request import Request
from tflint.fix.rewrite import rewrite, tightest_first
from tflint.fix.rules import CURED_BY, FIXES
from tflint.manifest import percentage
from tflint.manifest.mistakes import did_you_mean
from tflint.model import reader
from tflint.model.malformed import Malformed

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from tflint.cli.configuration import Configuration
    from tflint.cli.opened_models import Opened
    from tflint.report.options import Options

SMALLEST = "smallest"


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `tflint fix`."""
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="models, C sources and folders; default: the manifest's folder, else this one"
    )
    options.add_manifest(parser)
    options.add_boards(parser, budgets=False)
    options.add_paths(parser)
    parser.add_argument(
        "--arena",
        metavar="SIZE|smallest",
        help="rewrite until the model needs no more (default: what the board gives, else smallest)",
    )
    parser.add_argument(
        "--max-macs", metavar="SHARE", default="10%", help="the share of MACs that stripes may add (default: 10%%)"
    )
    parser.add_argument("--select", action="append", metavar="RULE", help="change only by these rules (repeat, or use commas)")
    parser.add_argument("--unsafe", action="store_true", help="also fixes that change the model's interface or its numbers")
    parser.add_argument("--keep-inputs", action="store_true", help="leave input tensors as they are during Invoke()")
    places = parser.add_mutually_exclusive_group()
    places.add_argument("--output", metavar="DIR", help="write rewritten models below this folder")
    places.add_argument("--in-place", action="store_true", help="replace the models that change")
    parser.add_argument("--prove", action="store_true", help="run both models in the installed runtimes and compare")
    printing.add_arguments(parser, formats.FIX_FORMATS)


def run(arguments: Namespace) -> int:
    """Run `tflint fix`; return the exit code: 1 where something would change or a file is not a model, 3 where a proof fails."""
    places = printing.outputs(arguments, formats.FIX_FORMATS)
    _check(arguments)
    troubles: list[str] = []
    by_manifest: dict[str | None, Sources] = {}
    models = _fixed(arguments, _settled(arguments), by_manifest, troubles)
    files = (it for sources in by_manifest.values() for it in sources.finish(arguments.output, in_place=arguments.in_place))
    outcome = Outcome(tuple(models), tuple(files))

    def render(name: str, options: Options) -> str:
        return formats.render_fixes(name, outcome, options)

    printing.write(arguments, places or (printing.Output("text", None),), render)
    complain(*troubles)
    if not models and not troubles:
        raise Usage("no models found")
    return USAGE if troubles else _code(outcome)


def _code(outcome: Outcome) -> int:
    if any(proof.identical is False for it in outcome.models for proof in it.proved or ()):
        return INTERNAL
    outputs = [*(it.output for it in outcome.models if it.changed), *(it.output for it in outcome.files)]
    return FINDINGS if None in outputs or any(it.trouble for it in outcome.models) else CLEAN


def _check(arguments: Namespace) -> None:
    """Demand that the words of the command line can be read; raise Usage."""
    names = {**FIXES, **CURED_BY}
    for word in named_rules.words(arguments.select):
        if word not in names:
            raise Usage(f"--select: no fix is called {word!r}{did_you_mean(word, names)}")
    _share(arguments)
    _arena(arguments)


def _settled(arguments: Namespace) -> Configuration:
    """Return the configuration; `--select` chooses fixes here, and `--arena` is not a budget, so that neither reaches the rules."""
    settings = {**vars(arguments), "select": None, "arena": None}
    return configuration.resolve(type(arguments)(**settings), rules=False)


def _fixed(
    arguments: Namespace, settled: Configuration, by_manifest: dict[str | None, Sources], troubles: list[str]
) -> list[Fixed]:
    models: list[Fixed] = []
    outputs = fix_output.Outputs(arguments.output, settled.tops if arguments.paths else (), in_place=arguments.in_place)
    with Waiting() as waiting:
        for it in opened(settled, troubles):
            waiting(f"{it.source.name}: model {len(models) + 1}")
            request = _request(arguments, it)
            manifest = it.scope.manifest
            try:
                models.append(_one(arguments, it, request, outputs))
                _look(models[-1], request, by_manifest.setdefault(manifest.path, Sources(manifest)))
            except OSError as why:
                troubles.append(f"{it.source.name}: {reason(why)}")
    return models


def _request(arguments: Namespace, it: Opened) -> Request:
    return Request(
        it.placements,
        named_rules.known(it.scope.manifest),
        it.scope.manifest,
        arena=_arena(arguments),
        smallest=arguments.arena == SMALLEST,
        max_macs=_share(arguments),
        select=_select(arguments),
        unsafe=arguments.unsafe,
        keep_inputs=arguments.keep_inputs,
    )


def _look(fixed: Fixed, request: Request, sources: Sources) -> None:
    """Let the firmware's sources follow the model as it is going to be."""
    if fixed.rewritten is not None:
        sources.look(reader.read(fixed.rewritten.data), fixed.path, request.placements, request.selects)


def _one(arguments: Namespace, it: Opened, request: Request, outputs: fix_output.Outputs) -> Fixed:
    data = bytes(it.data[0 : len(it.data)])
    try:
        request = tightest_first(reader.read(data), request)
        found = rewrite(data, it.source.name, request)
    except Malformed as malformed:
        return Fixed(it.source.name, str(request.board.target), None, trouble=malformed.why)
    fixed = Fixed(it.source.name, str(request.board.target), found)
    if not fixed.changed:
        return fixed
    if any(place.format == "html" for place in printing.outputs(arguments, formats.FIX_FORMATS)):
        before, after = (plan(memoryview(each), it.source.name, request.board, request.rules)[0] for each in (data, found.data))
        fixed = fixed._replace(planned=(before, after))
    if arguments.prove:
        from tflint.fix.prove import prove

        fixed = fixed._replace(proved=prove(found.base, found.data))
        if any(proof.identical is False for proof in fixed.proved or ()):
            return fixed
    return fixed._replace(output=outputs.write(it.source, found.data))


def _arena(arguments: Namespace) -> int | None:
    """Return the arena that is enough, None where the command line names none; raise Usage."""
    return None if arguments.arena in (None, SMALLEST) else named_boards.size("--arena", arguments.arena)


def _share(arguments: Namespace) -> float:
    try:
        return percentage.parse(arguments.max_macs if arguments.max_macs.endswith("%") else float(arguments.max_macs))
    except ValueError:
        raise Usage(f"--max-macs: expected a share like 10% or 0.1, got {arguments.max_macs!r}") from None


def _select(arguments: Namespace) -> tuple[str, ...]:
    """Return the fixes that `--select` names; a finding about the whole arena stands for all that make it smaller."""
    return tuple(fix for word in named_rules.words(arguments.select) for fix in CURED_BY.get(word, (word,)))
