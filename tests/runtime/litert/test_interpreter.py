"""Verdicts and plans of the LiteRT interpreter on small built models; what must not be refused comes first."""

import pytest

from tflint.manifest import target
from tflint.model.reader import read
from tflint.runtime.litert import delegates, interpreter, op_resolver
from tflint.runtime.verdict import Cause, Effect, Verdict
from tflint.testing import FurtherFields, ModelBuilder

LITERT = target.parse("litert")
INT8 = FurtherFields(scale=0.5, zero_point=0)


def verdicts(builder: ModelBuilder, version: str = "") -> list[Verdict]:
    return list(interpreter.verdicts(read(builder.build()), target.Target("", "litert", version)))


def relu_chain(count: int, width: int = 100) -> ModelBuilder:
    builder = ModelBuilder()
    last = builder.input("x", (1, width), "float32")
    for i in range(count):
        following = builder.tensor(f"t{i}", (1, width), "float32")
        builder.operator("RELU", [last], [following])
        last = following
    builder.output(last)
    return builder


def conv(kernel: int = 3, *, bias: bool = True, dims: tuple[int, ...] = (1, 8, 8, 2)) -> ModelBuilder:
    builder = ModelBuilder()
    x = builder.input("x", dims, "float32")
    w = builder.constant("w", 0.0, (4, kernel, kernel, 2), "float32")
    b = builder.constant("b", 0.0, (4,), "float32") if bias else -1
    y = builder.tensor("y", (1, 8, 8, 4), "float32")
    options = {"stride_h": 1, "stride_w": 1, "dilation_h_factor": 1, "dilation_w_factor": 1}
    builder.operator("CONV_2D", [x, w, b], [y], options)
    builder.output(y)
    return builder


def fully_connected(version: int) -> ModelBuilder:
    builder = ModelBuilder()
    x, w = builder.input("x", (1, 8), "float32"), builder.constant("w", 0.0, (4, 8), "float32")
    y = builder.tensor("y", (1, 4), "float32")
    builder.operator("FULLY_CONNECTED", [x, w, -1], [y], {}, version=version)
    builder.output(y)
    return builder


@pytest.mark.parametrize("builder", [relu_chain(3), conv(), conv(1), fully_connected(1)])
def test_sound_models_are_taken(builder: ModelBuilder) -> None:
    assert verdicts(builder) == []


def test_the_buffers_of_a_chain_take_turns_beside_its_input() -> None:
    plan = interpreter.plan(read(relu_chain(4).build()), LITERT)
    assert (plan.head, plan.tail, plan.exact) == (448 * 2 + 400, 0, True)


def test_a_window_is_unrolled_and_a_plain_pointwise_convolution_is_not() -> None:
    wide, plain = (interpreter.plan(read(conv(k).build()), LITERT) for k in (3, 1))
    assert [it.request.size for it in wide.buffers if it.request.kind == "scratch"] == [8 * 8 * 3 * 3 * 2 * 4]
    assert [it.request.size for it in plain.buffers if it.request.kind == "scratch"] == []


@pytest.mark.parametrize(
    ("builder", "cause", "words"),
    [
        (conv(bias=False), Cause.CONSTRAINT, "left out"),
        (conv(dims=(8, 8, 2)), Cause.CONSTRAINT, "rank 3"),
        (fully_connected(99), Cause.VERSION, "version 99"),
    ],
)
def test_what_prepare_or_load_refuses(builder: ModelBuilder, cause: Cause, words: str) -> None:
    (verdict,) = verdicts(builder)
    assert (verdict.effect, verdict.cause, verdict.operator) == (Effect.REFUSED, cause, 0)
    assert words in verdict.why


def test_an_old_release_takes_fewer_versions() -> None:
    newest = op_resolver.release("")[1]["FULLY_CONNECTED"][1]
    assert verdicts(fully_connected(newest)) == []
    assert [verdict.cause for verdict in verdicts(fully_connected(newest), "2.14")] == [Cause.VERSION]


@pytest.mark.parametrize(
    ("version", "taken"),
    [
        ("9.9", "2.3.0"),
        ("2.2.1", "2.2.0"),
        ("2.1.5", "2.1.4"),
        ("2.1.0", "2.0.3"),
        ("1.3", "1.0.1"),
        ("0.9", "1.0.1"),
        ("2.13.0", "2.14"),
        ("2.17", "2.14"),
        ("", "2.3.0"),
    ],
)
def test_a_release_that_was_never_probed_is_taken_for_the_nearest(version: str, taken: str) -> None:
    assert op_resolver.release(version)[0] == taken


def test_the_figure_of_a_release_that_was_never_probed_is_a_bound_and_says_so() -> None:
    plan = interpreter.plan(read(relu_chain(1).build()), target.parse("litert@2.1.0"))
    assert plan.unknown == ("LiteRT 2.1.0 was never measured, 2.0.3 is used instead",)
    assert interpreter.plan(read(relu_chain(1).build()), target.parse("litert@2.0.3")).exact


