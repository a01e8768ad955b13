"""UNIDIRECTIONAL_SEQUENCE_LSTM: micro/kernels/unidirectional_sequence_lstm.cc, lstm_eval.cc, lstm_eval_common.cc, cmsis_nn/….cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.record import Record
from tflint.runtime.kernel_checks import SIZES, counts, taken, type_name, type_number
from tflint.runtime.printed import Printed, logged, not_equal, not_true
from tflint.runtime.tflm import lstm_before_redesign
from tflint.runtime.tflm.build import Library
from tflint.runtime.tflm.kernel import Kernel, keeps
from tflint.runtime.tflm.kernel_util import ACTIVATIONS, dimension, elements, scale, scales
from tflint.runtime.tflm.kernels.fully_connected import several_scales
from tflint.runtime.tflm.memory_helpers import type_size
from tflint.runtime.tflm.operand_checks import constant, not_supported
from tflint.runtime.tflm.quantization_util import checked_log2, float32
from tflint.runtime.verdict import Cause, Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

FILE, COMMON = "micro/kernels/unidirectional_sequence_lstm.cc", "micro/kernels/lstm_eval_common.cc"
PREPARE, EVAL = Citation(FILE, "UnidirectionalSequenceLstmPrepare"), Citation(FILE, "UnidirectionalSequenceLstmEval")
STATUS = Citation("micro/kernels/lstm_eval.cc", "LstmTensors::ValidateTensorStatus")
SIZE, GATES = Citation(COMMON, "ValidateTensorSize"), Citation(COMMON, "CreateGateParams")
CELL_STATE_INFO = Citation(COMMON, "CreateLstmCellStateInfo")
CMSIS_NN = Citation("micro/kernels/cmsis_nn/unidirectional_sequence_lstm.cc", "UnidirectionalSequenceLstmPrepare")

INPUTS = 24
INPUT, HIDDEN_STATE, CELL_STATE = 0, 18, 19
INPUT_WEIGHTS, RECURRENT_WEIGHTS, BIASES = range(1, 5), range(5, 9), range(12, 16)
UNUSED = (*range(9, 12), *range(16, 18), *range(20, 24))  # peephole, projection, layer normalisation
WEIGHTS = (2, 6, 1, 5, 3, 7, 4, 8)  # input and recurrent weights in the order of PrepareGateParametersInteger's gates
INT32, INT64 = 4, 8
TANH = ACTIVATIONS.index("TANH")
CONSTANT = not_true("IsConstantTensor(lstm_tensors.GetInternalTensor(i))")


class States(Record):
    """The operands that every cell has."""

    input: Tensor
    hidden: Tensor
    cell: Tensor
    output: Tensor


def prepare(k: MicroContext) -> None:
    """Walk UnidirectionalSequenceLstmPrepare: every tensor there is, then four buffers of the cell state's type."""
    if not k.features.lstm_redesigned:
        lstm_before_redesign.prepare(k)
        return
    of = _operands(k)
    _sizes(k, of)
    _gates(k, of)
    _buffers(k, of, 4)


def _constants(k: MicroContext, of: States) -> None:
    """Walk CMSIS-NN's look at weights and biases; before there was one, an int8 kernel summed what lay at no address."""
    for position in (*INPUT_WEIGHTS, *RECURRENT_WEIGHTS, *BIASES) if k.features.cmsis_nn_constants_checked else ():
        constant(k, k.read_input(position, CMSIS_NN), f"input {position}", CMSIS_NN, message=CONSTANT)
    for position in INPUT_WEIGHTS if of.input.dtype == "int8" else ():
        if k.constant(weights := k.read_input(position, CMSIS_NN)) is None:
            k.undefined(f"{weights.name!r} is computed, {k.name} sums it before there is anything", CMSIS_NN, tensor=weights)


