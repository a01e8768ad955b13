"""Which rule reports what a runtime holds against a model: the one table of effect and cause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.record import Record
from tflint.runtime.verdict import Cause, Effect

if TYPE_CHECKING:
    from tflint.runtime.verdict import Verdict


class Reporters(Record):
    """The rules that report a cause: where the runtime refuses the model, where it does not survive it, where it goes on."""

    refused: str
    dies: str
    goes_on: str = "silently-wrong"


_ABORT = "kernel-abort"

REPORTERS = {
    Cause.TYPE: Reporters("unsupported-type", _ABORT),
    Cause.CONSTRAINT: Reporters("kernel-constraint", _ABORT),
    Cause.QUANTIZATION: Reporters("kernel-constraint", _ABORT),
    Cause.UNQUANTIZED: Reporters("missing-quantization", _ABORT),
    Cause.BIAS_SCALE: Reporters("bias-scale-mismatch", _ABORT, "bias-scale-mismatch"),
    Cause.HYBRID: Reporters("hybrid-operator", "hybrid-operator"),
    Cause.UINT8: Reporters("legacy-uint8", "legacy-uint8"),
    Cause.FLOAT16: Reporters("float16-weights", "float16-weights"),
    Cause.BYTES: Reporters("constant-size-mismatch", "constant-size-mismatch"),
    Cause.SYMMETRY: Reporters("asymmetric-weights", "asymmetric-weights", "asymmetric-weights"),
    Cause.COPY: Reporters("requantizing-passthrough", "requantizing-passthrough", "requantizing-passthrough"),
    Cause.DIMENSION: Reporters("litert-quantized-dimension", "litert-quantized-dimension"),
    Cause.SHAPE: Reporters("dynamic-shape", "dynamic-shape"),
    Cause.MISSING: Reporters("unsupported-operator", "unsupported-operator"),
    Cause.VERSION: Reporters("operator-version", "operator-version", "operator-version"),
    Cause.CUSTOM: Reporters("custom-operator", "custom-operator"),
    Cause.RESOURCE: Reporters("resource-variables", "resource-variables"),
    Cause.STRING: Reporters("string-tensor", "string-tensor"),
    Cause.GRAPH: Reporters("broken-graph", "broken-graph"),
}

# what a rule says of a model that another state of the runtime may not hold against it: verdicts, and figures of the arena
RESTING_ON_RUNTIME = frozenset(name for it in REPORTERS.values() for name in it) | {
    *("arena-overflow", "arena-headroom", "arena-bound-only", "arena-slack", "arena-oversize", "ram-overflow", "region-overflow"),
    "split-arena-overflow",
}


def rule_for(verdict: Verdict) -> str:
    """Return the name of the rule that reports a verdict."""
    reporters = REPORTERS[verdict.cause]
    if verdict.effect is Effect.REFUSED:
        return reporters.refused
    return reporters.dies if verdict.effect.fatal else reporters.goes_on
