"""Known defects of the board's kernels that the model meets, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.facts.arena import allocation
from tflint.facts.op_labels import op_label
from tflint.facts.subject import of_target
from tflint.record import Record

if TYPE_CHECKING:
    from tflint.facts.subject import Facts
    from tflint.model.view import Operator
    from tflint.runtime.tflm.defects.found import Met
    from tflint.runtime.tflm.defects.table import Defect


class KernelDefect(Record):
    """One operator that a kernel of the board computes wrong, or may compute wrong.

    `name` is the table's; `version` what the board has of the code, or the releases that have the defect where `unknown` says why the
    board's is not known. `effect` is what happens (`wrong`, `unwritten`, `crash`, `overrun`, `chance`, `state`, `unestablished`),
    `certain` whether it does for every model that meets the condition. `fixed` and `links` are lines for people.
    """

    name: str
    operator: Operator
    version: str
    what: str
    detail: str
    consequence: str
    effect: str
    certain: bool
    unknown: str
    fixed: str
    links: tuple[str, ...]

    @property
    def subject(self) -> str:
        """Return the operator as messages write it: `op 3 CONV_2D`."""
        return op_label(self.operator)


@of_target
def kernel_defects(facts: Facts) -> tuple[KernelDefect, ...]:
    """Return the known defects of the board's kernels whose condition the model meets, op by op; nothing on LiteRT."""
    if facts.board.target.is_litert:
        return ()
    from tflint.runtime.tflm.defects import found
    from tflint.runtime.tflm.micro_interpreter import Allocation

    walked = facts(allocation)
    assert isinstance(walked, Allocation)
    return tuple(map(_in_words, found.found(facts.model, facts.board.target, walked.prepared)))


def _in_words(met: Met) -> KernelDefect:
    defect = met.defect
    return KernelDefect(
        defect.name,
        met.operator,
        met.version or span(defect),
        defect.what,
        met.detail,
        defect.consequence,
        str(defect.effect),
        defect.certain,
        met.why,
        _fixed(defect),
        tuple(it for it in (defect.fix, *defect.reports) if it),
    )


def _code(defect: Defect) -> str:
    return {"esp-nn": "esp-nn", "cmsis-nn": "CMSIS-NN", "tflm": "TFLM"}[defect.code]


def span(defect: Defect) -> str:
    """Return which releases have a defect: `esp-nn before 1.2.1`."""
    from tflint.runtime.tflm.defects import table

    if defect.span:
        return defect.span
    if defect.code == "esp-nn":
        first = "" if defect.since == "1.0.0-rc1" else f" from {defect.since} on,"
        return f"{_code(defect)}{first} " + (f"before {defect.fixed}" if defect.fixed else f"up to {table.LAST_READ}")
    day = table.fixed_on(defect)
    return f"{_code(defect)} before {day}" if day else _code(defect)


def _fixed(defect: Defect) -> str:
    """Return since when a defect is fixed, as a line for people."""
    from tflint.runtime.tflm import op_tables
    from tflint.runtime.tflm.defects import table

    if defect.fixed_by:
        return f"fixed in {defect.fixed_by}"
    if defect.code == "esp-nn" and defect.fixed:
        return f"fixed in esp-nn {defect.fixed}"
    if defect.code == "esp-nn":
        return f"no release with the fix is known: esp-nn was read up to {table.LAST_READ}"
    day = table.fixed_on(defect)
    if day:
        return f"fixed in {_code(defect)} on {day}"
    return f"not fixed in {_code(defect)} of {op_tables.newest_of('tflm').name.partition('@')[2]}"
