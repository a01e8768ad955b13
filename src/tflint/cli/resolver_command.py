"""Print the C++ op resolver for exactly the operators of these models, and the arena constant for their target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.check.lint import read
from tflint.cli import configuration, options
from tflint.cli.errors import Usage, complain
from tflint.cli.exit_codes import CLEAN, FINDINGS, USAGE
from tflint.cli.opened_models import opened
from tflint.runtime import target_runtime
from tflint.scaffold import resolver_cpp

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from tflint.cli.configuration import Configuration
    from tflint.manifest.board import Board
    from tflint.model.view import Model
    from tflint.runtime.plan import Plan

Uses = tuple[resolver_cpp.Use, ...]


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `tflint resolver`."""
    parser.add_argument(
        "paths", nargs="+", metavar="MODEL", help="models, or folders of models; those of one board share a resolver"
    )
    options.add_manifest(parser)
    options.add_boards(parser, budgets=False)
    options.add_paths(parser)


def run(arguments: Namespace) -> int:
    """Run `tflint resolver`; return the exit code: 1 where an op has no kernel in the runtime, so that no resolver can help."""
    troubles: list[str] = []
    by_board = _uses(configuration.resolve(arguments, rules=False), troubles)
    if by_board and all(board.target.is_litert for board, _ in by_board):
        raise Usage("the LiteRT interpreter brings every op; a resolver is for TensorFlow Lite Micro")
    made = [(board, uses) for board, uses in by_board if not board.target.is_litert]
    print("\n".join(resolver_cpp.render(uses, board) for board, uses in made), end="")
    missing = dict.fromkeys(name for board, uses in made for name in resolver_cpp.without_kernel(uses, board))
    complain(*troubles, *(f"{name}: no kernel in this runtime" for name in missing))
    if not made and not troubles:
        raise Usage("no models found")
    return USAGE if troubles else FINDINGS if missing else CLEAN


def _uses(settled: Configuration, troubles: list[str]) -> list[tuple[Board, Uses]]:
    """Return each board with the models that go on it, in the order in which they were met."""
    found: dict[str, tuple[Board, list[resolver_cpp.Use]]] = {}
    for it in opened(settled, troubles):
        file = read(it.data, it.source.name)
        if file.model is None:
            troubles.append(f"{it.source.name}: {file.malformed.why if file.malformed else 'not a model'}")
            continue
        for placement in it.placements:
            board = placement.board
            use = resolver_cpp.use(it.source.name, file.model, _plan(file.model, board))
            found.setdefault(board.name, (board, []))[1].append(use)
    return [(board, tuple(uses)) for board, uses in found.values()]


def _plan(model: Model, board: Board) -> Plan | None:
    try:
        return target_runtime.plan(model, board.target)
    except Exception:  # noqa: BLE001  a planner's crash is `tflint plan`'s to report; the resolver does not need it
        return None
