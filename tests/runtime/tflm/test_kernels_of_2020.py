"""What the kernels of TensorFlow 2.3 and of the copies of late 2020 took at AllocateTensors(), and what the first months of TFLM read of a model."""

from __future__ import annotations

import pytest
from one_op import M4, M4_CMSIS, T, i8, i16, i32, model

from tflint.manifest.target import parse
from tflint.model.reader import read
from tflint.runtime.tflm import micro_allocator, micro_interpreter
from tflint.runtime.verdict import Phase
from tflint.testing import ModelBuilder

TAKEN, REFUSED, ABORTS, UNDEFINED = "taken", "refused", "aborts", "undefined behaviour"
U8 = T((1, 4), "uint8", 1.5, 0)
BARE, WIDE = T((1, 4), "int8"), T((1, 4, 1, 1, 1), "int8", 1 / 128, 0)
PIXELS = T((1, 4, 4, 2), "int8", 0.5, 0)
STRIDES = {"padding": 0, "stride_h": 1, "stride_w": 1}
RELU = {"fused_activation_function": 1}
OF_2020 = ("tfmicro@2020-10", "pico-tflmicro@2020-11")


def outcomes(data: bytes, runtimes: tuple[str, ...], target: str = M4) -> dict[str, str]:
    """Return what becomes of a model in AllocateTensors() of each runtime."""
    found = {}
    for runtime in runtimes:
        fatal = (
            it for it in micro_interpreter.verdicts(read(data), parse(target, runtime)) if it.effect.fatal and it.at_allocate
        )
        found[runtime] = str(next((it.effect for it in fatal), TAKEN))
    return found


def compared() -> bytes:
    return model("EQUAL", [U8, T((1, 4), "uint8", 0.5, 0)], [T((1, 4), "bool")])


def added(op: str, dtype: str, scale: float | None = None) -> bytes:
    one = T((1, 4), dtype, 0.5, 0)
    return model(op, [one, one._replace(scale=scale)], [one._replace(scale=scale)], {})


def convolved(dtype: str = "int8", scale: float | None = None) -> bytes:
    weights = i8(2, 1, 1, 2, values=1)
    return model("CONV_2D", [PIXELS._replace(dtype=dtype), weights], [PIXELS._replace(dtype=dtype, scale=scale)], STRIDES | RELU)


def sliced(begin: int) -> bytes:
    cut = [i32(begin), i32(4), i32(1)]
    return model("STRIDED_SLICE", [T((2,)), *cut], [T((1,))], {})


def padded() -> bytes:
    return model("PADV2", [i8(1, 2), i32(0, 0, 1, 1, shape=(2, 2)), i8(scale=0.25, values=0)._replace(shape=(1,))], [i8(1, 4)])


def resized() -> bytes:
    return model("RESIZE_NEAREST_NEIGHBOR", [T((1, 1, 2, 2, 1)), i32(4, 4)], [T((1, 1, 4, 4, 1))], {})


def depthwise() -> bytes:
    inputs = [T((1, 4, 4, 2)), T((1, 1, 1, 2), values=1.0), None]
    return model("DEPTHWISE_CONV_2D", inputs, [T((1, 4, 4, 2))], STRIDES | {"depth_multiplier": 1})


def connected() -> bytes:
    return model("FULLY_CONNECTED", [i8(1, 4), i8(2, 4, values=1)], [i8(1, 2)], {})


