"""For which NPU a model was compiled: what Vela wrote at the head of the command stream."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from tflint.facts.subject import of_target
from tflint.record import Record

if TYPE_CHECKING:
    from tflint.facts.subject import Facts
    from tflint.finding import Location
    from tflint.model.view import Operator

OPERATOR = "ethos-u"
HEADER = struct.Struct("<4sII")
PRODUCTS = {0: "ethos-u55", 1: "ethos-u65", 2: "ethos-u85"}
SET_CONFIG = 0x01


class NpuProgram(Record):
    """An `ethos-u` operator; `npu` is what it was compiled for, `ethos-u55-128`, None where its header cannot be read."""

    operator: Operator
    npu: str | None

    @property
    def location(self) -> Location:
        """Return the operator's location."""
        return self.operator.location


@of_target
def npu_programs(facts: Facts) -> tuple[NpuProgram, ...]:
    """Return the model's programs for an Ethos-U; the layout is that of Arm's driver (`ethosu_driver.c`, `handle_optimizer_config`)."""
    return tuple(NpuProgram(it, _compiled_for(facts, it)) for it in facts.model.operators() if it.name == OPERATOR)


def _compiled_for(facts: Facts, operator: Operator) -> str | None:
    stream = next(iter(facts.model.inputs(operator)), None)
    data = None if stream is None else facts.model.constant(stream)
    if data is None or len(data) < HEADER.size:
        return None
    magic, action, config = HEADER.unpack_from(data)
    product = PRODUCTS.get(config >> 28)
    if magic != b"COP1" or action & 0xFF != SET_CONFIG or product is None:
        return None
    return f"{product}-{1 << (config & 0xF)}"
