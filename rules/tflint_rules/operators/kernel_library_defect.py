"""Op that the board's kernel library is known to compute wrong.

## Why
Optimized kernels have had mistakes that their tests did not see: padding left out for some shapes, batches skipped, a scratch buffer too small. The
model loads and runs, and its answers are wrong on the device alone. [Known defects](../defects.md) lists those that were read in the libraries' sources, each
with its releases and its condition on shapes, types and alignment; this rule looks for the condition in the model.

## Example
A first convolution with stride 2 on an ESP32-S3, with ESP-NN 1.1.2:

    models/camera.tflite: error: kernel-library-defect: op 0 CONV_2D: esp-nn 1.1.2 does not pad after the last row and column where nothing is padded before the first: input 96x96, filter 3x3, stride 2x2: needs padding of 1 below, 1 to the right
        the last row or column of the output is computed with the pixels that follow in memory
        fixed in esp-nn 1.2.1: https://github.com/espressif/esp-nn/commit/27d1f4ab114547878b665f8de5ed6c5756ab3d90

## Severity
An error: every output of such an op, or a part of it, is wrong for certain. A warning: memory past a buffer is written, or it depends on values that the file does not have.
A note: the board does not say which release it has, or what upstream says could not be found in the sources.

## Fix
Declare the release that the firmware is built with (`kernels = "esp-nn@1.2.1"`, `runtime = "tflm@2026-06"`), and update the library to one that is fixed. Where that is not possible,
change the op so that it does not meet the condition, or take the reference kernel for it. Where the device's outputs were compared with LiteRT's and agree, write that down:
`ignore = [{ rule = "kernel-library-defect", operator = "…", reason = "…" }]`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Model, Rule, Severity, kernel_defects

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tflint.api import Facts, Finding, KernelDefect

rule = Rule(__name__, severity=Severity.ERROR, since="0.2", runtimes=("tflm",))
SHOWN = 6
SERIOUS = ("wrong", "unwritten", "crash")
POSSIBLE = ("overrun", "chance")


@rule.on(Model)
def check(_model: Model, facts: Facts) -> Iterator[Finding]:
    """Report each known defect once, at the first op that meets its condition."""
    met = facts(kernel_defects)
    for name in dict.fromkeys(it.name for it in met):
        hits = [it for it in met if it.name == name]
        first = hits[0]
        message = f"{first.subject}: {first.version} {first.what}: {first.detail}"
        yield rule.finding(
            first.operator,
            message,
            severity=_severity(first),
            help=_help(hits),
            defect=name,
            effect=first.effect,
            certain=first.certain,
            count=len(hits),
            source=first.links[0],
        )


def _severity(it: KernelDefect) -> Severity:
    if it.unknown or it.effect not in {*SERIOUS, *POSSIBLE}:
        return Severity.NOTE
    return Severity.ERROR if it.certain and it.effect in SERIOUS else Severity.WARNING


def _help(hits: Sequence[KernelDefect]) -> tuple[str, ...]:
    first = hits[0]
    lines = [*([first.unknown] if first.unknown else []), first.consequence, f"{first.fixed}: {first.links[0]}"]
    others = list(dict.fromkeys(it.subject for it in hits))[1:]
    if others:
        rest = len(others) - SHOWN
        lines.append(f"also {', '.join(others[:SHOWN])}" + (f" and {rest} more" if rest > 0 else ""))
    return tuple(lines)
