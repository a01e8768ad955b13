"""TFLite_Detection_PostProcess (custom): micro/kernels/detection_postprocess.cc."""

from __future__ import annotations

from struct import iter_unpack
from typing import TYPE_CHECKING

from tflint.record import Record
from tflint.runtime.kernel_checks import counts, rank_is, taken
from tflint.runtime.printed import Printed, logged, not_equal, not_true
from tflint.runtime.tflm import flexbuffers
from tflint.runtime.tflm.eval_checks import has_address, reinterpreted
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.memory_helpers import ALIGNMENT
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

FILE = "micro/kernels/detection_postprocess.cc"
INIT, PREPARE = Citation(FILE, "DetectionPostProcessInit"), Citation(FILE, "DetectionPostProcessPrepare")
DECODE, SUPPRESS = Citation(FILE, "DecodeCenterSizeBoxes"), Citation(FILE, "NonMaxSuppressionMultiClass")
SINGLE = Citation(FILE, "NonMaxSuppressionSingleClassHelper")
FLOAT, COORDINATES = 4, 4
EMPTY_BOX = not_true("ValidateBoxes(decoded_boxes, num_boxes)")
THRESHOLD = not_true("(intersection_over_union_threshold > 0.0f) && (intersection_over_union_threshold <= 1.0f)")
DETECTIONS_PER_CLASS = 100  # kNumDetectionsPerClass


class Options(Record):
    """What the kernel reads of its custom options, by name; what is absent is 0."""

    max_detections: int
    max_classes_per_detection: int
    detections_per_class: int
    regular: bool
    iou_threshold: float
    classes: int

    @property
    def detections(self) -> int:
        """Return how many boxes are written."""
        return self.max_detections if self.regular else self.max_detections * min(self.max_classes_per_detection, self.classes)


def options(k: MicroContext) -> Options:
    """Return the options as DetectionPostProcessInit reads them."""
    found = flexbuffers.root(k.custom_options).map()
    per_class = found.find("detections_per_class")
    return Options(
        found.find("max_detections").integer(),
        found.find("max_classes_per_detection").integer(),
        DETECTIONS_PER_CLASS if per_class.is_null else per_class.integer(),
        bool(found.find("use_regular_nms").integer()),
        found.find("nms_iou_threshold").number(),
        found.find("num_classes").integer(),
    )


def init(k: MicroContext) -> None:
    """Walk DetectionPostProcessInit."""
    k.persistent_struct("kernels/detection_postprocess:OpData")
    if not k.custom_options:
        k.undefined("Init reads custom options that the file does not have", INIT)


def prepare(k: MicroContext) -> None:
    """Walk DetectionPostProcessPrepare: eleven scratch buffers."""
    counts(k, 3, None, PREPARE)
    boxes = k.temp_input(0, None, PREPARE)
    scores = k.temp_input(1, None, PREPARE)
    anchors = k.temp_input(2, None, PREPARE)
    rank_is(k, boxes, "input_box_encodings", 3, PREPARE)
    rank_is(k, scores, "input_class_predictions", 3, PREPARE)
    rank_is(k, anchors, "input_anchors", 2, PREPARE)
    counts(k, None, 4, PREPARE)
    for position in range(4):
        k.read_output(position, PREPARE)
    _buffers(k, boxes.shape[1], scores)
    chosen = options(k)
    if FLOAT * chosen.max_detections * boxes.shape[1] <= -ALIGNMENT:
        # the planner's doing, whose buffers get a negative size
        k.refuse(_too_few(chosen), PREPARE, message=Printed("Failed to resize buffer."))


def _buffers(k: MicroContext, boxes: int, scores: Tensor) -> None:
    chosen = options(k)
    most = max(chosen.max_detections, 0)
    for size, what in (
        (boxes, "active candidates"),
        (COORDINATES * FLOAT * boxes, "decoded boxes"),
        (FLOAT * scores.shape[1] * scores.shape[2], "scores"),
        (FLOAT * boxes, "score buffer"),
        (FLOAT * boxes, "kept scores"),
        (FLOAT * most * boxes, "scores after suppression"),
        (FLOAT * most * boxes, "sorted values"),
        (FLOAT * boxes, "kept indices"),
        (FLOAT * most * boxes, "sorted indices"),
        (FLOAT * max(chosen.classes, most) * boxes, "buffer"),
        (FLOAT * min(boxes, most) * boxes, "selected"),
    ):
        k.scratch(size, what)


def _too_few(chosen: Options) -> str:
    return f"max_detections is {chosen.max_detections}, expected at least 0"


def invoke(k: MicroContext) -> None:
    """Walk DetectionPostProcessEval, which refuses most of it without a text of its own."""
    boxes, scores, anchors = k.read_input(0, DECODE), k.read_input(1, SUPPRESS), k.read_input(2, DECODE)
    chosen = options(k)
    if chosen.max_detections < 0:
        k.refuse(_too_few(chosen), SINGLE, message=not_true("(max_detections >= 0)"))
    _boxes(k, boxes)
    _scores(k, boxes, scores, chosen)
    _suppression(k, boxes, anchors, chosen)
    _outputs(k, chosen)


