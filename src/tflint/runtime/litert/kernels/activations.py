"""Activations (activations.cc): one input, an output of its shape, and what the integer forms expect of scales and zero points."""

from __future__ import annotations

from functools import partial
from math import log2
from typing import TYPE_CHECKING

from tflint.record import Record
from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel
from tflint.runtime.litert.kernel_util import INTEGER8, INTEGERS, broadcast, is_power_of_two, ratio
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

FILE = "activations"
LOGISTIC_SCALES = {"uint8": (1 / 256, "1. / 256"), "int8": (1 / 256, "1. / 256"), "int16": (1 / 32768, "1. / 32768")}
SOFTMAX_SCALES = {"int8": (1 / 256, "1.f / 256", -128), "int16": (1 / 32768, "1.f / 32768", 0)}
SOFTMAX_TOLERANCE = 0.001
SOFTMAX_OUTPUTS = {"uint8": frozenset({"uint8", "int16"}), "int8": frozenset({"int8", "int16"})}
LOG_SOFTMAX_ZERO_POINTS = {"uint8": 255, "int8": 127}
LOG_SOFTMAX_SCALE = 16 / 256
HIGH_RESOLUTION = 128
"""Of HARD_SWISH: by how much it scales its input up."""
FRACTION = 15
FLOAT = frozenset({"float32"})
HALF = frozenset({"float16"})


class Types(Record):
    """What Eval takes, and what it prints of anything else."""

    dtypes: frozenset[str]
    message: str


RELU = Types(FLOAT | INTEGERS, "Only float32, uint8, int8 and int16 are supported currently, got {type}.")
CLAMPED = Types(FLOAT | INTEGER8, "Only float32, uint8, int8 supported currently, got {type}.")
EIGHT = Types(FLOAT | INTEGER8, "Only float32, uint8 and int8 are supported currently, got {type}.")
SIGMOID = Types(
    FLOAT | HALF | INTEGERS | {"bfloat16"}, "Only float32, uint8, int16 and int8 are supported currently, got {type}."
)
EVALUATED = {
    "RELU": RELU,
    "RELU6": RELU,
    "RELU_N1_TO_1": CLAMPED,
    "RELU_0_TO_1": CLAMPED,
    "LEAKY_RELU": Types(FLOAT | INTEGERS, "Only float32, int8, int16 and uint8 is supported currently, got {type}."),
    "HARD_SWISH": EIGHT,
    "LOG_SOFTMAX": EIGHT,
    "TANH": SIGMOID,
    "LOGISTIC": SIGMOID,
    "SOFTMAX": Types(FLOAT | HALF | INTEGERS, "Only float32, uint8_t, Int8_t, Int16_t are supported currently, got {type}."),
    "PRELU": RELU,
    "ELU": Types(FLOAT | {"int8"}, "Only float32 and int8 is supported currently, got {type}."),
    "GELU": Types(FLOAT | HALF | INTEGERS, "Only float32, int8 and uint8 supported currently, got {type}."),
}


def _ends(k: Node) -> tuple[TensorState, TensorState]:
    ensure.counts(k, 1)
    x, y = k.need(), k.made()
    if k.operator.name != "SOFTMAX":
        ensure.same_type(k, x, y, "input->type", "output->type")
    return x, y


def prepare(k: Node) -> None:
    """EluPrepare, GeluPrepare: they look both tensors up before GenericPrepare counts them."""
    k.need()
    k.made()
    x, y = _ends(k)
    k.resize(y, x.dims)


def prepare_symmetric(k: Node) -> None:
    """ReluPrepare, LeakyReluPrepare: int16 without zero points."""
    x, y = _ends(k)
    if x.dtype == "int16":
        ensure.symmetric(k, input=x, output=y)
    k.resize(y, x.dims)


def prepare_hard_swish(k: Node) -> None:
    """HardSwishPrepare: the output's scale not below 1/128 of the input's."""
    x, y = _ends(k)
    if x.dtype in INTEGER8 and y.scale:
        why = f"scale {x.scale:g} of {x.name!r} is 128 times that of {y.name!r}, {y.scale:g}, or more"
        holds = ratio(x.scale / HIGH_RESOLUTION, y.scale) < 1
        ensure.true(k, holds, why, "params->output_multiplier_exponent <= 0", cause=Cause.QUANTIZATION)
    k.resize(y, x.dims)


