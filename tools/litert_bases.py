"""Sound models of one op each, of LiteRT's kernels: those that TFLM has too come from its recipes, the others are listed here."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import tflm_bases

from tflint.model.reader import read
from tflint.runtime.litert import op_resolver
from tflint.testing import FurtherFields, ModelBuilder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tflm_bases import Base

    from tflint.testing.builder import Values


class Operand(NamedTuple):
    """A tensor of a sound model: computed, or a constant where it has values."""

    dtype: str
    shape: tuple[int, ...]
    values: Values | None = None
    variable: bool = False


class Case(NamedTuple):
    """An op with its operands and options; None is an omitted input."""

    inputs: tuple[Operand | None, ...]
    outputs: tuple[Operand, ...]
    options: Mapping[str, object] | None = None
    version: int = 1


SCALES = {"int8": 0.05, "uint8": 0.05, "int16": 0.05}


def t(dtype: str, *shape: int) -> Operand:
    """Return a computed tensor."""
    return Operand(dtype, shape)


def c(dtype: str, shape: tuple[int, ...], values: Values) -> Operand:
    """Return a constant."""
    return Operand(dtype, shape, values)


def v(dtype: str, *shape: int) -> Operand:
    """Return a variable."""
    return Operand(dtype, shape, variable=True)


def unary(*dtypes: str, result: str = "", options: Mapping[str, object] | None = None) -> tuple[Case, ...]:
    """Return a case for each type: one input, one output of its shape."""
    return tuple(Case((t(dtype, 2, 3),), (t(result or dtype, 2, 3),), options) for dtype in dtypes)


def binary(*dtypes: str, options: Mapping[str, object] | None = None) -> tuple[Case, ...]:
    """Return a case for each type: two inputs, one output of their shape."""
    return tuple(Case((t(dtype, 2, 3), t(dtype, 2, 3)), (t(dtype, 2, 3),), options) for dtype in dtypes)


def _lstm(weights: str, *before: int) -> tuple[Operand | None, ...]:
    """Return the inputs of a full float LSTM of two inputs, three cells and as many outputs; `before` is the input's shape but for these."""
    w, r, b = c(weights, (3, 2), 1), c(weights, (3, 3), 1), c("float32", (3,), 1)
    states = (v("float32", 1, 3), v("float32", 1, 3))
    return (t("float32", *before, 2), w, w, w, w, r, r, r, r, None, None, None, b, b, b, b, None, None, *states)


TIMED = {"fused_activation_function": 4, "time_major": True}
BOXES = (t("float32", 4, 4), t("float32", 4), c("int32", (), 2), c("float32", (), 0.5), c("float32", (), 0.1))
RNN_WEIGHTS = (c("float32", (3, 2), 1), c("float32", (3, 3), 1), c("float32", (3,), 1), v("float32", 1, 3))
WINDOW = {"padding": 1, "stride_w": 1, "stride_h": 1, "dilation_w_factor": 1, "dilation_h_factor": 1}
DEPTHWISE = {**WINDOW, "depth_multiplier": 1}
POOLED = {"padding": 1, "stride_d": 1, "stride_h": 1, "stride_w": 1, "dilation_d_factor": 1, "dilation_h_factor": 1}

