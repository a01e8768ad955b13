"""Eight-byte numbers that do not start on a multiple of eight.

## Why
The interpreter reads constants and zero points where they lie in the file. Cores with 64-bit loads read a value off its boundary slowly, or not at all;
what is off a multiple of four is not a sound flatbuffer, and the rule malformed-flatbuffer refuses it on every core.

## Example
A model written by a tool that aligns to four only:

    models/packed.tflite: note: unaligned-constants: 'order' (int64) starts at byte 420, not a multiple of 8 (1 of 1) [*]

## Fix
Write models with FlatBuffers' builder, which aligns every value to its size and buffers to 16 (`force_align: 16` in the schema). TensorFlow's converter
does. Align the array in the firmware as well: `alignas(16)`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Model, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding

rule = Rule(__name__, severity=Severity.NOTE, since="0.1")
WIDE = ("int64", "uint64", "float64", "complex64", "complex128")


@rule.on(Model)
def check(model: Model, _facts: Facts) -> Iterator[Finding]:
    """Report once how many eight-byte values are off their boundary, and the first."""
    constants = [it for it in model.tensors() if it.dtype in WIDE and model.is_constant(it) and model.buffers[it.buffer].at % 8]
    if constants:
        first = constants[0]
        at = model.buffers[first.buffer].at
        message = f"{first.name!r} ({first.dtype}) starts at byte {at:,}, not a multiple of 8 (1 of {len(constants)})"
        yield rule.finding(first, message, offset=at, count=len(constants))
    elif model.unaligned:
        at, width = model.unaligned[0]
        message = f"{len(model.unaligned)} values of {width} bytes are off their boundary, the first at byte {at:,}"
        yield rule.finding(model, message, offset=at, count=len(model.unaligned))
