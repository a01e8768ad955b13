"""NON_MAX_SUPPRESSION_V4 and V5 (non_max_suppression.cc)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

SOFT_INPUTS = 6
INPUTS = (5, SOFT_INPUTS)
COORDINATES = 4


def _checked(node: Node) -> TensorState:
    boxes, scores, most = node.need(0), node.need(1), node.need(2)
    ensure.is_type(node, boxes, "float32")
    ensure.rank(node, boxes, 2)
    why = f"boxes {boxes.name!r} are {list(boxes.dims)}, 4 coordinates each wanted"
    node.ensure(boxes.dims[1] == COORDINATES, why, f"SizeOfDimension(input_boxes, 1) != 4 ({boxes.dims[1]} != 4)")
    ensure.is_type(node, scores, "float32")
    ensure.rank(node, scores, 1)
    ensure.elements(node, scores, boxes.dims[0])
    ensure.is_type(node, most, "int32")
    ensure.rank(node, most, 0)
    for position in range(3, len(node.state.inputs)):
        ensure.is_type(node, node.need(position), "float32")
        ensure.rank(node, node.need(position), 0)
    return most


def prepare(node: Node) -> None:
    """Check boxes and scores; as many results as the third input says."""
    found = len(node.state.inputs)
    node.ensure(found in INPUTS, f"{found} inputs, 5 or 6 wanted", f"Found NMS op with invalid num inputs: {found}")
    most, lists = _checked(node), 2 if found == SOFT_INPUTS else 1
    ensure.counts(node, INPUTS, lists + 1)
    outputs = [node.made(i) for i in range(lists)]
    node.resize(node.made(lists), ())
    values = node.integers(2)
    if not most.is_known:
        node.make_dynamic(*outputs)
    elif values:
        for output in outputs:
            node.resize(output, (values[0],))


KERNELS = tuple(Kernel(op, prepare, file="non_max_suppression") for op in ("NON_MAX_SUPPRESSION_V4", "NON_MAX_SUPPRESSION_V5"))
