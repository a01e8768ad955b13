"""Int8 and int16 activations side by side.

## Why
An audio front end in int16 before an int8 network is good practice; a single int16 op in the middle of it often is an accident, and each
border costs a conversion.

## Example
An int16 layer in an int8 network:

    models/mixed.tflite: note: mixed-precision: 2 ops compute in int8 and 1 in int16; the first in int16 is op 3 ADD

## Fix
Nothing, if you meant it. Otherwise convert the whole network one way: `TFLITE_BUILTINS_INT8`, or
`EXPERIMENTAL_TFLITE_BUILTINS_ACTIVATIONS_INT16_WEIGHTS_INT8` for 16-bit activations, in `converter.target_spec.supported_ops`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Model, Rule, Severity, computes_in, number_formats

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding

rule = Rule(__name__, severity=Severity.NOTE, since="0.1")


@rule.on(Model)
def check(model: Model, facts: Facts) -> Iterator[Finding]:
    """Point at the first operator of the rarer format."""
    counts = facts(number_formats).operators
    if not (counts["int8"] and counts["int16"]):
        return
    rarer = min(("int8", "int16"), key=lambda dtype: counts[dtype])
    first = next(it for it in model.operators() if computes_in(model, it) == rarer)
    message = f"{counts['int8']} {'op computes' if counts['int8'] == 1 else 'ops compute'} in int8 and {counts['int16']} in int16; the first in {rarer} is op {first.index} {first.name}"
    yield rule.finding(first, message, int8=counts["int8"], int16=counts["int16"])
