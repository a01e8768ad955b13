"""Add a copy of TFLM, or a month of its main, to the known runtimes, and say what of it tflint does not explain.

    python tools/add_snapshot.py NAME CHECKOUT MIRRORS [--shipped-by TEXT] [--no-static-memory] [--sizes FILE] [--exact KIND]… [--write]

CHECKOUT is a folder with the copy's sources, as they are shipped; MIRRORS is as for tools/generate_snapshots.py. Nothing is fetched and nothing
is compiled. Each function and struct of the copy is looked for in TFLM's main, month by month (as tools/tflm_history.py does); the month with the
fewest unmatched definitions is the base. With `--write` the entry goes into tools/snapshots/catalogue.json, and the tables that follow from it are made anew.
A NAME of the family `tflm` is a month of main, whose row goes to those that were measured.

FILE has the struct sizes that a compiler reported for the copy, by the tables and names of src/tflint/runtime/tflm/abi/:
`{"arm32": {"TfLiteNode": 28, …}}`; what it leaves out is the base's. Where TFLINT_CORPUS is set and has
measurements of NAME (tools/measure_snapshots.py), `--write` compares each with tflint, prints what differs, and calls exact what has no wrong
figure; without a corpus `--exact` names a kind of build (`reference`, `cmsis-nn`, …). A copy that nobody measured is a bound, and says so.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generate_op_tables import HEADER, methods
from generate_snapshots import TOOLS, History, roots
from measure_snapshots import CORPUS, STATIC_MEMORY, names
from mirrors import TFLM, demand
from tflm_calls import definitions
from tflm_history import UNWANTED, WANTED, Files

from tflint.manifest.target import parse
from tflint.runtime.tflm import build
from tflint.runtime.tflm.build import CMSIS_KINDS, CORTEX_M

if TYPE_CHECKING:
    from tflm_calls import Code

HEADER_NAME = Path(HEADER).name
SHOWN = 3
NAME = re.compile(r"[a-z][a-z0-9-]*@\d{1,4}(?![0-9])[\w.~-]*", re.ASCII)
MAIN = "tflm"
# what follows from the catalogue, in the order in which one is read by the next
FOLLOWING = ("tflm_history.py", "generate_snapshots.py", "generate_kernel_defects.py")


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


def unmatched(own: Code, month: Code) -> Counter[str]:
    """Return how many definitions of each file of the copy a month has in none of its files."""
    known = frozenset().union(*month.values())
    return Counter({path: len(it - known) for path, it in own.items() if it - known})


def nearest(history: History, own: Code) -> tuple[str, Counter[str]]:
    """Return the month with the fewest unmatched definitions, the newest of several, and their counts."""
    files, months = Files(history), history.months()
    found = {name: unmatched(own, files.of(commit)) for name, commit in sorted(months.items(), reverse=True)}
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


def month_row(history: History, arguments: argparse.Namespace, unknown: Counter[str]) -> dict[str, Any]:
    """Return the row of a month of main that was measured; raise SystemExit where the checkout is not that month's."""
    commit = history.months().get(arguments.name)
    if commit is None:
        raise SystemExit(f"{arguments.name} is not a month of TFLM's main in {arguments.mirrors}: fetch its newest commits there")
    if unknown:
        raise SystemExit(f"{arguments.checkout} is not {arguments.name}, main at {commit[:12]}: {', '.join(unknown)} differ")
    if not arguments.exact and not measurements(arguments.name):
        raise SystemExit(f"{arguments.name} was not measured, and is known as it is: from the months next to it")
    return {"commit": commit, "differences": True, "exact": sorted(arguments.exact or ())}


def kind_of(target: str, runtime: str = "") -> str:
    """Return what a snapshot's `exact` calls a target: `cortex-m4/cmsis-nn` is cmsis-nn, `esp32/reference` ilp32."""
    it = parse(target)
    if it.cpu in CORTEX_M:
        return CMSIS_KINDS[CORTEX_M[it.cpu]] if it.kernels == "cmsis-nn" else "reference"
    if it.kernels == "esp-nn" and runtime.startswith("edge-impulse@"):
        return f"{build.OWN_ESP_NN}-{build.ESP_CHIPS[it.cpu]}"
    return "host" if it.cpu == "host" else "ilp32-cmsis-nn" if it.kernels == "cmsis-nn" else "ilp32"


def measurements(name: str) -> dict[str, str]:
    """Return the kind of build of each measurement of a runtime in the corpus, by the measurement's name; empty without a corpus."""
    corpus = Path(os.environ.get(CORPUS, ""))
    if CORPUS not in os.environ:
        return {}
    headers = {it: json.loads((corpus / "snapshots" / f"{it}.json").read_text("utf-8"))["header"] for it in names(corpus)}
    ours = {it: header for it, header in headers.items() if STATIC_MEMORY.sub("", header["runtime"]) == name}
    return {it: kind_of(header["target"], name) for it, header in ours.items() if not header.get("build")}


