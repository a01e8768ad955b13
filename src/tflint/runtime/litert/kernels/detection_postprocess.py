"""TFLite_Detection_PostProcess (detection_postprocess.cc): decoded boxes and scores."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node

INPUTS, OUTPUTS = 3, 4
BOX_COORDINATES = 4


def prepare(node: Node) -> None:
    """Two buffers: a box each, and a score each of every class."""
    found = len(node.state.inputs)
    node.ensure(found == INPUTS, f"{found} inputs, {INPUTS} wanted", f"NumInputs(node) != 3 ({found} != 3)")
    boxes, scores, anchors = node.need(0), node.need(1), node.need(2)
    ensure.rank(node, boxes, 3)
    ensure.rank(node, scores, 3)
    ensure.rank(node, anchors, 2)
    ensure.counts(node, INPUTS, OUTPUTS)
    node.temporary("float32", (boxes.dims[1], BOX_COORDINATES), index=0, name="decoded boxes")
    node.temporary("float32", scores.dims[1:], index=1, name="scores")


KERNELS = (Kernel("TFLite_Detection_PostProcess", prepare, init_tensors=2, file="detection_postprocess"),)
