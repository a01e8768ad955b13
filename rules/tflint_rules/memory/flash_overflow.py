"""Models together larger than the flash kept for them.

## Why
A model is part of the firmware image, byte for byte, weights and names included. If the models outgrow their share of the flash,
the build or the over-the-air update fails, often only for the one product variant that carries them all.

## Example
A board that keeps 4 KiB of flash for models:

    tflint.toml: error: flash-overflow: models take 16,800 B of flash on nano33, 4,096 B given
        at tflint.toml:6:20
        models/gesture.tflite: 16,800 B

## Runtime
The linker says ``region `FLASH' overflowed by … bytes``.

## Fix
Quantize weights (`converter.optimizations = [tf.lite.Optimize.DEFAULT]` with a `representative_dataset`), strip metadata, or raise `flash.models` in the manifest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Deployment, Rule, Severity, file_size, readable_image

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Finding

rule = Rule(__name__, severity=Severity.ERROR, since="0.1", needs="boards.*.flash")


@rule.on(Deployment)
def check(deployment: Deployment) -> Iterator[Finding]:
    """Compare the models' bytes with the share of the flash that is theirs."""
    board = deployment.board
    given = board.flash if board.flash_models is None else board.flash_models
    assert given is not None
    needed = sum(facts(file_size) for facts in deployment.models)
    if needed <= given:
        return
    largest = sorted(deployment.models, key=lambda facts: (-facts(file_size), facts.path))[:3]
    yield rule.finding(
        None,
        f"models take {needed:,} B of flash on {board.name}, {given:,} B given",
        place=next(iter(board.where("flash.models") or board.where("flash")), None),
        help=tuple(f"{facts.path}: {facts(file_size):,} B" for facts in largest),
        needed=needed,
        given=given,
        models=len(deployment.models),
    )


@rule.on(Deployment)
def check_image(deployment: Deployment) -> Iterator[Finding]:
    """Compare what the linked image stores with the flash."""
    board = deployment.board
    linked = readable_image(deployment.models[0])
    if linked is None or board.flash is None or linked.contents.machine == "x86-64":
        return
    if linked.contents.flash > board.flash:
        yield rule.finding(
            None,
            f"{linked.path} stores {linked.contents.flash:,} B, {board.name} has {board.flash:,} B of flash",
            place=next(iter(board.where("image")), None),
            linked=linked.contents.flash,
            given=board.flash,
        )
