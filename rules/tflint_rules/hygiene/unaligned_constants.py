"""Constants that do not start on a multiple of their type's size.

## Why
The interpreter reads constants where they lie in the file. On a core that cannot read a 32-bit word from an odd address (Cortex-M0+) that is a hard fault;
others do it slowly.

## Example
A bias of 32-bit integers at an odd offset:

    (made by tools/generate_docs.py)

## Runtime
A hard fault inside the kernel, without a message.

## Fix
Write models with FlatBuffers' builder, which aligns buffers to 16 (`force_align: 16` in the schema); TensorFlow's converter does. Align the array itself as well: `alignas(16)`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Model, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding, Tensor

rule = Rule(__name__, severity=Severity.NOTE, since="0.1")
SIZES = {
    "float32": 4,
    "int32": 4,
    "uint32": 4,
    "int16": 2,
    "uint16": 2,
    "float16": 2,
    "bfloat16": 2,
    "int64": 4,
    "uint64": 4,
    "float64": 4,
}
FAULTING = ("cortex-m0plus",)


@rule.on(Model)
def check(model: Model, facts: Facts) -> Iterator[Finding]:
    """Report once how many constants a word-wise read would miss, and the first of them."""
    unaligned = [it for it in model.tensors() if _unaligned(model, it)]
    if not unaligned:
        return
    first = unaligned[0]
    at, size = model.buffers[first.buffer].at, SIZES[first.dtype]
    faults = facts.board.target.cpu in FAULTING
    message = f"{first.name!r} ({first.dtype}) starts at byte {at:,}, not a multiple of {size}; {len(unaligned)} constants in all"
    severity = Severity.ERROR if faults else Severity.NOTE
    yield rule.finding(first, message, severity=severity, offset=at, alignment=size, count=len(unaligned))


def _unaligned(model: Model, tensor: Tensor) -> bool:
    buffer = model.buffers[tensor.buffer]
    return bool(buffer.size) and not buffer.outside and buffer.at % SIZES.get(tensor.dtype, 1) != 0
