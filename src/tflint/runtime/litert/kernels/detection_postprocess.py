"""TFLite_Detection_PostProcess (detection_postprocess.cc): decoded boxes and scores, and results as many as its options say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel
from tflint.runtime.tflm import flexbuffers

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node

INPUTS, OUTPUTS = 3, 4
BOX_COORDINATES = 4


def _results(node: Node) -> int | None:
    """Return max_detections times max_classes_per_detection, None where the node has no options."""
    operator = node.operator
    if operator.custom_at is None or operator.custom_outside:
        return None
    data = bytes(node.model.data[operator.custom_at : operator.custom_at + operator.custom_size])
    found = flexbuffers.root(data).map()
    return found.find("max_detections").integer() * found.find("max_classes_per_detection").integer()


def prepare(node: Node) -> None:
    """Size the results; two buffers: a box each, and a score each of every class."""
    found = len(node.state.inputs)
    node.ensure(found == INPUTS, f"{found} inputs, {INPUTS} wanted", f"NumInputs(node) != 3 ({found} != 3)")
    boxes, scores, anchors = node.need(0), node.need(1), node.need(2)
    ensure.rank(node, boxes, 3)
    ensure.rank(node, scores, 3)
    ensure.rank(node, anchors, 2)
    ensure.counts(node, INPUTS, OUTPUTS)
    results = _results(node)
    if results is not None and results >= 0:  # a failed resize is not noticed here
        shapes = ((1, results, BOX_COORDINATES), (1, results), (1, results), (1,))
        for position, dims in enumerate(shapes):
            output = node.made(position)
            output.dtype = "float32"
            node.resize(output, dims)
    node.temporary("float32", (boxes.dims[1], BOX_COORDINATES), index=0, name="decoded boxes")
    node.temporary("float32", scores.dims[1:], index=1, name="scores")


KERNELS = (Kernel("TFLite_Detection_PostProcess", prepare, init_tensors=2, file="detection_postprocess"),)
