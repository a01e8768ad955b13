"""Compare rewritten models with their originals on a device or an emulator: files and jobs for a program that runs models, and what it printed.

    TFLINT_CORPUS=DATA python tools/device_proof.py jobs TARGET FOLDER --rewritten REWRITTEN [--macs 80e6]
    python tools/device_proof.py read TARGET FOLDER [--runtime RUNTIME] [--machine NAME] [--file benchmarks/fix-devices.jsonl]

REWRITTEN is the folder that measure_fix.py --keep filled. `jobs` writes both files of each model that changed, small ones first, and `jobs.txt`: a line
`FILE ARENA SEEDS` for each file, ARENA being the minimum that tflint plans for it on TARGET. The program that runs the jobs is not part of
this repository: for each line it fills an arena of exactly that many bytes, and guard bytes on both sides, with 0xA5, runs AllocateTensors() and two
Invoke() with the same pseudo-random inputs for both files, and prints to `out.txt`

    R FILE ARENA USED HASH VALUES       ran: arena_used_bytes(), a hash over all outputs and their bytes
    X FILE MESSAGE                      did not load, did not run, or wrote on a guard byte

`read` compares the pairs and writes a JSON line for each; it fails where one differs.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tflint.fix.figures import multiplications
from tflint.manifest.target import parse
from tflint.model import reader
from tflint.runtime import target_runtime

if TYPE_CHECKING:
    from tflint.manifest.target import Target

CORPUS = "TFLINT_CORPUS"
FIGURES = Path(__file__).parents[1] / "benchmarks/fix-devices.jsonl"
LARGEST = 4 << 20  # bytes of a file
MOST = 10 << 20  # bytes of an arena
SEEDS = 1


def write_jobs(target: Target, folder: Path, rewritten: Path, most_macs: float) -> None:
    """Write the files and jobs of every pair that runs on a target."""
    originals = {sha256(data).hexdigest(): data for data in _models(Path(os.environ[CORPUS], "models"))}
    pairs = [(originals[it.stem], it.read_bytes()) for it in rewritten.glob("*.tflite") if it.stem in originals]
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for before, after in sorted(pairs, key=lambda pair: (multiplications(reader.read(pair[0])), pair[0])):
        minima = [_minimum(data, target) for data in (before, after)]
        if None in minima or multiplications(reader.read(before)) > most_macs or max(len(before), len(after)) >= LARGEST:
            continue
        name = sha256(before).hexdigest()[:16]
        for side, data, minimum in zip(("before", "after"), (before, after), minima, strict=True):
            (folder / f"{name}-{side}.tflite").write_bytes(data)
            lines.append(f"{name}-{side}.tflite {minimum} {SEEDS}\n")
    (folder / "jobs.txt").write_text("".join(lines))
    print(f"{len(lines) // 2} pairs in {folder}")


def _models(folder: Path) -> list[bytes]:
    return [it.read_bytes() for it in sorted(folder.rglob("*.tflite")) if it.stat().st_size < LARGEST]


def _minimum(data: bytes, target: Target) -> int | None:
    """Return the smallest arena; None where the runtime does not run the model, the figure is a bound, or the arena is larger than a device has."""
    allocation = target_runtime.allocation(reader.read(data), target)
    plan = allocation.plan
    if any(it.effect.fatal for it in allocation.verdicts) or not plan.exact or plan.minimum > MOST:
        return None
    return plan.minimum


def compared(target: Target, folder: Path, machine: str) -> list[dict[str, Any]]:
    """Return a row for each pair: the arenas given, arena_used_bytes() against the plan, and whether the outputs are the same."""
    printed = {
        line.split()[1]: line.split() for line in (folder / "out.txt").read_text().splitlines() if line[:2] in {"R ", "X "}
    }
    rows = []
    for name in dict.fromkeys(line.split("-")[0] for line in (folder / "jobs.txt").read_text().splitlines()):
        files = [f"{name}-{side}.tflite" for side in ("before", "after")]
        said = [printed.get(file, ["X", file, "nothing printed"]) for file in files]
        ran = [it[0] == "R" for it in said]
        row: dict[str, Any] = {
            "target": str(target._replace(runtime="")),
            "runtime": target_runtime.snapshot(target),
            "machine": machine,
            "sha256": sha256((folder / files[0]).read_bytes()).hexdigest(),
        }
        row |= {"arena": [int(it[2]) if ok else None for it, ok in zip(said, ran, strict=True)]}
        row |= {"used": [int(it[3]) if ok else None for it, ok in zip(said, ran, strict=True)]}
        plans = [target_runtime.plan(reader.read((folder / file).read_bytes()), target) for file in files]
        row |= {"planned": [it.used for it in plans], "identical": said[0][4:] == said[1][4:] if all(ran) else None}
        row |= {"message": " ".join(next((it[2:] for it, ok in zip(said, ran, strict=True) if not ok), []))}
        rows.append(row)
    return rows


def main() -> int:
    """Write jobs, or read what came of them; return 1 where an original runs and its rewrite does not, or computes something else."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("jobs", "read"))
    parser.add_argument("target", type=parse)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rewritten", type=Path, default=Path("build/rewritten"))
    parser.add_argument("--macs", type=float, default=80e6, help="models that multiply more are left out")
    parser.add_argument("--runtime", default="", help="the snapshot of TFLM that ran them (default: the newest)")
    parser.add_argument("--machine", default="", help="what ran the models, for the figures")
    parser.add_argument("--file", type=Path, default=FIGURES)
    arguments = parser.parse_args()
    arguments.target = arguments.target._replace(runtime=arguments.runtime)
    if arguments.what == "jobs":
        if CORPUS not in os.environ:
            sys.exit(f"device_proof needs {CORPUS}: a folder with models/**/*.tflite")
        write_jobs(arguments.target, arguments.folder, arguments.rewritten, arguments.macs)
        return 0
    rows = compared(arguments.target, arguments.folder, arguments.machine)
    kept = _rows(arguments.file)
    kept = [row for row in kept if not rows or any(row[name] != rows[0][name] for name in ("target", "runtime", "machine"))]
    arguments.file.write_text("".join(json.dumps(row) + "\n" for row in kept + rows))
    ran = [row for row in rows if row["identical"] is not None]
    smaller = [row for row in ran if row["arena"][1] < row["arena"][0]]
    as_planned = sum(row["used"] == row["planned"] for row in ran)
    print(f"{arguments.target}: {len(rows)} pairs, {len(ran)} ran, {sum(row['identical'] for row in ran)} identical")
    print(f"{len(smaller)} with a smaller arena; arena_used_bytes() as planned in {as_planned}")
    print("\n".join(f"{row['sha256'][:16]}: {row['message']}" for row in rows if row["identical"] is None))
    return int(len(ran) < len(rows) or not all(row["identical"] for row in ran))


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []


if __name__ == "__main__":
    sys.exit(main())
