"""Linked image of a board that cannot be read.

## Why
The manifest names the firmware that is linked for a board, so that its arena, its models and its kernels are compared with what is declared. An
image that is not there, or is not an ELF file, leaves all of that unchecked.

## Example
The manifest names the flash image instead of the ELF file:

    tflint.toml: error: unreadable-image: image 'build/firmware.elf': not an ELF file: this looks like an Intel HEX file; name the .elf that it was made from
        at tflint.toml:7:9

## Fix
Name the ELF file that the linker wrote (`.elf`, `.axf`, `.out`), not the `.bin`, `.hex` or `.uf2` made from it. A file that is not built yet is a
note: build the firmware before tflint runs, or leave `image` out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Deployment, MissingImage, Rule, Severity, UnreadableImage, linked_image

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Finding

rule = Rule(__name__, severity=Severity.ERROR, since="0.2", needs="boards.*.image", runtimes=("tflm",))


@rule.on(Deployment)
def check(deployment: Deployment) -> Iterator[Finding]:
    """Read the image once; what it shows is for other rules."""
    place = next(iter(deployment.board.where("image")), None)
    try:
        linked_image(deployment.models[0])
    except MissingImage as why:
        yield rule.finding(None, str(why), severity=Severity.NOTE, place=place)
    except UnreadableImage as why:
        yield rule.finding(None, str(why), place=place)
