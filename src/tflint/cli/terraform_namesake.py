"""Terraform's linter is called tflint too: a word to somebody who meant that one."""

from __future__ import annotations

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


def meant(words: Iterable[str]) -> bool:
    """Return whether a command line has options that only Terraform's linter knows."""
    return any(word.partition("=")[0] in OPTIONS for word in words)