SINCE = ("tf@2.3", *OF_2020, "tflm@2022-02")
CASES = {
    "a uint8 scale above 1 does not fit": (compared(), (TAKEN, ABORTS, ABORTS, TAKEN)),
    "ADD did not rescale int16": (added("ADD", "int16"), (TAKEN, TAKEN, TAKEN, ABORTS)),
    "SUB did not rescale int16": (added("SUB", "int16"), (TAKEN, TAKEN, TAKEN, ABORTS)),
    "ADD rescaled uint8": (added("ADD", "uint8"), (TAKEN, ABORTS, ABORTS, TAKEN)),
    "a fused activation of scale 0 was computed anyway": (convolved(), (TAKEN, TAKEN, TAKEN, REFUSED)),
    "SOFTMAX looked at types when it ran": (model("SOFTMAX", [i8()], [T()]), (TAKEN, REFUSED, REFUSED, REFUSED)),
    "SOFTMAX looked at its output when it ran": (
        model("SOFTMAX", [i8()], [i8()], {"beta": 1.0}),
        (TAKEN, REFUSED, REFUSED, REFUSED),
    ),
    "L2_NORMALIZATION looked at nothing": (model("L2_NORMALIZATION", [WIDE], [WIDE], RELU), (TAKEN, REFUSED, REFUSED, REFUSED)),
    "RESIZE_NEAREST_NEIGHBOR looked at nothing": (resized(), (TAKEN, REFUSED, REFUSED, REFUSED)),
    "PADV2 compared scales when it ran": (padded(), (TAKEN, REFUSED, REFUSED, REFUSED)),
    "a slice that starts past the end had one element": (sliced(3), (TAKEN, REFUSED, REFUSED, REFUSED)),
    "one that starts before it has": (sliced(1), (TAKEN, TAKEN, TAKEN, TAKEN)),
    "DEQUANTIZE gave int32": (model("DEQUANTIZE", [i8()], [T(dtype="int32")]), (TAKEN, TAKEN, TAKEN, REFUSED)),
    "PRELU was not prepared": (model("PRELU", [i8(), None], [i8()]), (TAKEN, REFUSED, REFUSED, REFUSED)),
    "a bias that is listed and omitted was given back later": (depthwise(), (TAKEN, TAKEN, TAKEN, UNDEFINED)),
    "a third input was read of two": (connected(), (UNDEFINED, TAKEN, TAKEN, TAKEN)),
}


@pytest.mark.parametrize(("data", "expected"), CASES.values(), ids=CASES)
def test_what_runtimes_of_2020_made_of_a_model(data: bytes, expected: tuple[str, ...]) -> None:
    assert outcomes(data, SINCE) == dict(zip(SINCE, expected, strict=True))


def test_softmax_of_tensorflow_2_3_is_refused_when_it_runs() -> None:
    found = {
        pair: [
            str(it.message)
            for it in micro_interpreter.verdicts(read(model("SOFTMAX", *pair, {"beta": 1.0})), parse(M4, "tf@2.3"))
        ]
        for pair in (((i16(),), (i16(),)), ((i8(),), (T(),)), ((U8,), (U8,)))
    }
    assert list(found.values()) == [
        ["input->type != kTfLiteFloat32 (INT16 != FLOAT32)"],
        ["output->type != kTfLiteInt8 (FLOAT32 != INT8)"],
        [],
    ]


def test_mul_of_cmsis_nn_was_prepared_although_its_operands_were_refused() -> None:
    data = model("MUL", [T(), i8()], [T()], {})
    found = outcomes(data, ("harvard-tinymlx@1.2.4", "tflm@2021-05", "tflm@2022-02"), M4_CMSIS)
    assert list(found.values()) == [TAKEN, TAKEN, REFUSED]
    (wrong,) = (
        it for it in micro_interpreter.verdicts(read(data), parse(M4_CMSIS, "harvard-tinymlx@1.2.4")) if "runs anyway" in it.why
    )
    assert wrong.tensor == 1


def test_pooling_of_cmsis_nn_had_a_range_for_the_output_of_every_type() -> None:
    options = STRIDES | {"filter_height": 1, "filter_width": 1}
    data = model("MAX_POOL_2D", [PIXELS], [T(PIXELS.shape)], options)
    runtimes = ("harvard-tinymlx@1.2.4", "tflm@2022-02")
    assert list(outcomes(data, runtimes, M4_CMSIS).values()) == [REFUSED, TAKEN]
    assert list(outcomes(data, OF_2020).values()) == [TAKEN, TAKEN]


def test_a_convolution_of_cmsis_nn_computes_its_buffer_from_four_dimensions() -> None:
    flat = model("CONV_2D", [i8(4), i8(2, 1, 1, 2, values=1), i32(1, 1)], [i8(4)], STRIDES)
    runtimes = ("harvard-tinymlx@1.2.4", "arduino@2023-02", "tflm@2025-02")
    assert list(outcomes(flat, runtimes, M4_CMSIS).values()) == [UNDEFINED, UNDEFINED, REFUSED]


