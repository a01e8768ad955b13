"""The options that several commands have, each declared once."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser


def add_manifest(parser: ArgumentParser) -> None:
    """Add the option that names the manifest."""
    parser.add_argument(
        "--manifest",
        metavar="FILE",
        help="the manifest for all files; default: for each file the nearest tflint.toml, or pyproject.toml with [tool.tflint], upwards",
    )


def add_boards(parser: ArgumentParser, *, budgets: bool = True, runtimes: str = "may be repeated") -> None:
    """Add the options that declare boards on the command line; `budgets` adds what the firmware gives the model.

    `runtimes` says what several runtimes are for.
    """
    parser.add_argument(
        "--board",
        metavar="NAME",
        help="a board of the manifest or of the catalogue, or a well-known firmware: fw:NAME (tflint boards)",
    )
    parser.add_argument(
        "--target",
        action="append",
        metavar="CPU/KERNELS",
        help="cortex-m4/cmsis-nn, esp32s3/esp-nn@1.2.1, litert …; may be repeated (default: the board's)",
    )
    parser.add_argument(
        "--runtime",
        action="append",
        metavar="NAME",
        default=[],
        help=f"arduino@2023-02 … (tflint runtimes); {runtimes}; default: the newest",
    )
    if budgets:
        parser.add_argument("--arena", metavar="SIZE", help='what the firmware gives the interpreter: 136KiB, "64 kB", 80000')
        parser.add_argument("--flash", metavar="SIZE", help="what models may take of the board's flash")


def add_rules(parser: ArgumentParser) -> None:
    """Add the options that choose rules."""
    parser.add_argument(
        "--select", action="append", metavar="RULE", help="run only these rules or families (repeat, or use commas)"
    )
    parser.add_argument("--ignore", action="append", metavar="RULE", help="leave these rules or families out")


def add_paths(parser: ArgumentParser) -> None:
    """Add the option that makes `exclude` hold for files that are named themselves."""
    parser.add_argument(
        "--force-exclude", action="store_true", help="leave out what the manifest excludes even if it is named itself"
    )
