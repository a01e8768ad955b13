"""Constant with more or fewer bytes than its shape and type say.

## Why
A kernel reads as many numbers as the shape promises. If the file holds fewer, it reads on into whatever follows; if it holds more, shape and data
belong to different models.

## Example
A constant of four numbers that lost its last one:

    models/offset.tflite: error: constant-size-mismatch: 'offsets' has 12 B, expected 16 B for 1x4 float32

## Runtime
TFLM never compares the two. LiteRT refuses too few bytes: `required_bytes <= bytes was not true.` and `Tensor … is invalidly specified in schema.`
(`tflite/core/subgraph.cc`, `tflite/core/interpreter_builder.cc`).

## Fix
Convert the model again; a tool that changes a tensor's shape must change its buffer with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Judgements, Model, Rule, Severity, judgements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Buffer, Facts, Finding, Tensor

rule = Rule(__name__, severity=Severity.ERROR, since="0.1")
BITS = {
    "int2": 2, "int4": 4, "uint4": 4, "bool": 8, "int8": 8, "uint8": 8, "int16": 16, "uint16": 16, "float16": 16, "bfloat16": 16, "int32": 32,
    "uint32": 32, "float32": 32, "int64": 64, "uint64": 64, "float64": 64, "complex64": 64, "complex128": 128,
}  # fmt: skip


@rule.on(Model)
def check(model: Model, facts: Facts) -> Iterator[Finding]:
    """Compare each constant's bytes with its shape; packed types are rounded up to whole bytes."""
    buffers = model.buffers
    for tensor in model.tensors():
        buffer, bits = buffers[tensor.buffer], BITS.get(tensor.dtype)
        if buffer.size and bits is not None:
            wanted = (tensor.elements * bits + 7) // 8
            if buffer.size != wanted and not buffer.outside and tensor.sparsity is None:
                yield from _compared(tensor, buffer, wanted, facts)


def _compared(tensor: Tensor, buffer: Buffer, wanted: int, facts: Facts) -> Iterator[Finding]:
    if any(dim < 0 for dim in tensor.shape) or _compressed(facts.model) or _is_refused(tensor, facts):
        return
    severity = Severity.ERROR if buffer.size < wanted else Severity.WARNING
    shape = "x".join(map(str, tensor.shape)) or "a scalar"
    message = f"{tensor.name!r} has {buffer.size:,} B, expected {wanted:,} B for {shape} {tensor.dtype}"
    yield rule.finding(tensor, message, severity=severity, bytes=buffer.size, expected=wanted)


@rule.on(Judgements)
def check_refused(own: Judgements, _facts: Facts) -> Iterator[Finding]:
    """Report what the runtime itself refuses."""
    for it in own:
        yield rule.judged(it)


def _is_refused(tensor: Tensor, facts: Facts) -> bool:
    return any(
        (it.verdict.subgraph, it.verdict.tensor) == (tensor.subgraph, tensor.index)
        for it in facts(judgements)
        if it.rule == rule.name
    )


def _compressed(model: Model) -> bool:
    return any(it.name == "COMPRESSION_METADATA" for it in model.metadata)
