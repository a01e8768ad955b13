from one_op import T, context, i8, i32

from tflint.runtime.tflm import kernel_util


def test_scale_and_zero_point_of_what_is_not_quantized_are_0() -> None:
    it = context("ADD", [i8(scale=(0.5, 0.25), zero_point=3), T()], [T()])
    quantized, plain = it.input(0), it.input(1)
    assert quantized is not None
    assert plain is not None
    assert (kernel_util.scale(quantized), kernel_util.scales(quantized), kernel_util.zero_point(quantized)) == (
        0.5,
        (0.5, 0.25),
        3,
    )
    assert (kernel_util.scale(plain), kernel_util.scales(plain), kernel_util.zero_point(plain)) == (0.0, (), 0)


def test_constants_are_read_by_type_and_not_past_their_end() -> None:
    long = T((3,), "int32", values=b"\1\0\0\0\2\0\0\0")
    it = context("FILL", [i32(3, -4), T((2,), "int64", values=[5, 6]), long, T((1,), values=0.5), T((2,), "int32")], [T()])
    assert [kernel_util.constants(it, tensor) for tensor in it.inputs] == [(3, -4), (5, 6), (1, 2), None, None]
    assert kernel_util.floats(it, it.input(3)) == (0.5,)
    assert kernel_util.floats(it, it.input(0)) is None


def test_options_that_are_absent_read_as_0() -> None:
    assert context("CONCATENATION", [T()], [T()]).integer("axis") == 0
    assert context("CONCATENATION", [T()], [T()], {"axis": -2}).integer("axis") == -2
    assert kernel_util.activation(context("ADD", [T()], [T()], {"fused_activation_function": 3})) == "RELU6"
    assert kernel_util.activation(context("ADD", [T()], [T()])) == "NONE"
