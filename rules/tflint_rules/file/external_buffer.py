"""Weights stored after the flatbuffer, where TensorFlow Lite Micro does not look.

## Why
For models beyond two gigabytes the converter may append weights to the file and store only offset and size. TensorFlow Lite Micro does not know these fields:
it treats such a tensor as one without data and computes with noise.

## Example
A model converted with its buffers appended:

    models/large.tflite: error: external-buffer: 'gain' has its 16 B outside of the flatbuffer

## Runtime
Nothing: `tensorflow/lite/micro/micro_allocator.cc`, `GetFlatbufferTensorBuffer`, reads `Buffer.data` alone.

## Fix
    converter._experimental_use_buffer_offset = False
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Model, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding

rule = Rule(__name__, severity=Severity.ERROR, since="0.1", runtimes=("tflm",))


@rule.on(Model)
def check(model: Model, _facts: Facts) -> Iterator[Finding]:
    """Report the first tensor whose bytes are outside, and how many there are."""
    appended = {it.index for it in model.buffers if it.outside}
    outside = [it for it in model.tensors() if it.buffer in appended] if appended else ()
    if outside:
        size = sum(it.size for it in model.buffers if it.outside)
        message = f"{outside[0].name!r} and {len(outside) - 1} more tensors have their {size:,} B outside of the flatbuffer"
        yield rule.finding(
            outside[0],
            message if len(outside) > 1 else message.replace(" and 0 more tensors have their", " has its"),
            bytes=size,
            count=len(outside),
        )
