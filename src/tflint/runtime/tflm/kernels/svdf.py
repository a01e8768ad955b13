"""SVDF: micro/kernels/svdf.cc, svdf_common.cc, cmsis_nn/svdf.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.record import Record
from tflint.runtime.kernel_checks import SIZES, counts, dtype_number, rank_is, taken, type_name, type_number
from tflint.runtime.printed import not_equal, not_true
from tflint.runtime.tflm import cmsis_nn
from tflint.runtime.tflm.build import Library
from tflint.runtime.tflm.kernel import Kernel, keeps
from tflint.runtime.tflm.kernel_util import dimension, scale
from tflint.runtime.tflm.operand_checks import constant
from tflint.runtime.tflm.quantization_util import float32
from tflint.runtime.verdict import Cause, Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.printed import Printed
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE, EVAL = Citation("micro/kernels/svdf_common.cc", "PrepareSvdf"), Citation("micro/kernels/svdf.cc", "EvalSvdf")
CMSIS_NN = Citation("micro/kernels/cmsis_nn/svdf.cc", "CmsisNnPrepareSvdf")
CMSIS_NN_EVAL = Citation("micro/kernels/cmsis_nn/svdf.cc", "EvalIntegerSVDF")
INT32 = 4
BIAS_TOLERANCE = 1e-5
RELU = 1


class Operands(Record):
    """An SVDF's tensors: `feature` is filters × inputs, `time` filters × memory; the bias may be omitted in the file."""

    input: Tensor
    feature: Tensor
    time: Tensor
    bias: Tensor | None
    state: Tensor
    output: Tensor


def init_cmsis_nn(k: MicroContext) -> None:
    """Walk Init of CMSIS-NN: the reference's struct and where the sums lie."""
    own = k.features.cmsis_nn_svdf_sums or not k.features.cmsis_nn_svdf_int8_state
    k.persistent_struct("kernels/cmsis_nn/svdf:CmsisNnOpDataSvdf" if own else "kernels/svdf:OpDataSvdf")


def prepare(k: MicroContext) -> None:
    """Walk PrepareSvdf: an accumulator for each filter, for int8 one for each unit too."""
    _free_bias(k, _prepare(k, int8_state=k.features.svdf_int8_state))


def prepare_cmsis_nn(k: MicroContext) -> None:
    """Walk CmsisNnPrepareSvdf: on MVE a kernel sum for each filter, kept with KERNELS_OPTIMIZED_FOR_SPEED, else in scratch."""
    of = _prepare(k, int8_state=k.features.cmsis_nn_svdf_int8_state)
    if of.input.dtype == "int8" and k.build.mve and not k.build.for_size:
        _constant_weights(k, of.feature)
    size = cmsis_nn.svdf_s8(k.build.cmsis, dimension(of.feature, 0))
    if of.input.dtype == "int8" and size > 0 and k.features.cmsis_nn_svdf_sums:
        (k.scratch if k.build.for_size else k.persistent)(size, "kernel sums")
    if k.features.cmsis_nn_svdf_int8_state:  # which came with the reference kernel's Prepare
        _free_bias(k, of)


def _constant_weights(k: MicroContext, feature: Tensor) -> None:
    if k.features.cmsis_nn_constants_checked:
        constant(k, feature, "weights_feature", CMSIS_NN, message=not_true("IsConstantTensor(weights_feature)"))
    elif k.constant(feature) is None and k.features.cmsis_nn_svdf_sums:
        k.undefined(f"{feature.name!r} is computed, SVDF sums it before there is anything", CMSIS_NN, tensor=feature)