def without_inputs(*, inputs: bool) -> bytes:
    b = ModelBuilder()
    b.operator("PACK", [b.input("x", (4,))] if inputs else None, [b.tensor("y", (1, 4))], {"values_count": 1})
    b.output(1 if inputs else 0)
    return b.build()


def test_planning_read_an_op_s_operands_although_there_were_none() -> None:
    runtimes = ("tf@2.3", "tflm@2021-07", "tflm@2021-12", "tflm@2026-08")
    assert list(outcomes(without_inputs(inputs=False), runtimes).values()) == [UNDEFINED, UNDEFINED, TAKEN, TAKEN]
    assert set(outcomes(without_inputs(inputs=True), runtimes).values()) == {TAKEN}


@pytest.mark.parametrize("variable", [i8()._replace(variable=True), BARE._replace(variable=True)], ids=["quantized", "without"])
def test_an_int8_variable_was_set_to_its_zero_point_whether_it_had_one_or_not(variable: T) -> None:
    data = model("RELU", [variable], [i8()])
    expected = UNDEFINED if variable.scale is None else TAKEN
    found = outcomes(data, ("tf@2.1", "tf@2.3", "tflm@2021-07", "tflm@2025-12", "tflm@2026-02"))
    assert list(found.values()) == [TAKEN, expected, expected, expected, TAKEN]


def test_fill_compared_computed_dims_before_there_were_any() -> None:
    data = model("FILL", [T((2,), "int32"), T((), values=1.0)], [T((1, 4))])
    assert list(outcomes(data, ("tflm@2021-09", "tflm@2021-12")).values()) == [UNDEFINED, TAKEN]


def test_a_mean_without_axes_was_prepared_where_it_asked_for_no_scratch() -> None:
    data = model("MEAN", [T((1, 4))], [T((1,))], {})
    assert list(outcomes(data, ("tflm@2021-07", "tflm@2024-02")).values()) == [TAKEN, UNDEFINED]


def test_split_v_reads_an_axis_that_is_omitted() -> None:
    data = model("SPLIT_V", [T((4,)), i32(4), None], [T((4,))], {"num_splits": 1})
    assert set(outcomes(data, ("tflm@2021-07", "tflm@2022-02", "tflm@2026-08")).values()) == {UNDEFINED}


def gathered(params: tuple[int, ...], declared: tuple[int, ...]) -> bytes:
    return model("GATHER_ND", [T(params), i32(0, 0, 0, shape=(3, 1))], [T(declared)])


def used(data: bytes, runtime: str, target: str = M4) -> int:
    return micro_allocator.plan(read(data), parse(target, runtime)).used


def test_gather_nd_wrote_its_output_s_dims_into_the_model() -> None:
    assert used(gathered((1, 8), (3,)), "tflm@2021-07") == used(gathered((1, 8), (3, 8)), "tflm@2021-07")


def test_two_dims_without_room_lie_on_the_pointer_that_is_followed_next() -> None:
    runtimes = ("tflm@2024-05", "tflm@2026-05")
    assert list(outcomes(gathered((1, 1, 2), (3,)), runtimes).values()) == [TAKEN, UNDEFINED]
    assert set(outcomes(gathered((1, 2), (3,)), runtimes).values()) == {TAKEN}


def test_a_uint8_transposed_convolution_had_accumulators() -> None:
    def scratch(dtype: str, runtime: str) -> list[int]:
        x = T((1, 4, 4, 2), dtype, 0.5, 0)
        data = model("TRANSPOSE_CONV", [i32(1, 4, 4, 2), T((2, 1, 1, 2), dtype, 0.5, values=1), x], [x], STRIDES)
        plan = micro_allocator.plan(read(data), parse(M4, runtime))
        return [request.size for request, _ in plan.buffers if request.kind == "scratch"]

    assert scratch("uint8", "tflm@2021-07") == scratch("int8", "tflm@2021-07") == [4 * 32]