def prepare_cmsis_nn(k: MicroContext) -> None:
    """Walk Prepare of CMSIS-NN: a kernel sum for each of the eight weights, in the bias' type, and three buffers."""
    intermediate = k.features.cmsis_nn_lstm_intermediate
    if intermediate:
        lstm_before_redesign.hidden_state(k, k.input(INPUT), CMSIS_NN)
    of = _operands(k)
    _constants(k, of)
    _sizes(k, of)
    _gates(k, of)
    if intermediate:
        _effective_biases(k, of)
        _buffers(k, of, 4)
        return
    types = ("int8", "int16") if k.features.cmsis_nn_lstm_int16 else ("int8",)
    integers = of.input.dtype in types and of.cell.dtype == "int16"
    entry = INT32 if of.input.dtype == "int8" else INT64
    for _ in WEIGHTS if integers else ():
        k.persistent(entry * dimension(of.hidden, 1), "kernel sums")
    _buffers(k, of, 3 if integers else 4)


def _effective_biases(k: MicroContext, of: States) -> None:
    """Walk what CMSIS-NN's first LSTM keeps: effective biases, then the intermediate that holds the hidden state's quantization."""
    if of.input.dtype == "int8":
        for position in lstm_before_redesign.EFFECTIVE_BIASES:
            k.persistent(INT32 * dimension(k.input(position), 0), "effective bias")
        k.temp(lstm_before_redesign.intermediate(k, lstm_before_redesign.HIDDEN))


def _buffers(k: MicroContext, of: States, count: int) -> None:
    size = _batch(k, of) * dimension(of.hidden, 1) * (type_size(of.cell.dtype) or 0)
    for _ in range(count):
        k.scratch(size, "gate")


def _batch(k: MicroContext, of: States) -> int:
    return dimension(of.input, 1 if k.integer("time_major") else 0)


def _operands(k: MicroContext) -> States:
    """Walk LstmTensors::ValidateTensorStatus: which tensors there are, and their types."""
    counts(k, None, 1, PREPARE, forms=SIZES)
    counts(k, INPUTS, None, PREPARE, forms=SIZES)
    for position in range(INPUTS):
        k.temp(k.input(position))
    names = {INPUT: "kLstmInputTensor", HIDDEN_STATE: "kLstmOutputStateTensor", CELL_STATE: "kLstmCellStateTensor"}
    x, hidden, cell = (_state(k, position, name) for position, name in names.items())
    of = States(x, hidden, cell, k.temp_output(0, "output", STATUS))
    _variable(k, hidden, "kLstmOutputStateTensor")
    _like_input(k, x, hidden, "internal_tensors_[kLstmOutputStateTensor]")
    _variable(k, cell, "kLstmCellStateTensor")
    _like_input(k, x, of.output, "output_tensor_")
    _one_type(k, (*INPUT_WEIGHTS, *RECURRENT_WEIGHTS), 2, "weight_type")
    _one_type(k, tuple(BIASES), 13, "bias_type")
    _unused(k)
    return of


def _state(k: MicroContext, position: int, name: str) -> Tensor:
    tensor = k.input(position)
    if tensor is None:
        k.refuse(f"the LSTM has no input {position}", STATUS, message=not_true(f"internal_tensors_[{name}] != nullptr"))
    return tensor


def _variable(k: MicroContext, state: Tensor, name: str) -> None:
    if not state.is_variable:
        message = not_true(f"internal_tensors_[{name}]->is_variable")
        k.refuse(f"{state.name!r} is not a variable tensor", STATUS, tensor=state, message=message)


def _like_input(k: MicroContext, x: Tensor, tensor: Tensor, name: str) -> None:
    if tensor.dtype != x.dtype:
        why = f"{tensor.name!r} is {tensor.dtype} and {x.name!r} {x.dtype}: expected one type"
        given = "internal_tensors_[kLstmInputTensor]->type"
        message = not_equal(f"{name}->type", given, type_number(tensor), type_number(x))
        k.refuse(why, STATUS, cause=k.type_cause(tensor), tensor=tensor, message=message)


