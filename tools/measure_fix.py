"""Measure what `tflint fix` makes of real models: arena, file, time, and whether the runtimes agree to the last bit.

    TFLINT_CORPUS=DATA python tools/measure_fix.py [FILE] [--only TEXT] [--no-proof] [--jobs N] [--keep FOLDER]
    TFLINT_CORPUS=DATA python tools/measure_fix.py --table       renews the table in docs/fix.md from the figures

DATA has `models/**/*.tflite`. FILE gets a JSON line per model (default: build/fix.jsonl); models that it has already are not
measured again. Looked at are models of more than three operators. For each of them: the rewrite for cortex-m4/cmsis-nn, smallest arena, at
most 10 % more multiplications, with every gate that the command has; then both files in the installed runtimes, and TFLM's arena_used_bytes() of the
rewritten one against tflint's plan for the wheel. Small files come first. `--keep` leaves each rewritten model in a folder, by its original's SHA-256.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from hashlib import sha256
from pathlib import Path
from statistics import median
from typing import Any

from tflint import packs
from tflint.check.scope import Placement
from tflint.fix import prove
from tflint.fix.request import Request
from tflint.fix.rewrite import rewrite
from tflint.manifest.board import Board, Manifest
from tflint.manifest.target import parse
from tflint.model import reader
from tflint.runtime import target_runtime

CORPUS = "TFLINT_CORPUS"
TARGET, HOST = "cortex-m4/cmsis-nn", "host/reference"
FEW = 3  # operators; smaller models are one-op tests


def measured(path: str) -> dict[str, Any] | None:
    """Return a model's row; None for one that is too small or no model."""
    data = Path(path).read_bytes()
    try:
        model = reader.read(data)
    except reader.Malformed:
        return None
    operators = sum(1 for _ in model.operators())
    if operators <= FEW:
        return None
    row: dict[str, Any] = {"file": path.split("/models/", 1)[-1], "sha256": sha256(data).hexdigest(), "operators": operators}
    request = Request((Placement(Board(TARGET, parse(TARGET)), declared=False),), packs.load(()), Manifest())
    began, spent = time.perf_counter(), time.process_time()
    try:
        found = rewrite(data, Path(path).name, request)
    except Exception as error:  # noqa: BLE001  a crash is a row of the measurement
        return row | {"crash": f"{type(error).__name__}: {error}"}
    row |= {"seconds": round(time.perf_counter() - began, 3), "cpu": round(time.process_time() - spent, 3), "kept": found.kept}
    row |= {"before": found.before._asdict(), "after": found.after._asdict()}
    row |= {"rules": Counter(it.rule for it in found.changes), "adds_operators": found.adds_operators}
    if not found.changes:
        return row
    if KEEP is not None:
        (KEEP / f"{row['sha256']}.tflite").write_bytes(found.data)
    return row | (_proved(found.base, found.data) if RUNTIMES else {})


def _proved(before: bytes, after: bytes) -> dict[str, Any]:
    """Return what the runtimes say; TFLM is asked for its arena_used_bytes() as well, and given what tflint says is enough."""
    plan = target_runtime.plan(reader.read(after), parse(HOST))
    proofs = prove.prove(before, after, runtimes=RUNTIMES)
    used = next((it.used for it in proofs if it.used is not None), None)
    return {
        "proofs": [it._asdict() for it in proofs],
        "host_planned": plan.used if plan.exact else None,
        "host_used": used,
    }


def _ready(runtimes: tuple[str, ...], keep: Path | None) -> None:
    global RUNTIMES, KEEP
    RUNTIMES, KEEP = runtimes, keep


RUNTIMES: tuple[str, ...] = prove.RUNTIMES
KEEP: Path | None = None


def main() -> int:
    """Measure what is missing, then say what all rows come to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", nargs="?", type=Path, default=Path("build/fix.jsonl"))
    parser.add_argument("--only", default="", help="models whose path has this text")
    parser.add_argument("--no-proof", action="store_true", help="run no runtime")
    parser.add_argument("--runtime", action="append", choices=prove.RUNTIMES, help="ask only this one (may be repeated)")
    parser.add_argument("--keep", type=Path, help="folder for the rewritten models")
    parser.add_argument("--jobs", type=int, default=1)
    arguments = parser.parse_args()
    if CORPUS not in os.environ:
        sys.exit(f"measure_fix needs {CORPUS}: a folder with models/**/*.tflite")
    rows = _rows(arguments.file)
    known = {row["file"] for row in rows}
    found = [it for it in Path(os.environ[CORPUS], "models").rglob("*.tflite") if arguments.only in str(it)]
    paths = [str(it) for it in sorted(found, key=lambda it: (it.stat().st_size, it.name))]
    runtimes = () if arguments.no_proof else tuple(arguments.runtime or prove.RUNTIMES)
    for folder in (arguments.file.parent, arguments.keep):
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
    with (
        ProcessPoolExecutor(arguments.jobs, initializer=_ready, initargs=(runtimes, arguments.keep)) as pool,
        arguments.file.open("a") as out,
    ):
        for row in pool.map(measured, [path for path in paths if path.split("/models/", 1)[-1] not in known]):
            if row is not None:
                out.write(json.dumps(row) + "\n")
                out.flush()
                rows.append(row)
    print("\n".join(summary([row for row in rows if arguments.only in row["file"]])))
    return 0


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []


def summary(rows: list[dict[str, Any]]) -> list[str]:
    """Return what the rows come to, line by line."""
    fine = [row for row in rows if "crash" not in row]
    changed = [row for row in fine if row["rules"]]
    saved = [1 - row["after"]["minimum"] / row["before"]["minimum"] for row in fine]
    verdicts = Counter((it["runtime"].split()[0], it["identical"]) for row in changed for it in row.get("proofs", ()))
    planned = [row["host_used"] == row["host_planned"] for row in changed if row.get("host_used") and row.get("host_planned")]
    seconds = sorted(row["seconds"] for row in fine)
    lines = [
        f"models {len(rows)}, crashed {len(rows) - len(fine)}, changed {len(changed)}, kept with a reason {sum(bool(row['kept']) for row in fine)}",
        f"arena larger {sum(it < 0 for it in saved)}",
        "identical "
        + ", ".join(f"{runtime} {verdict}: {count}" for (runtime, verdict), count in sorted(verdicts.items(), key=str)),
        f"arena_used_bytes as planned {sum(planned)} of {len(planned)}",
        f"seconds median {median(seconds):.2f}, p90 {seconds[int(len(seconds) * 0.9)]:.2f}, most {seconds[-1]:.2f}",
        "arena smaller by "
        + ", ".join(f">= {share:.0%}: {sum(it >= share for it in saved)}" for share in (0.05, 0.1, 0.2, 0.3, 0.5)),
        f"sum of minima {sum(row['before']['minimum'] for row in fine):,} -> {sum(row['after']['minimum'] for row in fine):,} B",
        f"sum of files {sum(row['before']['size'] for row in fine):,} -> {sum(row['after']['size'] for row in fine):,} B",
    ]
    return lines + [f"crash: {row['file']}: {row['crash']}" for row in rows if "crash" in row]


if __name__ == "__main__":
    sys.exit(main())
