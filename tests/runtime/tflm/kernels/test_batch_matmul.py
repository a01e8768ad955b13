import pytest
from one_op import HOST, M4, M4_CMSIS, M55_CMSIS, T, asked, i8, i16, told

from tflint.runtime.verdict import Cause, Effect

A, B, Y = (2, 3, 4), (2, 4, 5), (2, 3, 5)
PLAIN = {"adj_x": False, "adj_y": False}


@pytest.mark.parametrize("target", [HOST, M4_CMSIS])
@pytest.mark.parametrize(
    ("a", "b", "y", "options"),
    [
        (T(A), T(B), T(Y), PLAIN),
        (i8(*A), i8(*B), i8(*Y), PLAIN),
        (i16(*A), i16(*B), i16(*Y), None),
        (T((4, 3)), T((1, 5, 4)), T((1, 3, 5)), {"adj_x": True, "adj_y": True}),
        (T((1, 3, 4)), T(B), T((5, 2, 3)), PLAIN),
    ],
    ids=["float32", "int8", "int16 without options", "both adjoint", "an output of other dims and as many elements"],
)
def test_matrices_that_fit_are_fine(a: T, b: T, y: T, options: dict[str, object] | None, target: str) -> None:
    assert told("BATCH_MATMUL", [a, b], [y], options, target) == ()


@pytest.mark.parametrize(
    ("a", "b", "y", "message"),
    [
        (T(A), T((2, 5, 5)), T(Y), "accum_dim_lhs != accum_dim_rhs (4 != 5)"),
        (T(A), T((3, 4, 5)), T(Y), "rhs_dim != 1 (3 != 1)"),
        (T(A), T(B), T((2, 3, 6)), "orig_size != NumElements(output) (36 != 30)"),
        (T(A), T(B), T((30,)), "output_rank <= NumDimensions(output) was not true."),
        (T((4,)), T((4, 5)), T((5,)), "lhs_rank >= 2 was not true."),
        (i16(*A, zero_point=1), i16(*B), i16(*Y), "lhs_data->params.zero_point != 0 (1 != 0)"),
    ],
)
def test_it_refuses(a: T, b: T, y: T, message: str) -> None:
    verdict = told("BATCH_MATMUL", [a, b], [y], PLAIN)[0]
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, message)


@pytest.mark.parametrize(
    ("target", "message"),
    [
        (HOST, "lhs_data->type == rhs_data->type was not true."),
        (M4_CMSIS, "lhs_input->type != rhs_input->type (FLOAT32 != INT8)"),
    ],
)
def test_float_activations_with_int8_weights_are_a_hybrid(target: str, message: str) -> None:
    verdict = told("BATCH_MATMUL", [T(A), i8(*B)], [T(Y)], PLAIN, target)[0]
    assert (verdict.cause, verdict.message) == (Cause.HYBRID, message)


def test_rank_5_is_refused_by_cmsis_nn_and_rank_6_by_all() -> None:
    five = [T((1, 1, *A)), T((1, 1, *B))]
    assert told("BATCH_MATMUL", five, [T((1, 1, *Y))], PLAIN, M4) == ()
    assert told("BATCH_MATMUL", five, [T((1, 1, *Y))], PLAIN, M4_CMSIS)[0].message == "lhs_rank <= 4 was not true."
    six = [T((1, 1, 1, *A)), T((1, 1, 1, *B))]
    assert told("BATCH_MATMUL", six, [T((1, 1, 1, *Y))], PLAIN, M4)[0].message == "lhs_rank <= 5 was not true."


def test_a_right_side_that_is_not_adjoint_is_kept_transposed() -> None:
    operands = [i8(*A), i8(*B)]
    assert asked("BATCH_MATMUL", operands, [i8(*Y)], PLAIN, M4) == [
        *("P 16", "|", "in0", "in1", "out0", "P 28", "P 12", "P 16", "P 40", "dims 2x3x5")
    ]
    assert asked("BATCH_MATMUL", operands, [i8(*Y)], PLAIN, M55_CMSIS) == [
        *("P 36", "|", "in0", "in1", "out0", "P 12", "P 16", "P 40", "dims 2x3x5", "P 28", "S 20")
    ]


def test_an_adjoint_left_side_is_kept_transposed_too() -> None:
    options = {"adj_x": True, "adj_y": True}
    asks = asked("BATCH_MATMUL", [T((4, 3)), T((5, 4))], [T((3, 5))], options, M4_CMSIS)
    assert asks == ["P 36", "|", "in0", "in1", "out0", "P 12", "P 12", "P 48", "dims 3x5"]
