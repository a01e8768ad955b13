"""The arena plan as JSON: version 1, its shape published as docs/schemas/plan.schema.json."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.report.check_json import dumps

if TYPE_CHECKING:
    from tflint.check.report import Planned
    from tflint.facts import ProcessMemory
    from tflint.report.check_json import Json
    from tflint.report.options import Options
    from tflint.runtime.litert.delegation import Delegation
    from tflint.runtime.plan import Persistent, Plan, PlannedBuffer


def render(plans: tuple[Planned, ...], _options: Options) -> str:
    """Return the plans as JSON; figures are null for a model that could not be read."""
    return dumps({"version": 1, "models": [_planned(planned) for planned in plans]})


def _planned(planned: Planned) -> Json:
    plan = planned.plan
    return {
        "path": planned.path,
        "sha256": planned.sha256,
        "target": planned.target,
        "runtime": planned.runtime,
        "elsewhere": [{"runtime": it.runtime, "minimum": it.minimum} for it in planned.elsewhere],
        "allocates": planned.allocates,
        "reasons": list(planned.reasons),
        "arena": _arena(plan),
        **({} if planned.process is None else {"process": _process(planned.process, planned.ram)}),
        "buffers": [_buffer(buffer) for buffer in plan.buffers] if plan else [],
        "persistent": [_persistent(kept) for kept in plan.persistent] if plan else [],
    }


def _arena(plan: Plan | None) -> Json:
    if plan is None:
        return {"used": None, "minimum": None, "head": None, "tail": None, "exact": False, "bound": None, "unknown": []}
    figures: Json = {"used": plan.used, "minimum": plan.minimum, "head": plan.head, "tail": plan.tail}
    return figures | {"exact": plan.exact, "bound": plan.kind, "unknown": list(plan.unknown)}


def _process(memory: ProcessMemory, ram: int | None) -> Json:
    least, most = memory.estimated
    return {
        "arena": memory.arena,
        "persistent": memory.persistent,
        "file": memory.file,
        "delegate": "xnnpack" if memory.delegate else "none",
        "estimated": {"least": least, "most": most},
        "interpreter": memory.base,
        "total": {"least": memory.least, "most": memory.expected},
        "ram": ram,
        "delegation": None if memory.delegation is None or not memory.delegation.known else _delegation(memory.delegation),
    }


def _delegation(it: Delegation) -> Json:
    return {
        "taken": sorted(it.taken),
        "open": sorted(it.open),
        "left": [{"operator": operator, "why": why} for operator, why in it.left.items()],
        "partitions": {"least": it.partitions[0], "most": it.partitions[1]},
    }


def _buffer(buffer: PlannedBuffer) -> Json:
    request = buffer.request
    return {
        "kind": request.kind,
        "subgraph": request.subgraph,
        "tensor": request.tensor,
        "name": request.name,
        "operator": request.operator,
        "bytes": request.size,
        "offset": buffer.offset,
        "first": request.first,
        "last": request.last,
    }


def _persistent(kept: Persistent) -> Json:
    return {
        "what": kept.what,
        "operator": kept.operator,
        "bytes": kept.size,
        "category": kept.category,
        "subgraph": kept.subgraph,
    }