def _boxes(k: MicroContext, boxes: Tensor) -> None:
    batch, _, coordinates = boxes.shape
    if batch != 1:
        message = not_equal("input_box_encodings->dims->data[0]", "kBatchSize", batch, 1)
        k.refuse(f"{boxes.name!r} has batch {batch}, expected 1", DECODE, tensor=boxes, message=message)
    if coordinates < COORDINATES:
        message = not_true("input_box_encodings->dims->data[2] >= kNumCoordBox")
        why = f"{boxes.name!r} has {coordinates} coordinates per box, expected at least {COORDINATES}"
        k.refuse(why, DECODE, tensor=boxes, message=message)
    taken(k, boxes, ("float32",), DECODE, message=_trailer(k))


def _scores(k: MicroContext, boxes: Tensor, scores: Tensor, chosen: Options) -> None:
    for axis, expected, text in ((0, 1, "kBatchSize"), (1, boxes.shape[1], "num_boxes")):
        if scores.shape[axis] != expected:
            why = f"{scores.name!r} has {scores.shape[axis]} at dimension {axis}, expected {expected}"
            message = not_equal(f"input_class_predictions->dims->data[{axis}]", text, scores.shape[axis], expected)
            k.refuse(why, SUPPRESS, tensor=scores, message=message)
    if not 0 <= scores.shape[2] - chosen.classes <= 1:
        why = f"{scores.name!r} has {scores.shape[2]} classes, num_classes is {chosen.classes}: expected as many or one more"
        message = not_true("(num_classes_with_background - num_classes <= 1)")
        if scores.shape[2] < chosen.classes:
            message = not_true("(num_classes_with_background >= num_classes)")
        k.refuse(why, SUPPRESS, tensor=scores, message=message)
    taken(k, scores, ("float32",), SUPPRESS, message=_trailer(k))


def _suppression(k: MicroContext, boxes: Tensor, anchors: Tensor, chosen: Options) -> None:
    if chosen.regular and chosen.detections_per_class <= 0:
        why = f"detections_per_class is {chosen.detections_per_class}, expected more than 0"
        k.refuse(why, SUPPRESS, message=not_true("num_detections_per_class > 0"))
    if not chosen.regular and chosen.max_classes_per_detection <= 0:
        why = f"max_classes_per_detection is {chosen.max_classes_per_detection}, expected more than 0"
        k.refuse(why, SUPPRESS, message=not_true("(max_categories_per_anchor > 0)"))
    if chosen.regular and chosen.classes == 0:
        return
    if not 0 < chosen.iou_threshold <= 1:
        why = f"nms_iou_threshold is {chosen.iou_threshold:g}, expected more than 0 and at most 1"
        k.refuse(why, SINGLE, message=THRESHOLD)
    _anchors(k, boxes, anchors)


def _anchors(k: MicroContext, boxes: Tensor, anchors: Tensor) -> None:
    """Refuse constant anchors (y, x, height, width) that are empty, as their boxes then are; of whatever type, their bytes are read as floats."""
    reinterpreted(k, anchors, "float32", DECODE)
    if k.constant(anchors) is None:
        return
    start = k.model.buffers[anchors.buffer].at  # what is too short is read on into what follows in the file
    data = k.model.data[start : start + COORDINATES * FLOAT * max(boxes.shape[1], 0)]
    values = tuple(value for (value,) in iter_unpack("<f", data[: len(data) // FLOAT * FLOAT]))
    for box in range(min(len(values) // COORDINATES, boxes.shape[1])):
        height, width = values[COORDINATES * box + 2 : COORDINATES * box + 4]
        if height <= 0 or width <= 0:
            why = f"anchor {box} of {anchors.name!r} is {height:g} high and {width:g} wide, expected more than 0"
            k.refuse(why, SINGLE, tensor=anchors, message=EMPTY_BOX)


def _outputs(k: MicroContext, chosen: Options) -> None:
    """Note outputs with less room than what is written: files often declare them without a shape."""
    for position, size in enumerate((COORDINATES * chosen.detections, chosen.detections, chosen.detections, 1)):
        output = k.read_output(position, SUPPRESS)
        has_address(k, output, size, SUPPRESS)
        if output.elements < size:
            k.wrong(f"{output.name!r} has room for {output.elements} values, {size} are written", SUPPRESS, tensor=output)


def _trailer(k: MicroContext) -> Printed:
    return logged(f"Node {k.name} (number {k.operator.index}) failed to invoke with status 1")


KERNELS = (Kernel("TFLite_Detection_PostProcess", init=init, prepare=prepare, invoke=invoke),)