CASES: dict[str, tuple[Case, ...]] = {
    "ADD_N": binary("float32", "int32", options={}),
    "ATAN2": binary("float32"),
    "BITCAST": (Case((t("float32", 2, 3),), (t("int32", 2, 3),), {}), Case((t("int32", 2, 2),), (t("int64", 2),), {})),
    "BITWISE_XOR": binary("int8", "int32", options={}),
    "BROADCAST_TO": tuple(
        Case((t(dtype, 1, 3), c("int32", (2,), (2, 3))), (t(dtype, 2, 3),), {}, version=2) for dtype in ("float32", "int8")
    ),
    "BUCKETIZE": tuple(
        Case((t(dtype, 2, 3),), (t("int32", 2, 3),), {"boundaries": (0.5, 1.5)}) for dtype in ("float32", "int32", "int64")
    ),
    "COMPLEX_ABS": unary("complex64", result="float32"),
    "CONV_2D": (
        Case(
            (t("float32", 1, 4, 4, 2), c("float32", (3, 2, 2, 2), 1), c("float32", (3,), 1)), (t("float32", 1, 3, 3, 3),), WINDOW
        ),
        Case((t("int8", 1, 4, 4, 2), c("int8", (3, 2, 2, 2), 1), c("int32", (3,), 1)), (t("int8", 1, 3, 3, 3),), WINDOW),
        Case((t("int16", 1, 4, 4, 2), c("int8", (3, 2, 2, 2), 1), c("int64", (3,), 1)), (t("int16", 1, 3, 3, 3),), WINDOW),
        Case((t("float32", 1, 4, 4, 2), c("int8", (3, 2, 2, 2), 1), c("float32", (3,), 1)), (t("float32", 1, 3, 3, 3),), WINDOW),
    ),
    "CONV_3D": (
        Case(
            (t("float32", 1, 3, 4, 4, 2), c("float32", (2, 2, 2, 2, 3), 1), c("float32", (3,), 1)),
            (t("float32", 1, 2, 3, 3, 3),),
            {**POOLED, "dilation_w_factor": 1},
        ),
    ),
    "CONV_3D_TRANSPOSE": (
        Case(
            (c("int32", (5,), (1, 4, 5, 5, 3)), c("float32", (2, 2, 2, 3, 2), 1), t("float32", 1, 3, 4, 4, 2)),
            (t("float32", 1, 4, 5, 5, 3),),
            {**POOLED, "dilation_w_factor": 1},
        ),
    ),
    "DEPTHWISE_CONV_2D": (
        Case(
            (t("float32", 1, 4, 4, 2), c("float32", (1, 2, 2, 2), 1), c("float32", (2,), 1)),
            (t("float32", 1, 3, 3, 2),),
            DEPTHWISE,
        ),
        Case((t("int8", 1, 4, 4, 2), c("int8", (1, 2, 2, 2), 1), c("int32", (2,), 1)), (t("int8", 1, 3, 3, 2),), DEPTHWISE),
        Case((t("int16", 1, 4, 4, 2), c("int8", (1, 2, 2, 2), 1), c("int64", (2,), 1)), (t("int16", 1, 3, 3, 2),), DEPTHWISE),
    ),
    "DILATE": (
        Case(
            (t("float32", 2, 3), c("int32", (2,), (2, 2)), c("float32", (), 0)),
            (t("float32", 3, 5),),
            {},
        ),
    ),
    "FAKE_QUANT": unary("float32", options={"min": -1.0, "max": 1.0, "num_bits": 8}),
    "GELU": unary("float32", "int8", options={"approximate": False}),
    "IMAG": unary("complex64", result="float32"),
    "REAL": unary("complex64", result="float32"),
    "LOCAL_RESPONSE_NORMALIZATION": (
        Case((t("float32", 1, 2, 2, 4),), (t("float32", 1, 2, 2, 4),), {"radius": 2, "bias": 1.0, "alpha": 1.0, "beta": 0.5}),
    ),
    "LSTM": (
        Case(_lstm("float32", 1), (t("float32", 1, 3),), {"fused_activation_function": 4}),
        Case(
            (t("float32", 1, 2), v("float32", 1, 3), c("float32", (12, 5), 1.0), c("float32", (12,), 1.0), v("float32", 1, 3)),
            (t("float32", 1, 3), t("float32", 1, 3), t("float32", 1, 5), t("float32", 1, 12)),
            {"kernel_type": 1},
            version=2,
        ),
    ),
    "UNIDIRECTIONAL_SEQUENCE_LSTM": (Case(_lstm("float32", 2, 1), (t("float32", 2, 1, 3),), TIMED),),
    "MATRIX_DIAG": unary("float32", "int32", "int8"),
    "MATRIX_SET_DIAG": (Case((t("float32", 3, 3), t("float32", 3)), (t("float32", 3, 3),)),),
    "MULTINOMIAL": (Case((t("float32", 2, 3), c("int32", (), 4)), (t("int64", 2, 4),), {"seed": 1, "seed2": 2}),),
    "NON_MAX_SUPPRESSION_V4": (Case(BOXES, (t("int32", 2), t("int32"))),),
    "NON_MAX_SUPPRESSION_V5": (Case((*BOXES, c("float32", (), 0.5)), (t("int32", 2), t("float32", 2), t("int32"))),),
    "ONE_HOT": tuple(
        Case((t("int32", 3), c("int32", (), 4), c(dtype, (), 1), c(dtype, (), 0)), (t(dtype, 3, 4),), {"axis": -1})
        for dtype in ("float32", "int32", "bool")
    ),
    "POW": binary("float32", "int32"),
    "RANDOM_STANDARD_NORMAL": (Case((c("int32", (2,), (2, 3)),), (t("float32", 2, 3),), {"seed": 1, "seed2": 2}),),
    "RANDOM_UNIFORM": (Case((c("int32", (2,), (2, 3)),), (t("float32", 2, 3),), {"seed": 1, "seed2": 2}),),
    "RANGE": tuple(
        Case((c(dtype, (), 0), c(dtype, (), 6), c(dtype, (), 2)), (t(dtype, 3),), {}) for dtype in ("int32", "float32")
    ),
    "RANK": (Case((t("float32", 2, 3),), (t("int32"),), {}),),
    "REDUCE_ANY": (Case((t("bool", 2, 3), c("int32", (1,), (1,))), (t("bool", 2),), {"keep_dims": False}),),
    "REDUCE_PROD": tuple(
        Case((t(dtype, 2, 3), c("int32", (1,), (1,))), (t(dtype, 2),), {"keep_dims": False}) for dtype in ("float32", "int8")
    ),
    "RELU_0_TO_1": unary("float32", "int8"),
    "RELU_N1_TO_1": unary("float32", "int8"),
    "REVERSE_SEQUENCE": (
        Case((t("float32", 2, 3), c("int32", (2,), (1, 2))), (t("float32", 2, 3),), {"seq_dim": 1, "batch_dim": 0}),
    ),
    "RFFT2D": (Case((t("float32", 1, 8, 8), c("int32", (2,), (8, 8))), (t("complex64", 1, 8, 5),)),),
    "RIGHT_SHIFT": binary("int8", "int32"),
    "RNN": (Case((t("float32", 1, 2), *RNN_WEIGHTS), (t("float32", 1, 3),), {"fused_activation_function": 4}),),
    "UNIDIRECTIONAL_SEQUENCE_RNN": (Case((t("float32", 2, 1, 2), *RNN_WEIGHTS), (t("float32", 2, 1, 3),), TIMED),),
    "SCATTER_ND": tuple(
        Case((c("int32", (2, 1), (0, 2)), t(dtype, 2, 3), c("int32", (2,), (4, 3))), (t(dtype, 4, 3),))
        for dtype in ("float32", "int8")
    ),
    "SEGMENT_SUM": (Case((t("float32", 4, 3), c("int32", (4,), (0, 0, 1, 1))), (t("float32", 2, 3),)),),
    "SELECT": (Case((t("bool", 2), t("float32", 2, 3), t("float32", 2, 3)), (t("float32", 2, 3),)),),
    "SIGN": unary("float32", "int32"),
    "SPARSE_TO_DENSE": (
        Case(
            (c("int32", (2, 2), (0, 0, 1, 2)), c("int32", (2,), (2, 3)), c("float32", (2,), 1), c("float32", (), 0)),
            (t("float32", 2, 3),),
            {"validate_indices": False},
        ),
    ),
    "STABLEHLO_GATHER": (
        Case(
            (t("float32", 4, 3), c("int32", (2, 1), (0, 2))),
            (t("float32", 2, 3),),
            {
                "offset_dims": (1,),
                "collapsed_slice_dims": (0,),
                "start_index_map": (0,),
                "index_vector_dim": 1,
                "slice_sizes": (1, 3),
                "indices_are_sorted": False,
            },
        ),
    ),
    **{f"STABLEHLO_{op}": binary("float32", "int32") for op in ("ADD", "MAXIMUM", "MINIMUM", "MULTIPLY")},
    "STABLEHLO_AND": binary("bool", "int32"),
    "STABLEHLO_SHIFT_LEFT": binary("int32", "int8"),
    "STABLEHLO_PAD": (
        Case(
            (t("float32", 2, 3), c("float32", (), 0)),
            (t("float32", 4, 5),),
            {"edge_padding_low": (1, 1), "edge_padding_high": (1, 1), "interior_padding": (0, 0)},
        ),
    ),
    "STABLEHLO_RNG_BIT_GENERATOR": (Case((t("uint64", 2),), (t("uint64", 2), t("uint32", 3)), {"algorithm": 1}),),
    "TILE": tuple(Case((t(dtype, 2, 3), c("int32", (2,), (2, 1))), (t(dtype, 4, 3),), {}) for dtype in ("float32", "int8")),
    "TOPK_V2": tuple(
        Case((t(dtype, 2, 5), c("int32", (), 3)), (t(dtype, 2, 3), t("int32", 2, 3))) for dtype in ("float32", "int8")
    ),
    "UNIQUE": (Case((t("int32", 5),), (t("int32", 5), t("int32", 5)), {"idx_out_type": 2}),),
    **{
        f"UNSORTED_SEGMENT_{op}": (
            Case((t("float32", 4, 3), c("int32", (4,), (0, 0, 1, 1)), c("int32", (), 2)), (t("float32", 2, 3),)),
        )
        for op in ("MAX", "MIN", "PROD", "SUM")
    },
    "WHERE": tuple(Case((t(dtype, 2, 3),), (t("int64", 6, 2),)) for dtype in ("bool", "float32")),
}
"""The ops that LiteRT has and TFLM's recipes do not make, or not the way LiteRT takes them."""

