"""The baseline's file: read for a run, written from one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.check import baseline
from tflint.cli.errors import Usage, reason
from tflint.files.shown import named, relative

if TYPE_CHECKING:
    from tflint.check.report import Report
    from tflint.manifest.board import Manifest


def read(path: str) -> tuple[baseline.Entry, ...]:
    """Return a baseline's entries; raise Usage."""
    try:
        with open(path, encoding="utf-8") as file:
            return baseline.load(file.read())
    except FileNotFoundError:
        raise Usage(f"{path}: no such file; --write-baseline makes it") from None
    except (OSError, UnicodeDecodeError, baseline.NoBaseline) as why:
        raise Usage(f"{path}: {reason(why)}") from None


def write(path: str, report: Report, here: Manifest) -> None:
    """Write a run's findings as the new baseline, and say so; raise Usage."""
    text = baseline.dump(report.every, lambda name: relative(named(name), here.root))
    try:
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as why:
        raise Usage(f"{path}: cannot be written: {reason(why)}") from None
    print(f"{len(report.every):,} findings written to {path}")
