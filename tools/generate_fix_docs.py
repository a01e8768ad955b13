"""Generate what docs/fix.md shows: an example, its two maps, the table of fixes and the measured table.

python tools/generate_fix_docs.py           writes docs/fix.md, docs/fix-before.svg and docs/fix-after.svg
python tools/generate_fix_docs.py --check   exits 1 where one of them is stale
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from tflint.fix.rules import FIXES

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/fix.md"
ROWS = ROOT / "benchmarks/fix.jsonl"
DEVICES = ROOT / "benchmarks/fix-devices.jsonl"
MODEL = "examples/models/person.tflite"
SHOWN = 15  # models in the table, those that gain most bytes
SHARES = (0.05, 0.1, 0.2, 0.3, 0.5)


def example(folder: Path) -> str:
    """Return the example's command and what it prints; the rewritten model is left in the folder."""
    words = ("fix", MODEL, "--target", "cortex-m4/cmsis-nn")
    tflint(*words, "--output", str(folder))
    return f"```console\n$ tflint {' '.join(words)}\n{tflint(*words)}```\n"


def tflint(*words: str) -> str:
    """Run tflint in the repository; return what it prints."""
    done = subprocess.run([sys.executable, "-m", "tflint", *words], cwd=ROOT, check=False, capture_output=True, encoding="utf-8")
    if done.stderr:
        sys.exit(done.stderr)
    return done.stdout


def picture(path: str) -> str:
    """Return a model's memory map, titled by its file name."""
    return tflint("plan", path, "--target", "cortex-m4/cmsis-nn", "--format", "svg")


def fixes() -> str:
    """Return the table of fixes."""
    lines = ["| rule | fix | safe |", "| --- | --- | --- |"]
    for name, fix in FIXES.items():
        safe = ("yes, only where `--select` names it" if fix.asked else "yes") if fix.safe else "no"
        lines.append(f"| `{name}` | {fix.what} | {safe} |")
    return "\n".join(lines) + "\n"


def measured() -> str:
    """Return the summary of all rows and the table of the models that gain most."""
    rows = [json.loads(line) for line in ROWS.read_text("utf-8").splitlines()]
    saved = [1 - row["after"]["minimum"] / row["before"]["minimum"] for row in rows]
    proofs = [it for row in rows for it in row.get("proofs", ())]
    counted = {
        runtime: [it["identical"] for it in proofs if it["runtime"].startswith(runtime)]
        for runtime in ("tflite-micro", "ai-edge-litert")
    }
    lines = [f"Of {len(rows)} models {sum(bool(row['rules']) for row in rows)} change. The arena is smaller by", ""]
    lines += ["| at least | " + " | ".join(f"{share:.0%}" for share in SHARES) + " |", "| --- |" + " --- |" * len(SHARES)]
    lines += ["| models | " + " | ".join(str(sum(it >= share for it in saved)) for share in SHARES) + " |", ""]
    lines += ["| model | arena before | after | MACs | file |", "| --- | ---: | ---: | ---: | ---: |"]
    best = sorted(rows, key=lambda row: row["after"]["minimum"] - row["before"]["minimum"])
    lines += [_row(row) for row in best[:SHOWN]]
    for runtime, verdicts in counted.items():
        ran = [it for it in verdicts if it is not None]
        if not ran:
            continue
        lines += [
            "",
            f"`{runtime}`: {sum(ran)} of {len(ran)} rewritten models identical; {len(verdicts) - len(ran)} do not run there as they are.",
        ]
    seconds = sorted(row["cpu"] for row in rows if "cpu" in row)
    if len(seconds) == len(rows):
        p90 = seconds[int(len(seconds) * 0.9)]
        lines += [
            "",
            f"A rewrite took {median(seconds):.1f} s of a processor (median), {p90:.1f} s (p90), {seconds[-1]:.1f} s at most.",
        ]
    return "\n".join(lines) + "\n"


def devices() -> str:
    """Return what each emulated device came to."""
    lines = [
        "| target | TFLM | machine | models | identical | less arena | `arena_used_bytes()` as planned |",
        "| --- | --- | ---: | ---: | ---: | ---: |",
    ]
    kinds: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for row in map(json.loads, DEVICES.read_text("utf-8").splitlines()):
        kinds.setdefault((row["target"], row["runtime"], row["machine"]), []).append(row)
    for (target, runtime, machine), rows in kinds.items():
        same = sum(row["identical"] is True for row in rows)
        less = sum(row["arena"][1] < row["arena"][0] for row in rows if row["identical"] is not None)
        planned = sum(row["used"] == row["planned"] for row in rows)
        lines.append(f"| {target} | {runtime} | {machine} | {len(rows)} | {same} | {less} | {planned} |")
    return "\n".join(lines) + "\n"


def _row(row: dict[str, Any]) -> str:
    before, after = row["before"], row["after"]
    macs = f"{after['macs'] / max(before['macs'], 1) - 1:+.1%}" if after["macs"] != before["macs"] else "="
    name = row["file"].rsplit("__", 1)[-1].rsplit("/", 1)[-1].removesuffix(".tflite")
    owner = row["file"].split("/")[-2].replace("+", "/")
    return f"| {name} ({owner}) | {before['minimum']:,} | {after['minimum']:,} | {macs} | {after['size'] - before['size']:+,} B |"


def rendered() -> dict[Path, str]:
    """Return what each file must hold."""
    with tempfile.TemporaryDirectory() as folder:
        parts = {"example": example(Path(folder)), "fixes": fixes(), "measured": measured(), "devices": devices()}
        before, after = picture(MODEL), picture(str(Path(folder) / Path(MODEL).name)).replace(f"{folder}/", "")
    text = PAGE.read_text("utf-8")
    for name, part in parts.items():
        block = rf"(<!-- {name}: begin [^>]*-->\n).*?(<!-- {name}: end -->)"
        text = re.sub(block, lambda found, part=part: found[1] + part + found[2], text, flags=re.DOTALL)  # type: ignore[misc]  # a default of its own
    return {PAGE: text, ROOT / "docs/fix-before.svg": before, ROOT / "docs/fix-after.svg": after}


def main() -> int:
    """Write the files, or compare them with what would be written."""
    stale = []
    for path, text in rendered().items():
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text("utf-8") != text:
            stale.append(path.name)
    if stale:
        print(f"stale: {', '.join(stale)}; run python tools/generate_fix_docs.py")
    return bool(stale)


if __name__ == "__main__":
    sys.exit(main())
