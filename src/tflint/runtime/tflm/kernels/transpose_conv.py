"""TRANSPOSE_CONV: micro/kernels/transpose_conv.cc, cmsis_nn/transpose_conv.cc, xtensa/transpose_conv.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from tflint.record import Record
from tflint.runtime.kernel_checks import SIZES, counts, dims, taken, type_name, type_number
from tflint.runtime.printed import logged, not_equal, not_true
from tflint.runtime.tflm import cmsis_nn
from tflint.runtime.tflm.build import Library
from tflint.runtime.tflm.cmsis_nn import Dims, Window
from tflint.runtime.tflm.convolution_window import may_lack_bias, nhwc
from tflint.runtime.tflm.eval_checks import present
from tflint.runtime.tflm.kernel import Kernel, keeps
from tflint.runtime.tflm.kernel_util import dimension, elements
from tflint.runtime.tflm.operand_checks import HYBRID, known_types, not_supported
from tflint.runtime.tflm.quantization_checks import convolution_quantization, one_scale_or_one_per_channel
from tflint.runtime.verdict import Cause, Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

FILE, CMSIS_FILE = "micro/kernels/transpose_conv.cc", "micro/kernels/cmsis_nn/transpose_conv.cc"
PREPARE, PARAMETERS = Citation(FILE, "TransposeConvPrepare"), Citation(FILE, "CalculateOpData")
EVAL, CMSIS_NN = Citation(FILE, "TransposeConvEval"), Citation(CMSIS_FILE, "Prepare")
XTENSA = Citation("micro/kernels/xtensa/transpose_conv.cc", "Prepare")
FILTER, INPUT, BIAS = 1, 2, 3
INT32, INT64 = 4, 8
QUANTIZED = ("int8", "int16")


class Operands(Record):
    """A transposed convolution's tensors; its first input, the output's shape, is never read."""

    input: Tensor
    filter: Tensor
    bias: Tensor | None
    output: Tensor

    @property
    def channels(self) -> int:
        """Return the number of output channels."""
        return dimension(self.filter, 0)


def prepare(k: MicroContext) -> None:
    """Walk TransposeConvPrepare: per-channel arrays for float32 too, then an accumulator for each output element."""
    of = _operands(k)
    if k.features.transpose_conv_checks_types:
        _types(k, of, PREPARE)
    _multipliers(k, of)
    if of.input.dtype in present(QUANTIZED, int16=k.features.transpose_conv_int16, uint8=k.features.uint8_kernels):
        k.scratch((INT64 if of.input.dtype == "int16" else INT32) * elements(of.output), "accumulators")
    _scales(k, of)
    _op_data(k, of)
    k.decompress(FILTER, BIAS)


def prepare_cmsis_nn(k: MicroContext) -> None:
    """Walk Prepare of CMSIS-NN: for int8 two scratch buffers, which cost a slot even where they are empty."""
    of = _operands(k)
    if of.input.dtype != of.output.dtype:
        why = f"{of.input.name!r} is {of.input.dtype} and {of.output.name!r} {of.output.dtype}: expected one type"
        message = not_equal("input->type", "output->type", type_name(of.input), type_name(of.output))
        k.refuse(why, CMSIS_NN, cause=k.type_cause(of.input), tensor=of.output, message=message)
    taken(k, of.input, ("float32", "int16", "int8"), CMSIS_NN, message=logged("Input data type not supported"))
    if of.filter.dtype != ("float32" if of.input.dtype == "float32" else "int8"):
        _refuse_hybrid(k, of, CMSIS_NN)
    _multipliers(k, of)
    if of.input.dtype == "int8":
        _cmsis_nn_buffers(k, of)
    if of.input.dtype == "int16":
        k.scratch(INT64 * elements(of.output), "accumulators")
    _scales(k, of)
    _op_data(k, of)
    if of.input.dtype == "int16" and of.bias is None:
        k.undefined("TRANSPOSE_CONV has no bias, and CMSIS-NN's int16 path reads it anyway", CMSIS_NN)


def prepare_xtensa(k: MicroContext) -> None:
    """Walk Prepare of kernels/xtensa, which asks NNLIB how large its scratch must be."""
    from tflint.runtime.tflm import nnlib  # for Cadence's cores alone

    of = _operands(k)
    _multipliers(k, of)
    if of.input.dtype in QUANTIZED:
        stride = k.integer("stride_h"), k.integer("stride_w")
        if min(stride) <= 0:
            k.undefined(f"stride is {dims(stride)}, expected at least 1", XTENSA)
        shapes = nnlib.Shapes(nhwc(of.input), nhwc(of.filter), nhwc(of.output)._replace(c=of.channels), Window(stride, (0, 0)))
        k.scratch(nnlib.transpose_conv(nnlib.Core(k.build.xtensa), shapes, of.input.dtype), "xa_nn_transpose_conv buffer")
        one_scale_or_one_per_channel(k, of.filter, of.channels, "kTransposeConvQuantizedDimension", XTENSA)
    _op_data(k, of)
    k.decompress(FILTER, BIAS)


def _operands(k: MicroContext) -> Operands:
    y = k.temp_output(0, "output", PREPARE)
    x = k.temp_input(INPUT, "input", PREPARE)
    weights = k.temp_input(FILTER, "filter", PREPARE)
    return Operands(x, weights, k.input(BIAS), y)


def _types(k: MicroContext, of: Operands, at: Citation) -> None:
    if of.input.dtype != of.filter.dtype and (of.input.dtype, of.filter.dtype) != ("int16", "int8"):
        _refuse_hybrid(k, of, at)


def _refuse_hybrid(k: MicroContext, of: Operands, at: Citation) -> NoReturn:
    why = f"{of.input.name!r} is {of.input.dtype} with {of.filter.dtype} weights {of.filter.name!r}"
    cause = Cause.HYBRID if of.input.dtype == "float32" and of.filter.dtype != "float16" else k.type_cause(of.filter)
    k.refuse(why, at, cause=cause, tensor=of.filter, message=HYBRID)


def _scales(k: MicroContext, of: Operands) -> None:
    if of.input.dtype in QUANTIZED:
        one_scale_or_one_per_channel(k, of.filter, of.channels, "kTransposeConvQuantizedDimension", PREPARE)


def _multipliers(k: MicroContext, of: Operands) -> None:
    if of.input.dtype in QUANTIZED and not of.filter.shape:
        what = "how many channels there are is read from beyond its dims"
        k.undefined(f"{of.filter.name!r} is a scalar: {what}", PREPARE, tensor=of.filter)
    for what in ("per-channel multipliers", "per-channel shifts"):
        k.persistent(INT32 * of.channels, what)


def _cmsis_nn_buffers(k: MicroContext, of: Operands) -> None:
    stride = k.integer("stride_h"), k.integer("stride_w")
    if min(len(tensor.shape) for tensor in (of.input, of.filter, of.output)) < 4:
        k.uncertain(f"{k.name} asks CMSIS-NN for its buffers by dims that its operands do not have")
    x = Dims(*(dimension(of.input, axis) for axis in range(4)))
    weights = Dims(of.channels, dimension(of.filter, 1), dimension(of.filter, 2), x.c)
    y = Dims(x.n, dimension(of.output, 1), dimension(of.output, 2), of.channels)
    if k.features.cmsis_nn_transpose_conv_rows:
        k.scratch(cmsis_nn.transpose_conv_s8(k.build, stride, x, weights, y), "transposed convolution")
        k.scratch(cmsis_nn.transpose_conv_s8_reverse(stride, x, weights), "reversed weights")
    else:
        k.scratch(cmsis_nn.transpose_conv_s8_columns(x, weights), "transposed convolution")
        k.scratch(INT32 * y.h * y.w * y.c, "accumulators")


def _op_data(k: MicroContext, of: Operands) -> None:
    """Walk CalculateOpData."""
    count = len(k.operator.inputs or ())
    if count not in {3, 4}:
        message = not_true("has_bias || node->inputs->size == 3")
        k.refuse(f"TRANSPOSE_CONV has {count} inputs, expected 3 or 4", PARAMETERS, message=message)
    counts(k, None, 1, PARAMETERS, forms=SIZES)
    if of.input.dtype == "float32":
        return
    k.temp(of.input, of.filter, of.bias, of.output)
    convolution_quantization(k, of.input, of.filter, of.bias, of.output, channels=of.channels)
    if of.bias is None:
        _missing_bias(k, of)
    if of.input.dtype == "int16" and of.bias is not None and of.bias.dtype == "int16":
        k.scratch(INT64 * elements(of.bias), "bias as int64")


def _missing_bias(k: MicroContext, of: Operands) -> None:
    """Stop where CalculateOpData looks at a bias that there is not, or gives its temporary back."""
    if of.input.dtype == "int16" and k.features.transpose_conv_reads_missing_bias:
        k.undefined(f"{k.name} has no bias, and its kernel reads its type anyway", PARAMETERS)
    if k.features.transpose_conv_frees_missing_bias:
        k.undefined(f"{k.name} has no bias, and its kernel frees it anyway", PARAMETERS)


def invoke(k: MicroContext) -> None:
    """Walk TransposeConvEval; neither bias, nor output shape, nor depths are looked at."""
    of = Operands(k.read_input(INPUT, EVAL), k.read_input(FILTER, EVAL), k.input(BIAS), k.read_output(0, EVAL))
    if of.input.dtype != of.output.dtype:
        why = f"{of.input.name!r} is {of.input.dtype} and {of.output.name!r} {of.output.dtype}: expected one type"
        message = not_equal("input->type", "output->type", type_number(of.input), type_number(of.output))
        k.refuse(why, EVAL, cause=k.type_cause(of.output), tensor=of.output, message=message)
    if not k.features.transpose_conv_checks_types:
        _types(k, of, EVAL)
    types = present(("float32", *QUANTIZED), int16=k.features.transpose_conv_int16)
    taken(k, of.input, types, EVAL, message=not_supported(of.input))
    may_lack_bias(k, BIAS, EVAL)
    _bias_fits(k, of)
    if dimension(of.input, 3) != dimension(of.filter, 3):
        why = f"{of.input.name!r} has depth {dimension(of.input, 3)}, {of.filter.name!r} {dimension(of.filter, 3)}"
        k.wrong(why, EVAL, tensor=of.filter)
    if len(of.input.shape) < 2:
        what = "expected 4 dimensions: what is read beyond them bounds the loops"
        k.undefined(f"{of.input.name!r} is {dims(of.input.shape)}, {what}", EVAL, tensor=of.input)
    for tensor in (of.input, of.filter, of.output):
        if len(tensor.shape) != 4:
            k.debug_only(f"{tensor.name!r} has rank {len(tensor.shape)}, expected 4", EVAL, tensor=tensor)
    if not k.integer("stride_h") or not k.integer("stride_w"):
        k.wrong("a stride is 0: everything lands on one place", EVAL)


def _bias_fits(k: MicroContext, of: Operands) -> None:
    if of.bias is None:
        return
    biases = {"float32": ("float32",), "int8": ("int32",), "int16": ("int64", "int16")}[of.input.dtype]
    if of.bias.dtype not in biases:
        why = f"{of.bias.name!r} is {of.bias.dtype}, TRANSPOSE_CONV reads {biases[0]}"
        k.wrong(why, EVAL, cause=Cause.TYPE, tensor=of.bias)
    if of.bias.elements != of.channels:
        k.wrong(f"{of.bias.name!r} has {of.bias.elements} entries for {of.channels} channels", EVAL, tensor=of.bias)


def invoke_cmsis_nn(k: MicroContext) -> None:
    """Walk TransposeConvEval of CMSIS-NN, which applies no fused activation to integers."""
    invoke(k)
    if k.read_input(INPUT, EVAL).dtype != "float32" and k.integer("fused_activation_function"):
        k.wrong("the fused activation is not applied by CMSIS-NN", Citation(CMSIS_FILE, "CalculateOpData"))


_PARAMS, _PARSE = "TfLiteTransposeConvParams", known_types("quantized_bias_type")

KERNELS = (
    Kernel(
        "TRANSPOSE_CONV",
        params=_PARAMS,
        parse=_PARSE,
        init=keeps("kernels/transpose_conv:OpData"),
        prepare=prepare,
        invoke=invoke,
    ),
    Kernel(
        "TRANSPOSE_CONV",
        library=Library.CMSIS_NN,
        params=_PARAMS,
        parse=_PARSE,
        init=keeps("kernels/cmsis_nn/transpose_conv:OpData"),
        prepare=prepare_cmsis_nn,
        invoke=invoke_cmsis_nn,
    ),
    Kernel(
        "TRANSPOSE_CONV",
        library=Library.XTENSA,
        params=_PARAMS,
        parse=_PARSE,
        init=keeps("kernels/transpose_conv:OpData"),
        prepare=prepare_xtensa,
        invoke=invoke,
    ),
)
