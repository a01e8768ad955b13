"""Add a copy of TFLM to the known runtimes: find the month that it carries, and say what of its code no month explains.

    python tools/add_snapshot.py NAME CHECKOUT MIRRORS [--shipped-by TEXT] [--no-static-memory] [--sizes FILE] [--exact KIND]… [--write]

CHECKOUT is a folder with the copy's sources, as they are shipped; MIRRORS is as for tools/generate_snapshots.py. Nothing is fetched and nothing
is compiled. Each function and struct of the copy is looked for in TFLM's main, month by month (as tools/tflm_history.py does); the month with the
fewest strangers is the base. With `--write` the copy's entry goes into tools/snapshots/catalogue.json, and the snapshots are made anew.

FILE has the struct sizes that a compiler reported for the copy: `{"arm32": {"TfLiteNode": 28, …}}`. `--exact` names a kind of build (`reference`,
`cmsis-nn`, …) that tools/measure_snapshots.py found equal; a copy that nobody measured is a bound, and says so.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generate_op_tables import HEADER, methods
from generate_snapshots import TOOLS, History, roots
from mirrors import TFLM, demand
from tflm_calls import definitions
from tflm_history import UNWANTED, WANTED, Files

if TYPE_CHECKING:
    from tflm_calls import Code

HEADER_NAME = Path(HEADER).name
SHOWN = 3


def sources(checkout: Path) -> dict[str, str]:
    """Return the files of a copy that decide arenas and verdicts, by their paths in TFLM; raise SystemExit where none is there."""
    header = next((path for path in sorted(checkout.rglob(HEADER_NAME)) if path.as_posix().endswith(HEADER)), None)
    if header is None:
        raise SystemExit(f"{checkout} has no {HEADER}: not a copy of TFLM")
    root = header.parents[len(Path(HEADER).parts) - 1]
    found = {}
    for folder in (root / "tensorflow", root / "signal"):
        for path in sorted(folder.rglob("*")):
            name = re.sub(r"\.cpp$", ".cc", path.relative_to(root).as_posix())
            if WANTED.fullmatch(name) and not UNWANTED.search(name):
                found[name] = path.read_text("utf-8", errors="replace")
    return found | {HEADER: header.read_text("utf-8")}


def strangers(own: Code, month: Code) -> Counter[str]:
    """Return how many definitions of each file of the copy a month has in none of its files."""
    known = frozenset().union(*month.values())
    return Counter({path: len(it - known) for path, it in own.items() if it - known})


def nearest(history: History, own: Code) -> tuple[str, Counter[str]]:
    """Return the month with the fewest strangers, the newest of several, and those."""
    files, months = Files(history), history.months()
    found = {name: strangers(own, files.of(commit)) for name, commit in sorted(months.items(), reverse=True)}
    name = min(found, key=lambda it: found[it].total())
    return name, found[name]


def entry(history: History, arguments: argparse.Namespace, month: str, unknown: Counter[str], header: str) -> dict[str, Any]:
    """Return the copy's row of the catalogue."""
    theirs, mine = history.ops(history.months()[month]), frozenset(methods(header, history.ethos_u))
    git = ["git", "-C", str(arguments.checkout), "log", "-1", "--format=%H %cs"]
    done = subprocess.run(git, capture_output=True, encoding="utf-8", check=False)
    commit, _, date = done.stdout.strip().partition(" ")
    row: dict[str, Any] = {"extends": month, "shipped_by": arguments.shipped_by}
    row |= {"commit": commit, "date": date} if commit else {}
    row |= {"static_memory": False} if arguments.no_static_memory else {}
    row |= {key: sorted(ops) for key, ops in (("without", theirs - mine), ("with", mine - theirs)) if ops}
    if arguments.exact:
        return row | {"exact": sorted(arguments.exact)}
    files = [path.removeprefix("tensorflow/lite/") for path, _ in unknown.most_common(SHOWN)]
    why = f"; {', '.join(files)} differ from every month" if files else ""
    return row | {"bounds": [f"{arguments.name} was not measured: planned as {month}{why}"]}


def write(arguments: argparse.Namespace, row: dict[str, Any]) -> None:
    """Put the copy into the catalogue and its sizes next to it, and make the snapshots anew."""
    catalogue = json.loads((TOOLS / "catalogue.json").read_text("utf-8"))
    catalogue["copies"][arguments.name] = row
    (TOOLS / "catalogue.json").write_text(json.dumps(catalogue, indent=1) + "\n", "utf-8")
    if arguments.sizes:
        sizes, tables = json.loads((TOOLS / "sizes.json").read_text("utf-8")), roots()
        compiled = json.loads(arguments.sizes.read_text("utf-8"))
        sizes[arguments.name] = {
            table: {struct: size for struct, size in rows.items() if tables[table].get(struct, size) != size}
            for table, rows in compiled.items()
            if table in tables
        }
        (TOOLS / "sizes.json").write_text(json.dumps(sizes, indent=1) + "\n", "utf-8")
    subprocess.run([sys.executable, str(TOOLS.parent / "generate_snapshots.py"), str(arguments.mirrors)], check=True)


def main() -> int:
    """Read the copy, print what it is, and write it where asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", help="FAMILY@VERSION")
    parser.add_argument("checkout", type=Path)
    parser.add_argument("mirrors", type=Path)
    parser.add_argument("--shipped-by", default="", metavar="TEXT", help="who ships it, as tflint runtimes prints it")
    parser.add_argument("--no-static-memory", action="store_true", help="it is built without TF_LITE_STATIC_MEMORY")
    parser.add_argument("--sizes", type=Path, metavar="FILE", help="struct sizes as a compiler reported them")
    parser.add_argument("--exact", action="append", metavar="KIND", help="a kind of build that was measured, and is equal")
    parser.add_argument("--write", action="store_true", help="write the entry and make the snapshots anew")
    arguments = parser.parse_args()
    demand(parser, arguments.mirrors, TFLM)
    history, texts = History(arguments.mirrors), sources(arguments.checkout)
    month, unknown = nearest(history, {path: definitions(text) for path, text in texts.items() if path != HEADER})
    row = entry(history, arguments, month, unknown, texts[HEADER])
    print(json.dumps({arguments.name: row}, indent=1))
    print(f"{unknown.total()} definitions in {len(unknown)} files that {month} does not have:")
    print("\n".join(f"  {count:3} {path}" for path, count in unknown.most_common()))
    if arguments.write:
        write(arguments, row)
    return 0


if __name__ == "__main__":
    sys.exit(main())
