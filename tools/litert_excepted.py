"""Where tflint and the wheel may differ on a cell of LiteRT's matrix, each with the reason.

A pattern is the line that `python tools/probe_litert.py --agree` would print; a star stands for anything.
"""

from __future__ import annotations

from tflm_excepted import matches, may_match

EXCEPTED: dict[str, tuple[str, ...]] = {
    "the values decide that an operand has when it runs, and these three fillings are alike": (
        "RSQRT int8 * | in0 zero point 127: invoke: *",
    ),
    "a vector is read from after its end, and what lies there decides": (
        "DILATE * rank *: refused: BytesRequired number of elements overflowed. (tflint: invoke)",
        "STABLEHLO_GATHER * | in1 rank *: * (tflint: runs)",
        "STABLEHLO_GATHER * | out0 string: * (tflint: runs)",
        "LOG_SOFTMAX * | in0 *: invoke dies (tflint: runs)",
        "UNIDIRECTIONAL_SEQUENCE_LSTM * | all computed rank 5: invoke dies (tflint: runs)",
    ),
    "the kernel writes past the end of an output of smaller values, and what lies there decides": (
        "CUMSUM int8 * | in0 float32: invoke dies (tflint: runs)",
        "RESHAPE int32 * | out0 bool: invoke dies (tflint: runs)",
    ),
    "a size is 0 on one path of several": ("SOFTMAX * | in0 none: invoke dies (tflint: runs)",),
    "an omitted output is what lies before the table of tensors: no model for a linter to let pass": (
        "WHILE * | output 0 omitted: runs (tflint: malformed)",
    ),
}
__all__ = ["EXCEPTED", "PATTERNS", "matches", "may_match", "reason"]

PATTERNS = tuple(pattern for patterns in EXCEPTED.values() for pattern in patterns)


def reason(line: str) -> str | None:
    """Return why a disagreement is excepted, None for one that is not."""
    return next((why for why, patterns in EXCEPTED.items() if any(matches(pattern, line) for pattern in patterns)), None)
