"""Check a linked firmware image: its arena, models, kernels and memory, with no manifest needed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tflint.check.image import examine
from tflint.cli import configuration, named_boards, named_rules, options, printing, show_report
from tflint.cli.errors import Usage, reason
from tflint.files import opening
from tflint.image import contents, elf, linker_map
from tflint.manifest.board import Board
from tflint.manifest.target import DEFAULT
from tflint.report import FORMATS, render_image
from tflint.runtime.tflm import op_tables

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from tflint.check.image import Examined
    from tflint.image.contents import Contents
    from tflint.manifest.board import Manifest
    from tflint.report.options import Options


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `tflint image`."""
    parser.add_argument("image", metavar="ELF", help="the linked firmware: an .elf, .axf or .out file")
    parser.add_argument(
        "models", nargs="*", metavar="MODEL", help="models that the image should hold, to be compared with what it holds"
    )
    parser.add_argument("--map", metavar="FILE", help="the linker's map (GNU ld), for the memory regions")
    parser.add_argument(
        "--arena-symbol", action="append", metavar="NAME", default=[], help="a variable that is an arena (repeat)"
    )
    options.add_manifest(parser)
    options.add_boards(parser, budgets=False, runtimes="where the image does not show it")
    options.add_rules(parser)
    show_report.add_arguments(parser)


def run(arguments: Namespace) -> int:
    """Run `tflint image`; return the exit code."""
    outputs = printing.outputs(arguments, FORMATS)
    examined = _examined(arguments)

    def render(name: str, how: Options) -> str:
        return render_image(name, examined, how)

    printing.write(arguments, outputs or (printing.Output("text", None),), render)
    show_report.complain_of(examined.report)
    return show_report.exit_code(examined.report, arguments.fail_on)


def _examined(arguments: Namespace) -> Examined:
    manifest = configuration.manifest(arguments.manifest)
    known = named_rules.known(manifest)
    named_rules.check_settings(manifest, known)
    rules = named_rules.chosen(known, manifest, arguments)
    path = Path(arguments.image)
    board = _board(arguments, manifest, path)._replace(image=path.name)
    return examine(arguments.image, _contents(arguments), board, rules, {name: _model(name) for name in arguments.models})


def _board(arguments: Namespace, manifest: Manifest, path: Path) -> Board:
    """Return the board that the command line describes: what the image does not show is taken from it; raise Usage."""
    for option in ("target", "runtime"):
        if len(getattr(arguments, option) or ()) > 1:
            raise Usage(f"--{option}: an image is built for one, got {len(getattr(arguments, option))}")
    (board,) = named_boards.boards(arguments, manifest) or (Board(path.stem, DEFAULT),)
    return named_boards.on_runtime(board, next(iter(arguments.runtime), ""))


def _contents(arguments: Namespace) -> Contents:
    methods = {name: op.method for name, op in op_tables.ops().items()}
    linker = Path(arguments.map) if arguments.map else None
    try:
        return contents.read(Path(arguments.image), methods, named=tuple(arguments.arena_symbol), linker=linker)
    except elf.NotAnImage as why:
        raise Usage(f"{arguments.image}: {why}") from None
    except linker_map.NotAMap as why:
        raise Usage(f"{arguments.map}: {why}") from None
    except OSError as why:
        raise Usage(f"{why.filename or arguments.image}: {reason(why)}") from None


def _model(name: str) -> bytes:
    try:
        return bytes(opening.read(name)[:])
    except OSError as why:
        raise Usage(f"{name}: {reason(why)}") from None