def _power_of_two(k: Node, y: TensorState) -> None:
    why = f"{y.name!r} has scale {y.scale:g}, {k.operator.name} of int16 expects {1 / 32768:g}"
    expression = "CheckedLog2(output->params.scale, &output_scale_log2_rounded)"
    ensure.true(k, is_power_of_two(y.scale), why, expression, cause=Cause.QUANTIZATION)
    names = "output_scale_log2_rounded", "-kOutputFractionalBits"
    ensure.equal(k, round(log2(y.scale)), -FRACTION, *names, why, cause=Cause.QUANTIZATION)


def prepare_tanh(k: Node) -> None:
    """TanhPrepare: int16 in steps of 2^-15."""
    x, y = _ends(k)
    if x.dtype == "int16":
        ensure.symmetric(k, input=x, output=y)
        _power_of_two(k, y)
    k.resize(y, x.dims)


def prepare_logistic(k: Node) -> None:
    """SigmoidPrepare: the output spans 0 to 1 exactly."""
    x, y = _ends(k)
    if x.dtype in LOGISTIC_SCALES:
        wanted, text = LOGISTIC_SCALES[x.dtype]
        ensure.scale(k, y, wanted, f"output->params.scale == {text} was not true.")
    if x.dtype == "int16":
        why = f"{y.name!r} has zero point {y.zero_point}, LOGISTIC of int16 expects 0"
        ensure.true(k, y.zero_point == 0, why, "output->params.zero_point == 0", cause=Cause.QUANTIZATION)
        ensure.symmetric(k, input=x)
    k.resize(y, x.dims)


def prepare_softmax(k: Node) -> None:
    """SoftmaxPrepare: the output spans 0 to 1; it need not be of the input's type."""
    x, y = _ends(k)
    ensure.rank_at_least(k, x, 1, "NumDimensions(input) >= 1")
    if x.dtype == y.dtype and x.dtype in SOFTMAX_SCALES:
        wanted, text, zero_point = SOFTMAX_SCALES[x.dtype]
        ensure.zero_point(k, y, zero_point, "output")
        message = f"output->params.scale not near {text} ({y.scale:f} != {wanted:f})"
        ensure.scale(k, y, wanted, message, SOFTMAX_TOLERANCE * wanted)
    if x.dtype == "int16":
        ensure.symmetric(k, input=x, output=y)
    k.resize(y, x.dims)


def prepare_log_softmax(k: Node) -> None:
    """LogSoftmaxPrepare: the output spans -16 to 0 exactly."""
    x, y = _ends(k)
    if x.dtype in INTEGER8:
        ensure.scale(k, y, LOG_SOFTMAX_SCALE, "output->params.scale != 16.0 / 256")
        ensure.zero_point(k, y, LOG_SOFTMAX_ZERO_POINTS[x.dtype], "output")
    k.resize(y, x.dims)


def prepare_prelu(k: Node) -> None:
    """PreluPrepare: alpha broadcasts to the input, not the other way."""
    ensure.counts(k, 2)
    x, y, alpha = k.need(0), k.made(), k.need(1)
    if not k.since("2.0.3"):
        ensure.same_type(k, x, alpha, "input->type", "alpha->type")
    y.dtype = x.dtype
    k.resize(y, broadcast(k, x, alpha))
    ensure.same_dims(k, x, y, "HaveSameShapes(input, output)")


def evaluate(k: Node) -> None:
    """Refuse a type that the kernel's switch does not name."""
    x = k.need()
    types = EVALUATED[k.operator.name]
    ensure.takes(k, x, types.dtypes, types.message)


def evaluate_softmax(k: Node) -> None:
    """SoftmaxEval: 8 bits go to the same type or to int16."""
    evaluate(k)
    x, y = k.need(), k.made()
    if x.dtype in SOFTMAX_OUTPUTS:
        allowed = f"Only {x.dtype}_t and int16_t outputs are supported with {x.dtype}_t inputs currently, got {{type}}."
        ensure.takes(k, y, SOFTMAX_OUTPUTS[x.dtype], allowed)


_kernel = partial(Kernel, file=FILE)
KERNELS = (
    *(_kernel(op, prepare, evaluate) for op in ("ELU", "GELU")),
    *(_kernel(op, prepare_symmetric, evaluate) for op in ("RELU", "RELU6", "RELU_N1_TO_1", "RELU_0_TO_1", "LEAKY_RELU")),
    _kernel("HARD_SWISH", prepare_hard_swish, evaluate),
    _kernel("TANH", prepare_tanh, evaluate),
    _kernel("LOGISTIC", prepare_logistic, evaluate),
    _kernel("SOFTMAX", prepare_softmax, evaluate_softmax, shares=(0,)),
    _kernel("LOG_SOFTMAX", prepare_log_softmax, evaluate),
    _kernel("PRELU", prepare_prelu, evaluate),
)
