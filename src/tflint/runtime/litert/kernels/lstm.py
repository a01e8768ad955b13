"""LSTM and UNIDIRECTIONAL_SEQUENCE_LSTM (lstm.cc, unidirectional_sequence_lstm.cc): gates' scratch, integer and hybrid buffers."""

from __future__ import annotations

from math import isfinite, log2, nan, prod
from typing import TYPE_CHECKING

from tflint.record import Record
from tflint.runtime.kernel_checks import dtype_number
from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import PERSISTENT, Kernel
from tflint.runtime.litert.kernel_util import LOG2_TOLERANCE
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

INPUT_COUNTS = (20, 24)
INTEGER_8X8_16 = ("int16", "int16", "int16", "int16", "int8", "int32")
SEQUENCE_PADDING = 16
"""Elements that the sequence kernel adds to the gates' scratch of each batch."""
INTERMEDIATES = 5
"""One for each gate and one for the hidden state, of the integer form."""
GATES = ("input", "forget", "cell", "output")
INPUT_WEIGHTS, RECURRENT_WEIGHTS, PEEPHOLES, BIASES, NORMALIZATION = 1, 5, 9, 12, 20
"""Where the input gate's tensor of each kind stands; the others follow, but for peepholes, which the cell gate has none of."""
INPUT_GATE, FORGET_GATE, CELL_GATE, OUTPUT_GATE = range(4)
PROJECTION, PROJECTION_BIAS = 16, 17
OUTPUT_STATE, CELL_STATE = 18, 19
TIMED = 2
"""Axes of an input without time; the sequence kernel reads its values' number from the third, past the end of such a shape."""
BASIC = 1
"""LSTMKernelType_BASIC."""
BASIC_INPUTS = ("input", "prev_activation", "weights", "bias", "prev_state")
BASIC_OUTPUTS = 4
BASIC_TYPES = (
    ("float32",) * 9,
    ("uint8", "uint8", "uint8", "int32", "int16", "uint8", "int16", "uint8", "int16"),
)
"""Inputs, then outputs, of the basic kernel's two forms."""
STATE_EXPONENT = 4 - 15
"""Of the scale of an int16 state with four integer bits."""
WEIGHTS = frozenset({"float32", "uint8", "int8"})


class Shape(Record):
    """An LSTM's sizes: batches, inputs, cells, outputs; `cifg` where input and forget gate are coupled."""

    batch: int
    inputs: int
    cells: int
    outputs: int
    cifg: bool
    integer: bool


def _is_sequence(k: Node) -> bool:
    return k.operator.name != "LSTM"


def _read(k: Node) -> tuple[Shape, TensorState, TensorState]:
    count, made = len(k.state.inputs), len(k.state.outputs)
    if not _is_sequence(k):
        ensure.equal(k, made, 1, "node->outputs->size", 1)
    message = f"The LSTM Full kernel expects 20 or 24 inputs. Got {count} inputs"
    ensure.that(k, count in INPUT_COUNTS, f"{count} inputs, the LSTM kernel expects 20 or 24", message)
    ensure.equal(k, made, 1, "node->outputs->size", 1)
    x = k.need(0)
    why = f"{x.name!r} has rank {len(x.dims)}, the LSTM kernel expects at least 2"
    ensure.true(k, len(x.dims) > 1, why, "input->dims->size > 1")
    to_output = k.need(INPUT_WEIGHTS + OUTPUT_GATE)
    ensure.rank(k, to_output, 2, "input_to_output_weights->dims->size")
    values = x.dims[2] if _is_sequence(k) and len(x.dims) > TIMED else x.dims[-1] if _is_sequence(k) else x.dims[1]
    why = f"weights {to_output.name!r} are {list(to_output.dims)}, {x.name!r} has {values} values"
    ensure.equal(k, to_output.dims[1], values, "input_to_output_weights->dims->data[1]", "n_input", why)
    recurrent = _recurrent_to_output(k, to_output)
    time_major = _is_sequence(k) and k.option("time_major")
    batch = x.dims[1 if time_major else 0]
    shape = Shape(batch, values, to_output.dims[0], recurrent.dims[-1], k.input(INPUT_WEIGHTS) is None, x.dtype == "int8")
    _check_inputs(k, shape)
    y = k.made()
    _check_states(k, shape)
    k.resize(y, (*x.dims[:-1], shape.outputs))
    return shape, x, to_output


