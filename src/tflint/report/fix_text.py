"""What `tflint fix` did, or would do, as text."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from tflint.report import wording
from tflint.report.escape import cut, terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.fix.change import Rewritten
    from tflint.fix.figures import Figures
    from tflint.fix.outcome import Fixed, FixedFile, Outcome
    from tflint.fix.prove import Proof
    from tflint.report.options import Options

LONGEST = 120  # characters of what a runtime prints


def render(outcome: Outcome, options: Options) -> str:
    """Return a paragraph for each model and source that changes or cannot, and a last line that counts."""
    shown = [it for it in outcome.models if it.changed or it.trouble or _kept(it) or options.verbose]
    lines = [line for it in shown for line in (*_model(it), "")]
    lines += [line for it in outcome.files for line in (*_file(it), "")]
    return "".join(f"{line}\n" for line in (*lines, last(outcome)))


def _file(fixed: FixedFile) -> Iterator[str]:
    yield terminal(fixed.path)
    for line, edits in groupby(zip(fixed.lines, fixed.edits, strict=True), key=lambda it: (it[0], it[1].rule, it[1].message)):
        yield terminal(f"  {line[1]}: line {line[0]}: {wording.short(next(edits)[1].message)}")
    if fixed.output is not None:
        yield terminal(f"  written to {fixed.output}")


def _kept(fixed: Fixed) -> bool:
    return fixed.rewritten is not None and bool(fixed.rewritten.kept)


def _model(fixed: Fixed) -> Iterator[str]:
    yield terminal(f"{fixed.path} ({fixed.target})")
    yield from changes(fixed)


def changes(fixed: Fixed) -> Iterator[str]:
    """Yield what became of a model, indented."""
    found = fixed.rewritten
    if found is None:
        yield terminal(f"  not rewritten: {fixed.trouble}")
        return
    if not found.changes:
        yield terminal(f"  not rewritten: {found.kept}" if found.kept else "  nothing to change")
        return
    yield from _figures(found.before, found.after)
    for change in found.changes:
        yield terminal(f"  {change.rule}: {wording.short(change.message)}")
    yield from _rest(fixed, found)


def _figures(before: Figures, after: Figures) -> Iterator[str]:
    bound = "" if after.exact else f" ({after.standing})"
    yield f"  arena  {_from_to(before.minimum, after.minimum)}{bound}"
    yield f"  file   {_from_to(before.size, after.size)}"
    if after.macs != before.macs:
        yield f"  MACs   {after.macs / max(before.macs, 1) - 1:+.1%}"


def _from_to(before: int, after: int) -> str:
    if after == before:
        return f"{before:,} B, as before"
    return f"{before:,} → {after:,} B ({after / max(before, 1) - 1:+.1%})"


def _rest(fixed: Fixed, found: Rewritten) -> Iterator[str]:
    if found.adds_operators:
        yield terminal(f"  the firmware's resolver must have {wording.listing(found.adds_operators)}")
    for note in found.notes:
        yield terminal(f"  {note}")
    for proof in fixed.proved or ():
        yield terminal(f"  {_proof(proof)}")
    if fixed.output is not None:
        yield terminal(f"  written to {fixed.output}")


def _proof(proof: Proof) -> str:
    if proof.identical is None:
        return f"not compared in {proof.runtime}: {cut(proof.message, LONGEST)}"
    if not proof.identical:
        return f"NOT identical in {proof.runtime}: {cut(proof.message, LONGEST)}"
    return f"identical in {proof.runtime}: {wording.count(proof.tensors, 'tensor')}, {wording.count(proof.values, 'value')}"


def last(outcome: Outcome) -> str:
    """Return the last line: how many models and sources change, and what that comes to."""
    models, files = [it for it in outcome.models if it.changed], outcome.files
    broken = sum(bool(it.trouble) for it in outcome.models)
    looked = wording.count(len(outcome.models) - broken, "model")
    left = f"; {wording.count(broken, 'file')} not looked at" if broken else ""
    if not models and not files:
        return f"{looked} looked at, nothing to change{left}."
    written = any([*(it.output for it in models), *(it.output for it in files)])
    models = [it for it in models if it.output or not written]
    before, after = (sum(getattr(it.rewritten, side).minimum for it in models) for side in ("before", "after"))
    what = [f"{len(models):,} of {looked}"] if models else []
    what += [wording.count(len(files), "source file")] if files else []
    arena = f", arena {_from_to(before, after)}" if before != after else ""
    if written:
        return f"{wording.listing(what)} rewritten{arena}{left}."
    return f"{wording.listing(what)} would change{arena}{left}; nothing written: give --output DIR or --in-place."
