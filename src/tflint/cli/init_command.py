"""Write a commented tflint.toml from the models, firmware sources and ESPHome manifests that are here."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tflint.cli.errors import Usage, complain, reason
from tflint.cli.exit_codes import CLEAN
from tflint.files import project_files, tflm_copies
from tflint.files.found import Source
from tflint.files.owners import Owners
from tflint.files.search import Search
from tflint.manifest import tflint_toml
from tflint.manifest.board import Manifest
from tflint.manifest.manifest_file import NAME
from tflint.scaffold import manifest_toml
from tflint.scaffold.survey import survey

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `tflint init`."""
    parser.add_argument("folder", nargs="?", default=".", metavar="FOLDER", help="the top of the project (default: this folder)")
    parser.add_argument("--stdout", action="store_true", help=f"print it instead of writing {NAME}")


def run(arguments: Namespace) -> int:
    """Run `tflint init`; return the exit code."""
    top = Path(arguments.folder)
    if not top.is_dir():
        raise Usage(f"{top}: no such folder")
    path = top / NAME
    if not arguments.stdout and path.exists():
        raise Usage(f"{path} is there already; --stdout prints what would be written")
    search = Search(_everything_of(top))
    found = [it for it in search.paths([str(top)]) if isinstance(it, Source) and it.member is None and _can_be_written(it)]
    found += [it for it in tflm_copies.used(search.aside, [str(top)]) if isinstance(it, Source) and _can_be_written(it)]
    held = survey(str(top), found, tuple(project_files.names(str(top))))
    boards = len(held.firmwares) + len(held.wake_words)
    if not held.models and not boards:
        print(f"nothing found in {top}: {_missing(len(found))}, no firmware that makes a MicroInterpreter; no file written")
        for sentence in held.unsure:
            print(sentence)
        print("next: run tflint init where the models are, or write tflint.toml by hand (docs/manifest.md)")
        return CLEAN
    text = manifest_toml.render(held)
    if arguments.stdout:
        sys.stdout.write(text)
        return CLEAN
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as why:
        raise Usage(f"{path}: cannot be written: {reason(why)}; --stdout prints it") from None
    print(f"wrote {path}: {_count(len(held.models), 'model')}, {_count(boards, 'board')}")
    if not boards:
        print("next: declare the board in it, then run tflint")
    return CLEAN


def _missing(brought: int) -> str:
    """Return which models a tree lacks; `brought` are those of TFLM's copies and other third parties."""
    if not brought:
        return "no .tflite model, no model in a C source"
    return f"no model but {_count(brought, 'model')} that a copy of TFLM or another third party brings"


def _everything_of(top: Path) -> Owners:
    """Return what makes a search regard no manifest but the one to be written."""
    return Owners(tflint_toml.load, Manifest(root=str(top)))


def _can_be_written(source: Source) -> bool:
    """Return whether a TOML text can name a file; say so where it cannot."""
    try:
        source.relative.encode("utf-8")
    except UnicodeEncodeError:
        complain(f"{source.name}: left out, its name is not UTF-8")
        return False
    return True


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
