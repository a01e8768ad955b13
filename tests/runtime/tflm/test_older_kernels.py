"""What older kernels took and refused at AllocateTensors(), as builds of those months did with the same models (tools/measure_builds.py)."""

from __future__ import annotations

import pytest
from one_op import M4, M4_CMSIS, T, i8, i16, i32, model

from tflint.manifest.target import parse
from tflint.model.reader import read
from tflint.runtime.plan import Bound
from tflint.runtime.tflm import micro_allocator, micro_interpreter

TAKEN, REFUSED = "taken", "refused"
U8 = T((1, 4), "uint8", 0.5, 0)
PICTURE, POOL = (1, 4, 4, 2), {"padding": 0, "stride_h": 1, "stride_w": 1, "filter_height": 1, "filter_width": 1}
STRIDES = {"padding": 0, "stride_h": 1, "stride_w": 1}
WINDOW = {**STRIDES, "depth_multiplier": 1}
BOOLS = T((1, 4), "bool")


def outcome(data: bytes, runtime: str, target: str = M4) -> str:
    """Return what becomes of a model, and where it is undefined or aborts, that."""
    found = [it for it in micro_interpreter.verdicts(read(data), parse(target, runtime)) if it.effect.fatal and it.at_allocate]
    return str(found[0].effect) if found else TAKEN


def concatenated(scale: float = 0.5, dtype: str = "int8") -> bytes:
    two = T((1, 4), dtype, scale, 0)
    return model("CONCATENATION", [two, two], [T((1, 8), dtype, 0.5, 0)], {"axis": 1})


def of_bools() -> bytes:
    return model("CONCATENATION", [BOOLS, BOOLS], [T((1, 8), "bool")], {"axis": 1})


def pooled(scale: float, dtype: str = "int8") -> bytes:
    return model("AVERAGE_POOL_2D", [T(PICTURE, dtype, 0.5, 0)], [T(PICTURE, dtype, scale, 0)], POOL)


def depthwise(bias: T | None) -> bytes:
    weights = i8(1, 1, 1, 2, values=1)
    inputs = [i8(*PICTURE), weights] if bias is None else [i8(*PICTURE), weights, bias]
    return model("DEPTHWISE_CONV_2D", inputs, [i8(*PICTURE)], WINDOW)


def transposed(dtype: str = "int8", weights: str = "int8") -> bytes:
    scale = None if weights == "float32" else 0.5
    inputs = [i32(*PICTURE), T((2, 1, 1, 2), weights, scale, values=1), T(PICTURE, dtype, None if dtype == "float32" else 0.5, 0)]
    return model("TRANSPOSE_CONV", inputs, [inputs[2]._replace(shape=PICTURE)], STRIDES)


def selected(*shape: int) -> bytes:
    return model("SELECT_V2", [T(shape, "bool"), i8(*shape), i8(*shape)], [i8(*shape)])


def plus(op: str, scale: float | None) -> bytes:
    ints = T((1, 4), "int32")
    return model(op, [ints._replace(scale=scale), ints], [ints], {})


def filled() -> bytes:
    return model("FILL", [T((2,), "int32"), T((), "float32")], [T((1, 4))])


def convolved(shape: tuple[int, ...]) -> bytes:
    return model("CONV_2D", [i8(*shape), i8(2, 1, 1, 2, values=1), i32(1, 1)._replace(scale=0.25)], [i8(*PICTURE)], STRIDES)


def perm_computed() -> bytes:
    return model("TRANSPOSE", [T((2, 3)), T((2,), "int32")], [T((3, 2))])


def gates(scale: float) -> bytes:
    return model("LOGISTIC", [i16(1, 4)], [i16(1, 4, scale=scale)])


def state(bias_scale: float | None) -> bytes:
    memory = T((1, 4), "int16", 0.5, 0, variable=True)
    time = T((2, 2), "int16", 0.5, values=1)
    bias = None if bias_scale is None else T((2,), "int32", bias_scale, values=1)
    inputs = [i8(1, 3), i8(2, 3, values=1), time, bias, memory]
    return model("SVDF", inputs, [i8(1, 2)], {"rank": 1, "fused_activation_function": 1})


