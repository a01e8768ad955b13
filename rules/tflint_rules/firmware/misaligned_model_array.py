"""C array with a model at an address that may be odd.

## Why
A model is a flatbuffer: the runtime reads 32-bit numbers straight out of it. An array of `char` may start at any address. On a Cortex-M0 such a
read is a hard fault, on others it is slow, and kernels that load weights with vector instructions want 16.

## Example
An array as `xxd -i` writes it:

    models/gesture.tflite: warning: misaligned-model-array: array 'gesture_tflite' is aligned to 1 B, expected 16 [*]
        at firmware/model.cc:1:15
        write alignas(16) before it

## Runtime
No message: a hard fault, or nothing at all. TFLM's own `tensorflow/lite/micro/tools/generate_cc_arrays.py` writes `alignas(16)`.

## Fix
Put `alignas(16)` before the array, `__attribute__((aligned(16)))` in C, or let TFLM's `generate_cc_arrays.py` write it. Below 4 it is a warning,
below 16 a note.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Model, Place, Rule, Severity, Skip, UnreadableSource, embedded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding

rule = Rule(__name__, severity=Severity.WARNING, since="0.1", needs="models.*.array")
WANTED, NEEDED = 16, 4


@rule.on(Model)
def check(_model: Model, facts: Facts) -> Iterator[Finding]:
    """Look at how each array with a model is declared."""
    try:
        arrays = facts(embedded)
    except UnreadableSource as why:
        raise Skip(str(why)) from None
    if not arrays:
        raise Skip("no array declared")
    for path, array in arrays:
        if array.is_model and array.alignment is not None and array.alignment < WANTED:
            yield rule.finding(
                None,
                f"array {array.name!r} is aligned to {array.alignment} B, expected {WANTED}",
                severity=Severity.WARNING if array.alignment < NEEDED else Severity.NOTE,
                place=Place(path, array.line, array.column),
                help=(_cure(array.asked, array.alignment),),
                array=array.name,
                alignment=array.alignment,
            )


def _cure(asked: str, alignment: int) -> str:
    """Return what to write: another number where one is written."""
    return f"change {asked} to {asked.replace(str(alignment), str(WANTED))}" if asked else f"write alignas({WANTED}) before it"
