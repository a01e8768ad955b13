"""Linked image with another kernel library than the board declares.

## Why
The kernel library decides how much scratch memory an op asks for, and which types it takes. A board that declares CMSIS-NN while the firmware links
the reference kernels, or the other way round, is planned with the wrong figures.

## Example
The manifest declares CMSIS-NN, the firmware was built without it:

    tflint.toml: error: kernel-library-mismatch: build/firmware.elf links the reference kernels, nano33 declares cmsis-nn
        at tflint.toml:5:11

## Fix
Build the firmware with the library that is meant (`OPTIMIZED_KERNEL_DIR=cmsis_nn`, `CONFIG_TENSORFLOW_LITE_MICRO_CMSIS_NN_KERNELS=y`), or set
`kernels` of the board to what is linked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Deployment, Rule, Severity, Skip, UnreadableImage, linked_image

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Finding

VENDORS = ("silabs-mvp", "helia")

rule = Rule(__name__, severity=Severity.ERROR, since="0.2", needs="boards.*.image", runtimes=("tflm",))


@rule.on(Deployment)
def check(deployment: Deployment) -> Iterator[Finding]:
    """Compare the library whose functions are linked with the declared one."""
    board = deployment.board
    try:
        linked = linked_image(deployment.models[0])
    except UnreadableImage as why:
        raise Skip(str(why)) from None
    if linked is None:
        raise Skip("no image declared")
    kernels = linked.contents.kernels
    if kernels.library is None or not kernels.complete:
        raise Skip(f"{linked.path}: {kernels.why}")
    if board.target.kernels in VENDORS:
        raise Skip(f"{linked.path}: the kernels of {board.target.kernels} are not recognised in an image")
    if kernels.library != board.target.kernels:
        yield rule.finding(
            None,
            f"{linked.path} links {_name(kernels.library)}, {board.name} declares {_name(board.target.kernels)}",
            place=next(iter(board.where("kernels") or board.where("image")), None),
            linked=kernels.library,
            declared=board.target.kernels,
        )


def _name(library: str) -> str:
    return "the reference kernels" if library == "reference" else library
