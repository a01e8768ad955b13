"""Where tflint and the wheel may part on a cell of the matrix, each with the reason: none of it can be seen in the model.

A pattern is the line that `python tools/probe_tflm.py --agree` would print; a star stands for anything.
"""

from __future__ import annotations

import re
from functools import cache

EXCEPTED = {
    "an index is read from after an empty vector: whatever lies there in the file": (
        "* | no outputs: runs (tflint: *)",
        "VAR_HANDLE * | no outputs: invoke refused (tflint: allocate)",
    ),
    "the values decide that an operand has when it runs, here those that the probe's arena happens to hold": (
        "BATCH_TO_SPACE_ND * | in1 computed: invoke dies (tflint: runs)",
        "DIV * | all * int32: invoke refused (tflint: runs)",
        "FLOOR_DIV *: invoke refused (tflint: runs)",
        "GATHER_ND * | in1 computed: invoke refused (tflint: runs)",
        "RSQRT int8 -> int8 | *: invoke refused (tflint: runs)",
        "SPACE_TO_BATCH_ND * | in1 computed: invoke dies (tflint: runs)",
        "TFLite_Detection_PostProcess * | in2 computed: invoke refused (tflint: runs)",
        "TFLite_Detection_PostProcess * | *y_scale*: invoke refused (tflint: runs)",
        "WHILE * | body_subgraph_index = 1: runs (tflint: invoke)",
    ),
    "dims are read from after a shape of too low a rank, or an axis outside it: what lies there bounds the loops": (
        "ARG_M* int8 * | in0 *: invoke dies (tflint: runs)",
        "AVERAGE_POOL_2D float32 * | in0 *: invoke dies (tflint: runs)",
        "AVERAGE_POOL_2D float32 * | out0 rank 0: invoke dies (tflint: runs)",
        "CONCATENATION * | axis = *: runs (tflint: invoke)",
        "CONCATENATION bool -> bool | in0 *: runs (tflint: invoke)",
        "CONCATENATION int32 * | out0 rank 0: runs (tflint: invoke)",
        "PACK * | all computed rank 1: invoke dies (tflint: runs)",
        "PACK * | axis = 6: invoke dies (tflint: runs)",
        "PACK * | out0 rank 0: invoke dies (tflint: runs)",
        "SPLIT * | out0 rank 0: runs (tflint: invoke)",
        "TRANSPOSE_CONV * | in2 rank 0: runs (tflint: invoke)",
        "UNPACK * | axis = 6: invoke dies (tflint: runs)",
    ),
    "memory that is not the op's is written or read, and what lies there may bear it": (
        "GATHER * | in1 rank *: runs (tflint: invoke)",
        "SignalStacker * | out0 none: runs (tflint: invoke)",
        "UNPACK * | num = 100: invoke dies (tflint: runs)",
    ),
    "the behaviour is undefined, and this x86-64 binary happens to survive it": (
        "CALL_ONCE * | init_subgraph_index = -1: invoke refused (tflint: allocate)",
    ),
    "an omitted output is what lies before the table of tensors: no model for a linter to let pass": (
        "IF * | output 0 omitted: runs (tflint: malformed)",
        "TFLite_Detection_PostProcess * | output * omitted: runs (tflint: malformed)",
    ),
    "the wheel's own Python counts the variables, and trips over options that are absent": (
        "VAR_HANDLE * | options absent: refused: without a word (tflint: runs)",
    ),
}
PATTERNS = tuple(pattern for patterns in EXCEPTED.values() for pattern in patterns)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, pattern.split("*"))))


def matches(pattern: str, line: str) -> bool:
    """Return whether a pattern is one of a disagreement's line."""
    return _compiled(pattern).fullmatch(line) is not None


def may_match(pattern: str, name: str) -> bool:
    """Return whether a cell of that name may have a line that a pattern is one of."""
    return matches(pattern.partition(": ")[0], name)


def reason(line: str) -> str | None:
    """Return why a disagreement is excepted, None for one that is not."""
    return next((why for why, patterns in EXCEPTED.items() if any(matches(pattern, line) for pattern in patterns)), None)
