"""UNIDIRECTIONAL_SEQUENCE_LSTM: micro/kernels/unidirectional_sequence_lstm.cc, lstm_eval.cc, lstm_eval_common.cc, cmsis_nn/….cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm import lstm_before_redesign
from tflint.runtime.tflm.build import Library
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import (
    ACTIVATIONS,
    SIZES,
    constant,
    counts,
    crashes,
    integer,
    missing,
    refused,
    scale,
    scales,
    type_cause,
    type_name,
    type_number,
    wrong,
)
from tflint.runtime.tflm.memory_helpers import type_size
from tflint.runtime.tflm.quantization_util import checked_log2, float32
from tflint.runtime.tflm.steps import dimension, elements, first_failure, keeps, not_supported, rank_is, takes_at_invoke
from tflint.runtime.verdict import Cause, Effect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Verdict

PREPARE = "micro/kernels/unidirectional_sequence_lstm.cc:UnidirectionalSequenceLstmPrepare"
EVAL = "micro/kernels/unidirectional_sequence_lstm.cc:UnidirectionalSequenceLstmEval"
STATUS = "micro/kernels/lstm_eval.cc:LstmTensors::ValidateTensorStatus"
SIZE = "micro/kernels/lstm_eval_common.cc:ValidateTensorSize"
GATES = "micro/kernels/lstm_eval_common.cc:CreateGateParams"
CMSIS = "micro/kernels/cmsis_nn/unidirectional_sequence_lstm.cc:UnidirectionalSequenceLstmPrepare"

INPUTS = 24
INPUT, HIDDEN_STATE, CELL_STATE = 0, 18, 19
INPUT_WEIGHTS, RECURRENT_WEIGHTS, BIASES = range(1, 5), range(5, 9), range(12, 16)
UNUSED = (*range(9, 12), *range(16, 18), *range(20, 24))  # peephole, projection, layer normalisation
WEIGHTS = (2, 6, 1, 5, 3, 7, 4, 8)  # input and recurrent weights in the order of PrepareGateParametersInteger's gates
INT32, INT64 = 4, 8
TANH = ACTIVATIONS.index("TANH")


# What the kernel asks for


def prepare(node: Node, context: MicroContext) -> None:
    """UnidirectionalSequenceLstmPrepare: every tensor there is, then four buffers of the cell state's type."""
    if not node.build.features.lstm_redesigned:
        lstm_before_redesign.prepare(node, context)
        return
    _tensors_and_gates(node, context)
    _buffers(node, context, 4)


def prepare_cmsis_nn(node: Node, context: MicroContext) -> None:
    """Prepare of CMSIS-NN's kernel: a kernel sum for each of the eight weights, in the bias' type, and three buffers."""
    if node.build.features.cmsis_nn_lstm_intermediate:
        _prepare_with_intermediate(node, context)
        return
    _tensors_and_gates(node, context)
    x, cell = node.input(INPUT), node.input(CELL_STATE)
    types = ("int8", "int16") if node.build.features.cmsis_nn_lstm_int16 else ("int8",)
    integers = x is not None and cell is not None and x.dtype in types and cell.dtype == "int16"
    if integers and x is not None:
        entry = INT32 if x.dtype == "int8" else INT64
        for _ in WEIGHTS:
            context.persistent(entry * dimension(node.input(HIDDEN_STATE), 1), "kernel sums")
    _buffers(node, context, 3 if integers else 4)


def _prepare_with_intermediate(node: Node, context: MicroContext) -> None:
    """Prepare of CMSIS-NN's first LSTM: effective biases, then the intermediate that holds the hidden state's quantization."""
    context.temp(*(node.input(position) for position in range(INPUTS)), node.output())
    x = node.input(INPUT)
    if x is not None and x.dtype == "int8":
        for weights in map(node.input, lstm_before_redesign.EFFECTIVE_BIASES):
            if weights is not None:
                context.persistent(INT32 * dimension(weights, 0), "effective bias")
        context.temp(lstm_before_redesign.intermediate(node, 4))
    _buffers(node, context, 4)


def _tensors_and_gates(node: Node, context: MicroContext) -> None:
    context.temp(*(node.input(position) for position in range(INPUTS)), node.output())
    x, cell = node.input(INPUT), node.input(CELL_STATE)
    if x is None or cell is None or cell.dtype != "int16" or x.dtype == "float32":
        return
    for position in WEIGHTS:  # CalculateOpDataFullyConnected keeps multipliers for weights with several scales
        weights = node.input(position)
        if weights is not None and len(scales(weights)) > 1:
            context.persistent(INT32 * len(scales(weights)), "per-channel multipliers")
            context.persistent(INT32 * len(scales(weights)), "per-channel shifts")


