"""Custom op that the runtime does not have and the manifest does not declare.

## Why
A custom op is code that the model only names. If the firmware does not register exactly that name, `AllocateTensors()` fails, and
TFLM's log says only CUSTOM, not which one.

## Example
A model converted with `SELECT_TF_OPS`, which keeps an op of TensorFlow:

    models/flex.tflite: error: custom-operator: op 0 FlexErf: tflm@2024-08 has no kernel for FlexErf
        a TensorFlow op kept by SELECT_TF_OPS: no runtime for microcontrollers has it
        refused at AllocateTensors()
        the runtime prints: Failed to get registration from op code CUSTOM
        decided in micro/micro_op_resolver.h:GetRegistrationFromOpCode

## Runtime
`Failed to get registration from op code CUSTOM` (`tensorflow/lite/micro/micro_interpreter.cc`, `PrepareNodeAndRegistrationDataFromFlatbuffer`).
LiteRT: `Encountered unresolved custom op: …` (`tflite/core/subgraph.cc`).

## Fix
If the firmware registers the op (`resolver.AddCustom("name", …)`), declare it: `resolver = { ops = […], custom = ["name"] }`, or let
tflint read the source: `resolver = { source = "firmware/main.cc" }`. `Flex…` ops come from `tf.lite.OpsSet.SELECT_TF_OPS`: take it out of
`converter.target_spec.supported_ops` and replace the layer that needs it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Judgements, Rule, Severity, UnreadableSource, others, registered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding, Registered

rule = Rule(__name__, severity=Severity.ERROR, since="0.1")

OWN_RULES = ("ethos-u", "edgetpu-custom-op")  # accelerator rules compare these with the board, once there is one
NEUTRON = "NeutronGraph"
FAMILIES = {
    "ethos-u": "compiled by Vela for Arm's Ethos-U: needs that NPU and resolver.AddEthosU()",
    "edgetpu-custom-op": "compiled for Google's Edge TPU: runs with LiteRT and libedgetpu only",
    NEUTRON: "compiled for NXP's Neutron NPU: needs its driver and resolver.AddCustom()",
    "XC_": "made by XMOS's xcore optimizer: needs lib_tflite_micro of XMOS",
    "Lce": "a binarized layer of Larq: needs Larq Compute Engine's kernels",
    "Flex": "a TensorFlow op kept by SELECT_TF_OPS: no runtime for microcontrollers has it",
    "TFLite_Detection_PostProcess": "detection post-processing: resolver.AddDetectionPostprocess()",
}


@rule.on(Judgements)
def check(own: Judgements, facts: Facts) -> Iterator[Finding]:
    """Report each undeclared custom op once, with all its places."""
    have = _registered(facts)
    unknown = [it for it in own if not _declared(facts, have, it.operator)]
    severity = Severity.NOTE if have is not None and have.unsure else rule.severity
    for name in dict.fromkeys(it.operator for it in unknown):
        hits = [it for it in unknown if it.operator == name]
        first = hits[0]
        lines = (*_family(name), *first.help, *others(hits), *(have.unsure[:3] if have else ()))
        yield rule.finding(first, first.sentence, severity=severity, help=lines, count=len(hits), **first.evidence)


def _registered(facts: Facts) -> Registered | None:
    try:
        return facts(registered)
    except UnreadableSource:
        return None  # unregistered-operator says so


def _declared(facts: Facts, have: Registered | None, name: str) -> bool:
    if facts.declared and (name in OWN_RULES or (name == NEUTRON and (facts.board.npu or "").startswith("neutron"))):
        return True
    return have is not None and name in have.ops


def _family(name: str) -> tuple[str, ...]:
    return tuple(meaning for prefix, meaning in FAMILIES.items() if name.startswith(prefix))
