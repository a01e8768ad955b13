"""What `tflint diff` says of two runtimes: what a change from one to the other costs a model, and which ops it brings or takes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tflint.check.plan import plan
from tflint.cli import configuration, named_boards, named_rules, printing
from tflint.cli.errors import Usage, reason
from tflint.cli.exit_codes import CLEAN, FINDINGS
from tflint.files import opening
from tflint.manifest.board import Board
from tflint.manifest.target import DEFAULT
from tflint.record import Record
from tflint.report import plan_wording
from tflint.report.escape import terminal

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from tflint.check.report import Planned
    from tflint.report.options import Options
    from tflint.runtime.tflm.op_tables import Snapshot

FORMATS = {"text": "", "json": ""}


class Compared(Record):
    """Two runtimes, and one model planned on each; None where no model was named."""

    old: Snapshot
    new: Snapshot
    before: Planned | None = None
    after: Planned | None = None

    @property
    def breaks(self) -> bool:
        """Return whether the model allocates on the old runtime and not on the new one."""
        return self.before is not None and self.after is not None and self.before.allocates and not self.after.allocates


def run(arguments: Namespace) -> int:
    """Print the comparison; return FINDINGS where the model would stop allocating."""
    if arguments.new is not None or len(arguments.runtime) != 2:  # noqa: PLR2004  an old one and a new one
        raise Usage("two runtimes are compared for one model, or for none: tflint diff MODEL --runtime OLD --runtime NEW")
    places = printing.outputs(arguments, FORMATS)
    compared = _compared(arguments)

    def render(name: str, _options: Options) -> str:
        if name == "json":
            return json.dumps(_document(compared), indent=1, ensure_ascii=False) + "\n"
        return "".join(f"{line}\n" for line in _lines(compared))

    printing.write(arguments, places or (printing.Output("text", None),), render)
    return FINDINGS if compared.breaks else CLEAN


def _compared(arguments: Namespace) -> Compared:
    from tflint.runtime.tflm import op_tables

    manifest = configuration.manifest(arguments.manifest)
    board = _board(arguments)
    boards = [named_boards.on_runtime(board, name) for name in arguments.runtime]
    old, new = (op_tables.snapshot(name) for name in arguments.runtime)
    if arguments.old is None:
        return Compared(old, new)
    rules = named_rules.known(manifest)
    try:
        data = opening.read(arguments.old)
    except OSError as why:
        raise Usage(f"{arguments.old}: {reason(why)}") from None
    before, after = (plan(data, arguments.old, it, rules, named=bool(arguments.board))[0] for it in boards)
    return Compared(old, new, before, after)


def _board(arguments: Namespace) -> Board:
    manifest = configuration.manifest(arguments.manifest)
    base = named_boards.board(arguments.board, manifest) if arguments.board else Board(str(DEFAULT), DEFAULT)
    if arguments.target:
        base = base._replace(target=named_boards.target(arguments.target[0]))
    if base.target.is_litert:
        raise Usage("LiteRT's versions are part of its target (litert@2.1.0); --runtime names copies of TFLM")
    return base


def _lines(compared: Compared) -> Iterator[str]:
    old, new = compared.old, compared.new
    if compared.before is not None and compared.after is not None:
        yield terminal(f"{compared.before.path} · {compared.before.target}")
    yield f"from {old.name} (TFLM of {old.date}) to {new.name} (TFLM of {new.date})"
    if compared.before is not None and compared.after is not None:
        yield from _of_model(compared.before, compared.after)
    for what, ops in (("gained", new.ops - old.ops), ("lost", old.ops - new.ops)):
        yield f"  ops {what:<7} {', '.join(sorted(ops)) or 'none'}"


def _of_model(before: Planned, after: Planned) -> Iterator[str]:
    for it in (before, after):
        if not it.allocates:
            yield f"  does not allocate on {it.runtime}: {terminal(', '.join(it.reasons) or 'no reason given')}"
    if before.plan is None or after.plan is None or not (before.allocates and after.allocates):
        return
    for what in ("minimum", "used"):
        old, new = getattr(before.plan, what), getattr(after.plan, what)
        yield f"  {what:<11} {old:,} B → {new:,} B ({new - old:+,})"
    why = plan_wording.difference(before, after)
    if why:
        yield f"  why         {terminal(why)}"
    for it in (before, after):
        if it.plan is not None:
            yield from (f"  {it.plan.standing} on {it.runtime}: {terminal(reason)}" for reason in it.plan.unknown)


def _document(compared: Compared) -> dict[str, object]:
    old, new = compared.old, compared.new
    return {
        "version": 1,
        "old": {"runtime": old.name, "date": old.date, **_figures(compared.before)},
        "new": {"runtime": new.name, "date": new.date, **_figures(compared.after)},
        "operators_gained": sorted(new.ops - old.ops),
        "operators_lost": sorted(old.ops - new.ops),
    }


def _figures(planned: Planned | None) -> dict[str, object]:
    if planned is None:
        return {}
    arena = planned.plan and {"used": planned.plan.used, "minimum": planned.plan.minimum, "exact": planned.plan.exact}
    return {
        "path": planned.path,
        "target": planned.target,
        "allocates": planned.allocates,
        "reasons": planned.reasons,
        "arena": arena,
    }
