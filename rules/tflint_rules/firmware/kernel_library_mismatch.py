"""Linked image with another kernel library or another TFLM than the board declares.

## Why
The kernel library decides how much scratch memory an op asks for, and which types it takes. A board that declares CMSIS-NN while the firmware links
the reference kernels, or the other way round, is planned with the wrong figures. So is one whose `runtime` is not the TFLM that is linked: its functions say which months of TFLM's main have them all.

## Example
The manifest declares CMSIS-NN, the firmware was built without it:

    tflint.toml: error: kernel-library-mismatch: build/firmware.elf links the reference kernels, nano33 declares cmsis-nn
        at tflint.toml:5:11

## Fix
Build the firmware with the library that is meant (`OPTIMIZED_KERNEL_DIR=cmsis_nn`, `CONFIG_TENSORFLOW_LITE_MICRO_CMSIS_NN_KERNELS=y`), or set
`kernels` and `runtime` of the board to what is linked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Deployment, Rule, Severity, Skip, readable_image

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Finding

VENDORS = ("silabs-mvp", "helia")

rule = Rule(__name__, severity=Severity.ERROR, since="0.2", needs="boards.*.image", runtimes=("tflm",))


@rule.on(Deployment)
def check_runtime(deployment: Deployment) -> Iterator[Finding]:
    """Compare the months of TFLM's main whose functions are linked with the declared one."""
    board = deployment.board
    linked = readable_image(deployment.models[0])
    family, _, month = board.target.runtime.partition("@")
    months = None if linked is None else linked.contents.months
    if linked is None or months is None or family != "tflm" or not board.where("runtime") or months.first <= month <= months.last:
        return
    span = f"of {months.first}" if months.first == months.last else f"from {months.first} to {months.last}"
    yield rule.finding(
        None,
        f"{linked.path} links functions of TFLM {span}, {board.name} declares {board.target.runtime}",
        place=next(iter(board.where("runtime")), None),
        help=(f"decided by {months.symbols} functions that not every month has",),
        linked=f"{months.first}…{months.last}",
        declared=board.target.runtime,
    )


@rule.on(Deployment)
def check(deployment: Deployment) -> Iterator[Finding]:
    """Compare the library whose functions are linked with the declared one."""
    board = deployment.board
    linked = readable_image(deployment.models[0])
    if linked is None:
        raise Skip("no image declared that can be read")
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