def rank(count: int) -> bytes:
    shape = (1,) * (count - 1) + (4,)
    return model("CONCATENATION", [T(shape), T(shape)], [T((*shape[:-1], 8))], {"axis": count - 1})


def absolute() -> bytes:
    return model("ABS", [T((1, 4), "int8")], [T((1, 4), "int8")])


UNDEFINED = "undefined behaviour"
CASES = {
    "int8 of several scales were joined as they are": (concatenated(0.25), {"tflm@2024-08": TAKEN, "tflm@2025-02": REFUSED}),
    "bools were not joined": (of_bools(), {"tflm@2022-05": REFUSED, "tflm@2022-11": TAKEN}),
    "int16 was not joined": (
        concatenated(dtype="int16"),
        {"tf@2.3": REFUSED, "harvard-tinymlx@1.2.4": REFUSED, "tflm@2021-07": TAKEN},
    ),
    "uint8 was joined": (concatenated(dtype="uint8"), {"tflm@2021-07": TAKEN, "tf@2.3": TAKEN, "tflm@2022-02": REFUSED}),
    "six dimensions were one too many": (rank(6), {"tflm@2023-02": REFUSED, "tflm@2023-06": TAKEN}),
    "five dimensions were one too many": (rank(5), {"tflm@2022-02": REFUSED, "tflm@2022-05": TAKEN}),
    "pooling did not compare scales": (pooled(0.25), {"tflm@2025-02": TAKEN, "tflm@2025-05": REFUSED}),
    "pooling did not look at types": (pooled(0.5, "int32"), {"tflm@2022-11": TAKEN, "tflm@2023-02": REFUSED}),
    "a depthwise convolution gave back a bias that it did not have": (
        depthwise(None),
        {
            "tflm@2021-07": TAKEN,
            "tflm@2022-02": UNDEFINED,
            "arduino@2023-02": UNDEFINED,
            "tflm@2024-08": UNDEFINED,
            "tflm@2025-02": TAKEN,
        },
    ),
    "with its bias it was taken": (depthwise(i32(1, 1)._replace(scale=0.25)), {"tflm@2022-02": TAKEN, "arduino@2023-02": TAKEN}),
    "a transposed convolution did so too": (
        transposed(),
        {"tflm@2021-07": TAKEN, "tflm@2022-02": UNDEFINED, "tflm@2022-05": TAKEN},
    ),
    "an int16 one read the type of a missing bias": (transposed("int16"), {"tflm@2024-04": UNDEFINED, "tflm@2024-08": TAKEN}),
    "a transposed convolution looked at types when it ran": (
        transposed("float32"),
        {"tflm@2023-02": TAKEN, "tflm@2023-06": REFUSED},
    ),
    "a choice between single elements kept its temporaries": (selected(1), {"tflm@2022-11": REFUSED, "tflm@2023-06": TAKEN}),
    "one between several did not": (selected(4), {"tflm@2022-11": TAKEN}),
    "an int32 ADD took scales": (plus("ADD", 0.5), {"tflm@2023-02": TAKEN, "tflm@2023-06": REFUSED}),
    "an int32 SUB took scales": (plus("SUB", 0.5), {"tflm@2025-05": TAKEN, "tflm@2025-08": REFUSED}),
    "FILL took computed dims": (filled(), {"tflm@2025-05": TAKEN, "tflm@2025-08": REFUSED}),
    "TRANSPOSE read a computed order": (perm_computed(), {"tflm@2024-08": UNDEFINED, "tflm@2025-08": REFUSED}),
    "an int16 LOGISTIC took any scale": (gates(0.25), {"tflm@2021-07": TAKEN, "tflm@2022-02": REFUSED}),
    "SVDF did not look at its bias' scale": (state(0.001), {"tf@2.3": TAKEN, "harvard-tinymlx@1.2.4": REFUSED}),
    "SVDF gave back a bias that it did not have": (
        state(None),
        {"harvard-tinymlx@1.2.4": UNDEFINED, "tflm@2022-02": UNDEFINED, "tf@2.3": TAKEN},
    ),
    "ABS let through int8 without a scale": (absolute(), {"tflm@2022-05": TAKEN, "tflm@2022-11": REFUSED}),
}


