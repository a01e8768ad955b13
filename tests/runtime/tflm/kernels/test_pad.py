import pytest
from one_op import HOST, M4_CMSIS, T, asked, i8, i16, i32, told

from tflint.runtime.verdict import Cause, Effect

ONE = i32(0, 0, 1, 2, shape=(2, 2))


@pytest.mark.parametrize("op", ["PAD", "PADV2"])
@pytest.mark.parametrize("tensor", [T(), T(dtype="int32"), i8(zero_point=-128), i16()], ids=["float32", "int32", "int8", "int16"])
def test_padding_that_gives_the_output_is_fine(op: str, tensor: T) -> None:
    assert told(op, [tensor, ONE], [tensor._replace(shape=(1, 7))]) == ()
    assert told(op, [tensor, ONE, tensor._replace(shape=(1,))], [tensor._replace(shape=(1, 7))]) == ()


@pytest.mark.parametrize(
    ("inputs", "output", "message"),
    [
        ([T(), ONE], T((1, 6)), "output_dim != expected_dim (6 != 7)"),
        ([T(), T((2, 2), "int32")], T((1, 7)), "Non-constant >paddings< tensor is not supported"),
        ([T(), ONE], i8(1, 7), "input->type != output->type (1 != 9)"),
        ([T(), ONE, i8(1)], T((1, 7)), "input->type != constant_values->type (1 != 9)"),
        ([T(), ONE, T((2,))], T((1, 7)), "NumElements(constant_values) != 1 (2 != 1)"),
        (
            [T((1,) * 6), i32(*(0,) * 12)],
            T((1,) * 6),
            "NumDimensions(input) <= reference_ops::PadKernelMaxDimensionCount() was not true.",
        ),
        ([T(), i32(1, 2)], T((1, 7)), "GetTensorShape(paddings).FlatSize() != output->dims->size * 2 (2 != 4)"),
    ],
    ids=["one off", "computed", "output type", "value type", "two values", "six dimensions", "too few paddings"],
)
def test_these_are_refused(inputs: list[T], output: T, message: str) -> None:
    (verdict,) = told("PAD", inputs, [output])
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, message)


def test_an_int8_value_shares_the_outputs_scale_and_zero_point() -> None:
    (verdict,) = told("PADV2", [i8(), ONE, i8(1, zero_point=1)], [i8(1, 7)])
    assert verdict.message == "output->params.zero_point != constant_values->params.zero_point"
    (verdict,) = told("PADV2", [i8(), ONE, i8(1, scale=0.25)], [i8(1, 7)])
    assert verdict.cause is Cause.QUANTIZATION


def test_other_types_load_and_fail_at_invoke() -> None:
    (verdict,) = told("PAD", [T(dtype="int64"), ONE], [T((1, 7), "int64")])
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, "Type INT64 not currently supported by Pad.")


def test_a_negative_padding_and_an_int16_zero_point_go_wrong() -> None:
    assert [v.effect for v in told("PAD", [T(), i32(0, 0, -1, 1)], [T()])] == [Effect.WRONG]
    output = T((1, 7), "int16", 0.5, 3)
    assert Effect.WRONG in {v.effect for v in told("PAD", [output._replace(shape=(1, 4)), ONE], [output])}


def test_cmsis_nn_pads_the_last_four_dimensions() -> None:
    five = [i8(1, 1, 1, 1, 4), i32(*(0,) * 10)], [i8(1, 1, 1, 1, 4)]
    assert told("PAD", *five, None, HOST) == ()
    assert [v.effect for v in told("PAD", *five, None, M4_CMSIS)] == [Effect.WRONG]


def test_the_value_is_borrowed_where_there_is_one() -> None:
    assert asked("PAD", [T(), ONE], [T((1, 7))]) == ["P 56", "|", "in0", "in1", "out0"]
    assert asked("PADV2", [T(), ONE, T((1,))], [T((1, 7))]) == ["P 56", "|", "in0", "in1", "in2", "out0"]
