"""What `tflint fix` did as JSON: version 1, its shape published as docs/schemas/fix.schema.json."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.report.check_json import dumps

if TYPE_CHECKING:
    from tflint.fix.figures import Figures
    from tflint.fix.outcome import Fixed, FixedFile, Outcome
    from tflint.fix.prove import Proof
    from tflint.report.check_json import Json
    from tflint.report.options import Options


def render(outcome: Outcome, _options: Options) -> str:
    """Return a run as JSON; figures are null for a file that is not a model."""
    return dumps({"version": 1, "models": [_model(it) for it in outcome.models], "files": [_file(it) for it in outcome.files]})


def _file(fixed: FixedFile) -> Json:
    changes = [
        {"kind": "firmware", "rule": edit.rule, "message": edit.message, "line": line, "safe": edit.safe}
        for edit, line in zip(fixed.edits, fixed.lines, strict=True)
    ]
    return {"path": fixed.path, "output": fixed.output, "changes": changes}


def _model(fixed: Fixed) -> Json:
    found = fixed.rewritten
    changes = [] if found is None else found.changes
    return {
        "path": fixed.path,
        "target": fixed.target,
        "output": fixed.output,
        "changes": [
            {"kind": it.kind, "rule": it.rule, "message": it.message, "location": it.location, "evidence": dict(it.evidence)}
            for it in changes
        ],
        "before": None if found is None else _figures(found.before),
        "after": None if found is None else _figures(found.after),
        "adds_operators": [] if found is None else list(found.adds_operators),
        "proved": None if fixed.proved is None else _proofs(fixed.proved),
        "kept": fixed.trouble if found is None else found.kept,
        "notes": [] if found is None else list(found.notes),
    }


def _figures(figures: Figures) -> Json:
    return {
        "used": figures.used,
        "minimum": figures.minimum,
        "size": figures.size,
        "macs": figures.macs,
        "exact": figures.exact,
    }


def _proofs(proofs: tuple[Proof, ...]) -> Json:
    ran = [it for it in proofs if it.identical is not None]
    runtimes = [
        {"runtime": it.runtime, "identical": it.identical, "tensors": it.tensors, "values": it.values, "message": it.message}
        for it in proofs
    ]
    return {"identical": all(it.identical for it in ran) if ran else None, "runtimes": runtimes}