def cell(dtype: str = "float32", **other: T | None) -> bytes:
    """Return an LSTM of two states, with some of its inputs otherwise."""
    scale = None if dtype == "float32" else 0.05
    weights, biased = T((2, 2), dtype, scale, values=1), T((2,), "float32" if scale is None else "int32", values=1)
    states = [
        T((1, 2), dtype, scale, variable=True),
        T((1, 2), "float32" if scale is None else "int16", scale and 2**-11, variable=True),
    ]
    inputs = [T((1, 3, 2), dtype, scale), *[weights] * 8, *[None] * 3, *[biased] * 4, None, None, *states, *[None] * 4]
    for name, tensor in other.items():
        inputs[int(name.removeprefix("at"))] = tensor
    return model("UNIDIRECTIONAL_SEQUENCE_LSTM", inputs, [T((1, 3, 2), dtype, scale)], {"fused_activation_function": 4})


OF_CELLS = {
    "it is sound": (cell(), TAKEN),
    "an input of one dimension": (cell(at0=T((4,))), REFUSED),
    "weights of three dimensions": (cell(at2=T((2, 2, 1), values=1)), REFUSED),
    "weights for other inputs": (cell(at4=T((2, 3), values=1)), REFUSED),
    "a bias of two dimensions": (cell(at13=T((2, 1), values=1)), REFUSED),
    "a bias that is omitted": (cell(at12=None), UNDEFINED),
    "half an input gate": (cell(at1=None), REFUSED),
    "no input gate": (cell(at1=None, at5=None, at12=None), TAKEN),
    "no input gate and its bias": (cell(at1=None, at5=None), REFUSED),
    "one peephole of three": (cell(at9=T((2,), values=1)), REFUSED),
    "a projection's bias alone": (cell(at17=T((2,), values=1)), REFUSED),
    "a state that is no variable": (cell(at18=T((1, 2))), REFUSED),
    "a state of another size": (cell(at19=T((2, 2), variable=True)), REFUSED),
}


@pytest.mark.parametrize(("data", "expected"), OF_CELLS.values(), ids=OF_CELLS)
def test_the_lstm_of_2022_checked_every_operand(data: bytes, expected: str) -> None:
    assert outcomes(data, ("tflm@2022-05",)) == {"tflm@2022-05": expected}


def test_a_hybrid_lstm_quantizes_its_activations_into_scratch() -> None:
    hybrid = cell(at4=T((2, 2), "int8", 0.05, values=1))
    plan = micro_allocator.plan(read(hybrid), parse(M4, "tflm@2022-05"))
    assert sum(request.kind == "scratch" for request, _ in plan.buffers) == 12
    assert [it.size for it in plan.persistent if it.what == "row sums"] == [64]


def test_the_gates_of_an_lstm_take_several_scales_when_fully_connected_does() -> None:
    scales = cell("int8", at3=T((2, 2), "int8", (0.05, 0.06), values=1))
    runtimes = ("tflm@2024-02", "tflm@2024-05", "tflm@2024-12")
    assert list(outcomes(scales, runtimes).values()) == [TAKEN, REFUSED, TAKEN]
    assert used(scales, "tflm@2024-12") > used(scales, "tflm@2024-02")


def invoked(data: bytes, runtime: str, target: str = M4) -> list[tuple[str, str]]:
    """Return the effects and messages of what Invoke() does otherwise than it should."""
    found = micro_interpreter.verdicts(read(data), parse(target, runtime))
    return [(str(it.effect), str(it.message)) for it in found if it.phase is Phase.INVOKE]


def without_bias(op: str) -> bytes:
    kernel = T((2, 1, 1, 2) if op != "DEPTHWISE_CONV_2D" else (1, 1, 1, 2), values=1.0)
    picture = T((1, 4, 4, 2))
    shape = [i32(1, 4, 4, 2)] if op == "TRANSPOSE_CONV" else []
    inputs = [*shape, kernel, picture] if shape else [picture, kernel]
    return model(op, inputs, [picture], STRIDES | ({"depth_multiplier": 1} if op == "DEPTHWISE_CONV_2D" else {}))


@pytest.mark.parametrize("op", ["CONV_2D", "DEPTHWISE_CONV_2D", "TRANSPOSE_CONV"])
def test_a_convolution_without_bias_read_one_when_it_ran(op: str) -> None:
    data = without_bias(op)
    assert {runtime: invoked(data, runtime) for runtime in ("tf@2.3", "tflm@2021-07", "tflm@2026-08")} == {
        "tf@2.3": [],
        "tflm@2021-07": [(UNDEFINED, "None")],
        "tflm@2026-08": [],
    }


