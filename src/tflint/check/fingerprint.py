"""A finding's identity across conversions: names instead of indices, words without figures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tflint.model.data import sha256

if TYPE_CHECKING:
    from tflint.finding import Finding

FIGURE = r"(?<![A-Za-z_])[+-]?\d[\d,.]*(?:e[+-]?\d+)?"
_ALSO = r", and [\d,]+ more$"


def alone(message: str) -> str:
    """Return a message without the count of further places that it stands for."""
    return re.sub(_ALSO, "", message)


def fingerprint(finding: Finding, path: str | None = None) -> str:
    """Return 32 hex digits that stay the same when a model is converted again and its indices and sizes move.

    `path` replaces the finding's own where that depends on the working folder.
    """
    where = finding.location
    words = re.sub(FIGURE, "#", alone(finding.message))
    parts = (finding.rule, finding.path if path is None else path, finding.board, where.operator, where.tensor, words)
    text = "\0".join("" if part is None else part for part in parts)
    return sha256(memoryview(text.encode("utf-8", "surrogatepass")))[:32]
