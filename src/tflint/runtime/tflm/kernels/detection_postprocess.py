"""TFLite_Detection_PostProcess (custom): micro/kernels/detection_postprocess.cc."""

from __future__ import annotations

from struct import iter_unpack
from typing import TYPE_CHECKING, NamedTuple

from tflint.runtime.tflm import flexbuffers
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import counts, crashes, refused, refused_at_invoke, wrong
from tflint.runtime.tflm.memory_helpers import ALIGNMENT
from tflint.runtime.tflm.steps import absent, dimension, first_failure, keeps, rank_is, reinterpreted, takes_at_invoke, unplanned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Verdict

FILE = "micro/kernels/detection_postprocess.cc"
INIT = f"{FILE}:DetectionPostProcessInit"
PREPARE = f"{FILE}:DetectionPostProcessPrepare"
DECODE = f"{FILE}:DecodeCenterSizeBoxes"
SUPPRESS = f"{FILE}:NonMaxSuppressionMultiClass"
SINGLE = f"{FILE}:NonMaxSuppressionSingleClassHelper"
FLOAT, COORDINATES = 4, 4
EMPTY_BOX = "ValidateBoxes(decoded_boxes, num_boxes) was not true."
DETECTIONS_PER_CLASS = 100  # kNumDetectionsPerClass


class Options(NamedTuple):
    """What the kernel reads of its custom options, by name; what is absent is 0."""

    max_detections: int
    max_classes_per_detection: int
    detections_per_class: int
    regular: bool
    iou_threshold: float
    classes: int

    @property
    def detections(self) -> int:
        """How many boxes are written."""
        return self.max_detections if self.regular else self.max_detections * min(self.max_classes_per_detection, self.classes)


def options(node: Node) -> Options:
    """Return the options as DetectionPostProcessInit reads them."""
    found = flexbuffers.root(node.custom_options).map()
    per_class = found.find("detections_per_class")
    return Options(
        found.find("max_detections").integer(),
        found.find("max_classes_per_detection").integer(),
        DETECTIONS_PER_CLASS if per_class.is_null else per_class.integer(),
        bool(found.find("use_regular_nms").integer()),
        found.find("nms_iou_threshold").number(),
        found.find("num_classes").integer(),
    )


