import pytest
from one_op import HOST, T, i8, i16, i32, model

from tflint.manifest.target import parse
from tflint.model.reader import read
from tflint.runtime.tflm import build, kernel_util
from tflint.runtime.tflm.kernel import Node
from tflint.runtime.verdict import Cause, Effect


def node(op: str, inputs: list[T | None], outputs: list[T | None], options: dict[str, object] | None = None) -> Node:
    graph = read(model(op, inputs, outputs, options))
    return Node(graph, next(graph.operators()), build.of(parse(HOST)))


@pytest.mark.parametrize(
    ("one", "other", "shape"),
    [
        ((2, 3), (2, 3), (2, 3)),
        ((2, 3), (1,), (2, 3)),
        ((), (4,), (4,)),
        ((2, 1, 4), (3, 1), (2, 3, 4)),
        ((2,), (3,), None),
        ((2, 3), (2, 1, 4), None),
    ],
)
def test_broadcasting(one: tuple[int, ...], other: tuple[int, ...], shape: tuple[int, ...] | None) -> None:
    assert kernel_util.broadcast(one, other) == kernel_util.broadcast(other, one) == shape


def test_scale_and_zero_point_of_what_is_not_quantized_are_0() -> None:
    it = node("ADD", [i8(scale=(0.5, 0.25), zero_point=3), T()], [T()])
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
    it = node("FILL", [i32(3, -4), T((2,), "int64", values=[5, 6]), long, T((1,), values=0.5), T((2,), "int32")], [T()])
    assert [kernel_util.constants(it, tensor) for tensor in it.inputs] == [(3, -4), (5, 6), (1, 2), None, None]
    assert kernel_util.floats(it, it.input(3)) == (0.5,)
    assert kernel_util.floats(it, it.input(0)) is None


def test_options_that_are_absent_read_as_0() -> None:
    assert kernel_util.integer(node("CONCATENATION", [T()], [T()]), "axis") == 0
    assert kernel_util.integer(node("CONCATENATION", [T()], [T()], {"axis": -2}), "axis") == -2
    assert kernel_util.activation(node("ADD", [T()], [T()], {"fused_activation_function": 3})) == "RELU6"
    assert kernel_util.activation(node("ADD", [T()], [T()])) == "NONE"


@pytest.mark.parametrize(
    ("x", "weights", "cause"),
    [
        (T(), i8(), Cause.HYBRID),
        (T(dtype="float16"), i8(), Cause.FLOAT16),
        (T(dtype="uint8", scale=0.5), T(dtype="uint8", scale=0.5), Cause.UINT8),
        (T(dtype="uint8"), T(dtype="uint8"), Cause.TYPE),
        (T(dtype="int64"), T(dtype="int64"), Cause.TYPE),
    ],
)
def test_what_kind_of_type_trouble_it_is(x: T, weights: T, cause: Cause) -> None:
    it = node("FULLY_CONNECTED", [x, weights], [x], {})
    given = it.input(0)
    assert given is not None
    assert kernel_util.type_cause(it, given) is cause


@pytest.mark.parametrize(
    ("y", "activation", "message"),
    [
        (i8(scale=1e-9), 0, None),
        (i8(), 3, None),
        (i8(scale=2.8e-9), 3, None),
        (i8(scale=2.7e-9), 3, "no_integer_overflow_from_quantization was not true."),
        (T(dtype="int8"), 3, "no_integer_overflow_from_quantization was not true."),
        (T(), 0, "false was not true."),
    ],
)
def test_the_activation_range(y: T, activation: int, message: str | None) -> None:
    it = node("ADD", [i16(), i16()], [y], {"fused_activation_function": activation})
    output = it.output()
    assert output is not None
    assert [v.message for v in kernel_util.activation_range(it, output)] == ([] if message is None else [message])


def test_an_operand_without_its_vector_crashes_and_an_omitted_one_is_refused() -> None:
    it = node("ADD", [T(), None], [T()])
    verdict = kernel_util.missing(it, "add.cc", ("input1", "input2"))
    assert (verdict.effect, verdict.message) == (Effect.REFUSED_AT_ALLOCATE, "input2 != nullptr was not true.")
    it = node("ADD", [T(), T()], [T()])
    without = Node(it.model, it.operator._replace(inputs=None), it.build)
    assert kernel_util.missing(without, "add.cc", ("input1", "input2")).effect is Effect.CRASHES
