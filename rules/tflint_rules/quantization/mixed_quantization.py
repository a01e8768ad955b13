"""Integer and float32 arithmetic in one model.

## Why
A model that was meant to be quantized, and was so only in part, keeps its float32 part on the device: slower, with tensors and weights four times
the size, out of reach for an integer accelerator, and with a conversion at each border. The converter leaves an op in float32 without a word where
it has no integer form for it, where a recipe excludes it, or where quantization-aware training did not annotate its layer.

## Example
A network whose last activation function has no integer form:

    models/wave.tflite: warning: mixed-quantization: 1 op computes in float32 and 2 in int8: op 3 SIN after the integers
        float32: 0 MACs, 16 B of results, 0 B of weights
        int8: 0 MACs, 8 B of results, 0 B of weights
        1 conversion between them: op 2 DEQUANTIZE
        inference_output_type = tf.int8 would only put a QUANTIZE before output 'sin3'

## Fix
Put layers with an integer form in place of those that stayed float32, annotate them in quantization-aware training, or take them out of the recipe's
exclusions. A front end or a last activation function that must stay float32 can be computed by the firmware, and the model
converted without it.

    converter.representative_dataset = lambda: ([sample] for sample in samples)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]

These two alone do not cure it: the converter (TensorFlow 2.21) leaves an op without an integer form in float32 anyway. Nor do
`inference_input_type` and `inference_output_type = tf.int8`: they put a DEQUANTIZE before a float32 front end and a QUANTIZE after a float32 end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Model, Rule, Severity, ends, float_and_integers, float_regions, number_formats, op_label, op_labels

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tflint.api import Facts, Finding, FloatRegion, Operator

rule = Rule(__name__, severity=Severity.WARNING, since="0.1")
ROLES = {
    "before": "before the integers",
    "after": "after the integers",
    "apart": "apart from the integers",
    "between": "between them",
}


@rule.on(Model)
def check(model: Model, facts: Facts) -> Iterator[Finding]:
    """Report float32 arithmetic that does not lie between integers: that is `float-fallback`."""
    if not facts(number_formats).mixed:
        return
    regions = [it for it in facts(float_regions) if it.operators]
    outside = _ordered(it for region in regions if region.role != "between" for it in region.operators)
    if not outside:
        return
    floats, integers = float_and_integers(model)
    kinds = "/".join(it for it in facts(number_formats).name.split("/") if it != "float32")
    borders = _ordered(border for region in regions for border in (*region.entries, *region.exits))
    each = "1 op computes in" if floats.operators == 1 else f"{floats.operators:,} ops compute in"
    yield rule.finding(
        outside[0],
        f"{each} float32 and {integers.operators:,} in {kinds}: {_parts(regions)}",
        help=(
            f"float32: {floats}",
            f"{kinds}: {integers}",
            _borders(borders),
            *_options(facts, "input", [it for it in regions if it.role == "before"]),
            *_options(facts, "output", [it for it in regions if it.role == "after"]),
        ),
        float_operators=floats.operators,
        float_macs=floats.macs,
        float_bytes=floats.results + floats.weights,
        integer_operators=integers.operators,
        integer_macs=integers.macs,
        integer_bytes=integers.results + integers.weights,
        borders=len(borders),
    )


def _parts(regions: Sequence[FloatRegion]) -> str:
    found = []
    for role, words in ROLES.items():
        operators = _ordered(it for region in regions if region.role == role for it in region.operators)
        if operators:
            first, last = op_label(operators[0]), op_label(operators[-1])
            named = first if first == last else f"{len(operators):,} ops from {first} to {last}"
            found.append(f"{named} {words}")
    return ", ".join(found)


def _ordered(operators: Iterator[Operator]) -> list[Operator]:
    found = {(it.subgraph, it.index): it for it in operators}
    return [found[place] for place in sorted(found)]


def _borders(borders: Sequence[Operator]) -> str:
    if not borders:
        return "no conversion between them"
    return f"{len(borders):,} {'conversion' if len(borders) == 1 else 'conversions'} between them: {op_labels(borders)}"


def _options(facts: Facts, role: str, regions: Sequence[FloatRegion]) -> Iterator[str]:
    """Yield what TensorFlow 2.21 makes of inference_input_type or inference_output_type at a float32 end of the model: measured."""
    tensors = {(it.subgraph, it.index) for region in regions for it in region.tensors}
    for end in ends(facts, role):
        if (end.subgraph, end.index) in tensors:
            added = "DEQUANTIZE after input" if role == "input" else "QUANTIZE before output"
            yield f"inference_{role}_type = tf.int8 would only put a {added} {end.name!r}"
            return
