"""The boards that the command line names, with the budgets that it gives them."""

from __future__ import annotations

from tflint.cli.errors import Usage
from tflint.finding import Place
from tflint.manifest.board import Board
from tflint.manifest.mistakes import did_you_mean
from tflint.manifest.target import CPUS, DEFAULT, UnknownTarget, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable, Iterator

    from tflint.manifest.board import Manifest
    from tflint.manifest.target import Target


def boards(arguments: Namespace, manifest: Manifest) -> tuple[Board, ...]:
    """Return the boards that the command line declares, one for each `--target`; none where it names nothing. Raise Usage."""
    arena, flash = (getattr(arguments, name, None) for name in ("arena", "flash"))
    if not any((arguments.board, arguments.target, arena, flash)):
        return ()
    base = _given(board(arguments.board, manifest) if arguments.board else Board(str(DEFAULT)), arena, flash)
    aims = [target(text, base.target.runtime) for text in arguments.target or ()] or [base.target]
    return tuple(base._replace(name=base.name if arguments.board else str(aim), target=aim) for aim in aims)


def board(name: str, manifest: Manifest) -> Board:
    """Return a board of the manifest, else of the catalogue; raise Usage."""
    if name in manifest.boards:
        return manifest.boards[name]
    from tflint.manifest import catalogue

    try:
        return catalogue.board(name)
    except KeyError:
        known = (*manifest.boards, *catalogue.names(), *catalogue.firmware_names())
        raise Usage(f"no board is called {name!r}{did_you_mean(name, known) or '; tflint boards lists them'}") from None


def target(text: str, runtime: str = "") -> Target:
    """Return a target that the tables know; raise Usage."""
    try:
        return _known(parse(text, runtime))
    except UnknownTarget as unknown:
        raise Usage(f"--target: {unknown}{did_you_mean(text, targets())}") from None


def targets() -> Iterator[str]:
    """Yield the targets that are built, without versions."""
    from tflint.runtime.tflm.build import CORTEX_M, ESP_CHIPS

    for cpu in CPUS:
        yield f"{cpu}/reference"
        if cpu in CORTEX_M:
            yield f"{cpu}/cmsis-nn"
        if cpu in ESP_CHIPS:
            yield f"{cpu}/esp-nn"
    yield "litert"


def check_runtimes(names: Iterable[str], boards: Iterable[Board]) -> tuple[str, ...]:
    """Return the names of runtimes that the tables know for every board; raise Usage."""
    known = tuple(names)
    for it in (Board(str(DEFAULT)), *boards):
        for name in known:
            on_runtime(it, name)
    return known


def on_runtime(board: Board, runtime: str) -> Board:
    """Return a board with another runtime snapshot, as it is where none is given; raise Usage."""
    if not runtime:
        return board
    try:
        return board._replace(target=_known(board.target._replace(runtime=runtime)))
    except UnknownTarget as unknown:
        raise Usage(f"--runtime: {unknown}") from None


def _given(board: Board, arena: str | None, flash: str | None) -> Board:
    """Return a board with the sizes that the command line gives; what declares them is the option. Raise Usage."""
    given_sizes = {"arena": size("--arena", arena), "flash.models": size("--flash", flash)}
    options = {"arena": Place("--arena"), "flash.models": Place("--flash")}
    given = {key: options[key] for key, it in given_sizes.items() if it is not None}
    if not given:
        return board
    return board._replace(
        arena=board.arena if given_sizes["arena"] is None else given_sizes["arena"],
        flash_models=board.flash_models if given_sizes["flash.models"] is None else given_sizes["flash.models"],
        places={**given, **{key: place for key, place in board.places.items() if key not in given}},
    )


def size(option: str, text: str | None) -> int | None:
    """Return the bytes that an option gives, None where it is absent; raise Usage."""
    from tflint.manifest import size as sizes

    try:
        return None if text is None else sizes.parse(text)
    except ValueError as why:
        raise Usage(f"{option}: {why}") from None


def _known(target: Target) -> Target:
    """Return a target, once the tables of its runtime have it; raise UnknownTarget."""
    if not target.is_litert:
        from tflint.runtime.tflm import build

        build.of(target)
    return target
