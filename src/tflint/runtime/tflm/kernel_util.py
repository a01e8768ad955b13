"""What TFLM's kernels ask of their operands: the checks of kernel_util.cc and of its macros, each as verdicts on a node."""

from __future__ import annotations

from math import prod
from struct import calcsize, iter_unpack
from typing import TYPE_CHECKING

from tflint.model.schema import ENUMS
from tflint.runtime.tflm.quantization_util import divide, float32, is_smaller_than_one, round_half_away
from tflint.runtime.verdict import Cause, Effect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

UTIL = "lite/kernels/kernel_util.cc"
MAX_RANK = 6  # RuntimeShape::kMaxSmallSize: a longer shape is written past its array
ACTIVATIONS = ("NONE", "RELU", "RELU_N1_TO_1", "RELU6", "TANH", "SIGN_BIT")
PADDINGS = ("SAME", "VALID")
COUNTS = ("NumInputs(node)", "NumOutputs(node)")
SIZES = ("node->inputs->size", "node->outputs->size")

_TYPE_NUMBERS = {
    "float32": 1,
    "int32": 2,
    "uint8": 3,
    "int64": 4,
    "string": 5,
    "bool": 6,
    "int16": 7,
    "complex64": 8,
    "int8": 9,
    "float16": 10,
    "float64": 11,
    "complex128": 12,
    "uint64": 13,
    "resource": 14,
    "variant": 15,
    "uint32": 16,
    "uint16": 17,
    "int4": 18,
    "bfloat16": 19,
    "int2": 20,
    "uint4": 21,
    "float8_e4m3fn": 22,
    "float8_e5m2": 23,
}
_INTEGERS = {"int8": "<b", "uint8": "<B", "bool": "<B", "int16": "<h", "uint16": "<H"} | {
    "int32": "<i",
    "uint32": "<I",
    "int64": "<q",
    "uint64": "<Q",
}
_ACTIVATION_BOUNDS = {"RELU": (0.0,), "RELU_N1_TO_1": (-1.0, 1.0), "RELU6": (0.0, 6.0)}
_QUANTIZED_TYPES = frozenset({"int2", "int4", "uint4", "int8", "uint8", "int16"})


# What a kernel reads of a node


def scale(tensor: Tensor) -> float:
    """Return params.scale: the first scale, 0 where the runtime sees no quantization."""
    return tensor.quantization.scale[0] if tensor.quantization is not None and tensor.is_quantized else 0.0


def scales(tensor: Tensor) -> tuple[float, ...]:
    """Return all scales, none where the runtime sees no quantization."""
    return tensor.quantization.scale if tensor.quantization is not None and tensor.is_quantized else ()


def zero_point(tensor: Tensor) -> int:
    """Return params.zero_point: the first zero point, 0 where the runtime sees no quantization."""
    return tensor.quantization.zero_point[0] if tensor.quantization is not None and tensor.is_quantized else 0


def type_name(tensor: Tensor) -> str:
    """Return a tensor's type as TfLiteTypeGetName prints it."""
    return tensor.dtype.upper()


def type_number(tensor: Tensor) -> int:
    """Return the TfLiteType number that messages print."""
    return dtype_number(tensor.dtype)


def dtype_number(dtype: str) -> int:
    """Return a type's number in TfLiteType, 0 for one that it does not have."""
    return _TYPE_NUMBERS.get(dtype, 0)


def dims(shape: tuple[int, ...]) -> str:
    """Return a shape as people write it: 1x96x96x3, or scalar."""
    return "x".join(map(str, shape)) or "scalar"


def integer(node: Node, option: str) -> int:
    """Return an integer or boolean builtin option, 0 where the options are absent."""
    value = node.option(option)
    return int(value) if isinstance(value, int | float) else 0


