"""Small models that a rewrite changes, one way each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.testing import ModelBuilder, TensorFields

if TYPE_CHECKING:
    from collections.abc import Sequence

INT8 = TensorFields(dtype="int8", scale=0.5, zero_point=-3)


def reshaped(
    shape: tuple[int, ...] = (1, 8),
    *,
    op: str = "RESHAPE",
    scale: float = 0.5,
    is_output: bool = False,
    keep_num_dims: bool = False,
    constant_shape: bool = True,
) -> bytes:
    """Return RELU, an operator that copies (1, 8) to another shape, and FULLY_CONNECTED (or nothing) after it."""
    b = ModelBuilder()
    x, r = b.input("x", (1, 8), **INT8), b.tensor("r", (1, 8), **INT8)
    b.operator("RELU", [x], [r])
    given = [b.constant("shape", shape, (len(shape),), "int32")] if op == "RESHAPE" and constant_shape else []
    y = b.tensor("y", shape, **INT8 | TensorFields(scale=scale))
    b.operator(op, [r, *given], [y], {})
    if is_output:
        b.output(y)
        return b.build()
    w = b.constant("w", range(32), (4, 8), "int8", scale=0.25, zero_point=0)
    z = b.tensor("z", (*shape[:-1], 4) if keep_num_dims else (1, 4), **INT8)
    b.operator("FULLY_CONNECTED", [y, w, -1], [z], {"keep_num_dims": keep_num_dims}, version=4)
    b.output(z)
    return b.build()


def padded(
    amounts: Sequence[int] = (0, 0, 0, 1, 0, 1, 0, 0),
    *,
    op: str = "DEPTHWISE_CONV_2D",
    size: int = 8,
    stride: int = 2,
    taps: int = 3,
    value: int | None = None,
    padding: int = 1,
    scale: float = 0.5,
    dtype: str = "int8",
    weights: Sequence[float] | None = None,
    other_reader: bool = False,
) -> bytes:
    """Return PAD before a convolution of one channel; the default is what Keras makes of a strided layer."""
    b = ModelBuilder()
    quantized = TensorFields() if dtype == "float32" else TensorFields(dtype=dtype, scale=0.5, zero_point=-3)
    x = b.input("x", (1, size, size, 1), **quantized)
    rows, columns = size + amounts[2] + amounts[3], size + amounts[4] + amounts[5]
    y = b.tensor("y", (1, rows, columns, 1), **({**quantized, "scale": scale} if dtype != "float32" else quantized))
    operands = [x, b.constant("amounts", amounts, (4, 2), "int32")]
    if value is not None:
        operands.append(b.constant("value", (value,), (), **quantized))
    b.operator("PAD" if value is None else "PADV2", operands, [y], {})
    out = (
        ((rows - taps) // stride + 1, (columns - taps) // stride + 1) if padding else (-(-rows // stride), -(-columns // stride))
    )
    held = (
        {"dtype": "float32"}
        if dtype == "float32"
        else {"dtype": "int8", "scale": (0.25,), "zero_point": 0, "quantized_dimension": 3}
    )
    w = b.constant("w", weights or list(range(1, taps * taps + 1)), (1, taps, taps, 1), **held)
    bias = b.constant("bias", (1,), (1,), "float32" if dtype == "float32" else "int32")
    z = b.tensor("z", (1, *out, 1), **quantized)
    options = {"padding": padding, "stride_w": stride, "stride_h": stride, "depth_multiplier": 1}
    options = options if op == "DEPTHWISE_CONV_2D" else {k: v for k, v in options.items() if k != "depth_multiplier"}
    b.operator(op, [y, w, bias], [z], options, version=3)
    b.output(z)
    if other_reader:
        s = b.tensor("s", (1, rows, columns, 1), **quantized)
        b.operator("RELU", [y], [s])
        b.output(s)
    return b.build()


def cut() -> bytes:
    """Return a model with a branch that nothing reads, a tensor that nothing uses and a buffer that nothing names."""
    b = ModelBuilder()
    x, y = b.input("x", (1, 4)), b.tensor("y", (1, 4))
    dead, more = b.tensor("dead", (1, 4)), b.tensor("more", (1, 4))
    b.tensor("old", (3,))
    b.buffer(b"\1" * 40)
    b.operator("ABS", [x], [y], {})
    b.operator("NEG", [x], [dead], {})
    b.operator("EXP", [dead], [more], {})
    b.output(y)
    b.signature("main", {"x": x}, {"y": y})
    return b.build()


def twice(second: Sequence[int] = range(16)) -> bytes:
    """Return two additions of a constant each, equal by default."""
    b = ModelBuilder()
    x, y, z = b.input("x", (1, 16), **INT8), b.tensor("y", (1, 16), **INT8), b.tensor("z", (1, 16), **INT8)
    left = b.constant("left", range(16), (1, 16), **INT8)
    right = b.constant("right", second, (1, 16), **INT8)
    b.operator("ADD", [x, left], [y], {})
    b.operator("ADD", [y, right], [z], {})
    b.output(z)
    return b.build()


def half(*, is_output: bool = False) -> bytes:
    """Return a dense layer whose weights a DEQUANTIZE unpacks from float16."""
    import struct

    b = ModelBuilder()
    x, y = b.input("x", (1, 2)), b.tensor("y", (1, 2))
    packed = b.constant("w/half", struct.pack("<4e", 0.5, -1.25, 65504.0, 6e-8), (2, 2), "float16")
    w = b.tensor("w", (2, 2))
    b.operator("DEQUANTIZE", [packed], [w], {})
    b.operator("FULLY_CONNECTED", [x, w, -1], [y], {})
    b.output(*([y, w] if is_output else [y]))
    return b.build()