def _one_type(k: MicroContext, positions: tuple[int, ...], first: int, name: str) -> None:
    """Refuse operands of different types; the type is read off one of them before it is known to be there."""
    model = k.read_input(first, STATUS)
    for position in positions:
        tensor = k.input(position)
        if tensor is None:
            why = f"the LSTM has no input {position}: a cell with coupled gates is not supported"
            k.refuse(why, STATUS, message=not_true("internal_tensors_[i] != nullptr"))
        if tensor.dtype != model.dtype:
            why = f"{tensor.name!r} is {tensor.dtype} and {model.name!r} {model.dtype}: expected one type"
            message = not_equal("internal_tensors_[i]->type", name, type_number(tensor), type_number(model))
            k.refuse(why, STATUS, cause=k.type_cause(tensor), tensor=tensor, message=message)


def _unused(k: MicroContext) -> None:
    kinds = {9: "a peephole weight", 16: "a projection", 20: "a layer normalisation"}
    for position in UNUSED:
        tensor = k.input(position)
        if tensor is not None:
            kind = next(text for start, text in reversed(kinds.items()) if position >= start)
            why = f"{tensor.name!r} is {kind}, which the LSTM does not support"
            k.refuse(why, STATUS, tensor=tensor, message=not_true("internal_tensors_[i] == nullptr"))


def _sizes(k: MicroContext, of: States) -> None:
    """Walk ValidateTensorSize."""
    states, depth = dimension(of.hidden, 1), dimension(of.input, 2)
    for position in (*INPUT_WEIGHTS, *RECURRENT_WEIGHTS):
        _shape(k, position, (states, depth if position in INPUT_WEIGHTS else states))
    for position in BIASES:
        _shape(k, position, (states,))
    expected = _batch(k, of) * states
    for tensor, name in ((of.hidden, "HiddenStateTensor"), (of.cell, "CellStateTensor")):
        if elements(tensor) != expected:
            why = f"{tensor.name!r} has {elements(tensor)} elements, batch × states is {expected}"
            product = "size_info.batch_size * size_info.state_dimension"
            message = not_equal(f"NumElements(tensors.{name}())", product, elements(tensor), expected)
            k.refuse(why, SIZE, tensor=tensor, message=message)
    _output(k, of, (dimension(of.input, 0), dimension(of.input, 1), states))


def _output(k: MicroContext, of: States, expected: tuple[int, ...]) -> None:
    y = of.output
    rank = len(y.shape)
    if rank != 3:
        message = not_equal("tensors.OutputTensor()->dims->size", 3, rank, 3)
        k.refuse(f"{y.name!r} has rank {rank}, {k.name} expects 3", SIZE, tensor=y, message=message)
    if y.shape != expected:
        left, right = "tensors.GetInternalTensor(kLstmInputTensor)->dims->data", "tensors.OutputTensor()->dims->data"
        why = f"{y.name!r} is {y.shape}, the LSTM writes {expected}"
        k.refuse(why, SIZE, tensor=y, message=Printed(f"{left} != {right}"))


def _shape(k: MicroContext, position: int, expected: tuple[int, ...]) -> None:
    tensor = k.read_input(position, SIZE)
    if tensor.shape == expected:
        return
    rank = len(tensor.shape)
    message = not_equal("tensor->dims->size", len(expected), rank, len(expected))
    if rank == len(expected):
        axis = next(axis for axis, size in enumerate(expected) if tensor.shape[axis] != size)
        text = "size" if len(expected) == 1 else f"dim{axis + 1}_size"
        message = not_equal(f"tensor->dims->data[{axis}]", text, tensor.shape[axis], expected[axis])
    k.refuse(f"{tensor.name!r} is {tensor.shape}, expected {expected}", SIZE, tensor=tensor, message=message)


