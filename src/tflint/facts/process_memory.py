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
# anonymous bytes over weights + arena, the least and the most of 28 models, for quantized and for float ones: what XNNPACK took
# (without one outlier of 8.7), and what the interpreter's own kernels pack beside the arena
PACKED = {True: (1.1, 3.4), False: (1.0, 1.33)}
SCRATCH = {True: (0.0, 0.3), False: (0.0, 0.2)}


class ProcessMemory(NamedTuple):
    """Bytes. `file` is mapped and can be dropped again, `arena` and `persistent` are exact where the plan is.

    `estimated` is a range: what XNNPACK takes instead of the arena where `delegate`, else what the kernels take beside it.
    """

    file: int
    arena: int
    persistent: int
    estimated: tuple[int, int]
    delegate: bool = True
    base: int = PYTHON

    @property
    def certain(self) -> int:
        """Return what the interpreter itself allocates, whatever the delegate."""
        return self.arena + self.persistent

    @property
    def expected(self) -> int:
        """Return what a Python process takes at most, as far as was measured."""
        least, most = self.certain, self.estimated[1]
        return self.base + self.file + (max(least, most) if self.delegate else least + most)


@of_target
def process_memory(facts: Facts) -> ProcessMemory:
    """Return what the model takes in a process with LiteRT; XNNPACK is there unless the board says that it is not."""
    plan = facts(arena_plan)
    delegate = facts.board.target.delegate != "none"
    weights = sum(buffer.size for buffer in facts.model.buffers)
    least, most = (PACKED if delegate else SCRATCH)[facts(scheme).quantized]
    both = weights + plan.head
    return ProcessMemory(facts.model.size, plan.head, plan.tail, (round(least * both), round(most * both)), delegate)
