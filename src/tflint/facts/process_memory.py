"""What a process with the LiteRT interpreter takes for a model: what is exact, what is measured elsewhere, what is an estimate."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tflint.facts.arena import arena_plan
from tflint.facts.scheme import scheme
from tflint.facts.subject import of_target

if TYPE_CHECKING:
    from tflint.facts.subject import Facts

MIB = 1 << 20
# resident bytes of Python, numpy, the wheel and a first model with the default delegate: ai-edge-litert 2.3.0 on x86-64, CPython 3.11
PYTHON = 37 * MIB
# anonymous bytes that XNNPACK took for 28 models, over weights + arena: the least and the most, without one outlier of 8.7
PACKED = {True: (1.1, 3.4), False: (1.0, 1.33)}


class ProcessMemory(NamedTuple):
    """Bytes. `file` is mapped and can be dropped again, `arena` and `persistent` are exact where the plan is; `xnnpack` is a range, estimated."""

    file: int
    arena: int
    persistent: int
    xnnpack: tuple[int, int]
    base: int = PYTHON

    @property
    def certain(self) -> int:
        """Return what the interpreter itself allocates, whatever the delegate."""
        return self.arena + self.persistent

    @property
    def expected(self) -> int:
        """Return what a Python process with the default delegate takes at most, as far as was measured."""
        return self.base + self.file + max(self.certain, self.xnnpack[1])


@of_target
def process_memory(facts: Facts) -> ProcessMemory:
    """Return what the model takes in a process with LiteRT."""
    plan = facts(arena_plan)
    weights = sum(buffer.size for buffer in facts.model.buffers)
    least, most = PACKED[facts(scheme).quantized]
    both = weights + plan.head
    return ProcessMemory(facts.model.size, plan.head, plan.tail, (round(least * both), round(most * both)))
