"""Models of one op that LiteRT 2.3.0 takes, refuses, or dies of while it prepares them; the parity tests ask the wheel for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from one_op import T, i8, i16, i32, model

from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from collections.abc import Mapping

WINDOW = {"stride_h": 1, "stride_w": 1, "dilation_h_factor": 1, "dilation_w_factor": 1}
POOL = {"stride_h": 1, "stride_w": 1, "filter_height": 2, "filter_width": 2}
F = T


class Case(NamedTuple):
    """A model of one op, and words of the verdict; none where the interpreter takes it."""

    op: str
    inputs: tuple[T | None, ...]
    outputs: tuple[T | None, ...]
    options: Mapping[str, object]
    words: str = ""
    cause: Cause = Cause.CONSTRAINT

    def build(self) -> bytes:
        """Return the model's bytes."""
        return model(self.op, self.inputs, self.outputs, self.options or None)


def weights(*shape: int, axis: int = 0, scale: float | tuple[float, ...] = 0.25, zero_point: int = 0) -> T:
    return T(shape, "int8", scale, zero_point, 0, axis)


def zeros(*shape: int, dtype: str = "float32", scale: float | None = None) -> T:
    return T(shape, dtype, scale, values=0)


IMAGE, FILTER, BIAS = i8(1, 8, 8, 4), weights(6, 3, 3, 4), zeros(6, dtype="int32", scale=0.125)
BIAS_OF_FIVE = zeros(5, dtype="int32", scale=0.125)
TAKEN = (
    Case("CONV_2D", (IMAGE, FILTER, BIAS), (i8(1, 8, 8, 6),), WINDOW),
    Case("CONV_2D", (F((1, 8, 8, 4)), weights(6, 3, 3, 4), zeros(6)), (F((1, 8, 8, 6)),), WINDOW),
    Case("CONV_2D", (IMAGE, weights(6, 3, 3, 4, scale=(0.25,) * 6), BIAS), (i8(1, 8, 8, 6),), WINDOW),
    Case("FULLY_CONNECTED", (i8(1, 8), weights(4, 8), None), (i8(1, 4),), {}),
    Case("SOFTMAX", (i8(1, 8),), (i8(1, 8, scale=1 / 256, zero_point=-128),), {"beta": 1.0}),
    Case("LOGISTIC", (i16(1, 8),), (i16(1, 8, scale=1 / 32768),), {}),
    Case("MAXIMUM", (F((1, 4)), F((4,))), (F((1, 4)),), {}),
    Case("RESHAPE", (F((2, 6)), i32(3, -1)), (F((3, 4)),), {}),
    Case("PAD", (F((1, 4)), i32(0, 0, 1, 1, shape=(2, 2))), (F((1, 6)),), {}),
    Case("SPLIT", (i32(1, shape=()), F((1, 4))), (F((1, 2)), F((1, 2))), {"num_splits": 2}),
    Case("GATHER", (F((4, 3)), i32(0, 2)), (F((2, 3)),), {}),
    Case("STRIDED_SLICE", (F((4, 4)), i32(0, 1), i32(4, 4), i32(1, 2)), (F((4, 2)),), {}),
    Case("QUANTIZE", (F((1, 4)),), (i8(1, 4),), {}),
)
REFUSED = (
    Case("CONV_2D", (IMAGE, FILTER, None), (i8(1, 8, 8, 6),), WINDOW, "left out"),
    Case(
        "CONV_2D", (IMAGE, FILTER, zeros(6, dtype="int64", scale=0.125)), (i8(1, 8, 8, 6),), WINDOW, "expects int32", Cause.TYPE
    ),
    Case(
        "CONV_2D", (IMAGE, weights(6, 3, 3, 4, zero_point=1), BIAS), (i8(1, 8, 8, 6),), WINDOW, "other than 0", Cause.QUANTIZATION
    ),
    Case("CONV_2D", (IMAGE, weights(6, 3, 3, 3), BIAS), (i8(1, 8, 8, 6),), WINDOW, "not a multiple of the filter's 3"),
    Case("CONV_2D", (IMAGE, weights(5, 3, 3, 2), BIAS), (i8(1, 8, 8, 5),), WINDOW, "not a multiple of 2 groups"),
    Case(
        "CONV_2D",
        (F((1, 8, 8, 4)), weights(6, 3, 3, 2), zeros(6)),
        (F((1, 8, 8, 6)),),
        WINDOW,
        "6 channels in groups",
        Cause.QUANTIZATION,
    ),
    Case("CONV_2D", (IMAGE, FILTER, BIAS), (i8(1, 8, 8, 6),), {**WINDOW, "stride_h": 0}, "stride_h is 0"),
    Case("DEPTHWISE_CONV_2D", (IMAGE, weights(2, 3, 3, 4, axis=3), None), (i8(1, 8, 8, 4),), WINDOW, "first dimension must be 1"),
    Case("FULLY_CONNECTED", (F((1, 8)), zeros(4, 8, 1), None), (F((1, 4)),), {}, "rank 3"),
    Case("FULLY_CONNECTED", (i8(1, 8), zeros(4, 8), None), (i8(1, 4),), {}, "expects float32", Cause.TYPE),
    Case(
        "FULLY_CONNECTED",
        (i8(1, 8), weights(4, 8), zeros(4, dtype="int32", scale=1.0)),
        (i8(1, 4),),
        {},
        "0.875 apart, expected at most 0.01",
        Cause.BIAS_SCALE,
    ),
    Case("SOFTMAX", (i8(1, 8),), (i8(1, 8),), {"beta": 1.0}, "zero point 0", Cause.QUANTIZATION),
    Case("SOFTMAX", (F(()),), (F(()),), {"beta": 1.0}, "rank 0"),
    Case("LOGISTIC", (i16(1, 8),), (i16(1, 8),), {}, "scale 0.5", Cause.QUANTIZATION),
    Case("TANH", (i16(1, 8),), (i16(1, 8, scale=1 / 256),), {}, "expects 3.05176e-05", Cause.QUANTIZATION),
    Case("RELU", (F((1, 8)),), (i8(1, 8),), {}, "expects one type", Cause.TYPE),
    Case("MAXIMUM", (F((1, 4)), F((3,))), (F((1, 4)),), {}, "do not broadcast"),
    Case("MUL", (F(), i8(1, 4)), (F(),), {}, "expects one type", Cause.TYPE),
    Case("CONCATENATION", (i8(1, 4), i8(1, 4, scale=0.25)), (i8(2, 4),), {}, "only copies", Cause.QUANTIZATION),
    Case("CONCATENATION", (F((1, 4)), F((1, 3))), (F((2, 4)),), {}, "joined along axis 0"),
    Case("PACK", (F(), F()), (F((2, 1, 4)),), {"values_count": 3}, "expected 3"),
    Case("UNPACK", (F((2, 4)),), (F((4,)),), {"num": 1}, "has 2"),
    Case("RESHAPE", (F((2, 6)), i32(5, 2)), (F((5, 2)),), {}, "12 elements into shape [5, 2]"),
    Case("SQUEEZE", (F((2, 1)),), (F((1,)),), {"squeeze_dims": [0]}, "not 1 there"),
    Case("PAD", (F((1, 4)), i32(0, 0, 1, 1)), (F((1, 6)),), {}, "rank 1"),
    Case("MIRROR_PAD", (F((1, 4)), i32(0, 0, 4, 0, shape=(2, 2))), (F((1, 8)),), {"mode": 0}, "at most 3 on a side"),
    Case("SPLIT", (i32(1, shape=()), F((1, 5))), (F((1, 2)), F((1, 3))), {"num_splits": 2}, "2 does not divide"),
    Case("SLICE", (F((4, 4)), i32(0, 2), i32(4, 3)), (F((4, 3)),), {}, "which has 4"),
    Case("SLICE", (F((4, 4)), i32(0, 2), i32(4, 2)), (F((4, 3)),), {}, "recorded as [4, 3]"),
    Case("STRIDED_SLICE", (F((4, 4)), i32(0, 1), i32(4, 4), i32(1, 0)), (F((4, 2)),), {}, "strides [1, 0]"),
    Case("GATHER", (F((4, 3)), i32(0, 2)), (F((2, 3)),), {"axis": 2}, "axis 2"),
    Case("TRANSPOSE", (F((4, 3)), i32(1, 2)), (F((3, 4)),), {}, "permutation [1, 2]"),
    Case("EXPAND_DIMS", (F(), i32(4, shape=())), (F((1, 4, 1)),), {}, "axis 4"),
    Case("RESIZE_BILINEAR", (F((1, 4, 4)), i32(8, 8)), (F((1, 8, 8)),), {}, "rank 3"),
    Case("DEPTH_TO_SPACE", (F((1, 4, 4, 6)),), (F((1, 8, 8, 1)),), {"block_size": 2}, "2 x 2 do not divide"),
    Case("SPACE_TO_BATCH_ND", (F((1, 4)), i32(2), i32(0, 0, shape=(1, 2))), (F(),), {}, "rank 2"),
    Case("QUANTIZE", (T((1, 4), "bool"),), (i8(1, 4),), {}, "'in0' is bool", Cause.TYPE),
    Case("QUANTIZE", (F((1, 4)),), (T((1, 4), "int8"),), {}, "no quantization", Cause.QUANTIZATION),
    Case("ARG_MAX", (F(), i32(1, shape=())), (T((1,), "int32"),), {}, "output_type is 0"),
    Case("TOPK_V2", (F(), i32(9, shape=())), (F((1, 9)), T((1, 9), "int32")), {}, "the 9 greatest"),
    Case("MEAN", (F((1, 4)), i32(2)), (F((1,)),), {}, "axes [2]"),
    Case("REDUCE_ALL", (F(), i32(1)), (F((1,)),), {}, "expects bool", Cause.TYPE),
    Case("MAX_POOL_2D", (F((1, 4, 4, 1)),), (F((1, 4, 4, 1)),), {**POOL, "stride_w": 0}, "stride_w is 0"),
    Case("L2_NORMALIZATION", (i8(1, 4),), (i8(1, 4),), {}, "expects 0.0078125", Cause.QUANTIZATION),
    Case("ROUND", (T((1, 4), "int32"),), (T((1, 4), "int32"),), {}, "expected bfloat16", Cause.TYPE),
    Case("SIN", (i8(1, 4),), (i8(1, 4),), {}, "expected float16, float32", Cause.TYPE),
    Case("LOGICAL_AND", (F(), F()), (F(),), {}, "expected bool", Cause.TYPE),
    Case("FILL", (i32(1, 4), F((1,))), (F(),), {}, "rank 1"),
    Case("BATCH_MATMUL", (F((2, 3)), F((4, 2))), (F((2, 2)),), {}, "rows of 3"),
    Case("EMBEDDING_LOOKUP", (T((2,), "int64"), F((4, 4))), (F((2, 4)),), {}, "expects int32", Cause.TYPE),
    Case("SELECT_V2", (F((1, 4)), F(), F()), (F(),), {}, "expects bool", Cause.TYPE),
)


ABORTED = (
    Case("ADD", (i8(1, 4), i8(1, 4)), (i8(1, 4, scale=1e-9),), {}, "2^20"),
    Case("SQUARED_DIFFERENCE", (i8(1, 4, scale=0.0), i8(1, 4, scale=0.0)), (i8(),), {}, "twice the larger"),
    Case("BROADCAST_ARGS", (i32(2, 3), i32(2, 4)), (T((2,), "int32"),), {}, "do not broadcast"),
)
KILLED = (
    Case("CUMSUM", (F(), None), (F(),), {}, "null pointer"),
    Case("RESHAPE", (F(), None), (F(),), {}, "null pointer"),
)