@pytest.mark.parametrize(("data", "expected"), CASES.values(), ids=CASES)
def test_what_a_runtime_made_of_a_model(data: bytes, expected: dict[str, str]) -> None:
    assert {runtime: outcome(data, runtime) for runtime in expected} == expected


def test_cmsis_nn_s_convolution_took_any_rank_before_it_took_groups() -> None:
    data = convolved((1, *PICTURE))
    found = [outcome(data, runtime, M4_CMSIS) for runtime in ("arduino@2023-02", "tflm@2023-09", "tflm@2024-02")]
    assert found == [TAKEN, TAKEN, REFUSED]


def test_cmsis_nn_s_svdf_gave_a_missing_bias_back_once_it_shared_the_reference_s_prepare() -> None:
    memory = T((1, 4), variable=True)
    floats = [T((1, 3)), T((2, 3), values=1.0), T((2, 2), values=1.0), None, memory]
    data = model("SVDF", floats, [T((1, 2))], {"rank": 1})
    found = {runtime: outcome(data, runtime, M4_CMSIS) for runtime in ("tflm@2022-02", "tflm@2022-05")}
    assert found == {"tflm@2022-02": TAKEN, "tflm@2022-05": UNDEFINED}
    assert outcome(data, "tflm@2022-02") == UNDEFINED


def test_a_depthwise_convolution_takes_the_smaller_batch_for_its_buffer() -> None:
    def used_of(batch: int) -> int:
        bias = i32(1, 1)._replace(scale=0.25)
        data = model(
            "DEPTHWISE_CONV_2D", [i8(batch, 4, 4, 2), i8(1, 2, 2, 2, values=1), bias], [i8(1, 3, 3, 2)], WINDOW | {"padding": 1}
        )
        plan = micro_allocator.plan(read(data), parse(M4_CMSIS, "tflm@2025-02"))
        return sum(request.size for request, _ in plan.buffers if request.kind == "scratch")

    assert used_of(2) == used_of(1) > 0


def test_a_prepare_without_memory_is_not_noticed_by_a_runtime_that_drops_its_status() -> None:
    data = concatenated()
    tight = micro_allocator.plan(read(data), parse(M4, "tflm@2021-07"))
    assert [moment.what for moment in tight.moments if moment.low + moment.tail > tight.minimum - 16] == ["Prepare"]
    assert (tight.exact, tight.bound) == (False, Bound.UPPER)
    (reason,) = micro_allocator.plan(read(data), parse(M4, "tflm@2022-02")).unknown
    assert "Prepare gets no memory" in tight.unknown[0]
    assert "overwrites its own temporaries" in reason


def test_scratch_of_a_prepare_that_failed_belongs_to_no_step() -> None:
    data = model("MEAN", [i8(1, 4, 4, 64), T((2,), "float32", values=1.0)], [i8(1, 64)], {})
    plan = micro_allocator.plan(read(data), parse(M4, "tflm@2021-07"))
    assert [(it.kind, it.size, it.first, it.last) for it, _ in plan.buffers if it.kind == "scratch"] == [("scratch", 256, -1, -1)]
    assert outcome(data, "tflm@2021-07") == TAKEN  # its AllocateTensors() drops the status


def test_svdf_looks_at_its_bias_before_it_asks_for_memory() -> None:
    plan = micro_allocator.plan(read(state(0.001)), parse(M4, "tflm@2021-07"))
    assert not [it for it, _ in plan.buffers if it.kind == "scratch"]


def test_quantize_and_dequantize_took_uint8_before_and_after_some_months_without() -> None:
    runtimes = ("tf@2.3", "harvard-tinymlx@1.2.4", "tflm@2021-07", "tflm@2022-02", "tflm@2022-05")
    to_floats = [outcome(model("DEQUANTIZE", [U8], [T((1, 4))]), it) for it in runtimes]
    from_floats = [outcome(model("QUANTIZE", [T((1, 4))], [U8]), it) for it in runtimes]
    assert to_floats == [TAKEN, TAKEN, TAKEN, REFUSED, TAKEN]
    assert from_floats == [TAKEN, TAKEN, TAKEN, REFUSED, TAKEN]  # 2021-07 refuses it and goes on