def equal(measured: str) -> bool:
    """Return whether tflint calls no figure of a measurement exact that is another; print what differs."""
    command = [sys.executable, str(TOOLS.parent / "measure_snapshots.py"), "--tree", measured, "--differences"]
    return subprocess.run(command, check=False).returncode == 0


def write(arguments: argparse.Namespace, row: dict[str, Any]) -> None:
    """Put the row into the catalogue and its sizes next to it, and make the tables anew that follow."""
    catalogue = json.loads((TOOLS / "catalogue.json").read_text("utf-8"))
    catalogue["measured" if arguments.name.startswith(f"{MAIN}@") else "copies"][arguments.name] = row
    (TOOLS / "catalogue.json").write_text(json.dumps(catalogue, indent=1) + "\n", "utf-8")
    for tool in FOLLOWING if arguments.name.startswith(f"{MAIN}@") else FOLLOWING[1:]:
        subprocess.run([sys.executable, str(TOOLS.parent / tool), str(arguments.mirrors)], check=True)


def write_sizes(arguments: argparse.Namespace, history: History, month: str) -> None:
    """Put what a compiler reported into sizes.json; say which struct that ever changed it did not report, and is taken from the month."""
    tables, compiled = roots(), json.loads(arguments.sizes.read_text("utf-8"))
    if strange := compiled.keys() - tables.keys():
        raise SystemExit(f"{arguments.sizes}: {', '.join(sorted(strange))}: expected {', '.join(sorted(tables))}")
    theirs = history.sizes(history.months()[month])
    own = {
        table: {**theirs.get(table, {}), **{it: v for it, v in rows.items() if it in tables[table]}}
        for table, rows in compiled.items()
    }
    sizes = json.loads((TOOLS / "sizes.json").read_text("utf-8"))
    sizes[arguments.name] = {
        table: {struct: size for struct, size in rows.items() if tables[table].get(struct) != size} for table, rows in own.items()
    }
    (TOOLS / "sizes.json").write_text(json.dumps(sizes, indent=1) + "\n", "utf-8")
    for table, rows in compiled.items():
        missing = [it for it in history.catalogue["size_changes"] if it in tables[table] and it not in rows]
        print(f"{table}: {len(rows)} sizes read" + (f"; taken from {month}: {', '.join(missing)}" if missing else ""))


def add(arguments: argparse.Namespace, row: dict[str, Any]) -> None:
    """Write the row, as exact as the corpus shows it to be."""
    found = measurements(arguments.name)
    if not found:
        write(arguments, row)
        return
    bounds = row.pop("bounds", [f"{arguments.name} differs from what was measured"])
    write(arguments, row | {"exact": sorted({*found.values()})})
    wrong = {kind for measured, kind in found.items() if not equal(measured)}
    exact = sorted({*found.values()} - wrong)
    if wrong:
        write(arguments, row | ({"exact": exact} if exact else {"bounds": bounds}))
    print(f"exact: {', '.join(exact) or 'nothing'}" + (f"; not exact, see above: {', '.join(sorted(wrong))}" if wrong else ""))


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
    parser.add_argument("--write", action="store_true", help="write the entry and make the tables anew that follow from it")
    arguments = parser.parse_args()
    if not NAME.fullmatch(arguments.name):
        parser.error(f"{arguments.name!r} is not a name: expected FAMILY@VERSION, as zephyr@3.6.0 or arduino@2023-02")
    demand(parser, arguments.mirrors, TFLM)
    history, texts = History(arguments.mirrors), sources(arguments.checkout)
    if arguments.write and arguments.name in {**history.catalogue["copies"], **history.catalogue["measured"]}:
        parser.error(f"{arguments.name} is in tools/snapshots/catalogue.json: take it out to add it again")
    own = {path: definitions(text) for path, text in texts.items() if path != HEADER}
    month, unknown = nearest(history, own)
    if arguments.name.startswith(f"{MAIN}@"):
        row = month_row(
            history, arguments, unmatched(own, Files(history).of(history.months().get(arguments.name, history.full("main"))))
        )
    else:
        row = entry(history, arguments, month, unknown, texts[HEADER])
    print(json.dumps({arguments.name: row}, indent=1))
    print(f"{unknown.total()} definitions in {len(unknown)} files that {month} does not have:")
    print("\n".join(f"  {count:3} {path}" for path, count in unknown.most_common()))
    if arguments.write and arguments.sizes:
        write_sizes(arguments, history, month)
    if arguments.write:
        add(arguments, row)
    return 0


if __name__ == "__main__":
    sys.exit(main())