def _recurrent_to_output(k: Node, to_output: TensorState) -> TensorState:
    """Check the weights that give the number of outputs; the sequence kernel takes a diagonal with one axis."""
    recurrent = k.need(RECURRENT_WEIGHTS + OUTPUT_GATE)
    name = "recurrent_to_output_weights"
    if not _is_sequence(k) or len(recurrent.dims) != 1:
        ensure.rank(k, recurrent, 2, f"{name}->dims->size")
    if _is_sequence(k) and len(recurrent.dims) > 1:
        numbers = dtype_number(recurrent.dtype), dtype_number(to_output.dtype)
        ensure.equal(k, *numbers, f"{name}->type", "input_to_output_weights->type")
    why = f"weights {recurrent.name!r} are {list(recurrent.dims)} for {to_output.dims[0]} cells"
    ensure.equal(k, recurrent.dims[0], to_output.dims[0], f"{name}->dims->data[0]", "n_cell", why)
    return recurrent


def _check_inputs(k: Node, shape: Shape) -> None:
    """CheckInputTensorDimensions, in its order."""
    for option in ("cell_clip", "proj_clip"):
        clip = k.option(option)
        ensure.true(k, not isinstance(clip, float) or clip >= 0, f"{option} is below 0", f"params->{option} >= 0")
    gates = (FORGET_GATE, INPUT_GATE, CELL_GATE) if not _is_sequence(k) else (INPUT_GATE, FORGET_GATE, CELL_GATE)
    for gate in gates:
        _check_input_weights(k, gate, shape)
    for gate in (INPUT_GATE, FORGET_GATE, CELL_GATE):
        _check_recurrent(k, gate, shape)
    coupled = k.input(RECURRENT_WEIGHTS) is None
    why = "input-to-input and recurrent-to-input weights are not both there or both left out"
    ensure.true(k, shape.cifg == coupled, why, "cifg_weights_all_or_none == true")
    _check_peepholes(k, shape)
    _check_biases(k, shape)
    _check_projection(k, shape)
    _check_normalization(k, shape)


def _forget(k: Node) -> TensorState:
    return k.need(INPUT_WEIGHTS + FORGET_GATE)


def _check_input_weights(k: Node, gate: int, shape: Shape) -> None:
    position = INPUT_WEIGHTS + gate
    weights = k.input(position) if gate == INPUT_GATE else k.need(position)
    if weights is None:
        return
    name = f"input_to_{GATES[gate]}_weights"
    _check_matrix(k, weights, name, (shape.cells, shape.inputs), ("n_cell", "n_input"))
    if _is_sequence(k):
        return
    if gate == FORGET_GATE:
        kinds = " || ".join(f"({name}->type == kTfLite{it})" for it in ("Float32", "UInt8", "Int8"))
        ensure.takes(k, weights, WEIGHTS, f"{kinds} was not true.")
    else:
        ensure.same_type(k, weights, _forget(k), f"{name}->type", "input_to_forget_weights->type")


def _check_matrix(k: Node, weights: TensorState, name: str, wanted: tuple[int, int], sizes: tuple[str, str]) -> None:
    why = f"weights {weights.name!r} are {list(weights.dims)}, expected {list(wanted)}"
    ensure.rank(k, weights, 2, f"{name}->dims->size")
    for axis in (0, 1):
        ensure.equal(k, weights.dims[axis], wanted[axis], f"{name}->dims->data[{axis}]", sizes[axis], why)


