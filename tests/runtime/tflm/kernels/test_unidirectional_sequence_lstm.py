import pytest
from one_op import HOST, M4, M4_CMSIS, T, asked, told

from tflint.runtime.verdict import Cause, Effect

OP = "UNIDIRECTIONAL_SEQUENCE_LSTM"
TANH = {"fused_activation_function": 4, "time_major": False}
BATCH, TIME, DEPTH, STATES = 2, 3, 4, 5
KINDS = {"float32": ("float32", "float32", "float32"), "int8": ("int8", "int32", "int16"), "int16": ("int8", "int64", "int16")}
Layer = tuple[list[T | None], list[T]]


def layer(dtype: str = "float32", other: dict[int, T | None] | None = None, output: T | None = None) -> Layer:
    weight, bias, cell = KINDS[dtype]
    scale = None if dtype == "float32" else 0.05
    inputs: list[T | None] = [None] * 24
    inputs[0] = T((BATCH, TIME, DEPTH), dtype, scale)
    for position in range(1, 9):
        depth = DEPTH if position < 5 else STATES
        inputs[position] = T((STATES, depth), weight, scale, values=[0] * STATES * depth)
    for position in range(12, 16):
        inputs[position] = T((STATES,), bias, scale, values=[0] * STATES)
    inputs[18] = T((BATCH, STATES), dtype, scale, variable=True)
    inputs[19] = T((BATCH, STATES), cell, None if dtype == "float32" else 2.0**-11, variable=True)
    for position, tensor in (other or {}).items():
        inputs[position] = tensor
    return inputs, [output or T((BATCH, TIME, STATES), dtype, scale)]


@pytest.mark.parametrize("target", [HOST, M4_CMSIS])
@pytest.mark.parametrize("dtype", sorted(KINDS))
def test_these_are_fine(dtype: str, target: str) -> None:
    assert told(OP, *layer(dtype), TANH, target) == ()


@pytest.mark.parametrize(
    ("other", "message"),
    [
        ({1: None}, "internal_tensors_[i] != nullptr was not true."),
        ({9: T((STATES,))}, "internal_tensors_[i] == nullptr was not true."),
        ({16: T((STATES, STATES))}, "internal_tensors_[i] == nullptr was not true."),
        ({23: T((STATES,))}, "internal_tensors_[i] == nullptr was not true."),
        ({18: T((BATCH, STATES))}, "internal_tensors_[kLstmOutputStateTensor]->is_variable was not true."),
        ({0: None}, "internal_tensors_[kLstmInputTensor] != nullptr was not true."),
        ({3: T((STATES, DEPTH + 1))}, "tensor->dims->data[1] != dim2_size (5 != 4)"),
        ({14: T((STATES + 1,))}, "tensor->dims->data[0] != size (6 != 5)"),
        ({4: T((STATES, DEPTH), "int16")}, "internal_tensors_[i]->type != weight_type (7 != 1)"),
    ],
    ids=["coupled", "peephole", "projection", "layer norm", "no variable", "no input", "weights", "bias", "mixed weights"],
)
def test_these_are_refused(other: dict[int, T | None], message: str) -> None:
    (verdict,) = told(OP, *layer(other=other), TANH)
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, message)


def test_twenty_inputs_and_an_int8_cell_are_refused() -> None:
    inputs, outputs = layer()
    assert told(OP, inputs[:20], outputs, TANH)[0].message == "node->inputs->size != 24 (20 != 24)"
    cell = T((BATCH, STATES), "int8", 0.05, variable=True)
    assert (told(OP, *layer("int8", {19: cell}), TANH)[0].message or "").startswith("Cell state type INT8 (9) not supported.")


def test_what_is_read_before_it_is_looked_for_crashes() -> None:
    assert told(OP, *layer(other={13: None}), TANH)[0].effect is Effect.UNDEFINED


def test_computed_weights_are_refused_by_cmsis_nn_only() -> None:
    made = layer(other={5: T((STATES, STATES))})
    assert told(OP, *made, TANH, M4) == ()
    text = "IsConstantTensor(lstm_tensors.GetInternalTensor(i)) was not true."
    assert told(OP, *made, TANH, M4_CMSIS)[0].message == text


def test_mixtures_go_wrong() -> None:
    weights = {position: tensor._replace(dtype="int8") for position, tensor in enumerate(layer()[0][:9]) if position and tensor}
    found = told(OP, *layer(other=dict(weights)), TANH)
    assert [(v.effect, v.cause) for v in found] == [(Effect.WRONG, Cause.HYBRID)]
    cell = T((BATCH, STATES), "int16", 0.003, variable=True)
    assert [v.cause for v in told(OP, *layer("int8", {19: cell}), TANH)] == [Cause.QUANTIZATION]
    assert [v.effect for v in told(OP, *layer(), TANH | {"fused_activation_function": 1})] == [Effect.WRONG]


def test_four_buffers_of_the_cells_type() -> None:
    borrowed = [f"in{position}" for position in (*range(9), *range(12, 16), 18, 19)] + ["out0"]
    assert asked(OP, *layer(), TANH) == ["P 688", "|", *borrowed, *["S 40"] * 4]
    assert asked(OP, *layer("int8"), TANH) == ["P 688", "|", *borrowed, *["S 20"] * 4]


@pytest.mark.parametrize(("dtype", "sums"), [("int8", 4 * STATES), ("int16", 8 * STATES)])
def test_cmsis_nn_keeps_eight_kernel_sums_and_needs_a_buffer_less(dtype: str, sums: int) -> None:
    assert asked(OP, *layer(dtype), TANH, M4_CMSIS)[-11:] == [*[f"P {sums}"] * 8, *["S 20"] * 3]
    assert asked(OP, *layer(), TANH, M4_CMSIS)[-4:] == ["S 40"] * 4


def test_weights_with_several_scales_keep_multipliers() -> None:
    several = T((STATES, STATES), "int8", (0.1,) * STATES, values=[0] * STATES * STATES)
    assert asked(OP, *layer("int8", {6: several}), TANH)[-6:] == ["P 20", "P 20", *["S 20"] * 4]
