"""What a rule needs to be declared: asked of a file, a model on a board, a board or a run before the rule is imported."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable

    from tflint.manifest.board import Board, ModelEntry


class _Need(Record):
    """Whether a subject has what a key names, and what the summary says where it has not."""

    is_met: Callable[[Any], bool]
    missing: str


def unmet(needs: str, subject: object) -> str | None:
    """Return why a rule with these needs has nothing to check on a subject; None where it may have.

    `subject` is a File, Facts, a Deployment or a Project. A need that is not a key of the table, or of another kind of subject, is the rule's own
    business: it raises Skip.
    """
    if needs.startswith("rules."):
        return None if _is_set(needs, subject) else f"no {needs.rpartition('.')[2]} set"
    need = _NEEDS.get(needs)
    return None if need is None or need.is_met(subject) else need.missing


def _is_set(key: str, subject: Any) -> bool:  # noqa: ANN401  each kind of subject has settings
    _, rule, option = key.split(".")
    return option in subject.settings.get(rule, {})


def _on_board(has: Callable[[Board], bool], what: str) -> _Need:
    def is_met(subject: object) -> bool:
        board = getattr(subject, "board", None)
        return board is None or has(board)

    return _Need(is_met, f"no {what} declared")


def _in_entry(has: Callable[[ModelEntry], bool], what: str) -> _Need:
    def is_met(subject: object) -> bool:
        if not hasattr(subject, "entry"):
            return True
        return subject.entry is not None and has(subject.entry)

    return _Need(is_met, f"no {what} declared")


_NEEDS = {
    "boards": _Need(lambda it: getattr(it, "declared", True), "no board declared"),
    "boards.*.arena": _on_board(lambda it: it.arena is not None, "arena"),
    "boards.*.arena.persistent": _on_board(lambda it: it.split is not None, "split arena"),
    "boards.*.arena_shared": _on_board(lambda it: it.one_allocator, "allocator that models share"),
    "boards.*.flash": _on_board(lambda it: it.flash is not None or it.flash_models is not None, "flash size"),
    "boards.*.image": _on_board(lambda it: it.image is not None, "image"),
    "boards.*.npu": _on_board(lambda it: it.npu is not None, "NPU"),
    "boards.*.npu, tflint[ethos-u]": _on_board(lambda it: it.npu is not None, "NPU"),
    "boards.*.ram": _on_board(lambda it: it.ram is not None, "RAM size"),
    "boards.*.resolver": _on_board(lambda it: it.resolver is not None, "resolver"),
    "boards.*.resolver.source": _on_board(lambda it: it.resolver is not None and bool(it.resolver.source), "resolver source"),
    "models": _Need(lambda it: not hasattr(it, "manifest") or bool(it.manifest.models), "no models declared"),
    "models.*.array": _in_entry(lambda it: it.array is not None, "array"),
    "models.*.inputs": _in_entry(lambda it: it.inputs is not None, "inputs"),
    "models.*.labels": _in_entry(lambda it: it.labels is not None, "labels"),
    "models.*.outputs": _in_entry(lambda it: it.outputs is not None, "outputs"),
    "models.*.signatures": _in_entry(lambda it: bool(it.signatures), "signatures"),
    "--diff": _Need(lambda it: getattr(it, "previous", it) is not None, "no other revision to compare with"),
    "an ESPHome manifest": _Need(
        lambda it: not hasattr(it, "path") or os.path.isfile(os.path.splitext(it.path)[0] + ".json"),
        "no ESPHome manifest next to it",
    ),
}