def _check_recurrent(k: Node, gate: int, shape: Shape) -> None:
    """Check one gate's: the sequence kernel takes a diagonal with one axis, and looks at the rows of the input gate's alone."""
    position = RECURRENT_WEIGHTS + gate
    weights = k.input(position) if gate == INPUT_GATE else k.need(position)
    if weights is None:
        return
    name = f"recurrent_to_{GATES[gate]}_weights"
    if not _is_sequence(k):
        _check_matrix(k, weights, name, (shape.cells, shape.outputs), ("n_cell", "n_output"))
        ensure.same_type(k, weights, _forget(k), f"{name}->type", "input_to_forget_weights->type")
        return
    why = f"weights {weights.name!r} are {list(weights.dims)}, expected {[shape.cells, shape.outputs]}"
    if len(weights.dims) != 1:
        ensure.rank(k, weights, 2, f"{name}->dims->size")
        ensure.equal(k, weights.dims[1], shape.outputs, f"{name}->dims->data[1]", "n_output", why)
        ensure.same_type(k, weights, _forget(k), f"{name}->type", "input_to_forget_weights->type")
    if gate == INPUT_GATE:
        ensure.equal(k, weights.dims[0], shape.cells, f"{name}->dims->data[0]", "n_cell", why)


def _check_vector(k: Node, vector: TensorState, name: str, size: int, sized: str) -> None:
    ensure.rank(k, vector, 1, f"{name}->dims->size")
    why = f"{vector.name!r} has {vector.dims[0]} values, expected {size}"
    ensure.equal(k, vector.dims[0], size, f"{name}->dims->data[0]", sized, why)


def _check_peepholes(k: Node, shape: Shape) -> None:
    given = []
    for position, gate in enumerate(("input", "forget", "output"), PEEPHOLES):
        weights = k.input(position)
        given.append(weights is not None)
        if weights is not None:
            name = f"cell_to_{gate}_weights"
            _check_vector(k, weights, name, shape.cells, "n_cell")
            wanted = "int16" if shape.integer else _forget(k).dtype
            kind = f"{name}->type", "is_integer ? kTfLiteInt16 : input_to_forget_weights->type"
            ensure.is_type(k, weights, wanted, *kind)
    whole = all(given[1:]) and (given[0] or shape.cifg)
    why = "some peephole weights are left out"
    ensure.true(k, whole or not any(given), why, "peephole_weights_all_or_none == true")


def _check_biases(k: Node, shape: Shape) -> None:
    dtype = "int32" if shape.integer else "float32"
    given = k.input(BIASES)
    if shape.cifg:
        ensure.true(k, given is None, "the coupled input gate has a bias", "input_gate_bias == nullptr")
    elif given is None:
        ensure.crash(k, "the input gate's bias is left out: the kernel follows a null pointer")
    for gate in (FORGET_GATE, CELL_GATE, OUTPUT_GATE) if shape.cifg else range(len(GATES)):
        bias, name = k.need(BIASES + gate), f"{GATES[gate]}_gate_bias"
        _check_vector(k, bias, name, shape.cells, "n_cell")
        ensure.is_type(k, bias, dtype, f"{name}->type")


def _check_projection(k: Node, shape: Shape) -> None:
    weights, bias = k.input(PROJECTION), k.input(PROJECTION_BIAS)
    if weights is not None:
        _check_matrix(k, weights, "projection_weights", (shape.outputs, shape.cells), ("n_output", "n_cell"))
        if not _is_sequence(k):
            ensure.same_type(k, weights, _forget(k), "projection_weights->type", "input_to_forget_weights->type")
    if bias is not None:
        _check_vector(k, bias, "projection_bias", shape.outputs, "n_output")
        ensure.is_type(k, bias, "int32" if shape.integer else "float32", "projection_bias->type")
    spelled = "projecton_tensors_consistent" if _is_sequence(k) else "projection_tensors_consistent"
    holds = weights is not None or bias is None
    ensure.true(k, holds, "a projection bias without a projection", f"{spelled} == true")


