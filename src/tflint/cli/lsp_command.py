"""Speak the Language Server Protocol on stdin and stdout, for editors: findings, figures on hover, quick fixes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.cli.errors import Usage
from tflint.cli.exit_codes import CLEAN

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `tflint lsp`."""
    parser.add_argument("--stdio", action="store_true", help="what editors pass; the only way there is, and the default")


def run(_arguments: Namespace) -> int:
    """Serve until the editor says goodbye; return the exit code."""
    try:
        from tflint.cli.language_server import server
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in {"pygls", "lsprotocol"}:
            raise
        raise Usage("tflint lsp needs the package pygls: pip install 'tflint[lsp]'") from None
    server.make().start_io()
    return CLEAN
