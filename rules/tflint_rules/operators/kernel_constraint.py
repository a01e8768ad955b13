"""Op whose shapes, options or operands its kernel refuses.

## Why
A kernel on a microcontroller leaves out what is rare: high ranks, operands that are computed instead of constant, some paddings, scales that it
would have to convert between, some LSTM variants. The converter produces them anyway, and the kernel refuses the model when it is prepared, or when it runs.

## Example
A RESIZE_NEAREST_NEIGHBOR whose target size is computed while the model runs:

    models/zoom.tflite: error: kernel-constraint: op 0 RESIZE_NEAREST_NEIGHBOR: 'size' is computed, RESIZE_NEAREST_NEIGHBOR expects its size to be constant
        refused at AllocateTensors()
        the runtime prints: Non-constant >size< tensor is not supported
        decided in micro/kernels/resize_nearest_neighbor.cc:ResizeNearestNeighborPrepare

## Runtime
A line of the kernel's own check, `… was not true.` or `a != b (1 != 2)`, then `Node … (number …) failed to prepare with status 1`;
the kernels' `Prepare` and `Eval` under `tensorflow/lite/micro/kernels/`.
LiteRT: the same lines, then `Node number … (…) failed to prepare.` (`tflite/kernels/`).

## Fix
The finding says what is expected. Mostly the model can say the same differently: a fixed shape instead of a computed one
(`tf.keras.Input(batch_size=1, …)`), four dimensions instead of five, a supported padding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Judgements, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding

rule = Rule(__name__, severity=Severity.ERROR, since="0.1")


@rule.on(Judgements)
def check(own: Judgements, _facts: Facts) -> Iterator[Finding]:
    """Report every op that is refused for anything but types, missing quantization and shape."""
    for it in own:
        yield rule.judged(it)
