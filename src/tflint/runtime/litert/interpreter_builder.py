"""What Interpreter() refuses before anything is allocated, in its order (core/interpreter_builder.cc, core/subgraph.cc)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.model import opcodes, schema
from tflint.runtime.litert.builtin_data import WITHOUT
from tflint.runtime.litert.dtype_size import HEAP, PACKED, SIZES, bytes_required
from tflint.runtime.litert.judged import judged
from tflint.runtime.litert.kernel import Settings
from tflint.runtime.verdict import Cause, Effect, Phase

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tflint.model.view import Model, Operator, Quantization, Tensor
    from tflint.runtime.verdict import Verdict

LOAD = Phase.LOAD, Effect.REFUSED
SCHEMA_VERSION = 3
NEWER_TYPES = {"1.0.1": ("bfloat16",), "2.1.4": ("int2", "uint4"), "2.1.6": ("float8_e4m3fn", "float8_e5m2")}
"""Tensor types that came with a release (ConvertTensorType, core/api/flatbuffer_conversions.cc)."""
MOST_BYTES = 2**63 - 1
WORD = 1 << 64
TYPED_OPTIONS = {
    **dict.fromkeys(("CONV_2D", "FULLY_CONNECTED", "TRANSPOSE_CONV"), ("quantized_bias_type",)),
    **dict.fromkeys(("ARG_MAX", "ARG_MIN"), ("output_type",)),
    "CAST": ("in_data_type", "out_data_type"),
    "SHAPE": ("out_type",),
    "HASHTABLE": ("key_dtype", "value_dtype"),
}
"""Options that go through ConvertTensorType (core/api/flatbuffer_conversions.cc)."""
WEIGHTS_FORMATS = LSTM_KERNELS = (0, 1)
DIMENSIONS = {"RESHAPE": "new_shape", "SQUEEZE": "squeeze_dims"}
MOST_DIMENSIONS = 8
TOO_MANY = "Found too many dimensions in the input array of operation '{}'."
PADDINGS = ("edge_padding_low", "edge_padding_high", "interior_padding")
MOST_CODE = max(opcodes.NUMBERS.values())
SOURCE = "core/interpreter_builder.cc"


def check(model: Model, release: str, taken: Mapping[str, tuple[int, int]]) -> Iterator[Verdict]:
    """Yield every reason for which the interpreter would not be built."""
    if model.version != SCHEMA_VERSION:
        message = f"Model provided is schema version {model.version} not equal to supported version {SCHEMA_VERSION}."
        yield judged(
            *LOAD, Cause.GRAPH, f"schema version {model.version}, expected {SCHEMA_VERSION}", message=message, source=SOURCE
        )
    yield from _operator_codes(model, release, taken)
    for subgraph in model.subgraphs:
        if not subgraph.tensors_given:
            why = f"subgraph {subgraph.index} has no tensors"
            message = f"Did not get tensors in subgraph {subgraph.index}."
            yield judged(*LOAD, Cause.GRAPH, why, subgraph.index, message=message, source=SOURCE)
    settings = Settings(release=release)
    for tensor in model.tensors():
        yield from _tensor(model, tensor, settings)
    for operator in model.operators():
        yield from _options(operator, release)
        yield from _overlap(model, operator)


def _operator_codes(model: Model, release: str, taken: Mapping[str, tuple[int, int]]) -> Iterator[Verdict]:
    """BuildLocalIndexToRegistrationMapping: every entry of the table is looked up, used or not."""
    users = {operator.code.index: operator for operator in reversed(tuple(model.operators()))}
    for code in model.operator_codes:
        if code.name == "CUSTOM":
            if code.custom_code is None:
                message = "Operator with CUSTOM builtin_code has no custom_code."
                yield judged(*LOAD, Cause.CUSTOM, "a custom operator has no name", message=message, source=SOURCE)
            continue
        user = users.get(code.index)
        subgraph, index = (None, None) if user is None else (user.subgraph, user.index)
        span = taken.get(code.name)
        message = f"Didn't find op for builtin opcode '{code.name}' version '{code.version}'."
        if span is None and code.builtin > MOST_CODE:
            message = f"Op builtin_code out of range: {code.builtin}. Are you using old TFLite binary with newer model?"
        if span is None:
            yield judged(
                *LOAD,
                Cause.MISSING,
                f"LiteRT {release} has no {code.name}",
                subgraph,
                index,
                None,
                message=message,
                source=SOURCE,
            )
        elif not span[0] <= code.version <= span[1]:
            why = f"{code.name} version {code.version}, LiteRT {release} supports {span[0]} to {span[1]}"
            yield judged(*LOAD, Cause.VERSION, why, subgraph, index, None, message=message, source=SOURCE)


def _verdict(tensor: Tensor, cause: Cause, why: str, message: str) -> Verdict:
    return judged(*LOAD, cause, why, tensor.subgraph, None, tensor.index, message=message, source=SOURCE)


def _unknown_type(dtype: str, settings: Settings) -> bool:
    newer = any(dtype in types and not settings.since(release) for release, types in NEWER_TYPES.items())
    return newer or not (dtype in SIZES or dtype in PACKED or dtype in HEAP)


def _tensor(model: Model, tensor: Tensor, settings: Settings) -> Iterator[Verdict]:
    """ParseTensors: type, quantization, shape against bytes, variables."""
    if _unknown_type(tensor.dtype, settings):
        number = tensor.dtype.removeprefix("type ")
        yield _verdict(
            tensor,
            Cause.TYPE,
            f"tensor {tensor.name!r} has {tensor.dtype}, unknown to LiteRT",
            f"Unsupported data type {number} in tensor",
        )
        return
    if tensor.quantization is not None and tensor.quantization.scale and tensor.quantization.details is None:
        yield from _quantization(tensor, tensor.quantization)
    if tensor.dtype in HEAP:
        yield from _heap_variable(model, tensor)
        return
    if _overflows(tensor, settings):
        message = "BytesRequired number of elements overflowed."
        yield _verdict(tensor, Cause.SHAPE, f"tensor {tensor.name!r} has shape {list(tensor.shape)}", message)
        return
    yield from _bytes(model, tensor, settings)


def _heap_variable(model: Model, tensor: Tensor) -> Iterator[Verdict]:
    """SetTensorParametersReadWrite: what has no size of its own, and a variable of it cannot be kept."""
    if tensor.is_variable and not model.buffers[tensor.buffer].size:
        message = "String variable tensor isn't supported."
        yield _verdict(tensor, Cause.STRING, f"variable {tensor.name!r} is of type {tensor.dtype}", message)
    elif tensor.is_variable:
        yield _constant_variable(tensor, model.buffers[tensor.buffer].size)


def _constant_variable(tensor: Tensor, size: int) -> Verdict:
    message = "is a variable tensor with buffer or external buffer. It's not supported now."
    return _verdict(tensor, Cause.CONSTRAINT, f"variable {tensor.name!r} has a buffer of {size} B", message)


def _overflows(tensor: Tensor, settings: Settings) -> bool:
    """BytesRequired: negative dimensions are refused from 2.3.0 on; before, they are large numbers that may still fit 64 bits."""
    if settings.since("2.1.6"):
        return any(dim < 0 for dim in tensor.shape) or bytes_required(tensor.dtype, tensor.shape) > MOST_BYTES
    count = 1
    for factor in (*tensor.shape, SIZES.get(tensor.dtype, 1)):
        count *= factor % WORD
        if count >= WORD:
            return True
    return False


def _bytes(model: Model, tensor: Tensor, settings: Settings) -> Iterator[Verdict]:
    buffer = model.buffers[tensor.buffer]
    required = bytes_required(tensor.dtype, tensor.shape)
    if tensor.is_variable and buffer.size:
        yield _constant_variable(tensor, buffer.size)
    elif not (tensor.buffer and buffer.at) or tensor.sparsity is not None or buffer.outside:
        return
    elif required > buffer.size or (required != buffer.size and not settings.since("1.0.1")):
        why = f"constant {tensor.name!r} of shape {list(tensor.shape)} needs {required:,} B, its buffer has {buffer.size:,} B"
        yield _verdict(tensor, Cause.BYTES, why, "required_bytes <= bytes was not true.")


def _quantization(tensor: Tensor, quantization: Quantization) -> Iterator[Verdict]:
    """ParseQuantization: counts and the quantized dimension."""
    scales, zeros, axis, rank = (
        len(quantization.scale),
        len(quantization.zero_point),
        quantization.quantized_dimension,
        len(tensor.shape),
    )
    name = f"tensor {tensor.name!r}"
    if zeros == 0:
        message = "Quantization parameters has non-null scale but null zero_point."
        yield _verdict(tensor, Cause.QUANTIZATION, f"{name} has scales and no zero points", message)
    elif zeros != scales:
        message = f"QuantizationParam has {zeros} zero_point values and {scales} scale values."
        yield _verdict(tensor, Cause.QUANTIZATION, f"{name} has {scales} scales and {zeros} zero points", message)
    elif axis < 0 or (rank > 0 and axis >= rank):
        message = f"quantized_dimension must be in range [0, {rank}). Was {axis}."
        yield _verdict(tensor, Cause.DIMENSION, f"{name} is quantized along axis {axis}, its rank is {rank}", message)
    elif scales != 1 and rank > 0 and scales != tensor.shape[axis]:
        message = f"num_scales must be 1 for per-layer quantization, or {tensor.shape[axis]} for per-axis quantization, but got {scales}."
        yield _verdict(
            tensor, Cause.QUANTIZATION, f"{name} has {scales} scales along axis {axis} of {tensor.shape[axis]}", message
        )


def _options(operator: Operator, release: str) -> Iterator[Verdict]:
    """ParseOpData: options that name a type the schema does not have, a layout nobody knows, or too many dimensions."""
    yield from _lstm(operator)
    yield from _stablehlo_pad(operator)
    if operator.options is None:
        return
    for option in TYPED_OPTIONS.get(operator.name, ()):
        number = operator.options.get(option, 0)
        later = option == "quantized_bias_type" and not Settings(release=release).since("1.0.1")
        if isinstance(number, int) and number not in schema.ENUMS["TensorType"] and not later:
            yield _parsed(
                operator, Cause.TYPE, f"{option} is {number}, not a type of tensors", f"Unsupported data type {number} in tensor"
            )
    layout = operator.options.get("weights_format", 0)
    layout = int(layout) if isinstance(layout, int) else 0
    if operator.name == "FULLY_CONNECTED" and layout not in WEIGHTS_FORMATS:
        message = "Unhandled fully-connected weights format."
        yield _parsed(operator, Cause.CONSTRAINT, f"weights_format is {layout}, expected 0 (DEFAULT) or 1", message)
    vector = operator.options.get(DIMENSIONS.get(operator.name, ""), ())
    if isinstance(vector, tuple) and len(vector) > MOST_DIMENSIONS:
        message = TOO_MANY.format(operator.name.lower())
        why = f"{DIMENSIONS[operator.name]} has {len(vector)} values, {operator.name} expects at most {MOST_DIMENSIONS}"
        yield _parsed(operator, Cause.CONSTRAINT, why, message)


def _lstm(operator: Operator) -> Iterator[Verdict]:
    """ParseLSTM: options, and one of two kernels."""
    if operator.name != "LSTM":
        return
    number = None if operator.options is None else operator.options.get("kernel_type", 0)
    if number is None:
        yield _parsed(operator, Cause.CONSTRAINT, "LSTM without options", "No valid LSTM builtin options exist")
    elif number not in LSTM_KERNELS:
        message = f"Unhandled LSTM kernel type: {number}"  # type: ignore[str-bytes-safe]  # a number
        yield _parsed(operator, Cause.CONSTRAINT, "kernel_type is neither FULL (0) nor BASIC (1)", message)


def _stablehlo_pad(operator: Operator) -> Iterator[Verdict]:
    """ParseStablehloPad: three vectors of one length."""
    if operator.name != "STABLEHLO_PAD":
        return
    if operator.options is None:
        message = "Could not get 'stablehlo.pad' operation parameters."
        yield _parsed(operator, Cause.CONSTRAINT, "STABLEHLO_PAD without options", message)
        return
    vectors = [operator.options.get(name) for name in PADDINGS]
    for name, vector in zip(PADDINGS, vectors, strict=True):
        if isinstance(vector, tuple) and len(vector) > MOST_DIMENSIONS:
            why = f"{name} has {len(vector)} values, STABLEHLO_PAD expects at most {MOST_DIMENSIONS}"
            yield _parsed(operator, Cause.CONSTRAINT, why, TOO_MANY.format("stablehlo.pad"))
            return
    if len({len(vector) for vector in vectors if isinstance(vector, tuple)}) > 1:
        message = "'stablehlo.pad' operation parameter array sizes are not consistent."
        yield _parsed(operator, Cause.CONSTRAINT, "the paddings have different lengths", message)


def _parsed(operator: Operator, cause: Cause, why: str, message: str) -> Verdict:
    return judged(
        *LOAD, cause, why, operator.subgraph, operator.index, None, message=message, source="core/api/flatbuffer_conversions.cc"
    )


def _overlap(model: Model, operator: Operator) -> Iterator[Verdict]:
    """CheckInputAndOutputForOverlap: an op with parameters must not write a tensor that it reads."""
    both = set(operator.inputs or ()) & set(operator.outputs or ()) - {-1}
    if both and operator.code.name not in WITHOUT | {"CUSTOM"} and operator.subgraph == 0:
        tensor = min(both)
        name = model.subgraphs[operator.subgraph].tensors[tensor].name
        why = f"{operator.name} reads and writes tensor {name!r}"
        message = "AllocateTensors() called on inconsistent model."
        yield judged(
            *LOAD,
            Cause.GRAPH,
            why,
            operator.subgraph,
            operator.index,
            tensor,
            message=message,
            source="core/subgraph.cc: AddNodeWithParameters",
        )
