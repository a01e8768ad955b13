"""Make tests/parity/measured/: our own small models and what each runtime made of them, so that a clean clone can compare.

    TFLINT_CORPUS=DATA python tools/pack_measurements.py [--check]

DATA is a corpus as tools/measure_snapshots.py reads it. Of its models only three folders are taken, which were made for this project:

- `synthetic/`, one op or a small graph each: models.tar.xz, figures.json;
- `compressed/`, those of them that have weights, with look-up tables (tests/compressed_models.py makes them again): compressed.json;
- the same models in groups of two to four on one MicroAllocator, from DATA/together/*.json: together.json;
- `ethos_u/`, models of `examples/` compiled by Vela for several NPUs and memories: ethos_u.tar.xz, ethos_u.json.

The figures are a column of `used` and of `minimum` (bytes) for each measured tree; both are null where the runtime refuses the model. A
runtime before arena_used_bytes() has no `used` at all, a wheel no minimum. `safe` has the minimum of a run in which an allocation that fails, or crosses a temporary, counts as refused, where that is another. Trees and folders that
DATA does not have stay as they are packed, so that DATA may hold new measurements alone.
"""

from __future__ import annotations

import argparse
import io
import json
import lzma
import os
import sys
import tarfile
from pathlib import Path
from typing import Any

from measure_snapshots import CORPUS, names

PACKED = Path(__file__).resolve().parent.parent / "tests" / "parity" / "measured"
GROUPS = {
    "synthetic/": ("figures.json", "models.tar.xz"),
    "compressed/": ("compressed.json", ""),
    "ethos_u/": ("ethos_u.json", "ethos_u.tar.xz"),
}
HEADER = ("runtime", "target", "commit", "build", "arena", "npu", "decompression_memory")


def archive(folder: Path, models: list[str]) -> bytes:
    """Return the models as a tar, compressed, the same bytes for the same models."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name in models:
            data = (folder / name).read_bytes()
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
    return lzma.compress(plain.getvalue(), preset=9 | lzma.PRESET_EXTREME)


def column(rows: dict[str, dict[str, Any]], models: list[str], key: str) -> list[int | None]:
    """Return one figure of all models, None where the runtime refuses one."""
    return [rows[name].get(key) if rows[name]["status"] == "ok" else None for name in models]


def figures(corpus: Path, group: str, models: list[str]) -> str:
    """Return the measurements of a group as JSON, a line for each column."""
    trees = packed(PACKED / GROUPS[group][0], models)
    for name in names(corpus):
        document = json.loads((corpus / "snapshots" / f"{name}.json").read_text("utf-8"))
        rows = {row["file"].removeprefix(group): row for row in document["rows"] if row["file"].startswith(group)}
        if not rows.keys() >= set(models):
            continue
        head = {key: document["header"][key] for key in HEADER if document["header"].get(key)}
        trees[name] = head | {key: column(rows, models, key) for key in ("used", "minimum_measured")}
        if safe := {it: rows[it]["minimum_safe"] for it in models if "minimum_safe" in rows[it]}:
            trees[name]["safe"] = safe
    lines = [f"{json.dumps(name)}: {{\n" + ",\n".join(pairs(trees[name])) + "\n}" for name in sorted(trees)]
    return f'{{\n"models": {json.dumps(models)},\n"trees": {{\n' + ",\n".join(lines) + "\n}\n}\n"


def together(corpus: Path) -> str:
    """Return the measurements of groups as JSON, a line for each group."""
    trees = []
    for path in sorted((corpus / "together").glob("*.json")):
        document = json.loads(path.read_text("utf-8"))
        head = {key: document["header"][key] for key in HEADER if document["header"].get(key)}
        rows = [
            [[Path(it).name for it in row["file"].split("|")], row["used"], row["minimum_measured"]]
            for row in document["rows"]
            if row["status"] == "ok"
        ]
        lines = ",\n".join(f"  {json.dumps(row)}" for row in rows)
        trees.append(f'{json.dumps(path.stem)}: {json.dumps(head)[:-1]}, "groups": [\n{lines}\n]}}')
    return "{\n" + ",\n".join(trees) + "\n}\n"


def packed(path: Path, models: list[str]) -> dict[str, dict[str, Any]]:
    """Return the trees that are packed, none if they were measured with other models."""
    known: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.is_file() else {"models": None}
    trees: dict[str, dict[str, Any]] = known["trees"] if known["models"] == models else {}
    return trees


def pairs(tree: dict[str, Any]) -> list[str]:
    """Return a line for each key of a tree."""
    return [f" {json.dumps(key)}: {json.dumps(value)}" for key, value in tree.items()]


def main() -> int:
    """Write the two files, or compare them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only compare")
    arguments = parser.parse_args()
    if CORPUS not in os.environ:
        parser.error(f"set {CORPUS} to the folder of the measurements (see CONTRIBUTING.md)")
    corpus = Path(os.environ[CORPUS])
    made: dict[str, bytes] = {}
    for group, (table, models_file) in GROUPS.items():
        models = sorted(path.name for path in (corpus / group).glob("*.tflite"))
        if models:
            made[table] = figures(corpus, group, models).encode()
        if models and models_file:
            made[models_file] = archive(corpus / group, models)
    if (corpus / "together").is_dir():
        made["together.json"] = together(corpus).encode()
    stale = [name for name, data in made.items() if not (PACKED / name).is_file() or (PACKED / name).read_bytes() != data]
    if stale and not arguments.check:
        PACKED.mkdir(exist_ok=True)
        for name in stale:
            (PACKED / name).write_bytes(made[name])
    print(f"{'stale' if arguments.check else 'written'}: {', '.join(stale)}" if stale else "nothing to do")
    return int(bool(stale) and arguments.check)


if __name__ == "__main__":
    sys.exit(main())
