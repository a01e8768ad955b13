"""For each known defect a target, a model that meets its condition there, and one that does not: shared by the tests of table and rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from one_op import T, i8, i16, i32, model

from tflint.testing import ModelBuilder

if TYPE_CHECKING:
    from collections.abc import Callable

SAME, VALID = 0, 1
NONE, RELU = 0, 1


class Case(NamedTuple):
    """A defect's target with its runtime, and the bytes of two models."""

    target: str
    met: bytes
    not_met: bytes
    runtime: str = ""


def conv(
    *,
    size: tuple[int, int] = (8, 8),
    channels: int = 4,
    filter: tuple[int, int] = (3, 3),  # noqa: A002  the schema's word
    stride: int = 1,
    padding: int = SAME,
    filters: int = 4,
    groups: int = 1,
) -> bytes:
    """Return an int8 CONV_2D whose output has the shape that TensorFlow gives it."""
    x = i8(1, *size, channels)
    w = i8(filters, *filter, channels // groups, values=1)
    b = T((filters,), "int32", 0.25, values=1)
    y = i8(1, *(_out(size[i], filter[i], stride, padding) for i in range(2)), filters)
    return model("CONV_2D", [x, w, b], [y], _window(stride, padding))


def depthwise(size: tuple[int, int], channels: int, *, filter: int = 3, stride: int = 1, multiplier: int = 1) -> bytes:  # noqa: A002
    """Return an int8 DEPTHWISE_CONV_2D with SAME padding."""
    out = channels * multiplier
    x, w = i8(1, *size, channels), i8(1, filter, filter, out, values=1)
    y = i8(1, *(_out(size[i], filter, stride, SAME) for i in range(2)), out)
    options = _window(stride, SAME) | {"depth_multiplier": multiplier}
    return model("DEPTHWISE_CONV_2D", [x, w, T((out,), "int32", 0.25, values=1)], [y], options)


def _out(size: int, window: int, stride: int, padding: int) -> int:
    return -(-size // stride) if padding == SAME else (size - window) // stride + 1


def _window(stride: int, padding: int) -> dict[str, object]:
    window = {"padding": padding, "stride_h": stride, "stride_w": stride}
    return {**window, "fused_activation_function": NONE, "dilation_h_factor": 1, "dilation_w_factor": 1}


def transposed(size: int, filter: int, stride: int, *, dtype: str = "int8", bias: bool = True, **more: object) -> bytes:  # noqa: A002
    """Return a TRANSPOSE_CONV with SAME padding of four channels."""
    out = size * stride
    w, x = i8(4, filter, filter, 4, values=1), T((1, size, size, 4), dtype, 0.5)
    zero_point = more.pop("zero_point", 0)
    assert isinstance(zero_point, int)
    y = T((1, out, out, 4), dtype, 0.5, zero_point)
    b = T((4,), "int32" if dtype == "int8" else "int64", 0.25, values=1) if bias else None
    shape = i32(1, out, out, 4)
    operands = [shape, w, x] if b is None else [shape, w, x, b]
    return model("TRANSPOSE_CONV", operands, [y], {"padding": SAME, "stride_h": stride, "stride_w": stride, **more})


def dense(depth: int, batch: int = 1) -> bytes:
    """Return an int8 FULLY_CONNECTED of four outputs."""
    b = T((4,), "int32", 0.25, values=1)
    return model("FULLY_CONNECTED", [i8(batch, depth), i8(4, depth, values=1), b], [i8(batch, 4)], {})


def shifted(data: bytes, constant: bytes, by: int = 4) -> bytes:
    """Return a model with one constant's bytes moved to the end of the file, to `by` above a multiple of 16."""
    made = bytearray(data)
    at = made.find(constant) - 4
    reference = next(i for i in range(0, at, 4) if i + int.from_bytes(made[i : i + 4], "little") == at)
    made += bytes((by - 4 - len(made)) % 16)
    made[reference : reference + 4] = (len(made) - reference).to_bytes(4, "little")
    return bytes(made) + len(constant).to_bytes(4, "little") + constant


FACTORS = bytes(range(1, 17))
POINTWISE = bytes(range(1, 65))


def sum_with_constant() -> bytes:
    """Return an ADD of an int8 constant of sixteen values."""
    return model("ADD", [i8(1, 16), i8(1, 16, values=list(FACTORS))], [i8(1, 16)], {})


def pointwise() -> bytes:
    """Return a CONV_2D of 1x1 filters with eight channels."""
    w = i8(8, 1, 1, 8, values=list(POINTWISE))
    b = T((8,), "int32", 0.25, values=1)
    return model("CONV_2D", [i8(1, 4, 4, 8), w, b], [i8(1, 4, 4, 8)], _window(1, SAME))


def svdf(rows: int) -> bytes:
    """Return an int8 SVDF of rank 1 whose state is int8."""
    time = i8(rows, 5, scale=0.1, values=0)
    state = T((1, rows * 5), "int8", 0.1, variable=True)
    given = [i8(1, 6, scale=0.1), i8(rows, 6, scale=0.1, values=0), time, T((rows,), "int32", 0.01, values=0), state]
    return model("SVDF", given, [i8(1, rows, scale=0.1)], {"rank": 1, "fused_activation_function": NONE})


def pooled(batches: int) -> bytes:
    """Return an int8 MAX_POOL_2D."""
    options = {"padding": VALID, "stride_w": 2, "stride_h": 2, "filter_width": 2, "filter_height": 2}
    return model("MAX_POOL_2D", [i8(batches, 4, 4, 3)], [i8(batches, 2, 2, 3)], options)


def smaller(*shape: int) -> bytes:
    """Return an int8 MINIMUM."""
    return model("MINIMUM", [i8(*shape), i8(*shape)], [i8(*shape)], {})


def padded(*shape: int) -> bytes:
    """Return an int8 PAD by one on both sides of every axis."""
    pads = i32(*(1 for _ in range(2 * len(shape))), shape=(len(shape), 2))
    return model("PAD", [i8(*shape), pads], [i8(*(size + 2 for size in shape))], {})


def product(a: T, b: T, y: T, *, adjoint: bool = False) -> bytes:
    """Return a BATCH_MATMUL."""
    return model("BATCH_MATMUL", [a, b], [y], {"adj_x": adjoint, "adj_y": False})


def lstm(dtype: str = "int8", hidden_zero_point: int = 0) -> bytes:
    """Return a UNIDIRECTIONAL_SEQUENCE_LSTM; its intermediates have no elements, the fifth the hidden state's zero point."""
    batch, time, depth, states = 1, 3, 4, 5
    weight, bias, cell = {"int8": ("int8", "int32", "int16"), "float32": ("float32",) * 3}[dtype]
    scale = None if dtype == "float32" else 0.05
    b = ModelBuilder()
    inputs = [-1] * 24
    inputs[0] = b.input("samples", (batch, time, depth), dtype, scale=scale)
    for position in range(1, 9):
        shape = (states, depth if position < 5 else states)
        inputs[position] = b.constant(f"weights{position}", 0, shape, weight, scale=scale)
    for position in range(12, 16):
        inputs[position] = b.constant(f"bias{position}", 0, (states,), bias, scale=scale)
    inputs[18] = b.tensor("hidden", (batch, states), dtype, scale=scale, zero_point=hidden_zero_point, is_variable=True)
    inputs[19] = b.tensor("cell", (batch, states), cell, scale=scale and 2.0**-11, is_variable=True)
    y = b.tensor("sequence", (batch, time, states), dtype, scale=scale, zero_point=hidden_zero_point)
    between = [b.tensor(f"between{i}", (0,), dtype, scale=scale, zero_point=hidden_zero_point) for i in range(5)]
    options = {"fused_activation_function": 4, "time_major": False}
    b.operator("UNIDIRECTIONAL_SEQUENCE_LSTM", inputs, [y], options, intermediates=between)
    b.output(y)
    return b.build()


def multiplied(make: Callable[..., T]) -> bytes:
    """Return a MUL."""
    return model("MUL", [make(1, 8), make(1, 8)], [make(1, 8)], {})


def largest(dtype: str) -> bytes:
    """Return a REDUCE_MAX over the last axis."""
    scale = None if dtype == "float32" else 0.5
    return model("REDUCE_MAX", [T((1, 8), dtype, scale), i32(1)], [T((1,), dtype, scale)], {"keep_dims": False})


S3, P4 = "esp32s3/esp-nn", "esp32p4/esp-nn"
C3 = "riscv32/esp-nn"
M4, M55, PLAIN = "cortex-m4/cmsis-nn", "cortex-m55/cmsis-nn", "cortex-m4/reference"
OLD_WRAPPER, NEW_WRAPPER = "esp-tflite-micro@1.3.1", "esp-tflite-micro@1.3.7"
BATCHES = product(i8(2, 3, 4), i8(1, 3, 5), i8(2, 4, 5), adjoint=True)

CASES: dict[str, Case] = {
    "esp-nn-s3-conv-long-rows": Case(f"{S3}@1.0.0-rc1", conv(channels=16), conv(channels=8), OLD_WRAPPER),
    "esp-nn-s3-fully-connected-short-rows": Case(f"{S3}@1.0.0-rc1", dense(7), dense(8), OLD_WRAPPER),
    "esp-nn-s3-unaligned-operand": Case(f"{S3}@1.0.0", shifted(sum_with_constant(), FACTORS), sum_with_constant(), OLD_WRAPPER),
    "esp-nn-s3-conv-padding-rows": Case(f"{S3}@1.0.1", conv(filter=(5, 5)), conv(), OLD_WRAPPER),
    "esp-nn-s3-conv-padding-after": Case(f"{S3}@1.2.0", conv(stride=2), conv(stride=2, size=(9, 9)), OLD_WRAPPER),
    "esp-nn-s3-conv-uneven-padding": Case(f"{S3}@1.2.3", conv(filter=(5, 5), stride=2), conv(filter=(5, 5)), NEW_WRAPPER),
    "esp-nn-s3-depthwise-uneven-padding": Case(
        f"{S3}@1.2.3", depthwise((49, 20), 32, stride=2), depthwise((49, 21), 32, stride=2), NEW_WRAPPER
    ),
    "esp-nn-s3-depthwise-int16-scratch": Case(
        f"{S3}@1.1.2", depthwise((8, 8), 16, multiplier=4), depthwise((8, 8), 16, multiplier=1), OLD_WRAPPER
    ),
    "esp-nn-p4-conv-padding-after": Case(f"{P4}@1.1.1", conv(stride=2), conv(stride=2, size=(9, 9)), OLD_WRAPPER),
    "esp-nn-s3-dot-product-odd-chunks": Case(f"{S3}@1.2.1", dense(48), dense(64), OLD_WRAPPER),
    "esp-nn-grouped-conv": Case(f"{C3}@1.2.2", conv(groups=2), conv(), NEW_WRAPPER),
    "esp-nn-s3-pointwise-unaligned-filter": Case(f"{S3}@1.2.2", shifted(pointwise(), POINTWISE), pointwise(), OLD_WRAPPER),
    "esp-nn-s3-fully-connected-unaligned-rows": Case(f"{S3}@1.2.5", dense(20, batch=2), dense(20), NEW_WRAPPER),
    "cmsis-nn-transpose-conv-rows": Case(M4, transposed(4, 4, 2), transposed(4, 3, 2), "tflm@2026-08"),
    "cmsis-nn-mve-conv-1xn-refused": Case(
        M55, conv(size=(1, 2), filter=(1, 7)), conv(size=(1, 32), filter=(1, 3)), "tflm@2024-02"
    ),
    "cmsis-nn-grouped-pointwise-no-buffer": Case(
        M4, conv(filter=(1, 1), groups=2), conv(filter=(3, 3), groups=2), "tflm@2025-08"
    ),
    "cmsis-nn-mve-svdf-state": Case(M55, svdf(6), svdf(4), "tflm@2022-11"),
    "tflm-cmsis-nn-grouped-conv": Case(M4, conv(groups=2), conv(), "tflm@2022-11"),
    "tflm-cmsis-nn-pooling-batches": Case(M4, pooled(2), pooled(1), "tflm@2025-08"),
    "tflm-cmsis-nn-minimum-rank": Case(M4, smaller(8), smaller(1, 8), "tflm@2025-08"),
    "tflm-cmsis-nn-pad-rank": Case(M4, padded(2, 3), padded(1, 2, 3, 1), "tflm@2025-08"),
    "tflm-cmsis-nn-batch-matmul-dims": Case(
        M4, product(i8(2, 3), i8(3, 5), i8(2, 5)), product(i8(3, 3), i8(3, 5), i8(3, 5)), "tflm@2024-10"
    ),
    "tflm-batch-matmul-adjoint-batches": Case(PLAIN, BATCHES, product(i8(2, 4, 3), i8(1, 3, 5), i8(2, 4, 5)), "tflm@2025-08"),
    "tflm-lstm-hidden-zero-point": Case(PLAIN, lstm(hidden_zero_point=3), lstm(), "tflm@2022-06"),
    "tflm-mul-int16-scaling": Case(M4, multiplied(i16), multiplied(i8), "tflm@2023-01"),
    "tflm-transpose-conv-activation": Case(
        PLAIN,
        transposed(4, 3, 2, fused_activation_function=RELU),
        transposed(4, 3, 2, fused_activation_function=RELU, zero_point=-128),
        "tflm@2025-08",
    ),
    "tflm-transpose-conv-int16-no-bias": Case(
        PLAIN, transposed(4, 3, 2, dtype="int16", bias=False), transposed(4, 3, 2, dtype="int16"), "tflm@2024-02"
    ),
    "tflm-reduce-max-zero-points": Case(PLAIN, largest("int8"), largest("float32"), "tflm@2023-06"),
    "tflm-cmsis-nn-lstm-state": Case(M4, lstm(), lstm("float32"), "tflm@2026-08"),
}
