"""What the page asks of tflint, by its own commands: everything comes back as JSON."""

from __future__ import annotations

import contextlib
import io
import json
import os
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from tflint.cli import main
from tflint.manifest import catalogue
from tflint.runtime.plan import Bound

if TYPE_CHECKING:
    from collections.abc import Iterator

WORK = Path("/tmp/try")  # noqa: S108  the browser's own file system, gone with the tab
Json = dict[str, object]
ABOUT = {None: "", "lower": "at least ", "upper": "at most ", "either": "about "}  # by the `bound` of an arena


def boards() -> str:
    """Return the catalogue's boards as JSON: name and title, by title."""
    rows = [{"name": board.name, "title": board.title} for board in catalogue.all_boards()]
    return json.dumps(sorted(rows, key=lambda row: row["title"] or row["name"]))


def check(name: str, data: bytes, board: str, arena: str) -> str:
    """Return findings, plan, other targets and resolver of a model on a board as JSON."""
    path = _store(name, data)
    given = ["--arena", arena] if arena else []
    _, out, err = _tflint("check", path, "--board", board, *given, "--format", "json", "--no-cache", "--fail-on", "never")
    report = json.loads(out) if out else {"findings": []}
    return json.dumps(
        {
            "findings": [{key: it[key] for key in ("rule", "severity", "message", "help")} for it in report["findings"]],
            "trouble": err.removeprefix("tflint: "),
            "plan": _plan(path, board),
            "targets": _targets(path),
            "resolver": _tflint("resolver", path, "--board", board)[1],
        }
    )


def fix(name: str, data: bytes, board: str) -> tuple[str, bytes | None, str | None]:
    """Return what `tflint fix` made of a model in one sentence, and where it changes the rewritten file and its map."""
    path = _store(name, data)
    _, out, err = _tflint("fix", path, "--board", board, "--arena", "smallest", "--output", "fixed", "--format", "json")
    if not out:
        return err.removeprefix("tflint: ") or "no answer", None, None
    (model,) = json.loads(out)["models"]
    before, after = model["before"], model["after"]
    if not model["changes"] or after["minimum"] >= before["minimum"]:
        return "Nothing to change: no smaller arena was found for this board.", None, None
    macs = (after["macs"] - before["macs"]) / before["macs"] if before["macs"] else 0
    adds = f"; add {', '.join(model['adds_operators'])} to the op resolver" if model["adds_operators"] else ""
    text = f"Arena {before['minimum']:,} B → {after['minimum']:,} B, multiplications {macs:+.1%}, same outputs bit for bit{adds}."
    written = Path(model["output"]) if model["output"] else None
    if written is None or not written.exists():
        return text, None, None
    return text, written.read_bytes(), _tflint("plan", str(written), "--board", board, "--format", "svg")[1]


def _plan(path: str, board: str) -> Json | None:
    out = _tflint("plan", path, "--board", board, "--format", "json")[1]
    plan = json.loads(out)["models"][0] if out else None
    if plan is None or plan["arena"]["minimum"] is None:
        return None
    arena = plan["arena"]
    sentence = f"Needs an arena of {ABOUT[arena['bound']]}{arena['minimum']:,} B on {board} ({plan['target']}, {plan['runtime']})"
    reason = "" if arena["exact"] else f": {Bound[arena['bound'].upper()].words}, {'; '.join(arena['unknown'])}"
    return {"sentence": f"{sentence}{reason}.", "svg": _tflint("plan", path, "--board", board, "--format", "svg")[1]}


def _targets(path: str) -> list[Json]:
    """Return the smallest arena on each target and runtime of the catalogue, with the boards that have both."""
    on: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for board in catalogue.all_boards():
        if not board.target.is_litert:
            on[board.target.runtime][str(board.target)].append(board.title or board.name)
    return [row for runtime in sorted(on) for row in _rows(path, runtime, on[runtime])]


def _rows(path: str, runtime: str, boards: dict[str, list[str]]) -> Iterator[Json]:
    words = [word for target in sorted(boards) for word in ("--target", target)]
    named = ("--runtime", runtime) if runtime else ()
    out = _tflint("plan", path, *words, *named, "--format", "json")[1]
    for target, plan in zip(sorted(boards), json.loads(out)["models"] if out else (), strict=False):
        arena = plan["arena"]
        if arena["minimum"] is not None:
            figure = f"{ABOUT[arena['bound']]}{arena['minimum']:,} B"
            told = f"{target} with {runtime}" if runtime else target
            yield {"target": told, "minimum": figure, "allocates": plan["allocates"], "boards": ", ".join(boards[target])}


def _store(name: str, data: bytes) -> str:
    WORK.mkdir(exist_ok=True)
    os.chdir(WORK)
    Path(name).write_bytes(bytes(data))
    return name


def _tflint(*words: str) -> tuple[int, str, str]:
    """Run one command of tflint; return its exit code and what it printed."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(list(words))
    return code, out.getvalue(), err.getvalue().strip()