def prepare(node: Node, context: MicroContext) -> None:
    """DetectionPostProcessPrepare: eleven scratch buffers."""
    boxes_tensor, scores = node.input(0), node.input(1)
    context.temp(boxes_tensor, scores, node.input(2))
    chosen, boxes = options(node), dimension(boxes_tensor, 1)
    most = max(chosen.max_detections, 0)
    for size, what in (
        (boxes, "active candidates"),
        (COORDINATES * FLOAT * boxes, "decoded boxes"),
        (FLOAT * dimension(scores, 1) * dimension(scores, 2), "scores"),
        (FLOAT * boxes, "score buffer"),
        (FLOAT * boxes, "kept scores"),
        (FLOAT * most * boxes, "scores after suppression"),
        (FLOAT * most * boxes, "sorted values"),
        (FLOAT * boxes, "kept indices"),
        (FLOAT * most * boxes, "sorted indices"),
        (FLOAT * max(chosen.classes, most) * boxes, "buffer"),
        (FLOAT * min(boxes, most) * boxes, "selected"),
    ):
        context.scratch(size, what)


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what the kernel refuses; most of it at Invoke and without a text of its own."""
    if not node.custom_options:
        yield crashes(node, "there are no custom options, and Init reads them all the same", source=INIT)
    yield from counts(node, 3, None, PREPARE)
    boxes, scores, anchors = node.input(0), node.input(1), node.input(2)
    if boxes is None or scores is None or anchors is None:
        yield absent(node, 3, PREPARE, outputs=0)
        return
    for tensor, name, rank in (
        (boxes, "input_box_encodings", 3),
        (scores, "input_class_predictions", 3),
        (anchors, "input_anchors", 2),
    ):
        yield from rank_is(node, tensor, name, rank, PREPARE)
    yield from counts(node, None, 4, PREPARE)
    if None in node.outputs:
        yield absent(node, 3, PREPARE, outputs=4)
    chosen = options(node)
    yield from _negative(node, boxes, chosen)
    yield from _boxes(node, boxes)
    yield from _scores(node, boxes, scores, chosen)
    yield from _suppression(node, boxes, anchors, chosen)
    yield from _outputs(node, chosen)


def _negative(node: Node, boxes: Tensor, chosen: Options) -> Iterator[Verdict]:
    """Refuse less than no detection: by the planner, whose buffers get a negative size, or where that rounds up to 0 by Eval."""
    why = f"max_detections is {chosen.max_detections}, 0 or more allowed"
    if FLOAT * chosen.max_detections * boxes.shape[1] <= -ALIGNMENT:
        yield refused(node, why, message="Failed to resize buffer.", source=PREPARE)
    elif chosen.max_detections < 0:
        yield refused_at_invoke(node, why, message="(max_detections >= 0) was not true.", source=SINGLE)


def _boxes(node: Node, boxes: Tensor) -> Iterator[Verdict]:
    if boxes.shape[0] != 1:
        message = f"input_box_encodings->dims->data[0] != kBatchSize ({boxes.shape[0]} != 1)"
        yield refused_at_invoke(
            node, f"{boxes.name!r} has batch {boxes.shape[0]}, 1 allowed", tensor=boxes, message=message, source=DECODE
        )
    if boxes.shape[2] < COORDINATES:
        message = "input_box_encodings->dims->data[2] >= kNumCoordBox was not true."
        why = f"{boxes.name!r} has {boxes.shape[2]} coordinates a box, at least {COORDINATES} allowed"
        yield refused_at_invoke(node, why, tensor=boxes, message=message, source=DECODE)
    yield from takes_at_invoke(node, boxes, ("float32",), _trailer(node), DECODE)


def _scores(node: Node, boxes: Tensor, scores: Tensor, chosen: Options) -> Iterator[Verdict]:
    for axis, wanted, text in ((0, 1, "kBatchSize"), (1, boxes.shape[1], "num_boxes")):
        if scores.shape[axis] != wanted:
            why = f"{scores.name!r} has {scores.shape[axis]} at dimension {axis}, {wanted} allowed"
            message = f"input_class_predictions->dims->data[{axis}] != {text} ({scores.shape[axis]} != {wanted})"
            yield refused_at_invoke(node, why, tensor=scores, message=message, source=SUPPRESS)
    if not 0 <= scores.shape[2] - chosen.classes <= 1:
        why = f"{scores.name!r} has {scores.shape[2]} classes, num_classes is {chosen.classes}: equal or one more allowed"
        message = "(num_classes_with_background - num_classes <= 1) was not true."
        if scores.shape[2] < chosen.classes:
            message = "(num_classes_with_background >= num_classes) was not true."
        yield refused_at_invoke(node, why, tensor=scores, message=message, source=SUPPRESS)
    yield from takes_at_invoke(node, scores, ("float32",), _trailer(node), SUPPRESS)


def _suppression(node: Node, boxes: Tensor, anchors: Tensor, chosen: Options) -> Iterator[Verdict]:
    if chosen.regular and chosen.detections_per_class <= 0:
        why = f"detections_per_class is {chosen.detections_per_class}, above 0 allowed"
        yield refused_at_invoke(node, why, message="num_detections_per_class > 0 was not true.", source=SUPPRESS)
    if not chosen.regular and chosen.max_classes_per_detection <= 0:
        why = f"max_classes_per_detection is {chosen.max_classes_per_detection}, above 0 allowed"
        yield refused_at_invoke(node, why, message="(max_categories_per_anchor > 0) was not true.", source=SUPPRESS)
    if chosen.regular and chosen.classes == 0:
        return
    if not 0 < chosen.iou_threshold <= 1:
        why = f"nms_iou_threshold is {chosen.iou_threshold:g}, above 0 and up to 1 allowed"
        message = "(intersection_over_union_threshold > 0.0f) && (intersection_over_union_threshold <= 1.0f) was not true."
        yield refused_at_invoke(node, why, message=message, source=SINGLE)
    yield from _anchors(node, boxes, anchors)


def _anchors(node: Node, boxes: Tensor, anchors: Tensor) -> Iterator[Verdict]:
    """Refuse constant anchors (y, x, height, width) that are empty, as their boxes then are; of whatever type, their bytes are read as floats."""
    yield from reinterpreted(node, anchors, "float32", DECODE)
    if node.constant(anchors) is None:
        return
    start = node.model.buffers[anchors.buffer].at  # what is too short is read on into what follows in the file
    data = node.model.data[start : start + COORDINATES * FLOAT * max(boxes.shape[1], 0)]
    values = tuple(value for (value,) in iter_unpack("<f", data[: len(data) // FLOAT * FLOAT]))
    for box in range(min(len(values) // COORDINATES, boxes.shape[1])):
        height, width = values[COORDINATES * box + 2 : COORDINATES * box + 4]
        if height <= 0 or width <= 0:
            why = f"anchor {box} of {anchors.name!r} is {height:g} high and {width:g} wide, above 0 allowed"
            yield refused_at_invoke(node, why, tensor=anchors, message=EMPTY_BOX, source=SINGLE)
            return


def _outputs(node: Node, chosen: Options) -> Iterator[Verdict]:
    """Tell outputs with less room than what is written: files often declare them without a shape."""
    for position, size in enumerate((COORDINATES * chosen.detections, chosen.detections, chosen.detections, 1)):
        output = node.output(position)
        yield from unplanned(node, output, size, SUPPRESS)
        if output is not None and output.elements < size:
            why = f"{output.name!r} has room for {output.elements} values, {size} are written"
            yield wrong(node, why, tensor=output, source=SUPPRESS)


def _trailer(node: Node) -> str:
    return f"Node {node.name} (number {node.operator.index}) failed to invoke with status 1"


KERNELS: tuple[Kernel, ...] = (
    Kernel(
        "TFLite_Detection_PostProcess",
        init=keeps("kernels/detection_postprocess:OpData"),
        prepare=prepare,
        check=check,
    ),
)
