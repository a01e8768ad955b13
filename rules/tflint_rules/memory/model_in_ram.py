"""Model that the linked image keeps in RAM.

## Why
An array without `const` is a variable: the linker puts it into `.data`, its bytes are stored in flash and copied to RAM at start-up. The model
then takes its size twice, and the RAM is missing where the arena or the stack needs it.

## Example
The array was declared without `const`:

    tflint.toml: warning: model-in-ram: 'g_model' of build/firmware.elf (832 B) lies in .data, which takes RAM as well as flash
        at tflint.toml:7:9
        declare the array const

## Fix
Declare the array `const` (`alignas(16) const unsigned char g_model[]`), also in its header. On chips that map flash only for instructions keep it
in a section that the linker script leaves in flash.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Deployment, Rule, Severity, Skip, readable_image

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Finding

rule = Rule(__name__, severity=Severity.WARNING, since="0.2", needs="boards.*.image", runtimes=("tflm",))


@rule.on(Deployment)
def check(deployment: Deployment) -> Iterator[Finding]:
    """Report each model of the image whose section is writable, or is copied before it is used."""
    linked = readable_image(deployment.models[0])
    if linked is None:
        raise Skip("no image declared that can be read")
    if linked.contents.machine == "x86-64":
        raise Skip("an x86-64 program runs in RAM")
    for model in linked.contents.models:
        if model.in_ram:
            size = f"{len(model.data):,} B" if model.exact else "a model"
            yield rule.finding(
                None,
                f"{model.label!r} of {linked.path} ({size}) lies in {model.section}, which takes RAM as well as flash",
                place=next(iter(deployment.board.where("image")), None),
                help=("declare the array const",),
                symbol=model.name,
                address=model.address,
                bytes=len(model.data) if model.exact else None,
                section=model.section,
            )
