"""Terraform's linter is called tflint too: what tells somebody who meant that one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

SENTENCE = "this tflint lints .tflite models; Terraform's linter of the same name is another program"
OPTIONS = frozenset(
    {
        "--call-module-type",
        "--chdir",
        "--config",
        "--disable-rule",
        "--enable-plugin",
        "--enable-rule",
        "--filter",
        "--fix",
        "--force",
        "--init",
        "--langserver",
        "--minimum-failure-severity",
        "--only",
        "--recursive",
        "--var",
        "--var-file",
    }
)
SUFFIXES = (".tf", ".tflint.hcl")


def meant(words: Iterable[str]) -> bool:
    """Tell whether a command line has options that only Terraform's linter knows."""
    return any(word.partition("=")[0] in OPTIONS for word in words)


def notices(folder: str) -> tuple[str, ...]:
    """Return what to say of a folder without models, nothing where no Terraform file is in it either."""
    try:
        with os.scandir(folder or ".") as entries:
            return (SENTENCE,) if any(entry.name.endswith(SUFFIXES) for entry in entries) else ()
    except OSError:
        return ()
