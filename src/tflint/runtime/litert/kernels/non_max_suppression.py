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
THRESHOLDS = ("input_iou_threshold", "input_score_threshold", "input_sigma")


def _checked(k: Node) -> TensorState:
    boxes, scores, most = k.need(0), k.need(1), k.need(2)
    _shaped(k, "input_boxes", boxes, "float32", 2)
    why = f"boxes {boxes.name!r} are {list(boxes.dims)}, expected 4 coordinates each"
    ensure.equal(k, boxes.dims[1], COORDINATES, "SizeOfDimension(input_boxes, 1)", COORDINATES, why)
    _shaped(k, "input_scores", scores, "float32", 1)
    why = f"{scores.dims[0]} scores for {boxes.dims[0]} boxes"
    ensure.equal(k, boxes.dims[0], scores.dims[0], "num_boxes", "SizeOfDimension(input_scores, 0)", why)
    _shaped(k, "input_max_output_size", most, "int32", 0)
    values = k.integers(2)
    if values:
        ensure.true(k, values[0] >= 0, f"at most {values[0]} boxes", "(max_output_size_value >= 0)")
    for position, name in enumerate(THRESHOLDS[: len(k.state.inputs) - 3], 3):
        _shaped(k, name, k.need(position), "float32", 0)
    return most


def _shaped(k: Node, name: str, tensor: TensorState, dtype: str, rank: int) -> None:
    ensure.is_number(k, tensor, dtype, f"{name}->type")
    ensure.rank(k, tensor, rank, f"NumDimensions({name})")


def prepare(k: Node) -> None:
    """Check boxes and scores; as many results as the third input says."""
    found = len(k.state.inputs)
    ensure.that(k, found in INPUTS, f"{found} inputs, expected 5 or 6", f"Found NMS op with invalid num inputs: {found}")
    most, lists = _checked(k), 2 if found == SOFT_INPUTS else 1
    ensure.counts(k, found, lists + 1)
    outputs = [k.made(i) for i in range(lists)]
    k.resize(k.made(lists), ())
    values = k.integers(2)
    if not most.is_known:
        k.make_dynamic(*outputs)
    elif values:
        for output in outputs:
            k.resize(output, (values[0],))


def evaluate(k: Node) -> None:
    """Refuse a constant sigma below 0."""
    sigma = (k.values(SOFT_INPUTS - 1) or (0.0,))[0] if len(k.state.inputs) == SOFT_INPUTS else 0.0
    ensure.that(k, not sigma < 0, f"sigma is {sigma:g}, expected at least 0", f"Invalid sigma value for soft NMS: {sigma:f}")


KERNELS = tuple(
    Kernel(op, prepare, evaluate, file="non_max_suppression") for op in ("NON_MAX_SUPPRESSION_V4", "NON_MAX_SUPPRESSION_V5")
)
