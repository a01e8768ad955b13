import pytest
from one_op import HOST, M4, M4_CMSIS, M55_CMSIS, T, asked, i8, told

from tflint.runtime.verdict import Cause, Effect

TWO = {"rank": 2, "fused_activation_function": 0}
BATCH, INPUTS, UNITS, MEMORY = 1, 6, 4, 5
FILTERS = 2 * UNITS
BORROWED = ["in0", "in1", "in2", "in3", "in4", "out0"]


def floats(**other: T | None) -> tuple[list[T | None], list[T]]:
    return operands("float32", "float32", "float32", **other)


def int8(times: str = "int8", /, **other: T | None) -> tuple[list[T | None], list[T]]:
    return operands("int8", times, "int32", **other)


def operands(dtype: str, times: str, biases: str, /, **other: T | None) -> tuple[list[T | None], list[T]]:
    scale, bias_scale = (None, None) if dtype == "float32" else (0.1, 0.01)
    given: dict[str, T | None] = {
        "input": T((BATCH, INPUTS), dtype, scale),
        "feature": T((FILTERS, INPUTS), dtype, scale, values=[0] * FILTERS * INPUTS),
        "time": T((FILTERS, MEMORY), times, scale, values=[0] * FILTERS * MEMORY),
        "bias": T((UNITS,), biases, bias_scale, values=[0] * UNITS),
        "state": T((BATCH, MEMORY * FILTERS), times, scale, variable=True),
        "output": T((BATCH, UNITS), dtype, scale),
    }
    given |= other
    output = given.pop("output")
    assert output is not None
    return list(given.values()), [output]


@pytest.mark.parametrize("target", [HOST, M4_CMSIS, M55_CMSIS])
@pytest.mark.parametrize("made", [floats(), int8(), int8("int16")], ids=["float32", "int8", "int8 with int16 state"])
def test_these_are_fine(made: tuple[list[T | None], list[T]], target: str) -> None:
    assert told("SVDF", *made, TWO, target) == ()


@pytest.mark.parametrize(
    ("other", "message"),
    [
        ({"input": T((BATCH, INPUTS), "int16")}, "input->type == kTfLiteFloat32 || input->type == kTfLiteInt8 was not true."),
        ({"feature": T((FILTERS + 1, INPUTS))}, "num_filters % rank != 0 (1 != 0)"),
        ({"feature": T((FILTERS, INPUTS + 1))}, "weights_feature->dims->data[1] != input_size (7 != 6)"),
        ({"time": T((FILTERS - 1, MEMORY))}, "weights_time->dims->data[0] != num_filters (7 != 8)"),
        ({"bias": T((UNITS + 1,))}, "bias->dims->data[0] != num_units (5 != 4)"),
        ({"state": T((BATCH, 1), variable=True)}, "activation_state->dims->data[1] != memory_size * num_filters (1 != 40)"),
        ({"state": T((BATCH, MEMORY * FILTERS))}, "activation_state->is_variable != true (0 != 1)"),
        ({"output": T((BATCH, UNITS + 1))}, "output->dims->data[1] != num_units (5 != 4)"),
        ({"output": i8(BATCH, UNITS)}, "output->type != kTfLiteFloat32 (INT8 != FLOAT32)"),
    ],
    ids=["int16", "filters", "feature", "time", "bias", "state", "no variable", "output", "output type"],
)
def test_these_are_refused(other: dict[str, T], message: str) -> None:
    (verdict,) = told("SVDF", *floats(**other), TWO)
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, message)


def test_float32_with_int8_weights_is_hybrid() -> None:
    (verdict,) = told("SVDF", *floats(feature=i8(FILTERS, INPUTS)), TWO)
    assert verdict.cause is Cause.HYBRID


@pytest.mark.parametrize(("scale", "fine"), [(0.010009, True), (0.010011, False)])
def test_a_bias_scale_may_be_a_hundred_thousandth_off(scale: float, *, fine: bool) -> None:
    found = told("SVDF", *int8(bias=T((UNITS,), "int32", scale, values=[0] * UNITS)), TWO)
    assert [v.cause for v in found] == ([] if fine else [Cause.BIAS_SCALE])


@pytest.mark.parametrize("made", [floats(bias=None), int8(bias=None)], ids=["float32", "int8"])
def test_a_bias_that_is_left_out_crashes(made: tuple[list[T | None], list[T]]) -> None:
    assert told("SVDF", *made, TWO)[0].effect is Effect.UNDEFINED


def test_a_rank_of_0_crashes() -> None:
    assert told("SVDF", *floats(), {"rank": 0})[0].effect is Effect.UNDEFINED


def test_computed_weights_are_refused_by_mve_only() -> None:
    made = int8(feature=i8(FILTERS, INPUTS, scale=0.1))
    assert told("SVDF", *made, TWO, M4_CMSIS) == ()
    assert told("SVDF", *made, TWO, M55_CMSIS)[0].message == "IsConstantTensor(weights_feature) was not true."


def test_states_of_another_type_than_the_time_weights_go_wrong() -> None:
    state = T((BATCH, MEMORY * FILTERS), "int16", 0.1, variable=True)
    assert [v.effect for v in told("SVDF", *int8(state=state), TWO)] == [Effect.WRONG]


def test_accumulators_a_filter_and_a_unit_and_kernel_sums_on_mve() -> None:
    assert asked("SVDF", *floats(), TWO, M4) == ["P 36", "|", *BORROWED, "S 32"]
    assert asked("SVDF", *int8(), TWO, M4) == ["P 36", "|", *BORROWED, "S 32", "S 16"]
    assert asked("SVDF", *int8(), TWO, M4_CMSIS) == ["P 40", "|", *BORROWED, "S 32", "S 16"]
    assert asked("SVDF", *int8(), TWO, M55_CMSIS) == ["P 40", "|", *BORROWED, "S 32", "S 16", "P 32"]