def _check_normalization(k: Node, shape: Shape) -> None:
    """Check the layer normalization of a node that has any: the forget gate's says so."""
    if k.input(NORMALIZATION + FORGET_GATE) is None:
        return
    for gate in (FORGET_GATE, CELL_GATE, OUTPUT_GATE) if shape.cifg else range(len(GATES)):
        name = f"{GATES[gate]}_layer_norm_coefficients"
        weights = k.input(NORMALIZATION + gate)
        if weights is None and gate == INPUT_GATE:
            ensure.true(k, False, "the input gate's layer normalization is left out", f"{name} != nullptr")
        weights = k.need(NORMALIZATION + gate)
        _check_vector(k, weights, name, shape.cells, "n_cell")
        ensure.is_type(k, weights, "int16" if shape.integer else "float32", f"{name}->type")


def _check_states(k: Node, shape: Shape) -> None:
    states = []
    for position, name in ((OUTPUT_STATE, "output_state"), (CELL_STATE, "cell_state")):
        tensor, state = k.file_tensor(position), k.input(position)
        variable = state is not None and tensor is not None and tensor.is_variable
        ensure.true(k, variable, f"the {name.replace('_', ' ')} is not a variable", f"{name} != nullptr")
        states.append((k.need(position), name))
    for (state, name), (size, sized) in zip(states, ((shape.outputs, "n_output"), (shape.cells, "n_cell")), strict=True):
        wanted = shape.batch * size
        why = f"{state.name!r} has {prod(state.dims)} values, expected {wanted}"
        ensure.equal(k, prod(state.dims), wanted, f"NumElements({name})", f"static_cast<int64_t>(n_batch) * {sized}", why)


