"""CONCATENATION: micro/kernels/concatenation.cc."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import dims, rank_at_most, taken, type_name, type_number
from tflint.runtime.printed import logged, not_equal, not_equal_doubles, not_true
from tflint.runtime.tflm.eval_checks import has_address, rank_within, runtime_shape_room
from tflint.runtime.tflm.kernel import Kernel, keeps
from tflint.runtime.tflm.kernel_util import scale, zero_point
from tflint.runtime.tflm.operand_checks import no_activation
from tflint.runtime.tflm.quantization_checks import same_scale, zero_point_is
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE = Citation("micro/kernels/concatenation.cc", "ConcatenationPrepare")
REFERENCE = Citation("lite/kernels/internal/reference/concatenation.h", "Concatenation")
MOST_INPUTS = 10
TYPES = ("float32", "uint8", "int8", "int16", "int32", "int64", "bool")


def prepare(k: MicroContext) -> None:
    """Walk ConcatenationPrepare: the first input and the output, then every input; up to 10 of one type, and no rescaling."""
    x = k.temp_input(0, "input_tensor", PREPARE)
    y = k.temp_output(0, "output_tensor", PREPARE)
    no_activation(k, PREPARE)
    types = _types(k)
    either = " || ".join(f"input_type == kTfLite{'UInt8' if dtype == 'uint8' else dtype.capitalize()}" for dtype in types)
    taken(k, x, types, PREPARE, message=not_true(either))
    if y.dtype != x.dtype:
        why = f"{x.name!r} is {x.dtype} and {y.name!r} {y.dtype}, {k.name} expects one type"
        shown = type_number if k.features.concatenation_arrays else type_name
        message = not_equal("output_type", "input_type", shown(y), shown(x))
        k.refuse(why, PREPARE, cause=k.type_cause(y), tensor=y, message=message)
    count = len(k.inputs)
    if count > MOST_INPUTS:
        why = f"{k.name} has {count} inputs, expected at most {MOST_INPUTS}"
        k.refuse(why, PREPARE, message=not_true("num_inputs <= kMaxInputNum"))
    for position in range(count):
        _input(k, x, k.temp_input(position, "input", PREPARE), y)
        k.decompress(position)
    if k.features.concatenation_arrays:
        _keep_scales(k, y)
    elif x.dtype == "int16":
        zero_point_is(k, y, 0, "output_tensor", PREPARE)


def _types(k: MicroContext) -> tuple[str, ...]:
    features = k.features
    older = {"uint8": features.uint8_kernels, "int16": features.concatenation_int16, "bool": features.concatenation_bool}
    return tuple(dtype for dtype in TYPES if older.get(dtype, True))


def _keep_scales(k: MicroContext, y: Tensor) -> None:
    k.temp(y)
    if y.dtype in {"int8", "uint8"}:
        k.persistent(4 * len(k.inputs), "a scale for each input")
        k.persistent(4 * len(k.inputs), "a zero point for each input")
        k.temp(*k.inputs)


def _input(k: MicroContext, first: Tensor, tensor: Tensor, y: Tensor) -> None:
    if tensor.dtype != first.dtype:
        why = f"{tensor.name!r} is {tensor.dtype} and {first.name!r} {first.dtype}, {k.name} expects one type"
        message = not_equal("input->type", "input_type", type_name(tensor), type_name(first))
        k.refuse(why, PREPARE, cause=k.type_cause(tensor), tensor=tensor, message=message)
    rank, most, space = len(tensor.shape), *((runtime_shape_room(k), " ") if k.features.concatenation_rank_5 else (4, ""))
    message = logged(f"Op Concatenation does not currently support num dimensions >{space}{most} Tensor has {rank} dimensions.")
    rank_at_most(k, tensor, most, PREPARE, message=message)
    if k.features.concatenation_arrays:
        same_scale(k, tensor, y, PREPARE)
    elif tensor.dtype == "int8":
        _one_quantization(k, tensor, y)
    elif tensor.dtype == "int16":
        zero_point_is(k, tensor, 0, "input", PREPARE)
        same_scale(k, tensor, y, PREPARE)


def _one_quantization(k: MicroContext, tensor: Tensor, y: Tensor) -> None:
    if scale(tensor) != scale(y):
        why = f"{tensor.name!r} has scale {scale(tensor):.9g} and {y.name!r} {scale(y):.9g}, {k.name} expects one scale for int8"
        left, right = (f"static_cast<double>({name}->params.scale)" for name in ("input", "output_tensor"))
        k.refuse(why, PREPARE, tensor=tensor, message=not_equal_doubles(left, right))
    ours, theirs = zero_point(tensor), zero_point(y)
    if ours != theirs:
        why = f"{tensor.name!r} has zero point {ours} and {y.name!r} {theirs}, {k.name} expects one zero point for int8"
        message = not_equal("input->params.zero_point", "output_tensor->params.zero_point", ours, theirs)
        k.refuse(why, PREPARE, tensor=tensor, message=message)


def invoke(k: MicroContext) -> None:
    """Walk Concatenation."""
    y, inputs = k.read_output(0, REFERENCE), [tensor for tensor in k.inputs if tensor is not None]
    rank_within(k, y)
    axis, rank = k.integer("axis"), len(y.shape)
    along = axis + rank if axis < 0 else axis
    if along < -1 or along > rank:
        k.undefined(f"axis is {axis}, {y.name!r} has rank {rank}", REFERENCE, tensor=y)
    for tensor in inputs:
        if len(tensor.shape) <= along:
            what = f"axis {along} is beyond it: an uninitialised count is copied"
            k.undefined(f"{tensor.name!r} has rank {len(tensor.shape)}, {what}", REFERENCE, tensor=tensor)
    if 0 <= along < rank:
        _shapes(k, inputs, y, along)
    else:
        k.wrong(f"axis is {axis}, {y.name!r} has rank {rank}", REFERENCE, tensor=y)


def _shapes(k: MicroContext, inputs: list[Tensor], y: Tensor, along: int) -> None:
    shapes, rank = [tensor.shape for tensor in inputs], len(y.shape)
    around = prod(y.shape[:along]) * prod(y.shape[along + 1 :])
    for tensor in inputs:
        has_address(k, tensor, around * tensor.shape[along], REFERENCE)
    has_address(k, y, around * sum(shape[along] for shape in shapes), REFERENCE)
    total = sum(shape[along] for shape in shapes if len(shape) == rank)
    expected = (*y.shape[:along], total, *y.shape[along + 1 :])
    fits = all(len(s) == rank and s[:along] == y.shape[:along] and s[along + 1 :] == y.shape[along + 1 :] for s in shapes)
    if not fits or y.shape != expected:
        why = f"{' and '.join(map(dims, shapes))} along axis {along} do not make {y.name!r} of {dims(y.shape)}"
        k.wrong(why, REFERENCE, tensor=y)


KERNELS = (
    Kernel(
        "CONCATENATION",
        params="TfLiteConcatenationParams",
        init=keeps("kernels/concatenation:OpData"),
        prepare=prepare,
        invoke=invoke,
    ),
)