def _gates(k: MicroContext, of: States) -> None:
    """Walk CreateGateParams for each weight: scales by channels, or one whose product is not negative."""
    if of.cell.dtype not in {"float32", "int16"}:
        why = f"{of.cell.name!r} is {of.cell.dtype}, expected float32 or int16"
        kind = f"Cell state type {type_name(of.cell)} ({type_number(of.cell)}) not supported."
        message = logged(f"{kind} The quantized Unidirectional Sequence LSTM Op only support int16 cell state")
        k.refuse(why, PREPARE, cause=k.type_cause(of.cell), tensor=of.cell, message=message)
    if of.cell.dtype != "int16" or of.input.dtype == "float32":
        return
    for position in WEIGHTS:
        weights = k.read_input(position, GATES)
        count = len(scales(weights))
        if count > 1:
            several_scales(k, of.input, weights, count)
        if not (count > 1 and k.features.per_channel_fully_connected) and not float32(scale(of.input) * scale(weights)) >= 0:
            why = f"{weights.name!r} has scale {scale(weights):g}, the product with the input's must not be negative"
            message = not_true("input_product_scale >= 0")
            k.refuse(why, GATES, cause=Cause.QUANTIZATION, tensor=weights, message=message)


def invoke(k: MicroContext) -> None:
    """Walk UnidirectionalSequenceLstmEval."""
    if not k.features.lstm_redesigned:
        return
    x, weights = k.read_input(INPUT, EVAL), k.read_input(1, EVAL)
    taken(k, x, ("float32", "int8", "int16"), EVAL, message=not_supported(x, "Input type {} not supported."))
    if x.dtype != "float32" and weights.dtype != "int8":
        number = type_number(x) if x.dtype == "int8" else type_number(weights)
        message = logged(f"Filter type {type_name(weights)} ({number}) not supported.")
        why = f"{weights.name!r} is {weights.dtype}, expected int8 for {x.dtype} input"
        k.refuse(why, EVAL, cause=k.type_cause(weights), tensor=weights, message=message)
    _mixtures(k, x, weights)
    _scales(k, x)
    if k.integer("fused_activation_function") != TANH:
        k.wrong("the fused activation is not TANH, the LSTM has no other for its cell gate", EVAL)


def _mixtures(k: MicroContext, x: Tensor, weights: Tensor) -> None:
    """Note mixtures of types that are taken and computed wrongly."""
    biases = {"float32": "float32", "int8": "int32", "int16": "int64"}
    for tensor, expected in (
        (weights, "float32" if x.dtype == "float32" else "int8"),
        (k.read_input(CELL_STATE, EVAL), "float32" if x.dtype == "float32" else "int16"),
        (k.read_input(BIASES[0], EVAL), biases[x.dtype]),
    ):
        if tensor.dtype != expected:
            cause = Cause.HYBRID if tensor is weights and x.dtype == "float32" else Cause.TYPE
            k.wrong(f"{tensor.name!r} is {tensor.dtype}, its bytes are read as {expected}", EVAL, cause=cause, tensor=tensor)


def _scales(k: MicroContext, x: Tensor) -> None:
    cell = k.read_input(CELL_STATE, EVAL)
    if cell.dtype == "int16" and not checked_log2(scale(cell))[1]:
        why = f"{cell.name!r} has scale {scale(cell):g}, the LSTM reads it as a power of two"
        k.wrong(why, CELL_STATE_INFO, cause=Cause.QUANTIZATION, tensor=cell)
    for position in WEIGHTS if x.dtype != "float32" else ():
        tensor = k.read_input(position, GATES)
        if len(scales(tensor)) > 1:
            why = f"{tensor.name!r} has {len(scales(tensor))} scales, the LSTM applies the first to all"
            k.wrong(why, GATES, cause=Cause.QUANTIZATION, tensor=tensor)


_PARAMS = "TfLiteUnidirectionalSequenceLSTMParams"

KERNELS = (
    Kernel(
        "UNIDIRECTIONAL_SEQUENCE_LSTM",
        params=_PARAMS,
        init=keeps("kernels/unidirectional_sequence_lstm:OpDataLSTM"),
        prepare=prepare,
        invoke=invoke,
    ),
    Kernel(
        "UNIDIRECTIONAL_SEQUENCE_LSTM",
        library=Library.CMSIS_NN,
        params=_PARAMS,
        init=keeps("kernels/cmsis_nn/unidirectional_sequence_lstm:OpData"),
        prepare=prepare_cmsis_nn,
        invoke=invoke,
    ),
)
