"""Small networks that rule tests bend: each healthy as it stands, so that one change is the one mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.facts import Facts, arena_plan
from tflint.manifest.board import Board
from tflint.model import reader
from tflint.testing import ModelBuilder, TensorFields

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Tree = dict[str, str | bytes]
INT8 = TensorFields(dtype="int8", scale=0.5, zero_point=0)


def dense(
    *,
    ends: str = "int8",
    inputs: int = 8,
    classes: int = 4,
    batch: int = 1,
    scale: float = 0.5,
    weight_scale: float = 0.25,
    weight_zero_point: int = 0,
    bias_scale: float | None = None,
    names: tuple[str, str] = ("samples", "scores"),
    metadata: Mapping[str, bytes] | None = None,
) -> bytes:
    """Return an int8 network of one layer, FULLY_CONNECTED; other `ends` put QUANTIZE before it and DEQUANTIZE (or QUANTIZE) behind."""
    b = ModelBuilder()
    inner = TensorFields(dtype="int8", scale=scale, zero_point=0)
    if ends == "int8":
        x, y = b.input(names[0], (batch, inputs), **inner), b.tensor(names[1], (batch, classes), **inner)
    else:
        outer = TensorFields() if ends == "float32" else TensorFields(dtype=ends, scale=scale, zero_point=128)
        given, x = b.input(names[0], (batch, inputs), **outer), b.tensor("samples/int8", (batch, inputs), **inner)
        y, result = b.tensor("scores/int8", (batch, classes), **inner), b.tensor(names[1], (batch, classes), **outer)
        b.operator("QUANTIZE", [given], [x], {})
    weights = [(7 * i + 3) % 251 - 125 for i in range(classes * inputs)]
    w = b.constant("dense/weights", weights, (classes, inputs), "int8", scale=weight_scale, zero_point=weight_zero_point)
    bias = bias_scale if bias_scale is not None else scale * weight_scale
    c = b.constant("dense/bias", list(range(1, classes + 1)), (classes,), "int32", scale=bias, zero_point=0)
    b.operator("FULLY_CONNECTED", [x, w, c], [y], {}, version=4)
    if ends != "int8":
        b.operator("DEQUANTIZE" if ends == "float32" else "QUANTIZE", [y], [result], {})
    b.output(y if ends == "int8" else result)
    for name, data in {"min_runtime_version": b"1.14.0", **(metadata or {})}.items():
        b.metadata(name, data)
    return b.build()


def float_dense(inputs: int = 8, classes: int = 4) -> bytes:
    """Return a float32 network of one layer."""
    b = ModelBuilder()
    x, y = b.input("samples", (1, inputs)), b.tensor("scores", (1, classes))
    w = b.constant("dense/weights", [0.5 * i for i in range(classes * inputs)], (classes, inputs))
    b.operator("FULLY_CONNECTED", [x, w, -1], [y], {})
    b.output(y)
    return b.build()


def one(
    op: str,
    inputs: Sequence[Mapping[str, object]],
    output: Mapping[str, object],
    options: Mapping[str, object] | None = None,
    **more: object,
) -> bytes:
    """Return a network of one operator; a tensor with `values` is a constant, one with `omitted` is left out."""
    b = ModelBuilder()
    numbers = [_operand(b, number, dict(tensor)) for number, tensor in enumerate(inputs)]
    y = b.tensor(**{"name": "result", **output})  # type: ignore[arg-type]  # a test's keywords
    b.operator(op, numbers, [y], options, **more)  # type: ignore[arg-type]  # a test's keywords
    b.output(y)
    return b.build()


def _operand(b: ModelBuilder, number: int, tensor: dict[str, object]) -> int:
    if tensor.pop("omitted", False):
        return -1
    tensor.setdefault("name", f"operand{number}")
    return b.constant(**tensor) if "values" in tensor else b.input(**tensor)  # type: ignore[arg-type]  # a test's keywords


def quantized(shape: tuple[int, ...], dtype: str = "int8", scale: float = 0.5, zero_point: int = 0) -> dict[str, object]:
    """Return a quantized tensor's keywords for `one`."""
    return {"shape": shape, "dtype": dtype, "scale": scale, "zero_point": zero_point}


def minimum(data: bytes) -> int:
    """Return the smallest arena for a model on the default target, bytes; tests/parity holds it against the real runtime."""
    return Facts(reader.read(data), Board("nano33"), path="")(arena_plan).minimum


def board_toml(line: str = "", **models: str) -> str:
    """Return a manifest with one board of a Cortex-M4, a further line in its table, and keys for one models entry, as TOML values."""
    entry = "".join(f"{key} = {value}\n" for key, value in {"path": '"models/*.tflite"', **models}.items())
    return f'version = 1\n\n[boards.nano33]\ncpu = "cortex-m4"\nkernels = "cmsis-nn"\n{line}\n\n[[models]]\n{entry}'


def npu_network(*, product: int = 0, macs: int = 7, stream: bytes | None = None) -> bytes:
    """Return a network as Vela leaves it: one `ethos-u` op whose command stream begins with what it was compiled for."""
    header = b"COP1" + (0x00100001).to_bytes(4, "little") + (product << 28 | 24 << 8 | macs).to_bytes(4, "little") + bytes(4)
    b = ModelBuilder()
    x, y = b.input("samples", (1, 8), **INT8), b.tensor("scores", (1, 4), **INT8)
    program = b.constant("stream", header if stream is None else stream, (len(header if stream is None else stream),), "uint8")
    scratch = b.tensor("scratch", (64,), "uint8")
    b.operator(
        "ethos-u",
        [program, b.constant("flash", bytes(16), (16,), "uint8"), scratch, scratch, x],
        [y],
        custom_options=b"\x01\x04\x01",
    )
    b.output(y)
    return b.build()


def chain(*ops: str, start: str = "float32", dtype: str = "int8") -> bytes:
    """Return a network of these ops one after the other: QUANTIZE turns values into `dtype`, DEQUANTIZE into float32.

    ADD and MUL add and multiply by themselves or, written `MUL 2`, by a constant; `ethos-u` stands for a program of an NPU.
    """
    b = ModelBuilder()
    kinds = {"float32": TensorFields(), dtype: TensorFields(dtype=dtype, scale=0.5, zero_point=0)}
    kind, x = start, b.input("samples", (1, 4), **kinds[start])
    for number, written in enumerate(ops):
        op, _, constant = written.partition(" ")
        kind = {"QUANTIZE": dtype, "DEQUANTIZE": "float32"}.get(op, kind)
        y = b.tensor(f"{op.lower()}{number}", (1, 4), **kinds[kind])
        extra = [b.constant(f"factor{number}", float(constant), (1,))] if constant else [x] if op in {"ADD", "MUL"} else []
        program = b"\x01\x04\x01" if op == "ethos-u" else None
        b.operator(op, [x, *extra], [y], {} if op in {"ADD", "MUL"} else None, custom_options=program)
        x = y
    b.output(x)
    b.metadata("min_runtime_version", b"1.14.0")
    return b.build()
