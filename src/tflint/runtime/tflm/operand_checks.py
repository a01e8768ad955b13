"""What TFLM's Prepare functions refuse of operands and options, beyond the checks that both runtimes have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.model.schema import ENUMS
from tflint.runtime.kernel_checks import dims, same_type, type_name, type_number
from tflint.runtime.printed import logged, not_equal, not_true
from tflint.runtime.tflm.kernel_util import ACTIVATIONS, activation
from tflint.runtime.verdict import Cause, Citation

if TYPE_CHECKING:
    from collections.abc import Callable

    from tflint.model.view import Tensor
    from tflint.runtime.printed import Printed
    from tflint.runtime.tflm.micro_context import MicroContext

CONVERT = Citation("core/api/flatbuffer_conversions.cc", "ConvertTensorType")
HYBRID = logged("Hybrid models are not supported on TFLite Micro.")
OLDER_CONSTANTS = {
    "PAD": not_true("IsConstantTensor(paddings)"),
    "PADV2": not_true("IsConstantTensor(paddings)"),
    "RESIZE_BILINEAR": logged("Non constant size tensor not supported"),
    "RESIZE_NEAREST_NEIGHBOR": logged("Dynamic tensors are unsupported in tfmicro."),
    "SPLIT": logged("Non constant axis tensor not supported"),
    "SPLIT_V": logged("Non constant axis tensor not supported"),
}
"""What kernels printed of an operand that is not constant before they all named it."""


def known_types(*options: str) -> Callable[[MicroContext], None]:
    """Return a parser that refuses options whose value is not a TensorType, even where the kernel has no use for them."""

    def parse(k: MicroContext) -> None:
        for option in options:
            number = k.integer(option)
            if number not in ENUMS["TensorType"]:
                message = logged(f"Unsupported data type {number} in tensor")
                k.refuse(f"{option} is {number}, not a type of the schema", CONVERT, cause=Cause.TYPE, message=message)

    return parse


def two_inputs(k: MicroContext, at: Citation) -> None:
    """Refuse other than 2 inputs where the kernel writes TF_LITE_ENSURE on a comparison, and prints that."""
    found = len(k.operator.inputs or ())
    if found != 2:
        k.refuse(f"{k.name} has {found} inputs, expected 2", at, message=not_true("NumInputs(node) == 2"))


def not_supported(tensor: Tensor, form: str = "Type {} not supported.") -> Printed:
    """Return the runtime's message on a type, printed as `%s (%d)`."""
    return logged(form.format(f"{type_name(tensor)} ({type_number(tensor)})"))


def is_float32(k: MicroContext, x: Tensor, at: Citation) -> None:
    """Refuse an input of another type than float32 (TF_LITE_ENSURE_TYPES_EQ)."""
    if x.dtype != "float32":
        why = f"{x.name!r} is {x.dtype}, expected float32"
        message = not_equal("input->type", "kTfLiteFloat32", type_name(x), "FLOAT32")
        k.refuse(why, at, cause=k.type_cause(x), tensor=x, message=message)


def same_dims(k: MicroContext, x: Tensor, y: Tensor, at: Citation) -> None:
    """Refuse an output of other dims than the input, compared as CEIL, EXP and ROUND do: by bytes, by rank, dim by dim."""
    if x.shape == y.shape:
        return
    message = not_equal("output->dims->size", "input->dims->size", len(y.shape), len(x.shape))
    if x.elements != y.elements:
        message = not_equal("output->bytes", "input->bytes", 4 * y.elements, 4 * x.elements)
    elif len(x.shape) == len(y.shape):
        one, other = next((o, i) for o, i in zip(y.shape, x.shape, strict=True) if o != i)
        message = not_equal("output->dims->data[i]", "input->dims->data[i]", one, other)
    why = f"{x.name!r} is {dims(x.shape)} and {y.name!r} {dims(y.shape)}, {k.name} expects one shape"
    k.refuse(why, at, tensor=y, message=message)


def float32_of_one_shape(k: MicroContext, x: Tensor, y: Tensor, at: Citation) -> None:
    """Refuse what CEIL, EXP and ROUND refuse alike: anything but float32 into the same shape."""
    is_float32(k, x, at)
    same_type(k, y, x, ("output", "input"), at)
    same_dims(k, x, y, at)


def constant(k: MicroContext, tensor: Tensor, name: str, at: Citation, *, message: Printed | None = None) -> None:
    """Refuse an operand that is computed where the kernel demands a constant (IsConstantTensor); older ones read it unasked."""
    if k.constant(tensor) is not None:
        return
    why = f"{tensor.name!r} is computed, {k.name} expects its {name} to be constant"
    older = None if k.features.constants_named else OLDER_CONSTANTS.get(k.name)
    if older is None and message is None and not k.features.constants_checked:
        k.undefined(f"{why}, and reads it before there is anything", at, tensor=tensor)
    k.refuse(why, at, tensor=tensor, message=message or older or logged(f"Non-constant >{name}< tensor is not supported"))


def no_activation(k: MicroContext, at: Citation) -> None:
    """Refuse a fused activation (TF_LITE_ENSURE_EQ with kTfLiteActNone)."""
    name, number = activation(k), k.integer("fused_activation_function")
    if name != "NONE":
        message = not_equal("params->activation", "kTfLiteActNone", number, 0)
        k.refuse(f"fused activation is {name}, expected NONE", at, message=message)


def ignored_activation(k: MicroContext, at: Citation) -> None:
    """Note a fused TANH or SIGN_BIT, which kernels take for NONE."""
    name = activation(k)
    if name in {"TANH", "SIGN_BIT"}:
        k.wrong(f"fused {name} is not applied, {k.name} applies {', '.join(ACTIVATIONS[1:4])}", at)


def hybrid(k: MicroContext, x: Tensor, weights: Tensor, takes: dict[str, tuple[str, ...]], at: Citation) -> None:
    """Refuse weights of a type that does not go with the input's; `takes` are the weights' types for each input type."""
    if weights.dtype not in takes.get(x.dtype, ()):
        k.refuse(pairs(x, weights, takes), at, cause=k.weights_cause(x, weights), tensor=weights, message=HYBRID)


def one_type(k: MicroContext, x: Tensor, weights: Tensor, at: Citation) -> None:
    """Refuse a second operand of another type than the first, as a hybrid model."""
    if x.dtype != weights.dtype:
        why = f"{x.name!r} is {x.dtype} and {weights.name!r} {weights.dtype}, {k.name} expects one type"
        k.refuse(why, at, cause=k.weights_cause(x, weights), tensor=weights, message=HYBRID)


def pairs(x: Tensor, weights: Tensor, takes: dict[str, tuple[str, ...]]) -> str:
    """Return the sentence on two types that do not go together."""
    listed = ", ".join(f"{one} by {' or '.join(other)}" for one, other in takes.items())
    return f"{x.name!r} is {x.dtype} and {weights.name!r} {weights.dtype}, expected {listed}"


def three_or_four_dimensions(k: MicroContext, tensor: Tensor, name: str, at: Citation) -> None:
    """Refuse other ranks than BATCH_TO_SPACE_ND and SPACE_TO_BATCH_ND take."""
    rank = len(tensor.shape)
    if not 3 <= rank <= 4:
        bound = ">= kInputOutputMinDimensionNum" if rank < 3 else "<= kInputOutputMaxDimensionNum"
        message = not_true(f"NumDimensions({name}) {bound}")
        k.refuse(f"{tensor.name!r} has rank {rank}, {k.name} expects 3 or 4", at, tensor=tensor, message=message)
