"""Make src/tflint/runtime/tflm/defects/present.json: which known defects each snapshot of TFLM has.

    python tools/generate_kernel_defects.py MIRRORS [--check]

MIRRORS is a folder of git repositories with their whole history, each as OWNER+NAME/repo: tensorflow+tflite-micro,
ARM-software+CMSIS-NN, ARM-software+CMSIS_5. What goes in is defects/defects.json: each defect with the commits that brought it and that
took it away. A defect of TFLM's own kernels is looked for in the commit of main that a snapshot carries, one of CMSIS-NN in the commit that this
commit downloads (ext_libs/cmsis_nn_download.sh), whose day is under `pins`. Who ships a CMSIS-NN of their own has no entry there.
Under `defects`, a snapshot's are their places under `days`.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from generate_op_tables import Repository
from generate_snapshots import History, text
from mirrors import TFLM, demand, repository

from tflint.runtime.tflm import op_tables

DEFECTS = Path(__file__).resolve().parent.parent / "src" / "tflint" / "runtime" / "tflm" / "defects"
EXTERNAL = "tensorflow/lite/micro/tools/make/ext_libs"
DOWNLOADS = (
    (f"{EXTERNAL}/cmsis_nn_download.sh", r'ZIP_PREFIX_NN="([0-9a-f]{40})"'),
    (f"{EXTERNAL}/cmsis_download.sh", r'ZIP_PREFIX="([0-9a-f]{40})"'),
    ("tensorflow/lite/micro/tools/make/third_party_downloads.inc", r"CMSIS_5/archive/([0-9a-f]{40})"),
)
CMSIS_NN, CMSIS_5 = "ARM-software/CMSIS-NN", "ARM-software/CMSIS_5"
OWN_CMSIS_NN = ("coralmicro", "gecko-sdk", "harvard-tinymlx", "zephyr", "esp-tflite-micro")


class Libraries:
    """CMSIS-NN's history, which began in another repository."""

    def __init__(self, mirrors: Path) -> None:
        self.own = Repository(repository(mirrors, CMSIS_NN))
        self.before = Repository(repository(mirrors, CMSIS_5))

    def day(self, commit: str) -> str:
        """Return the day on which a commit was written; the move between the repositories kept it."""
        try:
            return self.own.git("show", "-s", "--format=%as", commit).strip()
        except subprocess.CalledProcessError:
            return self.before.git("show", "-s", "--format=%as", commit).strip()

    @cache  # noqa: B019  one history a run
    def holds(self, commit: str, change: str) -> bool:
        """Return whether a commit has a change in it; of one from the first repository the days are compared."""
        try:
            return self.own.git("merge-base", commit, change).strip() == self.own.git("rev-parse", f"{change}^{{commit}}").strip()
        except subprocess.CalledProcessError:
            return self.day(change) <= self.day(commit)


def main_commits(history: History) -> dict[str, str]:
    """Return the commit of TFLM's main that each snapshot carries; a copy without one of its own, that of what it extends."""
    months, copies = history.months(), history.catalogue["copies"]

    def commit(name: str) -> str:
        row = copies.get(name)
        if row is None:
            return months[name]
        return history.full(row["main"]) if "main" in row else commit(row["extends"])

    return months | {name: commit(name) for name in copies}


def pin(history: History, commit: str) -> str | None:
    """Return the commit of CMSIS-NN that a commit of main downloads."""
    for path, pattern in DOWNLOADS:
        try:
            found = re.search(pattern, history.repository.show(commit, path))
        except subprocess.CalledProcessError:
            continue
        if found:
            return found[1]
    return None


def present(mirrors: Path) -> dict[str, Any]:
    """Return the file's content."""
    history, libraries = History(mirrors), Libraries(mirrors)
    table: dict[str, dict[str, Any]] = json.loads((DEFECTS / "defects.json").read_text("utf-8"))["defects"]
    pins: dict[str, str] = {}
    found: dict[str, list[str]] = {}
    commits = main_commits(history)
    for name in op_tables.names():
        commit = commits[name]
        library = None if name.partition("@")[0] in OWN_CMSIS_NN else pin(history, commit)
        if library is not None:
            pins[name] = libraries.day(library)
        holds = {"tflm": lambda change, at=commit: history.holds(at, change)}
        if library is not None:
            holds["cmsis-nn"] = lambda change, at=library: libraries.holds(at, change)
        found[name] = sorted(
            defect
            for defect, row in table.items()
            if (has := holds.get(row["code"])) and has(row["since"]) and not (row["fixed"] and has(row["fixed"]))
        )
    known = days(table, history, libraries)
    places = {defect: place for place, defect in enumerate(known)}
    return {"_": "made by tools/generate_kernel_defects.py; do not edit", "days": known} | {
        "pins": pins,
        "defects": {name: [places[defect] for defect in defects] for name, defects in found.items()},
    }


def days(table: dict[str, dict[str, Any]], history: History, libraries: Libraries) -> dict[str, list[str | None]]:
    """Return from which day on main had each defect that has commits, and since when it is fixed."""
    made: dict[str, list[str | None]] = {}
    for defect, row in table.items():
        if row["code"] == "esp-nn":
            continue
        of = (lambda it: history.dates[history.full(it)][:10]) if row["code"] == "tflm" else libraries.day
        made[defect] = [None if it in {None, "first"} else of(it) for it in (row["since"], row["fixed"])]
    return made


def main() -> int:
    """Write the file, or compare with it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mirrors", type=Path)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    demand(parser, arguments.mirrors, TFLM, CMSIS_NN, CMSIS_5)
    content, path = text(present(arguments.mirrors)), DEFECTS / "present.json"
    stale = not path.exists() or path.read_text("utf-8") != content
    if stale and not arguments.check:
        path.write_text(content, "utf-8")
    print(f"present.json {'is stale' if stale and arguments.check else 'is current' if not stale else 'written'}")
    return int(stale and arguments.check)


if __name__ == "__main__":
    sys.exit(main())
