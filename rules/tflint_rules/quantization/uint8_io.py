"""Uint8 input or output on an int8 network.

## Why
Such a model converts every input from uint8 to int8 before it starts, and back at the end. The same is done for free by subtracting 128 where
the firmware copies its data, and code that expects int8 would read all values wrong.

## Example
An image model that takes the camera's bytes as they are:

    models/camera.tflite: warning: uint8-io: input 'samples' is uint8 on an int8 network
        converter: inference_input_type = tf.int8
    models/camera.tflite: warning: uint8-io: output 'scores' is uint8 on an int8 network
        converter: inference_output_type = tf.int8

## Fix
    converter.inference_input_type = tf.int8
    converter.inference_output_type = tf.int8

and in the firmware `input->data.int8[i] = pixel - 128;`
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Model, Rule, Severity, declared, ends, number_formats

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding

rule = Rule(__name__, severity=Severity.WARNING, since="0.1", runtimes=("tflm",))


@rule.on(Model)
def check(_model: Model, facts: Facts) -> Iterator[Finding]:
    """Report uint8 ends of a network whose arithmetic is int8."""
    counts = facts(number_formats).operators
    if counts["int8"] <= counts["uint8"]:
        return
    for role in ("input", "output"):
        contracts = declared(facts, role) or ()
        wanted = {position for position, contract in enumerate(contracts) if contract.dtype == "uint8"}
        for position, tensor in enumerate(ends(facts, role)):
            if tensor.dtype == "uint8" and tensor.is_quantized and position not in wanted:
                cure = f"converter: inference_{role}_type = tf.int8"
                yield rule.finding(
                    tensor, f"{role} {tensor.name!r} is uint8 on an int8 network", help=(cure,), role=role, position=position
                )
