"""What a rewritten model must pass: no new lint error, no larger arena, and a note where another board loses something."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tflint.check.lint import lint
from tflint.check.scope import Scope
from tflint.finding import Severity
from tflint.fix.figures import measure
from tflint.fix.metadata import PLAN
from tflint.model import reader
from tflint.overlap import walk
from tflint.runtime import target_runtime
from tflint.runtime.tflm import build

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.fix.change import Rewritten
    from tflint.fix.request import Request

REPAIRS = frozenset({"float16-weights", "short-lstm", "hybrid-operator"})  # without these nothing ran that could be compared
STALE = "stale-model-array"  # the array follows the model, see firmware.py


def refuse(before: bytes, name: str, result: Rewritten, request: Request) -> str:
    """Return why a rewritten model must not take the original's place, empty where it may."""
    more = result.after.minimum - result.before.minimum
    if more > 0 and not REPAIRS.intersection(it.rule for it in result.changes):
        return f"the rewritten model needs {more:,} B more arena"
    return _lost(result.data, request) or _new_errors(before, result.data, name, request)


def _lost(after: bytes, request: Request) -> str:
    """Return what an offline plan would write over while it is needed, on any of the model's boards, by the checker of overlaps."""
    model = reader.read(after)
    if all(entry.name != PLAN for entry in model.metadata):
        return ""
    for target in dict.fromkeys(it.board.target for it in request.placements if not it.board.target.is_litert):
        clash = next(walk.clashes(model, target_runtime.plan(model, target).buffers, build.of(target)), None)
        if clash is not None:
            return f"the rewritten model's plan loses bytes {clash.low:,} to {clash.high:,} of tensor {clash.tensor} on {target}"
    return ""


def notes(before: bytes, after: bytes, request: Request) -> Iterator[str]:
    """Yield what the model's other boards lose."""
    for placement in request.placements[1:]:
        old, new = (measure(reader.read(data), placement.board.target).minimum for data in (before, after))
        if new > old:
            yield f"{placement.board.name} needs {new - old:,} B more arena than before: {new:,} B"


def _new_errors(before: bytes, after: bytes, name: str, request: Request) -> str:
    old, new = (_errors(data, name, request) for data in (before, after))
    added = sorted((new - old).elements())
    if not added:
        return ""
    rule, board = added[0]
    return f"the rewritten model has a new error: {rule} on {board}" if board else f"the rewritten model has a new error: {rule}"


def _errors(data: bytes, name: str, request: Request) -> Counter[tuple[str, str]]:
    """Return the errors of a model by rule and board. A rule that crashes counts as one."""
    scope = Scope(request.rules, request.manifest, placed=request.placements, advised=False)
    judged = lint(data, name, scope)
    errors = [it for it in judged.findings if it.severity is Severity.ERROR and it.rule != STALE]
    found = Counter((it.rule, it.board or "") for it in errors)
    return found + Counter((it.rule, it.board or "") for it in judged.crashed)
