"""QUANTIZE: micro/kernels/quantize.cc, quantize_common.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts, taken, type_name
from tflint.runtime.printed import logged, not_true
from tflint.runtime.tflm.eval_checks import rank_within, same_count
from tflint.runtime.tflm.kernel import Kernel, keeps
from tflint.runtime.tflm.kernel_util import scales
from tflint.runtime.tflm.quantization_checks import quantized
from tflint.runtime.verdict import Cause, Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.printed import Printed
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE = Citation("micro/kernels/quantize_common.cc", "PrepareQuantizeReference")
EVAL = Citation("micro/kernels/quantize_common.cc", "EvalQuantizeReference")
PAIRS = {
    "float32": ("int8", "int16"),
    "int32": ("int8", "int16"),
    "int16": ("int8", "int16", "int32"),
    "int8": ("int8", "int16", "int32", "uint8"),
    "uint8": ("int8",),
}
INPUTS = ("float32", "int32", "int16", "int8", "uint8")
OUTPUTS = ("int8", "int16", "int32", "uint8")


def prepare(k: MicroContext) -> None:
    """Walk PrepareQuantizeReference: it knows all types, Eval only some pairs of them."""
    counts(k, 1, 1, PREPARE)
    tensor = k.temp_input(0, "input", PREPARE)
    output = k.temp_output(0, "output", PREPARE)
    quantized(k, output, "output", PREPARE)
    if len(scales(output)) != 1:
        why = f"{output.name!r} has {len(scales(output))} scales, QUANTIZE expects one"
        message = not_true("affine_quantization->scale->size == 1")
        k.refuse(why, PREPARE, cause=Cause.QUANTIZATION, tensor=output, message=message)
    inputs, outputs = _types(k)
    taken(k, tensor, inputs, PREPARE, message=_either("input", inputs))
    taken(k, output, outputs, PREPARE, message=_either("output", outputs))


def invoke(k: MicroContext) -> None:
    """Walk EvalQuantizeReference."""
    tensor = k.read_input(0, EVAL)
    output = k.read_output(0, EVAL)
    _pair(k, tensor, output)
    if tensor.dtype == "float32":
        rank_within(k, tensor, output)
    same_count(k, tensor, output, EVAL)
    if tensor.dtype != "float32" and not tensor.is_quantized:
        why = f"{tensor.name!r} is {tensor.dtype} without quantization, QUANTIZE gives its zero point for every value"
        k.wrong(why, PREPARE, cause=Cause.QUANTIZATION, tensor=tensor)


def _types(k: MicroContext) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the types of inputs and outputs that Prepare takes, in its order."""
    features = k.features
    takes = {
        "int32": features.quantize_int32_input,
        "int16": features.quantize_int16_input,
        "int8": features.quantize_int8_input,
        "uint8": features.quantize_uint8,
    }
    gives = {
        "int16": features.quantize_int16_output,
        "int32": features.quantize_int32_output,
        "uint8": features.quantize_uint8 or features.quantize_uint8_output,
    }
    outputs = ("uint8", *OUTPUTS[:-1]) if features.quantize_uint8_output else OUTPUTS
    return tuple(t for t in INPUTS if takes.get(t, True)), tuple(t for t in outputs if gives.get(t, True))


def _either(name: str, types: tuple[str, ...]) -> Printed:
    names = {"float32": "Float32", "int32": "Int32", "int16": "Int16", "int8": "Int8", "uint8": "UInt8"}
    return not_true(" || ".join(f"{name}->type == kTfLite{names[dtype]}" for dtype in types))


def _pair(k: MicroContext, tensor: Tensor, output: Tensor) -> None:
    if output.dtype not in PAIRS[tensor.dtype]:
        why = f"{tensor.name!r} is {tensor.dtype} and {output.name!r} {output.dtype}: QUANTIZE does not convert that"
        message = logged(f"Input {type_name(tensor)}, output {type_name(output)} not supported.")
        k.refuse(why, EVAL, cause=k.type_cause(tensor), tensor=tensor, message=message)


KERNELS = (Kernel("QUANTIZE", init=keeps("kernels/quantize:OpDataQuantizeReference"), prepare=prepare, invoke=invoke),)