def _buffers(node: Node, context: MicroContext, count: int) -> None:
    batch, cell = _batch(node), node.input(CELL_STATE)
    size = batch * dimension(node.input(HIDDEN_STATE), 1) * ((type_size(cell.dtype) or 0) if cell is not None else 0)
    for _ in range(count):
        context.scratch(size, "gate")


def _batch(node: Node) -> int:
    return dimension(node.input(INPUT), 1 if integer(node, "time_major") else 0)


# What the kernel refuses


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what the kernel refuses, in its order: counts, tensors, sizes, cell state, gates, types at Invoke."""
    if not node.build.features.lstm_redesigned:
        yield from lstm_before_redesign.check(node)
        return
    if node.build.library is Library.CMSIS_NN and node.build.features.cmsis_nn_lstm_intermediate:
        yield from lstm_before_redesign.hidden_state(node, CMSIS)
    yield from counts(node, None, 1, PREPARE, forms=SIZES)
    yield from counts(node, INPUTS, None, PREPARE, forms=SIZES)
    x, hidden, cell, output = node.input(INPUT), node.input(HIDDEN_STATE), node.input(CELL_STATE), node.output()
    if x is None or hidden is None or cell is None or output is None:
        yield _absent(node)
        return
    yield from _states(node, x, hidden, cell, output)
    yield from _one_type(node, (*INPUT_WEIGHTS, *RECURRENT_WEIGHTS), 2, "weight_type")
    yield from _one_type(node, tuple(BIASES), 13, "bias_type")
    yield from _unused(node)
    if node.build.library is Library.CMSIS_NN:
        yield from _constant_weights(node)
    yield from _sizes(node, x, hidden, cell, output)
    yield from _cell_type(node, cell)
    if cell.dtype == "int16" and x.dtype != "float32":
        yield from _gates(node, x)
    yield from _evaluated(node, x)
    yield from _silent(node, x, cell)


def _absent(node: Node) -> Verdict:
    position = next((p for p in (INPUT, HIDDEN_STATE, CELL_STATE) if node.input(p) is None), None)
    if position is None:
        return missing(node, STATUS, ())
    names = {INPUT: "kLstmInputTensor", HIDDEN_STATE: "kLstmOutputStateTensor", CELL_STATE: "kLstmCellStateTensor"}
    message = f"internal_tensors_[{names[position]}] != nullptr was not true."
    return refused(node, f"the LSTM has no input {position}", message=message, source=STATUS)


def _states(node: Node, x: Tensor, hidden: Tensor, cell: Tensor, output: Tensor) -> Iterator[Verdict]:
    for state, name in ((hidden, "kLstmOutputStateTensor"), (cell, "kLstmCellStateTensor")):
        if not state.is_variable:
            message = f"internal_tensors_[{name}]->is_variable was not true."
            yield refused(node, f"{state.name!r} is no variable tensor", tensor=state, message=message, source=STATUS)
        if state is hidden:
            yield from _like_input(node, x, hidden, "internal_tensors_[kLstmOutputStateTensor]")
    yield from _like_input(node, x, output, "output_tensor_")


def _like_input(node: Node, x: Tensor, tensor: Tensor, name: str) -> Iterator[Verdict]:
    if tensor.dtype != x.dtype:
        why = f"{tensor.name!r} is {tensor.dtype}, {x.name!r} {x.dtype}: one type allowed"
        message = f"{name}->type != internal_tensors_[kLstmInputTensor]->type ({type_number(tensor)} != {type_number(x)})"
        yield refused(node, why, cause=type_cause(node, tensor), tensor=tensor, message=message, source=STATUS)


def _one_type(node: Node, positions: tuple[int, ...], first: int, name: str) -> Iterator[Verdict]:
    """Demand operands of one type; the type is read off one of them before it is known to be there."""
    model = node.input(first)
    if model is None:
        yield crashes(node, f"the LSTM has no input {first}, and its kernel reads the type off it", source=STATUS)
        return
    for position in positions:
        tensor = node.input(position)
        if tensor is None:
            message = "internal_tensors_[i] != nullptr was not true."
            why = f"the LSTM has no input {position}: a cell with coupled gates is not taken"
            yield refused(node, why, message=message, source=STATUS)
        elif tensor.dtype != model.dtype:
            why = f"{tensor.name!r} is {tensor.dtype}, {model.name!r} {model.dtype}: one type allowed"
            message = f"internal_tensors_[i]->type != {name} ({type_number(tensor)} != {type_number(model)})"
            yield refused(node, why, cause=type_cause(node, tensor), tensor=tensor, message=message, source=STATUS)


def _unused(node: Node) -> Iterator[Verdict]:
    kinds = {9: "a peephole weight", 16: "a projection", 20: "a layer normalisation"}
    for position in UNUSED:
        tensor = node.input(position)
        if tensor is not None:
            kind = next(text for start, text in reversed(kinds.items()) if position >= start)
            message = "internal_tensors_[i] == nullptr was not true."
            yield refused(
                node, f"{tensor.name!r} is {kind}, which the LSTM does not take", tensor=tensor, message=message, source=STATUS
            )


def _constant_weights(node: Node) -> Iterator[Verdict]:
    for position in (*INPUT_WEIGHTS, *RECURRENT_WEIGHTS, *BIASES):
        tensor = node.input(position)
        for verdict in constant(node, tensor, f"input {position}", CMSIS) if tensor is not None else ():
            yield verdict._replace(message="IsConstantTensor(lstm_tensors.GetInternalTensor(i)) was not true.")


def _sizes(node: Node, x: Tensor, hidden: Tensor, cell: Tensor, output: Tensor) -> Iterator[Verdict]:
    states, depth = dimension(hidden, 1), dimension(x, 2)
    for position in (*INPUT_WEIGHTS, *RECURRENT_WEIGHTS):
        yield from _shape(node, position, (states, depth if position in INPUT_WEIGHTS else states))
    for position in BIASES:
        yield from _shape(node, position, (states,))
    wanted = _batch(node) * states
    for tensor, name in ((hidden, "HiddenStateTensor"), (cell, "CellStateTensor")):
        if elements(tensor) != wanted:
            why = f"{tensor.name!r} has {elements(tensor)} elements, batch × states is {wanted}"
            message = f"NumElements(tensors.{name}()) != size_info.batch_size * size_info.state_dimension ({elements(tensor)} != {wanted})"
            yield refused(node, why, tensor=tensor, message=message, source=SIZE)
    for verdict in rank_is(node, output, "", 3, SIZE):
        found = len(output.shape)
        yield verdict._replace(message=f"tensors.OutputTensor()->dims->size != 3 ({found} != 3)")
    expected = (dimension(x, 0), dimension(x, 1), states)
    if output.shape != expected:
        why = f"{output.name!r} is {output.shape}, the LSTM writes {expected}"
        message = "tensors.GetInternalTensor(kLstmInputTensor)->dims->data != tensors.OutputTensor()->dims->data"
        yield refused(node, why, tensor=output, message=message, source=SIZE)


def _shape(node: Node, position: int, wanted: tuple[int, ...]) -> Iterator[Verdict]:
    tensor = node.input(position)
    if tensor is None or tensor.shape == wanted:
        return
    why = f"{tensor.name!r} is {tensor.shape}, {wanted} wanted"
    message = f"tensor->dims->size != {len(wanted)} ({len(tensor.shape)} != {len(wanted)})"
    if len(tensor.shape) == len(wanted):
        axis = next(axis for axis, size in enumerate(wanted) if tensor.shape[axis] != size)
        text = "size" if len(wanted) == 1 else f"dim{axis + 1}_size"
        message = f"tensor->dims->data[{axis}] != {text} ({tensor.shape[axis]} != {wanted[axis]})"
    yield refused(node, why, tensor=tensor, message=message, source=SIZE)


def _cell_type(node: Node, cell: Tensor) -> Iterator[Verdict]:
    if cell.dtype not in {"float32", "int16"}:
        why = f"{cell.name!r} is {cell.dtype}, float32 or int16 allowed"
        message = (
            f"Cell state type {type_name(cell)} ({type_number(cell)}) not supported. "
            "The quantized Unidirectional Sequence LSTM Op only support int16 cell state"
        )
        yield refused(node, why, cause=type_cause(node, cell), tensor=cell, message=message, source=PREPARE)


def _gates(node: Node, x: Tensor) -> Iterator[Verdict]:
    """Demand weights as a fully connected layer does: scales by channels, or one whose product is not negative."""
    for weights in (tensor for position in WEIGHTS if (tensor := node.input(position)) is not None):
        count = len(scales(weights))
        if count > 1 and (x.dtype not in {"int8", "int16"} or weights.dtype == "int4"):
            yield refused(node, f"{weights.name!r} is {weights.dtype} with {count} scales", tensor=weights, source=GATES)
        elif count > 1:
            yield from _scales_by_channel(node, weights, count)
        elif not float32(scale(x) * scale(weights)) >= 0:
            message = "input_product_scale >= 0 was not true."
            why = f"{weights.name!r} has scale {scale(weights):g}, the product with the input's must not be negative"
            yield refused(node, why, cause=Cause.QUANTIZATION, tensor=weights, message=message, source=GATES)


def _scales_by_channel(node: Node, weights: Tensor, count: int) -> Iterator[Verdict]:
    axis = weights.quantization.quantized_dimension if weights.quantization is not None else 0
    channels = dimension(weights, axis)
    if count != channels:
        why = f"{weights.name!r} has {count} scales for {channels} at dimension {axis}"
        message = f"per_channel_quantization_size != filter->dims->data[affine_quantization->quantized_dimension] ({count} != {channels})"
        yield refused(node, why, cause=Cause.QUANTIZATION, tensor=weights, message=message, source=GATES)


def _evaluated(node: Node, x: Tensor) -> Iterator[Verdict]:
    yield from takes_at_invoke(node, x, ("float32", "int8", "int16"), not_supported(x, "Input type {} not supported."), EVAL)
    weights = node.input(1)
    if x.dtype != "float32" and weights is not None and weights.dtype != "int8":
        number = type_number(x) if x.dtype == "int8" else type_number(weights)
        message = f"Filter type {type_name(weights)} ({number}) not supported."
        why = f"{weights.name!r} is {weights.dtype}, int8 allowed for {x.dtype} input"
        yield node.verdict(Effect.REFUSED_AT_INVOKE, type_cause(node, weights), why, tensor=weights, message=message, source=EVAL)


def _silent(node: Node, x: Tensor, cell: Tensor) -> Iterator[Verdict]:
    """Tell mixtures of types and scales that are taken and computed wrongly."""
    weights, bias = node.input(1), node.input(12)
    biases = {"float32": "float32", "int8": "int32", "int16": "int64"}
    for tensor, wanted in (
        (weights, "float32" if x.dtype == "float32" else "int8"),
        (cell, "float32" if x.dtype == "float32" else "int16"),
        (bias, biases.get(x.dtype, "")),
    ):
        if tensor is not None and tensor.dtype != wanted:
            cause = Cause.HYBRID if tensor is weights and x.dtype == "float32" else Cause.TYPE
            why = f"{tensor.name!r} is {tensor.dtype}, its bytes are taken for {wanted}"
            yield wrong(node, why, cause=cause, tensor=tensor, source=EVAL)
    if cell.dtype == "int16" and not checked_log2(scale(cell))[1]:
        why = f"{cell.name!r} has scale {scale(cell):g}, the LSTM takes it for a power of two"
        yield wrong(
            node, why, cause=Cause.QUANTIZATION, tensor=cell, source="micro/kernels/lstm_eval_common.cc:CreateLstmCellStateInfo"
        )
    for position in WEIGHTS if x.dtype != "float32" else ():
        tensor = node.input(position)
        if tensor is not None and len(scales(tensor)) > 1:
            why = f"{tensor.name!r} has {len(scales(tensor))} scales, the LSTM takes one"
            yield wrong(node, why, cause=Cause.QUANTIZATION, tensor=tensor, source=GATES)
    if integer(node, "fused_activation_function") != TANH:
        yield wrong(node, "the fused activation is not TANH, the LSTM has no other for its cell gate", source=EVAL)


KERNELS: tuple[Kernel, ...] = (
    Kernel(
        "UNIDIRECTIONAL_SEQUENCE_LSTM",
        params="TfLiteUnidirectionalSequenceLSTMParams",
        init=keeps("kernels/unidirectional_sequence_lstm:OpDataLSTM"),
        prepare=prepare,
        check=check,
        init_variants={Library.CMSIS_NN: keeps("kernels/cmsis_nn/unidirectional_sequence_lstm:OpData")},
        prepare_variants={Library.CMSIS_NN: prepare_cmsis_nn},
    ),
)