def _prepare(k: MicroContext, *, int8_state: bool) -> Operands:
    x = k.temp_input(0, "input", PREPARE)
    feature = k.temp_input(1, "weights_feature", PREPARE)
    time = k.temp_input(2, "weights_time", PREPARE)
    bias = k.input(3)
    k.temp(bias)
    state = k.temp_input(4, "activation_state", PREPARE)
    _rank(k, feature)
    either = not_true("input->type == kTfLiteFloat32 || input->type == kTfLiteInt8")
    taken(k, x, ("float32", "int8"), PREPARE, message=either)
    rank_is(k, x, "input", 2, PREPARE)
    counts(k, None, 1, PREPARE, forms=SIZES)
    of = Operands(x, feature, time, bias, state, k.temp_output(0, "output", PREPARE))
    _shapes(k, of)
    if not state.is_variable:
        message = not_equal("activation_state->is_variable", "true", 0, 1)
        k.refuse(f"{state.name!r} is not a variable tensor", PREPARE, tensor=state, message=message)
    counts(k, 6 if x.dtype == "float32" and k.features.svdf_scratch_input else 5, None, PREPARE, forms=SIZES)
    _types(k, of, int8_state=int8_state)
    batch, filters = x.shape[0], dimension(feature, 0)
    if x.dtype == "int8" and k.features.svdf_bias_scale_checked:
        _bias_scale(k, of)
    elif x.dtype == "int8" and k.features.kernels_keep_data:
        _has_scales(k, of)
    k.scratch(INT32 * batch * filters, "filter accumulators")
    if x.dtype == "int8":
        k.scratch(INT32 * batch * (filters // k.integer("rank")), "output accumulators")
    return of


def _free_bias(k: MicroContext, of: Operands) -> None:
    if of.bias is None and k.features.svdf_frees_missing_bias:
        k.undefined("SVDF has no bias, and its kernel frees it anyway", PREPARE)


def _rank(k: MicroContext, feature: Tensor) -> None:
    rank, filters = k.integer("rank"), dimension(feature, 0)
    if rank == 0:
        k.undefined("rank is 0, SVDF divides by it", PREPARE)
    if filters % rank:
        why = f"{feature.name!r} has {filters} filters, expected a multiple of rank {rank}"
        k.refuse(why, PREPARE, tensor=feature, message=not_equal("num_filters % rank", 0, filters % rank, 0))


def _shapes(k: MicroContext, of: Operands) -> None:
    batch, depth, filters, memory = of.input.shape[0], of.input.shape[1], dimension(of.feature, 0), dimension(of.time, 1)
    units = filters // k.integer("rank")
    rank_is(k, of.output, "output", 2, PREPARE)
    _dim(k, of.output, "output", 0, (batch, "batch_size"))
    _dim(k, of.output, "output", 1, (units, "num_units"))
    rank_is(k, of.feature, "weights_feature", 2, PREPARE)
    _dim(k, of.feature, "weights_feature", 1, (depth, "input_size"))
    rank_is(k, of.time, "weights_time", 2, PREPARE)
    _dim(k, of.time, "weights_time", 0, (filters, "num_filters"))
    if of.bias is not None:
        _dim(k, of.bias, "bias", 0, (units, "num_units"))
    rank_is(k, of.state, "activation_state", 2, PREPARE)
    _dim(k, of.state, "activation_state", 0, (batch, "batch_size"))
    _dim(k, of.state, "activation_state", 1, (memory * filters, "memory_size * num_filters"))


def _dim(k: MicroContext, tensor: Tensor, name: str, axis: int, expected: tuple[int, str]) -> None:
    found, (size, text) = dimension(tensor, axis), expected
    if found != size:
        why = f"{tensor.name!r} has {found} at dimension {axis}, expected {size}"
        k.refuse(why, PREPARE, tensor=tensor, message=not_equal(f"{name}->dims->data[{axis}]", text, found, size))


def _types(k: MicroContext, of: Operands, *, int8_state: bool) -> None:
    int8 = of.input.dtype == "int8"
    narrow = (("int16", "int8") if int8_state else ("int16",)) if int8 else ("float32",)
    for tensor, name, types in (
        (of.feature, "weights_feature", ("int8",) if int8 else ("float32",)),
        (of.time, "weights_time", narrow),
        (of.state, "activation_state", narrow),
        (of.bias, "bias", ("int32",) if int8 else ("float32",)),
        (of.output, "output", ("int8",) if int8 else ("float32",)),
    ):
        if tensor is not None and tensor.dtype not in types:
            taken(k, tensor, types, PREPARE, message=_type_message(tensor, name, types, named=tensor is of.output))


def _type_message(tensor: Tensor, name: str, types: tuple[str, ...], *, named: bool) -> Printed:
    """Return what is printed of a type: of the output's its name (TF_LITE_ENSURE_TYPES_EQ), of others' the number."""
    if len(types) > 1:
        return not_true(f"({name}->type == kTfLiteInt16) || ({name}->type == kTfLiteInt8)")
    constant_name = f"kTfLite{types[0].capitalize()}"
    if named:
        return not_equal(f"{name}->type", constant_name, type_name(tensor), types[0].upper())
    return not_equal(f"{name}->type", constant_name, type_number(tensor), dtype_number(types[0]))


def _has_scales(k: MicroContext, of: Operands) -> None:
    """Stop at a tensor without quantization, which TensorFlow 2.3 looked for all the same."""
    for tensor in (of.input, of.feature, of.state, of.time, of.output):
        if not tensor.is_quantized:
            why = f"{tensor.name!r} is {tensor.dtype} without quantization, and SVDF reads its scale anyway"
            k.undefined(why, PREPARE, cause=Cause.QUANTIZATION, tensor=tensor)


def _bias_scale(k: MicroContext, of: Operands) -> None:
    if of.bias is None:
        k.undefined("SVDF has no bias, and its kernel reads the bias' scale anyway", PREPARE)
    product = scale(of.state) * scale(of.time)
    factors = ("activation_state->params.scale", "weights_time->params.scale")
    text = f"(static_cast<double>({factors[0]}) * static_cast<double>({factors[1]}))"
    if not k.features.double_bias_product:
        product, text = float32(product), f"static_cast<double>({factors[0]} * {factors[1]})"
    if not abs(scale(of.bias) - product) < BIAS_TOLERANCE:
        why = (
            f"{of.bias.name!r} has scale {scale(of.bias):g}, state × time weights give {product:g}: "
            f"expected less than {BIAS_TOLERANCE:g} apart"
        )
        message = not_true(f"std::abs(static_cast<double>(bias->params.scale) - {text}) < 1e-5")
        k.refuse(why, PREPARE, cause=Cause.BIAS_SCALE, tensor=of.bias, message=message)


def invoke(k: MicroContext) -> None:
    """Walk EvalSvdf."""
    x, time, state = k.read_input(0, EVAL), k.read_input(2, EVAL), k.read_input(4, EVAL)
    if x.dtype != "int8":
        return
    if time.dtype != state.dtype:
        why = f"{state.name!r} is {state.dtype}, its bytes are read as {time.dtype}, the type of {time.name!r}"
        k.wrong(why, EVAL, cause=Cause.TYPE, tensor=state)
    if k.integer("fused_activation_function") > RELU:
        k.wrong("an int8 SVDF applies no fused activation, it only clamps to int8", PREPARE)


def invoke_cmsis_nn(k: MicroContext) -> None:
    """Walk EvalSvdf of CMSIS-NN: built for size, an int8 state wants the scratch for kernel sums that only MVE asks for."""
    invoke(k)
    if k.build.for_size and not k.build.mve and k.read_input(0, EVAL).dtype == k.read_input(2, EVAL).dtype == "int8":
        why = "an int8 state with KERNELS_OPTIMIZED_FOR_SIZE needs kernel sums, which CMSIS-NN has on MVE alone"
        k.refuse(why, CMSIS_NN_EVAL, message=not_true("data.scratch_weight_tensor_index != -1"))


_PARAMS = "TfLiteSVDFParams"

KERNELS = (
    Kernel("SVDF", params=_PARAMS, init=keeps("kernels/svdf:OpDataSvdf"), prepare=prepare, invoke=invoke),
    Kernel(
        "SVDF",
        library=Library.CMSIS_NN,
        params=_PARAMS,
        init=init_cmsis_nn,
        prepare=prepare_cmsis_nn,
        invoke=invoke_cmsis_nn,
    ),
)
