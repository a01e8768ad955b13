import pytest
from custom_options import options
from one_op import T, asked, told

from tflint.runtime.verdict import Effect, Verdict

OP = "TFLite_Detection_PostProcess"
BOXES, CLASSES, DETECTIONS = 6, 3, 4
SOUND = {
    "max_detections": DETECTIONS,
    "max_classes_per_detection": 1,
    "num_classes": CLASSES,
    "nms_score_threshold": 0.5,
    "nms_iou_threshold": 0.5,
    "y_scale": 10.0,
    "x_scale": 10.0,
    "h_scale": 5.0,
    "w_scale": 5.0,
}
ANCHORS = T((BOXES, 4), values=[0.5] * 4 * BOXES)
INPUTS = [T((1, BOXES, 4)), T((1, BOXES, CLASSES + 1)), ANCHORS]
OUTPUTS = [T((1, DETECTIONS, 4)), T((1, DETECTIONS)), T((1, DETECTIONS)), T((1,))]


def detected(inputs: list[T] = INPUTS, outputs: list[T] = OUTPUTS, **other: float) -> tuple[Verdict, ...]:
    return told(OP, inputs, outputs, **options(**SOUND | other))


@pytest.mark.parametrize("regular", [0, 1], ids=["fast", "regular"])
def test_sound_options_are_fine(regular: int) -> None:
    assert detected(use_regular_nms=regular) == ()
    assert detected([INPUTS[0], T((1, BOXES, CLASSES)), ANCHORS], use_regular_nms=regular) == ()


@pytest.mark.parametrize(
    "other",
    [
        {"nms_iou_threshold": 0.0},
        {"nms_iou_threshold": 1.5},
        {"max_classes_per_detection": 0},
        {"detections_per_class": 0, "use_regular_nms": 1},
        {"num_classes": CLASSES + 2},
        {"num_classes": CLASSES - 1},
    ],
    ids=["no overlap", "overlap over 1", "no classes a box", "no boxes a class", "too many classes", "too few classes"],
)
def test_other_options_fail_at_invoke(other: dict[str, float]) -> None:
    assert [v.effect for v in detected(INPUTS, OUTPUTS, **other)] == [Effect.REFUSED]


def test_quantized_boxes_batches_and_empty_anchors_fail_at_invoke() -> None:
    for inputs in (
        [T((1, BOXES, 4), "uint8", 0.5), *INPUTS[1:]],
        [T((2, BOXES, 4)), *INPUTS[1:]],
        [*INPUTS[:2], T((BOXES, 4), values=[0.0] * 4 * BOXES)],
    ):
        assert [v.effect for v in detected(inputs)] == [Effect.REFUSED]


def test_ranks_and_counts_are_refused() -> None:
    assert detected(INPUTS[:2])[0].message == "NumInputs(node) != 3 (2 != 3)"
    assert detected(outputs=OUTPUTS[:3])[0].message == "NumOutputs(node) != 4 (3 != 4)"
    assert detected([T((BOXES, 4)), *INPUTS[1:]])[0].message == "NumDimensions(input_box_encodings) != 3 (2 != 3)"


def test_no_options_crash() -> None:
    assert told(OP, INPUTS, OUTPUTS)[0].effect is Effect.UNDEFINED


def test_outputs_without_a_shape_are_overrun() -> None:
    assert {v.effect for v in detected(outputs=[T(()), *OUTPUTS[1:]])} == {Effect.WRONG}


def test_eleven_scratch_buffers() -> None:
    log = asked(OP, INPUTS, OUTPUTS, **options(**SOUND))
    sizes = [6, 96, 96, 24, 24, 96, 96, 24, 96, 96, 96]
    assert log == ["P 112", "|", "in0", "in1", "in2", *[f"S {size}" for size in sizes]]


def test_less_than_no_detection_is_refused_by_the_planner_where_it_makes_16_bytes_and_at_invoke_otherwise() -> None:
    four, three = ([T((1, n, 4)), T((1, n, CLASSES + 1)), T((n, 4), values=[0.5] * 4 * n)] for n in (4, 3))
    assert detected(four, max_detections=-1)[0].effect is Effect.REFUSED
    assert detected(three, max_detections=-1)[0].effect is Effect.REFUSED


def test_anchors_of_another_type_are_read_as_floats() -> None:
    empty = [*INPUTS[:2], T((BOXES, 4), "uint8", 0.5, values=[0] * 4 * BOXES)]
    assert next(v.effect for v in detected(empty)) is Effect.WRONG
    assert Effect.REFUSED in {v.effect for v in detected(empty)}
