"""What a process with the LiteRT interpreter takes for a model: what is exact, and what is a measured range."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.facts.arena import arena_plan
from tflint.facts.delegation import delegation
from tflint.facts.subject import of_target
from tflint.record import Record

if TYPE_CHECKING:
    from tflint.facts.subject import Facts
    from tflint.runtime.litert.delegation import Delegation
    from tflint.runtime.plan import Plan

MIB = 1 << 20
# resident bytes of Python, numpy, the wheel and a first model with the default delegate: ai-edge-litert 2.3.0 on x86-64, CPython 3.11
PYTHON = 37 * MIB
# further pages of the library's code that a model's kernels bring in: the most over tests/parity/litert_memory.jsonl
CODE = 800_000
# what the interpreter's own kernels pack and unfold outside the arena, over weights + arena, and their structures: the most measured
KERNELS, STRUCTURES = 1.0, 700_000


class ProcessMemory(Record):
    """Bytes. `file` is mapped and can be dropped again, `arena` and `persistent` are exact where the plan is.

    `estimated` is a range on top of these: XNNPACK's packed weights and buffers where `delegate`, else what the kernels pack.
    `base` is the interpreter in its program, measured, without the model. `delegation` is None where XNNPACK is switched off.
    `untouched` are the arena's bytes for temporaries alone: some kernels ask for them and do not write, so no page comes of them.
    """

    file: int
    arena: int
    persistent: int
    estimated: tuple[int, int]
    delegation: Delegation | None = None
    base: int = PYTHON
    untouched: int = 0

    @property
    def delegate(self) -> bool:
        """Return whether XNNPACK takes over any node, or may."""
        return self.delegation is not None and bool(self.delegation.taken or self.delegation.open)

    @property
    def certain(self) -> int:
        """Return what the interpreter itself allocates, whatever the delegate."""
        return self.arena + self.persistent

    @property
    def least(self) -> int:
        """Return the least that a Python process takes, as far as was measured."""
        return self.base + self.file + self.certain - self.untouched + self.estimated[0]

    @property
    def expected(self) -> int:
        """Return the most that a Python process takes, as far as was measured."""
        return self.base + CODE + self.file + self.certain + self.estimated[1]


@of_target
def process_memory(facts: Facts) -> ProcessMemory:
    """Return what the model takes in a process with LiteRT; XNNPACK is there unless the board says that it is not."""
    from tflint.runtime.litert import xnnpack

    plan, delegated = facts(arena_plan), facts(delegation)
    weights = sum(buffer.size for buffer in facts.model.buffers)
    least, most, untouched = 0, round(KERNELS * (weights + plan.head)) + STRUCTURES, _temporaries(plan)
    if delegated is not None and (delegated.taken or delegated.open):
        least, packed = xnnpack.memory(facts.model, (plan.head - untouched, plan.head), delegated)
        most = packed if delegated.known else max(most, packed)
    return ProcessMemory(facts.model.size, plan.head, plan.tail, (least, most), delegated, untouched=untouched)


def _temporaries(plan: Plan) -> int:
    """Return how many bytes of the arena no tensor of the file ever lies on."""
    covered = end = 0
    for start, stop in sorted((it.offset, it.offset + it.request.size) for it in plan.buffers if it.request.kind == "tensor"):
        covered += max(stop - max(start, end), 0)
        end = max(end, stop)
    return plan.head - covered
