"""Compare verdicts and layouts with real LiteRT releases on a folder of models: the table of docs/litert.md.

    python tools/measure_litert.py DATA [--wheels FOLDER] [--differences] [--docs docs/litert.md]

The data folder holds measured.json (a row a public model) and the folders synthetic and probes. FOLDER holds a folder for each
further release, `1.4.0` and so on, into which the wheel was unpacked, next to the numpy that it was built for; the newest release
is the one that is installed. Every model is loaded by the real runtime in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "fuzz"))

from differential_litert import answers, compare

from tflint.manifest.target import parse
from tflint.runtime.litert import op_resolver

MARKS = ("<!-- made by tools/measure_litert.py; do not edit -->", "<!-- end -->")
HEAD = "| release | models | taken | verdict equal | refused or dead | reported | layout equal |"


class Row(NamedTuple):
    """A line of the table: a release, a set of models, and how many of them came to what."""

    release: str
    what: str
    taken: int
    not_refused: int
    layouts: int
    fails: int
    reported: int

    def __str__(self) -> str:
        """Return the line."""
        cells = (
            self.release,
            f"{self.taken + self.fails} {self.what}",
            self.taken,
            self.not_refused,
            self.fails,
            self.reported,
            self.layouts,
        )
        return f"| {' | '.join(map(str, cells))} |"


def sets(data: Path) -> dict[str, list[Path]]:
    """Return the models of a data folder: public ones, and those made to find the kernels' limits."""
    public = sorted({data / row["file"] for row in json.loads((data / "measured.json").read_text())})
    return {
        "public models": public,
        "probes": sorted((data / "synthetic").glob("*.tflite")) + sorted((data / "probes").glob("*.tflite")),
    }


def measure(release: str, what: str, paths: list[Path], wheel: Path | None, *, verbose: bool) -> Row:
    """Ask a release for every model and count where we agree."""
    taken, not_refused, layouts, fails, reported = 0, 0, 0, 0, 0
    for path, real in zip(paths, answers(paths, wheel), strict=True):
        found = list(compare(path.name, path.read_bytes(), real, parse(f"litert@{release}")))
        wrong = any(it.what in {"allocates", "reads"} for it in found)
        if real["allocates"]:
            taken, not_refused, layouts = taken + 1, not_refused + (not wrong), layouts + (not found)
        else:
            fails, reported = fails + 1, reported + (not wrong)
        for it in found if verbose else ():
            print(release, *it, sep="  ")
    return Row(release, what, taken, not_refused, layouts, fails, reported)


def main() -> int:
    """Print the table, or write it into the page; return 1 where a model that runs is refused."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--wheels", type=Path)
    parser.add_argument("--differences", action="store_true")
    parser.add_argument("--docs", type=Path)
    arguments = parser.parse_args()
    *older, newest = op_resolver.releases()
    folders = {name: arguments.wheels / name for name in older if arguments.wheels and (arguments.wheels / name).exists()}
    rows = [
        measure(release, what, paths, wheel, verbose=arguments.differences)
        for release, wheel in {newest: None, **dict(reversed(folders.items()))}.items()
        for what, paths in sets(arguments.data).items()
    ]
    made = "\n".join((HEAD, "| --- |" + " ---: |" * 6, *map(str, rows)))
    if arguments.docs:
        before, _, rest = arguments.docs.read_text("utf-8").partition(MARKS[0])
        arguments.docs.write_text(f"{before}{MARKS[0]}\n{made}\n{MARKS[1]}{rest.partition(MARKS[1])[2]}", "utf-8")
    else:
        print(made)
    return int(any(row.not_refused < row.taken for row in rows))


if __name__ == "__main__":
    sys.exit(main())
