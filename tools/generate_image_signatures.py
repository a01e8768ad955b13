"""Renew src/tflint/image/signatures.json: which of TFLM's functions have which mangled names, month by month.

    tools/generate_image_signatures.py LISTINGS
    tools/generate_image_signatures.py --check

LISTINGS is a folder of files YYYY-MM.txt, each what `nm --defined-only` prints of the object files of that month's allocator,
interpreter, memory planners and micro_context, and of a source that instantiates a MicroMutableOpResolver<3>. Compiling them is
not this tool's business. A symbol that exists in every month says nothing and is left out. `--check` looks at what is
committed: well formed, and no month missing between the first and the last.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path

TABLE = Path(__file__).resolve().parents[1] / "src/tflint/image/signatures.json"
RESOLVER = "MicroMutableOpResolverILj3E"


def main() -> int:
    """Write the table, or check the one that is committed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("listings", type=Path, nargs="?")
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    if arguments.check:
        return _check()
    if arguments.listings is None:
        parser.error("LISTINGS is needed, or --check")
    _write({path.stem: _symbols(path.read_text("utf-8")) for path in sorted(arguments.listings.glob("????-??.txt"))})
    return 0


def _check() -> int:
    table = json.loads(TABLE.read_text())
    months = table["months"]
    whole = [f"{year}-{month:02}" for year in range(2021, 2100) for month in range(1, 13)]
    expected = whole[whole.index(months[0]) : whole.index(months[-1]) + 1]
    spans = [span for several in table["symbols"].values() for span in several]
    ok = months == expected and bool(spans) and all(0 <= first <= last < len(months) for first, last in spans)
    print(f"{TABLE.name}: {len(table['symbols'])} symbols over {len(months)} months" if ok else f"{TABLE.name}: damaged")
    return 0 if ok else 1


def _symbols(listing: str) -> set[str]:
    """Return the mangled names in namespace tflite that a month's object files define.

    An inline function exists where some source calls it, which says nothing of the month; a resolver is every firmware's own.
    """
    rows = (row.split()[-2:] for row in listing.splitlines() if len(row.split()) > 1)
    found = (name for kind, name in rows if kind == "T" or RESOLVER in name)
    kept = (name.replace(RESOLVER, "MicroMutableOpResolverILjNE") for name in found)
    return {name for name in kept if re.match(r"_ZNK?6tflite", name)}


def _write(months: dict[str, set[str]]) -> None:
    order = sorted(months)
    everywhere = set.intersection(*months.values())
    names = sorted(set.union(*months.values()) - everywhere)
    spans = {name: _spans([name in months[month] for month in order]) for name in names}
    head = {"_": "made by tools/generate_image_signatures.py; do not edit", "months": order}
    rows = ",\n".join(f"{json.dumps(name)}:{json.dumps(span, separators=(',', ':'))}" for name, span in spans.items())
    TABLE.write_text(json.dumps(head, separators=(",", ":"))[:-1] + ',"symbols":{\n' + rows + "\n}}\n")


def _spans(present: list[bool]) -> list[list[int]]:
    """Return the stretches of months, first and last index, in which a symbol exists."""
    spans: list[list[int]] = []
    for index, here in enumerate(present):
        if here and spans and spans[-1][1] == index - 1:
            spans[-1][1] = index
        elif here:
            spans.append([index, index])
    return spans


if __name__ == "__main__":
    sys.exit(main())
