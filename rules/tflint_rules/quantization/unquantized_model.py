"""Model that computes in float32 where integers are expected.

## Why
Most microcontrollers compute int8 several times faster than float32, and weights and arena shrink to a quarter. A float model in such a project
often is the wrong file: the one from before quantization.

## Example
A board that expects int8, and a float model for it:

    models/gesture.tflite: error: unquantized-model: computes in float32, expected int8 on nano33
        at tflint.toml:6:10

## Fix
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: ([sample] for sample in samples)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]

With `ai_edge_quantizer`, from the float model:

    from ai_edge_quantizer import quantizer, recipe

    it = quantizer.Quantizer("float.tflite", recipe.static_wi8_ai8())
    ranges = it.calibrate({"serving_default": [{"samples": sample} for sample in samples]})
    it.quantize(ranges).export_model("int8.tflite")

A board says what it expects with `expect = "int8"`; then this is an error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Model, Rule, Severity, number_formats

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding

rule = Rule(__name__, severity=Severity.NOTE, since="0.1")


@rule.on(Model)
def check(model: Model, facts: Facts) -> Iterator[Finding]:
    """Compare the model's arithmetic with what the board expects, integers where it says nothing."""
    numbers, board = facts(number_formats), facts.board
    main = max(numbers.operators, key=numbers.operators.__getitem__, default=None)
    if main is None:
        return
    if board.expect is not None and main != board.expect:
        message = f"computes in {numbers.name}, expected {board.expect} on {board.name}"
        place = next(iter(board.where("expect")), None)
        yield rule.finding(model, message, severity=Severity.ERROR, place=place, computes=main, expected=board.expect)
    elif (
        board.expect is None and set(numbers.operators) == {"float32"} and not board.target.is_litert and not _has_integers(model)
    ):
        yield rule.finding(model, f"{_each(numbers.operators['float32'])} float32, none in integers", computes=main)


def _each(count: int) -> str:
    return "1 op computes in" if count == 1 else f"{count:,} ops compute in"


def _has_integers(model: Model) -> bool:
    """Return whether weights are integers already: then the model was quantized, halfway."""
    return any(it.is_quantized for it in model.tensors())