def constants(node: Node, tensor: Tensor | None) -> tuple[int, ...] | None:
    """Return a constant integer tensor's values, as many as its shape and its buffer have; None for a computed one."""
    data = node.constant(tensor)
    if tensor is None or data is None or tensor.dtype not in _INTEGERS:
        return None
    form = _INTEGERS[tensor.dtype]
    count = min(len(data) // calcsize(form), max(tensor.elements, 0))
    return tuple(value for (value,) in iter_unpack(form, data[: count * calcsize(form)]))


def floats(node: Node, tensor: Tensor | None) -> tuple[float, ...] | None:
    """Return a constant float32 tensor's values, as many as its shape and its buffer have; None for any other."""
    data = node.constant(tensor)
    if tensor is None or data is None or tensor.dtype != "float32":
        return None
    count = min(len(data) // 4, max(tensor.elements, 0))
    return tuple(value for (value,) in iter_unpack("<f", data[: count * 4]))


def broadcast(first: tuple[int, ...], second: tuple[int, ...]) -> tuple[int, ...] | None:
    """Return the shape that two operands broadcast to, aligned at the last axis; None where they do not."""
    rank = max(len(first), len(second))
    pairs = zip((1,) * (rank - len(first)) + first, (1,) * (rank - len(second)) + second, strict=True)
    shape = tuple((b if a == 1 else a, a == b or 1 in {a, b}) for a, b in pairs)
    return tuple(d for d, _ in shape) if all(fits for _, fits in shape) else None


def activation(node: Node) -> str:
    """Return the fused activation's name, NONE for a number that the schema does not know (ConvertActivation)."""
    number = integer(node, "fused_activation_function")
    return ACTIVATIONS[number] if 0 <= number < len(ACTIVATIONS) else "NONE"


# Verdicts, short


def refused(
    node: Node,
    why: str,
    *,
    cause: Cause = Cause.CONSTRAINT,
    tensor: Tensor | None = None,
    message: str | None = None,
    source: str,
) -> Verdict:
    """Return a refusal at AllocateTensors(): TF_LITE_ENSURE in Init or Prepare."""
    return node.verdict(Effect.REFUSED_AT_ALLOCATE, cause, why, tensor=tensor, message=message, source=source)


def refused_at_invoke(
    node: Node,
    why: str,
    *,
    cause: Cause = Cause.CONSTRAINT,
    tensor: Tensor | None = None,
    message: str | None = None,
    source: str,
) -> Verdict:
    """Return a refusal at Invoke(): the model loads and then never runs."""
    return node.verdict(Effect.REFUSED_AT_INVOKE, cause, why, tensor=tensor, message=message, source=source)


def aborts(node: Node, why: str, *, cause: Cause = Cause.CONSTRAINT, tensor: Tensor | None = None, source: str) -> Verdict:
    """Return an abort: TFLITE_CHECK, which release builds keep."""
    return node.verdict(Effect.ABORTS, cause, why, tensor=tensor, source=source)


def crashes(node: Node, why: str, *, cause: Cause = Cause.CONSTRAINT, tensor: Tensor | None = None, source: str) -> Verdict:
    """Return a crash: a null pointer, an index out of bounds, a division by zero."""
    return node.verdict(Effect.CRASHES, cause, why, tensor=tensor, source=source)


def wrong(node: Node, why: str, *, cause: Cause = Cause.CONSTRAINT, tensor: Tensor | None = None, source: str) -> Verdict:
    """Return a silent error: the kernel takes the model and computes something else."""
    return node.verdict(Effect.WRONG, cause, why, tensor=tensor, source=source)


def until_fatal(*steps: Iterator[Verdict]) -> Iterator[Verdict]:
    """Yield the steps' verdicts in order and stop where the kernel stops: behind the first fatal one."""
    for step in steps:
        for verdict in step:
            yield verdict
            if verdict.effect.fatal:
                return


# Checks that many kernels share; each is one step for `until_fatal`


def counts(
    node: Node, inputs: int | None, outputs: int | None, source: str, *, forms: tuple[str, str] = COUNTS
) -> Iterator[Verdict]:
    """Refuse another number of inputs or outputs (TF_LITE_ENSURE_EQ); None is any number, `forms` what the kernel writes for it."""
    for found, wanted, what, form in (
        (len(node.operator.inputs or ()), inputs, "inputs", forms[0]),
        (len(node.operator.outputs or ()), outputs, "outputs", forms[1]),
    ):
        if wanted is not None and found != wanted:
            why = f"{node.name} has {found} {what}, {wanted} wanted"
            yield refused(node, why, message=f"{form} != {wanted} ({found} != {wanted})", source=source)


def two_inputs(node: Node, source: str) -> Iterator[Verdict]:
    """Refuse other than 2 inputs where the kernel writes TF_LITE_ENSURE on a comparison, and prints that."""
    found = len(node.operator.inputs or ())
    if found != 2:
        why = f"{node.name} has {found} inputs, 2 wanted"
        yield refused(node, why, message="NumInputs(node) == 2 was not true.", source=source)


def missing(
    node: Node, source: str, inputs: tuple[str, ...], outputs: tuple[str, ...] = ("output",), *, output_first: bool = False
) -> Verdict:
    """Return the refusal of an omitted operand; `inputs`, `outputs` are the operands' names in the kernel, in its order."""
    given = [(name, node.input(i), "input", i) for i, name in enumerate(inputs)]
    results = [(name, node.output(i), "output", i) for i, name in enumerate(outputs)]
    operands = results + given if output_first else given + results
    name, _, side, position = next(operand for operand in operands if operand[1] is None)
    if (node.operator.inputs if side == "input" else node.operator.outputs) is None:
        return crashes(node, f"{node.name} has no {side}s vector, which its kernel reads", cause=Cause.GRAPH, source=source)
    why = f"{node.name} has no {side} {position}"
    return refused(node, why, message=f"{name} != nullptr was not true.", source=source)


def type_cause(node: Node, tensor: Tensor) -> Cause:
    """Return what kind of type trouble it is: float16, float activations with quantized weights, uint8, or another type."""
    operands = [t for t in (*node.inputs, *node.outputs) if t is not None]
    if any(t.dtype == "float16" for t in operands):
        return Cause.FLOAT16
    first, second = node.input(0), node.input(1)
    if first is not None and second is not None and first.dtype == "float32" and second.dtype in _QUANTIZED_TYPES:
        return Cause.HYBRID
    if any(t.dtype == "uint8" and t.is_quantized for t in (tensor, *operands)):
        return Cause.UINT8
    return Cause.TYPE


def taken(
    node: Node,
    tensor: Tensor,
    types: tuple[str, ...],
    source: str,
    *,
    effect: Effect = Effect.REFUSED_AT_ALLOCATE,
    message: str | None = None,
) -> Iterator[Verdict]:
    """Refuse a tensor of another type than `types`."""
    if tensor.dtype not in types:
        why = f"{tensor.name!r} is {tensor.dtype}, {node.name} takes {', '.join(types)}"
        yield node.verdict(effect, type_cause(node, tensor), why, tensor=tensor, message=message, source=source)


def same_type(
    node: Node, first: Tensor, second: Tensor, names: tuple[str, str], source: str, *, numbers: bool = False
) -> Iterator[Verdict]:
    """Refuse two operands of different types; `names` are theirs in the kernel.

    TF_LITE_ENSURE_TYPES_EQ prints the types' names, TF_LITE_ENSURE_EQ their `numbers`.
    """
    if first.dtype != second.dtype:
        why = f"{first.name!r} is {first.dtype} and {second.name!r} {second.dtype}, {node.name} takes one type"
        found = f"{type_number(first)} != {type_number(second)}" if numbers else f"{type_name(first)} != {type_name(second)}"
        message = f"{names[0]}->type != {names[1]}->type ({found})"
        yield refused(node, why, cause=type_cause(node, first), tensor=first, message=message, source=source)


def known_types(node: Node, *options: str) -> Iterator[Verdict]:
    """Refuse builtin options whose value is no TensorType: the parser does, even where the kernel has no use for them."""
    for option in options:
        number = integer(node, option)
        if number not in ENUMS["TensorType"]:
            message = f"Unsupported data type {number} in tensor"
            source = "core/api/flatbuffer_conversions.cc:ConvertTensorType"
            yield refused(node, f"{option} is {number}, no type of the schema", cause=Cause.TYPE, message=message, source=source)


def same_shape(node: Node, first: Tensor, second: Tensor, message: str, source: str) -> Iterator[Verdict]:
    """Refuse two operands of different shapes (HaveSameShapes)."""
    if first.shape != second.shape:
        why = f"{first.name!r} is {dims(first.shape)} and {second.name!r} {dims(second.shape)}, {node.name} takes one shape"
        yield refused(node, why, tensor=second, message=message, source=source)


def same_dims(node: Node, x: Tensor, y: Tensor, source: str) -> Iterator[Verdict]:
    """Refuse an output of other dims than the input, told apart as CEIL, EXP and ROUND do: by bytes, by rank, dim by dim."""
    message = f"output->dims->size != input->dims->size ({len(y.shape)} != {len(x.shape)})"
    if x.elements != y.elements:
        message = f"output->bytes != input->bytes ({4 * y.elements} != {4 * x.elements})"
    elif len(x.shape) == len(y.shape):
        one, other = next(((o, i) for o, i in zip(y.shape, x.shape, strict=True) if o != i), (0, 0))
        message = f"output->dims->data[i] != input->dims->data[i] ({one} != {other})"
    yield from same_shape(node, x, y, message, source)


def quantized(node: Node, tensor: Tensor, name: str, source: str) -> Iterator[Verdict]:
    """Refuse a tensor without quantization; `name` is the operand's in the kernel."""
    if not tensor.is_quantized:
        why = f"{tensor.name!r} is {tensor.dtype} without quantization, {node.name} wants scale and zero point"
        message = f"{name}->quantization.type != kTfLiteAffineQuantization (0 != 1)"
        yield refused(node, why, cause=Cause.QUANTIZATION, tensor=tensor, message=message, source=source)


def zero_point_is(
    node: Node, tensor: Tensor, wanted: int, name: str, source: str, *, form: str | None = None
) -> Iterator[Verdict]:
    """Refuse another zero point than `wanted`, for which the kernel may write another `form`."""
    found = zero_point(tensor)
    if found != wanted:
        why = f"{tensor.name!r} has zero point {found}, {node.name} wants {wanted} for {tensor.dtype}"
        message = f"{name}->params.zero_point != {form or wanted} ({found} != {wanted})"
        yield refused(node, why, tensor=tensor, message=message, source=source)


def constant(node: Node, tensor: Tensor, name: str, source: str) -> Iterator[Verdict]:
    """Refuse an operand that is computed where the kernel wants a constant (IsConstantTensor)."""
    if node.constant(tensor) is None:
        why = f"{tensor.name!r} is computed, {node.name} wants its {name} constant"
        yield refused(node, why, tensor=tensor, message=f"Non-constant >{name}< tensor is not supported", source=source)


def rank_within(node: Node, *tensors: Tensor | None, survived: int = MAX_RANK + 1) -> Iterator[Verdict]:
    """Tell a shape that RuntimeShape writes past its six entries, on the stack, in release builds too.

    Where pointers have 64 bits a seventh entry falls into the padding behind the object; `survived` is the rank up to which the
    wheel has been seen to live on with what lies behind it.
    """
    source = "lite/kernels/internal/runtime_shape.h:RuntimeShape"
    for tensor in tensors:
        rank = 0 if tensor is None else len(tensor.shape)
        if tensor is not None and rank > MAX_RANK:
            told = wrong if node.build.wheel and rank <= survived else crashes
            yield told(node, f"{tensor.name!r} has rank {rank}, RuntimeShape holds {MAX_RANK}", tensor=tensor, source=source)


def ignored_activation(node: Node, source: str) -> Iterator[Verdict]:
    """Tell a fused TANH or SIGN_BIT, which kernels take for NONE."""
    name = activation(node)
    if name in {"TANH", "SIGN_BIT"}:
        yield wrong(node, f"fused {name} is not applied, {node.name} applies {', '.join(ACTIVATIONS[1:4])}", source=source)


def broadcast_fits(node: Node, first: Tensor, second: Tensor, output: Tensor, source: str) -> Iterator[Verdict]:
    """Tell shapes that do not broadcast, or an output of another shape: kernels read and write out of bounds without a word."""
    shape = broadcast(first.shape, second.shape)
    if shape is None:
        why = f"{first.name!r} is {dims(first.shape)} and {second.name!r} {dims(second.shape)}, which do not broadcast"
        yield wrong(node, why, tensor=second, source=source)
    elif shape != output.shape:
        why = f"{output.name!r} is {dims(output.shape)}, its operands broadcast to {dims(shape)}"
        # an output of no bytes is not planned and has no address at all
        yield (crashes if prod(shape) and not output.elements else wrong)(node, why, tensor=output, source=source)


# Quantization parameters


def unquantized(node: Node, tensor: Tensor, name: str, source: str) -> Iterator[Verdict]:
    """Refuse a tensor with quantization; `name` is the operand's in the kernel."""
    if tensor.is_quantized:
        why = f"{tensor.name!r} is {tensor.dtype} with quantization, {node.name} wants none"
        message = f"{name}->quantization.type != kTfLiteNoQuantization (1 != 0)"
        yield refused(node, why, cause=Cause.QUANTIZATION, tensor=tensor, message=message, source=source)


def scale_is_read(node: Node, source: str, *tensors: Tensor) -> Iterator[Verdict]:
    """Tell quantized operands without quantization, whose scale a kernel reads as 0."""
    for tensor in tensors:
        if tensor.dtype in {"int8", "int16", "uint8"} and not tensor.is_quantized:
            why = f"{tensor.name!r} is {tensor.dtype} without quantization, which {node.name} takes for scale 0"
            yield wrong(node, why, cause=Cause.QUANTIZATION, tensor=tensor, source=source)


def smaller_than_one(node: Node, multiplier: float, what: str, *tensors: Tensor) -> Iterator[Verdict]:
    """Tell a multiplier that QuantizeMultiplierSmallerThanOneExp aborts on; `tensors` are those whose scales make it."""
    if not is_smaller_than_one(multiplier):
        cause = Cause.CONSTRAINT if all(t.is_quantized for t in tensors) else Cause.QUANTIZATION
        source = "lite/kernels/internal/quantization_util.cc:QuantizeMultiplierSmallerThanOneExp"
        yield aborts(node, f"{what} is {multiplier:g}, it must be between 0 and 1", cause=cause, tensor=tensors[0], source=source)


def weights_cause(node: Node, x: Tensor, weights: Tensor) -> Cause:
    """Return what kind of trouble an input's and its weights' types are."""
    return Cause.HYBRID if x.dtype == "float32" and weights.dtype in _QUANTIZED_TYPES else type_cause(node, x)


def activation_range(node: Node, output: Tensor) -> Iterator[Verdict]:
    """Refuse what CalculateActivationRangeQuantized refuses: another output type, or an activation bound that leaves int32."""
    source = f"{UTIL}:CalculateActivationRangeQuantized"
    yield from taken(node, output, ("uint8", "int8", "int16"), source, message="false was not true.")
    if output.dtype not in {"uint8", "int8", "int16"}:
        return
    bounds = _ACTIVATION_BOUNDS.get(activation(node), ())
    if not all(_fits_int32(bound, scale(output)) for bound in bounds):
        why = f"{output.name!r} has scale {scale(output):g}, its fused activation does not fit int32 then"
        message = "no_integer_overflow_from_quantization was not true."
        yield refused(node, why, cause=Cause.QUANTIZATION, tensor=output, message=message, source=f"{UTIL}:Quantize")


def _fits_int32(value: float, by: float) -> bool:
    quotient = round_half_away(float32(divide(value, by)))
    return -(2.0**31) <= quotient <= 2.0**31  # int32's maximum is 2^31 as a float


def convolution_quantization(
    node: Node, x: Tensor, filter_: Tensor, bias: Tensor | None, output: Tensor, *, channels: int
) -> Iterator[Verdict]:
    """Refuse what PopulateConvolutionQuantizationParams refuses; `channels` is the number of output channels."""
    source = f"{UTIL}:PopulateConvolutionQuantizationParams"
    yield from until_fatal(
        quantized(node, x, "input", source),
        quantized(node, filter_, "filter", source),
        _per_channel(node, x, filter_, channels, source),
        bias_scale(node, x, filter_, bias, output) if x.dtype == "uint8" else iter(()),
        activation_range(node, output) if x.dtype in {"int8", "uint8", "int16"} else iter(()),
        scale_is_read(node, source, output),
    )


def _per_channel(node: Node, x: Tensor, filter_: Tensor, channels: int, source: str) -> Iterator[Verdict]:
    count, axis = len(scales(filter_)), filter_.quantization.quantized_dimension if filter_.quantization else 0
    if count <= 1:
        return
    if x.dtype not in {"int8", "int16"}:
        why = f"{filter_.name!r} has {count} scales, a {x.dtype} input takes one"
        message = "input->type == kTfLiteInt8 || input->type == kTfLiteInt16 was not true."
        yield refused(node, why, cause=type_cause(node, x), tensor=filter_, message=message, source=source)
    elif filter_.dtype not in {"int8", "int4"}:
        why = f"{filter_.name!r} is {filter_.dtype} with {count} scales, int8 and int4 may have several"
        message = "filter->type == kTfLiteInt8 || filter->type == kTfLiteInt4 was not true."
        yield refused(node, why, cause=type_cause(node, filter_), tensor=filter_, message=message, source=source)
    elif count != channels:
        why = f"{filter_.name!r} has {count} scales for {channels} output channels"
        message = f"affine_quantization->scale->size != num_channels ({count} != {channels})"
        yield refused(node, why, cause=Cause.QUANTIZATION, tensor=filter_, message=message, source=source)
    elif not 0 <= axis < len(filter_.shape) or filter_.shape[axis] != channels:
        why = (
            f"{filter_.name!r} is quantized along dimension {axis} of {dims(filter_.shape)}, which is not its {channels} channels"
        )
        message = "num_channels != filter->dims->data[affine_quantization->quantized_dimension]"
        yield refused(node, why, cause=Cause.QUANTIZATION, tensor=filter_, message=message, source=source)


def bias_scale(node: Node, x: Tensor, filter_: Tensor, bias: Tensor | None, output: Tensor) -> Iterator[Verdict]:
    """Refuse what GetQuantizedConvolutionMultipler refuses: a bias scale off input × filter scale by over 2 % of the output's."""
    source = f"{UTIL}:GetQuantizedConvolutionMultipler"
    if bias is not None:
        off = divide(abs(scale(x) * scale(filter_) - scale(bias)), scale(output))
        if not off <= 0.02:
            why = (
                f"{bias.name!r} has scale {scale(bias):g}, input × weights give {scale(x) * scale(filter_):g}: "
                f"off by {off:.3g} of the output scale {scale(output):g}, 0.02 allowed"
            )
            message = "scale_diff / output_scale <= 0.02 was not true."
            yield refused(node, why, cause=Cause.BIAS_SCALE, tensor=bias, message=message, source=source)
            return
    if not float32(scale(x) * scale(filter_)) >= 0:
        why = f"{filter_.name!r} has scale {scale(filter_):g}, input × weights scale must not be negative"
        message = "input_product_scale >= 0 was not true."
        yield refused(node, why, cause=Cause.QUANTIZATION, tensor=filter_, message=message, source=source)
