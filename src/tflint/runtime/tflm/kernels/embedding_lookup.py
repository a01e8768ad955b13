"""EMBEDDING_LOOKUP: micro/kernels/embedding_lookup.cc."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts, dims, rank_is, taken, type_number
from tflint.runtime.printed import logged, not_equal, not_true
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import constants, dimension, scales
from tflint.runtime.tflm.quantization_checks import zero_point_is
from tflint.runtime.verdict import Cause, Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.printed import Printed
    from tflint.runtime.tflm.micro_context import MicroContext

FILE = "micro/kernels/embedding_lookup.cc"
PREPARE, OP_DATA, EVAL = Citation(FILE, "EmbeddingLookUpPrepare"), Citation(FILE, "CalculateOpData"), Citation(FILE, "EvalSimple")


def prepare(k: MicroContext) -> None:
    """Walk EmbeddingLookUpPrepare: int32 rows of a float32 or int8 table; int8 comes out as it is or as float32.

    Dims come first, then the struct, which other kernels keep in Init.
    """
    counts(k, 2, 1, PREPARE)
    lookup = k.temp_input(0, "lookup", PREPARE)
    value = k.temp_input(1, "value", PREPARE)
    y = k.temp_output(0, "output", PREPARE)
    rank_is(k, lookup, "lookup", 1, PREPARE)
    taken(k, lookup, ("int32",), PREPARE, message=not_equal("lookup->type", "kTfLiteInt32", type_number(lookup), 2))
    if len(value.shape) < 2:
        why = f"{value.name!r} has rank {len(value.shape)}, expected at least 2"
        k.refuse(why, PREPARE, tensor=value, message=not_true("NumDimensions(value) >= 2"))
    _types(k, value, y)
    computed = (dimension(lookup, 0), *value.shape[1:], *y.shape[len(value.shape) :])
    _room(k, value, y, computed)
    k.relocate_output_dims(y, computed)
    k.persistent_struct("kernels/embedding_lookup:OpData")
    if (value.dtype, y.dtype) == ("int8", "float32"):
        _dequantized(k, value)


def _types(k: MicroContext, value: Tensor, y: Tensor) -> None:
    taken(k, value, ("float32", "int8"), PREPARE, message=_either("value"))
    if value.dtype == "float32":
        taken(k, y, ("float32",), PREPARE, message=not_true("output->type == kTfLiteFloat32"))
    taken(k, y, ("float32", "int8"), PREPARE, message=_either("output"))


def _either(name: str) -> Printed:
    return not_true(f"{name}->type == kTfLiteFloat32 || {name}->type == kTfLiteInt8")


def _room(k: MicroContext, value: Tensor, y: Tensor, computed: tuple[int, ...]) -> None:
    if len(y.shape) < len(value.shape):
        why = f"{y.name!r} has rank {len(y.shape)}, {value.name!r} {len(value.shape)}"
        k.refuse(why, PREPARE, tensor=y, message=not_true("output->dims->size >= NumDimensions(value)"))
    if prod(computed) > y.elements:
        why = f"{y.name!r} is {dims(y.shape)}, {k.name} writes {dims(computed)}"
        k.refuse(why, PREPARE, tensor=y, message=not_true("new_dims_size <= output->bytes"))


def _dequantized(k: MicroContext, value: Tensor) -> None:
    zero_point_is(k, value, 0, "tensor_1", OP_DATA)
    if len(scales(value)) > 1:
        why = f"{value.name!r} has {len(scales(value))} scales, {k.name} applies the first to all rows"
        k.wrong(why, OP_DATA, cause=Cause.QUANTIZATION, tensor=value)


def invoke(k: MicroContext) -> None:
    """Walk EvalSimple."""
    lookup, value = k.read_input(0, EVAL), k.read_input(1, EVAL)
    rows = dimension(value, 0)
    outside = [index for index in constants(k, lookup) or () if not 0 <= index < rows]
    if outside:
        why = f"{lookup.name!r} asks for row {outside[0]}, {value.name!r} has {rows}"
        message = logged(f"EMBEDDING_LOOKUP: index out of bounds. Got {outside[0]}, and bounds are [0, {rows - 1}]")
        k.refuse(why, EVAL, tensor=lookup, message=message)


KERNELS = (Kernel("EMBEDDING_LOOKUP", prepare=prepare, invoke=invoke),)