@pytest.mark.parametrize(
    ("wanted", "tail"),
    [
        (target.parse("litert"), 0),
        (target.Target("", "litert", threads=4), 3 * 3 * 2 * 4 * 4),
        (target.Target("", "litert", threads=4, ruy=True), 0),
        (target.parse("litert@2.14"), 3 * 3 * 2 * 4 * 4),
        (target.Target("", "litert", "2.14", threads=1), 0),
    ],
    ids=[
        "one thread unless asked",
        "four threads",
        "four threads with ruy",
        "tflite-runtime threads unasked",
        "and not when told",
    ],
)
def test_threads_keep_a_transposed_filter(wanted: target.Target, tail: int) -> None:
    assert interpreter.plan(read(conv().build()), wanted).tail == tail


def test_with_a_delegate_the_figure_is_a_bound() -> None:
    (why,) = interpreter.plan(read(relu_chain(1).build()), target.Target("", "litert", delegate="xnnpack")).unknown
    assert why.startswith("XNNPACK takes over")


@pytest.mark.parametrize(("name", "words"), [("my_op", "'my_op' is not registered"), ("FlexErf", "Select TensorFlow op")])
def test_a_custom_op_is_refused_by_name(name: str, words: str) -> None:
    builder = ModelBuilder()
    x = builder.input("x", (4,))
    y = builder.tensor("y", (4,))
    builder.operator(name, [x], [y])
    builder.output(y)
    (verdict,) = verdicts(builder)
    assert verdict.cause is Cause.CUSTOM
    assert words in verdict.why


def quantized(shape: tuple[int, ...], **quantization: object) -> ModelBuilder:
    builder = ModelBuilder()
    x = builder.input("x", shape, "int8", quantization=quantization)
    y = builder.tensor("y", shape, "int8", **INT8)
    builder.operator("RELU", [x], [y])
    builder.output(y)
    return builder


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"scale": [0.5], "zero_point": [0], "quantized_dimension": 2}, "along axis 2, its rank is 2"),
        ({"scale": [0.5], "zero_point": []}, "no zero points"),
        ({"scale": [0.5, 0.5], "zero_point": [0]}, "2 scales and 1 zero points"),
        ({"scale": [0.5] * 3, "zero_point": [0] * 3, "quantized_dimension": 1}, "3 scales along axis 1 of 8"),
    ],
)
def test_quantization_that_the_loader_refuses(fields: dict[str, object], words: str) -> None:
    (verdict,) = verdicts(quantized((1, 8), **fields))
    assert verdict.cause is (Cause.DIMENSION if "rank" in words else Cause.QUANTIZATION)
    assert words in verdict.why


def test_the_last_axis_is_still_an_axis() -> None:
    assert verdicts(quantized((1, 8), scale=[0.5], zero_point=[0], quantized_dimension=1)) == []


def test_a_constant_shorter_than_its_shape_is_refused_and_one_that_fits_is_not() -> None:
    for size, count in ((16, 0), (15, 1)):
        builder = ModelBuilder()
        x = builder.input("x", (4,))
        w = builder.constant("w", bytes(size), (4,))
        y = builder.tensor("y", (4,))
        builder.operator("ADD", [x, w], [y], {})
        builder.output(y)
        assert len(verdicts(builder)) == count


def test_a_shape_that_is_computed_makes_the_figure_a_bound_that_names_the_op() -> None:
    builder = ModelBuilder()
    x, axes = builder.input("x", (4, 2)), builder.input("p", (2, 2), "int32")
    y = builder.tensor("y", (4, 2))
    builder.operator("PAD", [x, axes], [y], {})
    builder.output(y)
    plan = interpreter.plan(read(builder.build()), LITERT)
    assert not plan.exact
    assert "op 0 PAD" in plan.unknown[0]


def test_an_svdf_with_an_int8_state_runs_and_computes_something_else() -> None:
    builder = ModelBuilder()
    x = builder.input("x", (1, 4), "int8", **INT8)
    feature, time = builder.constant("f", 0, (2, 4), "int8", **INT8), builder.constant("t", 0, (2, 3), "int8", **INT8)
    state = builder.tensor("s", (1, 6), "int8", is_variable=True, **INT8)
    y = builder.tensor("y", (1, 2), "int8", **INT8)
    builder.operator("SVDF", [x, feature, time, -1, state], [y], {"rank": 1, "fused_activation_function": 1})
    builder.output(y)
    (verdict,) = verdicts(builder)
    assert verdict.effect is Effect.WRONG
    assert not verdict.at_allocate
    assert interpreter.plan(read(builder.build()), LITERT).exact


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("int8:4q -> int8:4q", "from int8 of rank 4 with one scale to int8 of rank 4 with one scale"),
        (
            "float32:2 =int8:2c0 - -> float32:2",
            "from float32 of rank 2, constant int8 of rank 2 with a scale per channel, an omitted operand to float32 of rank 2",
        ),
        ("float32:0 -> float32:0 5", "from float32 of rank 0 to float32 of rank 0 with activation 5"),
        ("resource:1 int8:1! -> ", "from resource of rank 1, int8 of rank 1 with a scale that is not above 0 to nothing"),
    ],
)
def test_what_a_delegate_leaves_is_said_in_words(kind: str, words: str) -> None:
    assert delegates.in_words(kind) == words
