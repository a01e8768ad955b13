import pytest
from one_op import T, asked, i8, told

from tflint.runtime.verdict import Effect

X = (1, 4, 5, 3)
TWO = {"padding": 1, "stride_w": 2, "stride_h": 2, "filter_width": 2, "filter_height": 2}


def test_float32_is_fine() -> None:
    assert told("L2_POOL_2D", [T(X)], [T((1, 2, 2, 3))], TWO) == ()


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        (T(X[1:]), T((1, 2, 2, 3)), "NumDimensions(input) != kTensorShapeRank (3 != 4)"),
        (T(X), T((2, 2, 3)), "NumDimensions(output) != kTensorShapeRank (3 != 4)"),
        (i8(*X), i8(1, 2, 2, 3), "input->type != kTfLiteFloat32 (INT8 != FLOAT32)"),
    ],
)
def test_it_refuses(x: T, y: T, message: str) -> None:
    verdict = told("L2_POOL_2D", [x], [y], TWO)[0]
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, message)


@pytest.mark.parametrize("options", [None, {**TWO, "stride_w": 0}, {**TWO, "filter_height": 5}])
def test_a_window_that_gives_nothing_makes_the_output_dynamic(options: dict[str, object] | None) -> None:
    (verdict,) = told("L2_POOL_2D", [T(X)], [T((1, 2, 2, 3))], options)
    assert verdict.message == "Op#0 (L2_POOL_2D) of subgraph 0 has dynamic tensor #1"


def test_the_output_s_dims_are_computed() -> None:
    assert asked("L2_POOL_2D", [T(X)], [T((1, 9, 9, 9))], TWO) == ["|", "out0", "in0", "dims 1x2x2x3"]
    assert asked("L2_POOL_2D", [T(X)], [T((1, 9, 9, 9))], {**TWO, "padding": 0})[-1] == "dims 1x2x3x3"
