"""Print the C++ op resolver for exactly the operators of these models, and the arena constant for their target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.check.lint import read
from tflint.cli import configuration
from tflint.cli.errors import Usage, complain, reason
from tflint.cli.exit_codes import CLEAN, FINDINGS, USAGE
from tflint.cli.paths import wanted
from tflint.files import opening
from tflint.files.found import Source, Unreadable
from tflint.manifest.board import Board
from tflint.manifest.target import DEFAULT
from tflint.runtime import target_runtime
from tflint.scaffold import resolver_cpp

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterable

    from tflint.files.found import Found
    from tflint.manifest.board import Manifest
    from tflint.model.view import Model
    from tflint.runtime.plan import Plan


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `tflint resolver`."""
    parser.add_argument("paths", nargs="+", metavar="MODEL", help="models, or folders of models, that one firmware runs")
    configuration.add_manifest(parser)
    parser.add_argument("--board", metavar="NAME", help="a board of the manifest or of the catalogue")
    parser.add_argument("--target", metavar="CPU/KERNELS", help="default: the board's, else cortex-m4/cmsis-nn")
    parser.add_argument("--runtime", metavar="NAME", default="", help="arduino@2023-02 … (tflint runtimes); default: the newest")


def run(arguments: Namespace) -> int:
    """Run `tflint resolver`; return the exit code: 1 where an op has no kernel in the runtime, so that no resolver can help."""
    paths = wanted(arguments.paths, configuration.manifest(arguments.manifest), fixed=arguments.manifest is not None)
    board = _board(arguments, paths.manifest)
    if board.target.is_litert:
        raise Usage("the LiteRT interpreter brings every op; a resolver is for TensorFlow Lite Micro")
    troubles: list[str] = []
    uses = tuple(_uses(paths.found, board, troubles))
    if uses:
        print(resolver_cpp.render(uses, board), end="")
    missing = resolver_cpp.without_kernel(uses, board)
    complain(*troubles, *(f"{name}: no kernel in this runtime" for name in missing))
    if not uses and not troubles:
        raise Usage("no models found")
    return USAGE if troubles else FINDINGS if missing else CLEAN


def _board(arguments: Namespace, manifest: Manifest) -> Board:
    if arguments.board:
        board = configuration.board(arguments.board, manifest, arguments.runtime)
    elif arguments.target or len(manifest.boards) != 1:
        board = configuration.on_runtime(Board(str(DEFAULT)), arguments.runtime)
    else:
        board = configuration.on_runtime(next(iter(manifest.boards.values())), arguments.runtime)
    if not arguments.target:
        return board
    target = configuration.target(arguments.target, arguments.runtime or board.target.runtime)
    return Board(board.name if arguments.board else str(target), target)


def _uses(found: Iterable[Found], board: Board, troubles: list[str]) -> Iterable[resolver_cpp.Use]:
    for it in found:
        if isinstance(it, Unreadable):
            troubles.append(f"{it.name}: {it.why}")
        if not isinstance(it, Source):
            continue
        try:
            file = read(opening.read(it.path), it.name)
        except OSError as why:
            troubles.append(f"{it.name}: {reason(why)}")
            continue
        if file.model is None:
            troubles.append(f"{it.name}: {file.malformed}")
        else:
            yield resolver_cpp.use(it.name, file.model, _plan(file.model, board))


def _plan(model: Model, board: Board) -> Plan | None:
    try:
        return target_runtime.plan(model, board.target)
    except Exception:  # noqa: BLE001  a planner's crash is `tflint plan`'s to report; the resolver does not need it
        return None
