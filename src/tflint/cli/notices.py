"""What a report says first: what models were held against where nothing declares a board for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.manifest.manifest_file import NAME
from tflint.manifest.target import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.check.report import Report
    from tflint.check.scope import Scope
    from tflint.manifest.board import Manifest

DEFAULTS = f"TFLM ({DEFAULT})"


def of_manifest(report: Report, scope: Scope) -> Iterator[str]:
    """Yield the notices for one manifest's models, or for those without one."""
    undeclared = any(not board.declared for model in report.models for board in model.boards)
    if not undeclared and report.models:
        return
    if scope.boards or scope.manifest.boards:
        return
    yield no_board(scope.manifest)


def no_board(manifest: Manifest) -> str:
    """Return what a report says where nothing declares a board."""
    if manifest.path is None:
        return f"no {NAME} found: using {DEFAULTS} and no memory limits; run `tflint init` to create one"
    return f"{manifest.path} declares no board: using {DEFAULTS} and no memory limits"