def test_the_first_releases_did_not_requantize_int8() -> None:
    data = model("QUANTIZE", [i8()], [i8(scale=0.25)])
    assert [outcome(data, it) for it in ("tf@2.1", "tf@2.2", "tf@2.3")] == [TAKEN, REFUSED, TAKEN]  # tf@2.1 refuses at Invoke()


def test_softmax_lost_uint8_before_other_kernels_did() -> None:
    data = model("SOFTMAX", [U8], [U8], {"beta": 1.0})
    notes = {
        runtime: [
            it.why for it in micro_interpreter.verdicts(read(data), parse(M4, runtime)) if "does not support that pair" in it.why
        ]
        for runtime in ("tf@2.3", "harvard-tinymlx@1.2.4", "tflm@2021-07", "tflm@2022-02")
    }
    assert [bool(found) for found in notes.values()] == [False, False, True, True]


def used(data: bytes, runtime: str) -> int:
    return micro_allocator.plan(read(data), parse(M4, runtime)).used


def test_an_int16_mean_kept_no_accumulator() -> None:
    int16, int8 = (
        model("MEAN", [T((1, 4, 4, 64), dtype, 0.5, 0), i32(1, 2)], [T((1, 64), dtype, 0.5, 0)], {})
        for dtype in ("int16", "int8")
    )
    accumulator = 4 * 64
    assert used(int8, "tflm@2022-02") - used(int8, "tflm@2021-07") < accumulator
    assert used(int16, "tflm@2022-02") - used(int16, "tflm@2021-07") >= accumulator


def test_a_circular_buffer_of_2020_kept_its_state_in_an_array_of_the_kernel_s() -> None:
    data = model("CIRCULAR_BUFFER", [i8(1, 1, 1, 4)], [i8(1, 3, 1, 4)], custom_options=b"")
    assert "kernels/circular_buffer" not in str(micro_allocator.plan(read(data), parse(M4, "tfmicro@2020-10")).persistent)
    assert "kernels/circular_buffer" in str(micro_allocator.plan(read(data), parse(M4, "harvard-tinymlx@1.2.4")).persistent)


def test_cmsis_nn_of_tensorflow_2_4_took_no_int16_softmax() -> None:
    softmax = model("SOFTMAX", [i16()], [i16(scale=1 / 32768)], {"beta": 1.0})
    runs = (("tf@2.4", M4), ("harvard-tinymlx@1.2.4", M4_CMSIS), ("arduino@2020-06", M4_CMSIS), ("tf@2.4", M4_CMSIS))
    assert [outcome(softmax, *it) for it in runs] == [TAKEN, TAKEN, TAKEN, REFUSED]


@pytest.mark.parametrize(("month", "summed"), [("2023-08", 0), ("2023-09", 1), ("2024-02", 1), ("2024-03", 0)])
def test_mve_summed_computed_weights_until_2024_02(month: str, summed: int) -> None:
    computed, target = (
        read(model("FULLY_CONNECTED", [i8(1, 4), i8(2, 4)], [i8(1, 2)], {})),
        parse("cortex-m55/cmsis-nn", f"tflm@{month}"),
    )
    assert len([it for it in micro_interpreter.verdicts(computed, target) if "sums it before" in it.why]) == summed
    assert len([it for it in micro_allocator.plan(computed, target).persistent if it.what == "kernel sums"]) == summed


def test_mve_s_int4_sums_took_memory_that_is_not_counted() -> None:
    packed = model("FULLY_CONNECTED", [i8(1, 4), i8(2, 4, values=1)._replace(dtype="int4")], [i8(1, 2)], {})
    for month, told in (("2023-09", True), ("2024-02", False)):
        plan = micro_allocator.plan(read(packed), parse("cortex-m55/cmsis-nn", f"tflm@{month}"))
        assert any("int4 weights into temporary memory" in why for why in plan.unknown) is told
