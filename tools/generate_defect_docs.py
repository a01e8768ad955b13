"""Generate docs/defects.md: the table of known defects, from runtime/tflm/defects.

python tools/generate_defect_docs.py [--check]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tflint.facts.kernel_defects import span
from tflint.runtime.tflm.defects import table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.runtime.tflm.defects.table import Defect

PAGE = Path(__file__).parents[1] / "docs" / "defects.md"
MARK = "<!-- made by tools/generate_defect_docs.py -->\n"
KINDS = {
    "esp-nn": "ESP-NN",
    "cmsis-nn": "CMSIS-NN",
    "tflm": "TensorFlow Lite Micro's own kernels",
}
WHERE = {
    "s3": "ESP32-S3",
    "p4": "ESP32-P4",
    "opt": "other chips",
    "": "reference",
    "cmsis_nn": "CMSIS-NN's",
    "esp_nn": "ESP-NN's",
}
WHERE |= {"c": "plain C", "dsp": "DSP", "mve": "MVE"}


def tables() -> Iterator[str]:
    """Yield the page's generated part."""
    for code, title in KINDS.items():
        yield f"\n## {title}\n\n"
        yield "| ops | where | the kernel | then | releases | shown by | source |\n| --- | --- | --- | --- | --- | --- | --- |\n"
        yield from (row(it) for it in table.defects() if it.code == code)


def row(it: Defect) -> str:
    """Return a defect's line."""
    ops = ", ".join(f"`{op}`" for op in it.ops)
    where = ", ".join(WHERE[name] for name in (*it.chips, *it.builds, *it.kernels))
    links = [it.fix, *it.reports]
    linked = ", ".join(f"[{_name(link)}]({link})" for link in links if link)
    return f"| {ops} | {where} | {it.what} | {it.consequence} | {span(it)} | {'running' if it.run else 'reading'} | {linked} |\n"


def _name(link: str) -> str:
    kind, _, number = link.rpartition("/")
    return f"`{number[:8]}`" if kind.endswith("commit") else f"#{number}"


def main() -> int:
    """Write the page, or compare with it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    text = PAGE.read_text("utf-8")
    made = text.partition(MARK)[0] + MARK + "".join(tables())
    if made != text and not parser.parse_args().check:
        PAGE.write_text(made, "utf-8")
        return 0
    if made != text:
        print("docs/defects.md is stale: run tools/generate_defect_docs.py", file=sys.stderr)
    return int(made != text)


if __name__ == "__main__":
    sys.exit(main())