def _hybrid(k: Node, shape: Shape, x: TensorState, weights: TensorState) -> None:
    state, cell = k.input(OUTPUT_STATE), k.input(CELL_STATE)
    k.temporary(weights.dtype, x.dims, index=1, name="quantized input")
    k.temporary(weights.dtype, state.dims if state else (), index=2, name="quantized output state")
    k.temporary(weights.dtype, cell.dims if cell else (), index=3, name="quantized cell state")
    for index in (4, 5, 6):
        k.temporary("float32", (shape.batch,), index=index, name="scales")
    k.temporary("float32", (shape.cells,), index=7, name="product scales")
    k.temporary("int32", (shape.cells, shape.batch), index=8, name="accumulators")
    for index in (9, 10):
        k.temporary("int32" if not _is_sequence(k) else "float32", (shape.batch,), index=index, name="zero points")
    rows = 6 if shape.cifg else 8
    if k.input(PROJECTION) is not None:
        rows += -(-shape.outputs // shape.cells)
    k.temporary("int32", (rows, shape.cells), PERSISTENT, index=11, name="row sums")


def _integer(k: Node, shape: Shape) -> None:
    found = len(k.operator.intermediates)
    counts = {INTERMEDIATES} if _is_sequence(k) else {INTERMEDIATES, 12}
    expression = " || ".join(f"num_intermediate_tensors == {count}" for count in sorted(counts))
    ensure.true(k, found in counts, f"{found} intermediate tensors, expected {INTERMEDIATES}", expression)
    count_of_tensors = len(k.model.subgraphs[k.operator.subgraph].tensors)
    wild = [index for index in k.operator.intermediates if not 0 <= index < count_of_tensors]
    if wild:
        ensure.crash(k, f"an intermediate is tensor {wild[0]}, the subgraph has {count_of_tensors}")
    for index, dtype in enumerate(INTEGER_8X8_16):
        k.temporary(dtype, (shape.batch, shape.cells), index=index, name=f"gate scratch {index}")


def _prepare(k: Node, padding: int) -> None:
    shape, x, weights = _read(k)
    if shape.integer:
        _integer(k, shape)
        return
    k.temporary(x.dtype, (shape.batch, shape.cells * (4 if shape.cifg else 5) + padding), index=0, name="gates")
    if x.dtype == "float32" and weights.dtype in {"int8", "uint8"}:
        _hybrid(k, shape, x, weights)


def prepare_sequence(k: Node) -> None:
    """Prepare of the sequence kernel."""
    _prepare(k, SEQUENCE_PADDING)


def prepare_either(k: Node) -> None:
    """Prepare of the LSTM kernel that the option names."""
    if k.number("kernel_type") == BASIC:
        _prepare_basic(k)
    else:
        _prepare(k, 0)


def _prepare_basic(k: Node) -> None:
    """Prepare of the basic kernel (lstm.cc, namespace basic): one matrix for all gates, states and temporaries among the operands."""
    found, made = len(k.state.inputs), len(k.state.outputs)
    ensure.true(k, found == len(BASIC_INPUTS), f"{found} inputs of the basic LSTM, expected 5", "node->inputs->size == kInputNum")
    ensure.true(k, made == BASIC_OUTPUTS, f"{made} outputs of the basic LSTM, expected 4", "node->outputs->size == kOutputNum")
    x, activation, *_, state = (k.need(position) for position in range(len(BASIC_INPUTS)))
    ensure.rank(k, x, 2, "input->dims->size")
    batch, depth = x.dims
    ensure.rank(k, activation, 2, "prev_activation->dims->size")
    _sized(k, 1, 0, batch, "num_batches")
    cells = activation.dims[1]
    wanted = (
        (2, ((4 * cells, "4 * activation_depth"), (depth + cells, "total_depth"))),
        (3, ((4 * cells, "4 * activation_depth"),)),
        (4, ((batch, "num_batches"), (cells, "activation_depth"))),
    )
    for position, sizes in wanted:
        ensure.rank(k, k.need(position), len(sizes), f"{BASIC_INPUTS[position]}->dims->size")
        for axis, (size, name) in enumerate(sizes):
            _sized(k, position, axis, size, name)
    shapes = (activation.dims, state.dims, (batch, depth + cells), (batch, 4 * cells))
    for position, dims in enumerate(shapes):
        k.resize(k.made(position), dims)
    for position in (1, 4):
        k.graph.tensors[k.state.inputs[position]].allocation = PERSISTENT


def _evaluate_basic(k: Node) -> None:
    operands = [*(k.need(i) for i in range(len(BASIC_INPUTS))), *(k.made(i) for i in range(BASIC_OUTPUTS))]
    types = tuple(tensor.dtype for tensor in operands)
    message = "Unsupported combination of data types for LstmCell"
    ensure.that(k, types in BASIC_TYPES, f"operands are {', '.join(types)}", message, cause=Cause.TYPE)
    if types[0] == "uint8":
        scale = k.made(1).scale
        exponent = log2(scale) if scale > 0 and isfinite(scale) else nan
        message = "The internal state of a LSTM cell must have a power-of-two scale."
        even = abs(exponent - round(exponent)) < LOG2_TOLERANCE if isfinite(exponent) else False
        ensure.that(k, even, f"the state has scale {scale:g}", message, cause=Cause.QUANTIZATION)
        message = "The only case of quantized LstmCell currently supported is with StateIntegerBits==4"
        ensure.that(k, round(exponent) == STATE_EXPONENT, f"the state has scale {scale:g}", message, cause=Cause.QUANTIZATION)


def _sized(k: Node, position: int, axis: int, wanted: int, name: str) -> None:
    tensor = k.need(position)
    why = f"{tensor.name!r} is {list(tensor.dims)}, expected {wanted} along axis {axis}"
    ensure.equal(k, tensor.dims[axis], wanted, f"{BASIC_INPUTS[position]}->dims->data[{axis}]", name, why)


def evaluate(k: Node) -> None:
    """Refuse the weights' types that Eval does not name."""
    if k.number("kernel_type") == BASIC and not _is_sequence(k):
        _evaluate_basic(k)
    else:
        printed = "{type}" if _is_sequence(k) else "{number}"
        ensure.takes(k, k.need(INPUT_WEIGHTS + OUTPUT_GATE), WEIGHTS, f"Type {printed} is not currently supported.")


KERNELS = (
    Kernel("LSTM", prepare_either, evaluate, init_tensors=12 + 9),
    Kernel("UNIDIRECTIONAL_SEQUENCE_LSTM", prepare_sequence, evaluate, init_tensors=12),
)
