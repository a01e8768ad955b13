"""C array that does not hold the bytes of its model.

## Why
The model is converted to a C array by hand or by a script that nobody runs. After a retraining the repository has the new `.tflite` and the
device the old network, and everything that was checked on the file was checked on something else.

## Example
A model was retrained, its array was not made again:

    models/gesture.tflite: error: stale-model-array: array 'g_model' has 832 B that differ from models/gesture.tflite (832 B) in 3 [*]
        at firmware/model.cc:1:33
        tflint.toml:10:9: declared here

## Fix
Make the array again: `xxd -i models/kws.tflite > firmware/kws_model.cc`, best in the build itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Deployment, Model, Place, Rule, Severity, UnreadableSource, embedded, other_states

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Embedded, Facts, Finding

rule = Rule(__name__, severity=Severity.ERROR, since="0.1", needs="models.*.array")
SAME_MOMENT = 60  # seconds


@rule.on(Model)
def check(model: Model, facts: Facts) -> Iterator[Finding]:
    """Look for the model among the arrays of its source."""
    entry = facts.entry
    assert entry is not None
    assert entry.array is not None
    declared = entry.where("array")
    try:
        arrays = facts(embedded)
    except UnreadableSource as why:
        yield rule.finding(None, f"array {why}", place=next(iter(declared), None))
        return
    models = [it for it in arrays if it.array.is_model] or [it for it in arrays if it.array.data is not None]
    data = bytes(model.data[0 : len(model.data)])
    if any(it.array.data == data for it in models):
        return
    if not models:
        reason = next((f": {it.array.why}" for it in arrays if it.array.why), "")
        yield rule.finding(None, f"no array with a model found in {entry.array!r}{reason}", place=next(iter(declared), None))
    for it in _nearest(models, data):
        yield _finding(it, data, facts)


@rule.on(Deployment)
def check_image(deployment: Deployment) -> Iterator[Finding]:
    """Look for the board's models in its linked image; a model of the image that is none of them is another state of one."""
    place = next(iter(deployment.board.where("image")), None)
    for linked, other, path, size in other_states(deployment):
        held = f"{other.label!r} ({len(other.data):,} B)" if other.exact else repr(other.label)
        message = f"{linked} holds {held}, which is not {path} ({size:,} B)"
        yield rule.finding(None, message, place=place, help=("build the firmware again",), symbol=other.name, model=path)


def _finding(it: Embedded, data: bytes, facts: Facts) -> Finding:
    held = it.array.data or b""
    differing = _differing(held, data)
    return rule.finding(
        None,
        f"array {it.array.name!r} has {len(held):,} B that differ from {facts.path} ({len(data):,} B) in {differing:,}",
        place=Place(it.path, it.array.line, it.array.column),
        related=() if facts.entry is None else facts.entry.where("array"),
        help=_newer(it.path, facts.path),
        array=it.array.name,
        array_bytes=len(held),
        model_bytes=len(data),
        differing=differing,
    )


def _newer(array: str, model: str) -> tuple[str, ...]:
    """Say which file was written later; a fresh checkout gives both one time, and then nothing is said."""
    from pathlib import Path

    try:
        difference = Path(model).stat().st_mtime - Path(array).stat().st_mtime
    except (OSError, ValueError):
        return ()
    if abs(difference) < SAME_MOMENT:
        return ()
    return ("the model is newer than its array",) if difference > 0 else ("the array is newer than the model",)


def _nearest(models: list[Embedded], data: bytes) -> list[Embedded]:
    return sorted(models, key=lambda it: _differing(it.array.data or b"", data))[:1]


def _differing(held: bytes, data: bytes) -> int:
    """Return how many bytes differ, position by position; what only one of them has counts."""
    if held == data:
        return 0
    both = min(len(held), len(data))
    equal = int.from_bytes(held[:both], "little") ^ int.from_bytes(data[:both], "little")
    return both - equal.to_bytes(both, "little").count(0) + abs(len(held) - len(data))