SHARED = frozenset(tflm_bases.OPS) & {*op_resolver.release("")[1], "TFLite_Detection_PostProcess"} - {"BROADCAST_TO", "ADD_N"}
OPS = tuple(sorted({*CASES, *SHARED}))


def bases(op: str) -> Iterator[Base]:
    """Yield the op's sound models, one of each kind of operands."""
    made = {base.name: base for base in (built(op, case) for case in CASES.get(op, ()))}
    yield from made.values()
    if op in SHARED:
        yield from (base for base in tflm_bases.bases(op) if base.name not in made)


def built(op: str, case: Case) -> Base:
    """Return the model of a case."""
    builder = ModelBuilder()
    inputs = [-1 if operand is None else added(builder, f"in{i}", operand, given=True) for i, operand in enumerate(case.inputs)]
    outputs = [added(builder, f"out{i}", operand, given=False) for i, operand in enumerate(case.outputs)]
    builder.operator(op, inputs, outputs, case.options, version=case.version)
    builder.output(*outputs)
    model = read(builder.build())
    subject = model.subgraphs[0].operators[0]
    return tflm_bases.Base(tflm_bases.signature(model, subject), builder, model, subject)


def added(builder: ModelBuilder, name: str, operand: Operand, *, given: bool) -> int:
    """Add an operand and return its index."""
    scale = SCALES.get(operand.dtype)
    quantized = FurtherFields() if scale is None else FurtherFields(scale=scale, zero_point=0)
    if operand.values is not None:
        return builder.constant(name, operand.values, operand.shape, operand.dtype, **quantized)
    if operand.variable or not given:
        return builder.tensor(name, operand.shape, operand.dtype, **quantized, is_variable=operand.variable)
    return builder.input(name, operand.shape, operand.dtype, **quantized)