def test_cmsis_nn_read_it_two_months_longer() -> None:
    data = without_bias("TRANSPOSE_CONV")  # the reference kernel, which CMSIS-NN's folder had none for yet
    assert invoked(data, "tflm@2022-06", M4_CMSIS) == []
    assert invoked(without_bias("CONV_2D"), "tflm@2021-07", M4_CMSIS) == [(UNDEFINED, "None")]


def test_expand_dims_looked_at_its_axis_when_it_ran() -> None:
    def expanded(axis: T) -> list[tuple[str, str]]:
        return invoked(model("EXPAND_DIMS", [T((2, 2)), axis], [T((1, 2, 2))]), "tflm@2021-07")

    assert expanded(i32(0)) == []
    assert expanded(i32(3)) == [(REFUSED, "Invalid Expand_Dims axis value (3).")]
    assert expanded(T((1,), values=0.0)) == [(REFUSED, "Axis type FLOAT32 (1) not supported by Expand_Dims.")]
    assert expanded(i32(0, 0, shape=(2, 1))) == [(REFUSED, "Axis has only one element for Expand_Dims.")]


def test_cast_wrote_nothing_of_a_type_that_it_did_not_take() -> None:
    def cast(x: str, y: str, runtime: str) -> list[tuple[str, str]]:
        return invoked(model("CAST", [T(dtype=x)], [T(dtype=y)], {}), runtime)

    assert cast("float32", "int8", "tflm@2021-07") == []
    assert [effect for effect, _ in cast("int32", "float32", "tflm@2021-07")] == ["computes something else"]
    assert cast("int32", "float32", "tflm@2022-02") == []
    assert [effect for effect, _ in cast("int64", "float32", "tflm@2025-08")] == ["computes something else"]
    assert cast("int64", "float32", "tflm@2025-12") == [(REFUSED, "Input type INT64 (4) not supported.")]


def test_gather_nd_did_not_look_where_it_reads() -> None:
    data = model("GATHER_ND", [T((2, 2)), i32(5, shape=(1, 1))], [T((1, 2))])
    assert [invoked(data, runtime)[0][0] for runtime in ("tflm@2022-06", "tflm@2022-08")] == [UNDEFINED, REFUSED]


def branched(dtype: str) -> bytes:
    b = ModelBuilder()
    condition, x, y = b.input("c", (1,), "bool"), b.input("x", (4,)), b.tensor("y", (4,))
    b.operator("IF", [condition, x], [y], {"then_subgraph_index": 1, "else_subgraph_index": 1})
    b.output(y)
    b.subgraph("branch")
    b.output(b.input("inner", (4,), dtype))
    return b.build()


def test_if_copied_operands_of_one_type_then_all_and_then_those_of_as_many_bytes() -> None:
    found = {runtime: invoked(branched("int8"), runtime)[:1] for runtime in ("tflm@2021-07", "tflm@2022-02", "tflm@2022-05")}
    assert found == {
        "tflm@2021-07": [(REFUSED, "input->type != subgraph_input->type (FLOAT32 != INT8)")],
        "tflm@2022-02": [("computes something else", "None")],
        "tflm@2022-05": [(REFUSED, "bytes >= 0 was not true.")],
    }
    assert invoked(branched("float32"), "tflm@2021-07") == invoked(branched("float32"), "tflm@2022-02") == []


def test_a_convolution_of_cmsis_nn_without_quantization_never_came_to_the_multipliers() -> None:
    half = model(
        "CONV_2D",
        [T((1, 4, 4, 2), "float16"), T((2, 1, 1, 2), "float16", values=1.0), T((2,), values=1.0)],
        [T((1, 4, 4, 2))],
        STRIDES,
    )
    assert outcomes(half, ("tflm@2021-07",), M4_CMSIS) == {"tflm@2021-07": TAKEN}


def test_a_depthwise_convolution_may_do_without_the_temporary_of_its_output() -> None:
    small = T((1, 1, 1, 4))
    data = model("DEPTHWISE_CONV_2D", [small, small._replace(values=1.0)], [small], STRIDES | {"depth_multiplier": 1})
    assert "temporary does not fit" in micro_allocator.plan(read(data), parse(M4, "tfmicro@2020-10")).unknown[0]
