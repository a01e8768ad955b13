import pytest
from one_op import HOST, M4, T, asked, i8, told

from tflint.runtime.verdict import Effect

TWO = {"block_size": 2}
IMAGE, DEEP = (1, 4, 6, 2), (1, 2, 3, 8)


@pytest.mark.parametrize("dtype", [T(), i8()], ids=["float32", "int8"])
def test_these_are_fine(dtype: T) -> None:
    assert told("SPACE_TO_DEPTH", [dtype._replace(shape=IMAGE)], [dtype._replace(shape=DEEP)], TWO) == ()


@pytest.mark.parametrize(("target", "effect"), [(HOST, Effect.REFUSED), (M4, Effect.UNDEFINED)])
def test_a_block_of_0_is_refused_by_the_wheel_and_crashes_the_tree(target: str, effect: Effect) -> None:
    assert [v.effect for v in told("SPACE_TO_DEPTH", [T(IMAGE)], [T(DEEP)], {"block_size": 0}, target)][:1] == [effect]


@pytest.mark.parametrize(
    ("tensor", "output", "message"),
    [
        (T((4, 6, 2)), T(DEEP), "NumDimensions(input) != 4 (3 != 4)"),
        (T((1, 5, 6, 2)), T(DEEP), "input_height != output_height * block_size (5 != 4)"),
        (T((1, 4, 7, 2)), T(DEEP), "input_width != output_width * block_size (7 != 6)"),
        (T(IMAGE, "int16"), T(DEEP, "int16"), "data_type == kTfLiteFloat32 || data_type == kTfLiteInt8 was not true."),
        (T(IMAGE), i8(*DEEP), "input->type != output->type (FLOAT32 != INT8)"),
    ],
    ids=["rank 3", "odd height", "odd width", "int16", "two types"],
)
def test_these_are_refused(tensor: T, output: T, message: str) -> None:
    assert told("SPACE_TO_DEPTH", [tensor], [output], TWO)[0].message == message


def test_an_output_of_rank_5_aborts() -> None:
    assert Effect.ABORTS in {v.effect for v in told("SPACE_TO_DEPTH", [T(IMAGE)], [T((*DEEP, 1))], TWO)}


def test_the_output_gets_its_dims_whatever_is_declared() -> None:
    assert asked("SPACE_TO_DEPTH", [T(IMAGE)], [T((1, 1, 1, 1))], TWO) == ["|", "in0", "out0", "dims 1x2x3x8"]
    assert asked("SPACE_TO_DEPTH", [T(IMAGE)], [T((1, 1, 1))], TWO) == ["|", "in0", "out0", "dims 1x2x3"]
