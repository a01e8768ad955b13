"""TFLite_Detection_PostProcess (detection_postprocess.cc): decoded boxes and scores, and results as many as its options say."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel
from tflint.runtime.tflm import flexbuffers
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

INPUTS, OUTPUTS = 3, 4
BOX_COORDINATES = 4
PER_CLASS = 100
"""Detections per class where the options do not say."""
NOTICED = 1e-6
"""Share of an anchor's place that its size must have, for float32 to tell the box's ends apart."""
TYPES = frozenset({"float32", "uint8"})


def _options(k: Node) -> flexbuffers.Map | None:
    """Return the custom options, None where the node has none."""
    operator = k.operator
    if operator.custom_at is None or operator.custom_outside:
        return None
    data = bytes(k.model.data[operator.custom_at : operator.custom_at + operator.custom_size])
    return flexbuffers.root(data).map()


def _results(k: Node) -> int | None:
    """Return max_detections times max_classes_per_detection, None where the node has no options."""
    found = _options(k)
    if found is None:
        return None
    return found.find("max_detections").integer() * found.find("max_classes_per_detection").integer()


def prepare(k: Node) -> None:
    """Size the results; two buffers: a box each, and a score each of every class."""
    if k.operator.custom_at is None:
        ensure.crash(k, "the options are missing: the kernel reads them through a null pointer")
    ensure.count_inputs(k, INPUTS)
    boxes, scores, anchors = k.need(0), k.need(1), k.need(2)
    ensure.rank(k, boxes, 3, "NumDimensions(input_box_encodings)")
    ensure.rank(k, scores, 3, "NumDimensions(input_class_predictions)")
    ensure.rank(k, anchors, 2, "NumDimensions(input_anchors)")
    ensure.counts(k, INPUTS, OUTPUTS)
    results = _results(k)
    if results is not None and results >= 0:  # a failed resize is not noticed here
        shapes = ((1, results, BOX_COORDINATES), (1, results), (1, results), (1,))
        for position, dims in enumerate(shapes):
            output = k.made(position)
            output.dtype = "float32"
            k.resize(output, dims)
    k.temporary("float32", (boxes.dims[1], BOX_COORDINATES), index=0, name="decoded boxes")
    k.temporary("float32", scores.dims[1:], index=1, name="scores")


def evaluate(k: Node) -> None:
    """DecodeCenterSizeBoxes, then the suppression that the options choose; results of a negative size have no memory."""
    count = _results(k)
    overflown = "BytesRequired number of elements overflowed."
    ensure.that(k, count is None or count >= 0, f"the options ask for {count} results", overflown)
    boxes, scores, anchors = k.need(0), k.need(1), k.need(2)
    ensure.equal(
        k, boxes.dims[0], 1, "input_box_encodings->dims->data[0]", "kBatchSize", f"a batch of {boxes.dims[0]}, expected 1"
    )
    why = f"{boxes.dims[2]} coordinates per box, expected at least 4"
    ensure.true(k, boxes.dims[2] >= BOX_COORDINATES, why, "input_box_encodings->dims->data[2] >= kNumCoordBox")
    ensure.that(k, boxes.dtype in TYPES, f"{boxes.name!r} is {boxes.dtype}, expected float32 or uint8", cause=Cause.TYPE)
    if boxes.dtype == "float32" and boxes.dims[1]:
        ensure.is_number(k, anchors, "float32", "input_anchors->type")
    options = _options(k)
    if options is not None:
        _evaluate_scores(k, boxes, scores, options)
        if boxes.dtype == "float32" and options.find("num_classes").integer() > 0:
            _evaluate_anchors(k, boxes, options)


def _evaluate_anchors(k: Node, boxes: TensorState, options: flexbuffers.Map) -> None:
    """ValidateBoxes: a constant anchor of negative height or width gives a box whose ends are swapped."""
    if any(not options.find(f"{name}_scale").number() for name in "yxhw"):
        return
    rows = zip(*(iter(k.values(2) or ()),) * BOX_COORDINATES, strict=False)
    for number, anchor in zip(range(boxes.dims[1]), rows, strict=False):
        ends = [(anchor[place], anchor[place + 2]) for place in (0, 1)]
        swapped = any(isfinite(center) and isfinite(size) and size < -NOTICED * abs(center) for center, size in ends)
        why = f"anchor {number} is {anchor[2]:g} high and {anchor[3]:g} wide, expected at least 0"
        ensure.true(k, not swapped, why, "ValidateBoxes(decoded_boxes, num_boxes)")


def _evaluate_scores(k: Node, boxes: TensorState, scores: TensorState, options: flexbuffers.Map) -> None:
    """NonMaxSuppressionMultiClass: a score for each box and class, with a background or without."""
    ensure.equal(k, scores.dims[0], 1, "input_class_predictions->dims->data[0]", "kBatchSize")
    names = "input_class_predictions->dims->data[1]", "num_boxes"
    ensure.equal(k, scores.dims[1], boxes.dims[1], *names, f"scores for {scores.dims[1]} boxes, there are {boxes.dims[1]}")
    classes, found = options.find("num_classes").integer(), scores.dims[2]
    why = f"scores of {found} classes, expected {classes} or {classes + 1}"
    ensure.true(k, found - classes <= 1, why, "(num_classes_with_background - num_classes <= 1)")
    ensure.true(k, found >= classes, why, "(num_classes_with_background >= num_classes)")
    ensure.that(k, scores.dtype in TYPES, f"{scores.name!r} is {scores.dtype}, expected float32 or uint8", cause=Cause.TYPE)
    _evaluate_options(k, options)


def _evaluate_options(k: Node, options: flexbuffers.Map) -> None:
    per_class = options.find("detections_per_class")
    most_boxes = options.find("max_detections").integer()
    threshold = options.find("nms_iou_threshold").number()
    expression = "(intersection_over_union_threshold > 0.0f) && (intersection_over_union_threshold <= 1.0f)"
    if options.find("use_regular_nms").integer():
        count = PER_CLASS if per_class.is_null else per_class.integer()
        ensure.true(k, count > 0, f"detections_per_class is {count}, expected more than 0", "num_detections_per_class > 0")
    else:
        most = options.find("max_classes_per_detection").integer()
        ensure.true(k, most > 0, f"max_classes_per_detection is {most}, expected more than 0", "(max_categories_per_anchor > 0)")
        ensure.true(k, most_boxes >= 0, f"max_detections is {most_boxes}, expected 0 at least", "(max_detections >= 0)")
    ensure.true(k, 0 < threshold <= 1, f"nms_iou_threshold is {threshold:g}, expected more than 0 and at most 1", expression)


KERNELS = (Kernel("TFLite_Detection_PostProcess", prepare, evaluate, init_tensors=2, file="detection_postprocess"),)
