"""How often each rule fires over a folder of models, so that a severity can be argued from data: rule × count × example, as Markdown.

python benchmarks/corpus_report.py FOLDER [--target host/reference] [--measured FILE] [--output docs/corpus.md] [--smoke]

`--measured` is a JSON list of rows with `sha256`, `status` and `invoke` as the real runtime left them (both `ok` where it ran the model) and
`failing_node`; then the shares are also those of the models that run, and what the runtime refused is compared with what is an error here.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from tflint import packs
from tflint.check.lint import lint
from tflint.check.scope import Scope
from tflint.finding import Severity
from tflint.manifest import target as targets
from tflint.manifest.board import Board, Manifest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tflint.check.lint import Judged
    from tflint.finding import Finding

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples" / "models"
LIMIT = 0.05
LONGEST = 110


@dataclass(frozen=True, slots=True)
class Truth:
    """What the real runtime made of a model: whether it loaded and ran it, and the (op, index) that failed where its log says."""

    runs: bool
    refused: bool
    failing: tuple[str, int] | None


@dataclass(slots=True)
class Count:
    """One rule at one severity: the models that it fires on, those of them that run, and the first message."""

    models: set[str] = field(default_factory=set)
    running: set[str] = field(default_factory=set)
    example: str = ""


def corpus(folder: Path, target: str) -> dict[str, tuple[str, Judged]]:
    """Lint every model below a folder with no manifest; return path -> (SHA-256, what came of it)."""
    parsed = targets.parse(target)
    scope = Scope(packs.load(), Manifest(), (Board(target, parsed),), declared=False)
    found = {}
    for path in sorted(folder.rglob("*.tflite")):
        data, name = path.read_bytes(), path.relative_to(folder).as_posix()
        found[name] = (sha256(data).hexdigest(), lint(data, name, scope))
    return found


def truths(measured: Path | None) -> dict[str, Truth]:
    """Return SHA-256 -> what the real runtime did, empty where nothing was measured."""
    rows = json.loads(measured.read_text("utf-8")) if measured else []
    return {row["sha256"]: _truth(row) for row in rows if row.get("status") in {"ok", "error", "unsupported_op", "crash"}}


def _truth(row: Mapping[str, object]) -> Truth:
    node = row.get("failing_node")
    failing = (str(node[0]), int(node[1])) if isinstance(node, list) and node[1] is not None else None
    loaded = row["status"] == "ok"
    return Truth(
        loaded and row.get("invoke") == "ok", not loaded or str(row.get("invoke")).startswith(("exc", "signal")), failing
    )


def counts(found: Mapping[str, tuple[str, Judged]], known: Mapping[str, Truth]) -> dict[tuple[str, Severity], Count]:
    """Return how often each rule fires at each severity."""
    table: dict[tuple[str, Severity], Count] = defaultdict(Count)
    for name, (digest, judged) in found.items():
        for finding in judged.findings:
            count = table[finding.rule, finding.severity]
            count.models.add(name)
            count.example = count.example or f"`{Path(name).name[-40:]}`: {_short(finding.message)}"
            if digest in known and known[digest].runs:
                count.running.add(name)
    return table


def _short(message: str) -> str:
    cut = message if len(message) <= LONGEST else message[: LONGEST - 1] + "…"
    return cut.replace("|", "\\|")


def markdown(found: Mapping[str, tuple[str, Judged]], known: Mapping[str, Truth], target: str) -> Iterator[str]:
    """Yield the report's lines."""
    running = sum(known[digest].runs for digest, _ in found.values() if digest in known)
    yield "<!-- made by benchmarks/corpus_report.py; do not edit -->"
    yield ""
    yield "# How often each rule fires"
    yield ""
    yield f"{len(found):,} models, no manifest, target `{target}`." + (
        f" The real runtime loads and invokes {running:,} of them." if known else ""
    )
    yield ""
    yield "| rule | severity | models | share | of those that run | example |"
    yield "| --- | --- | ---: | ---: | ---: | --- |"
    for (rule, severity), count in sorted(
        counts(found, known).items(), key=lambda item: (-item[0][1], -len(item[1].models), item[0][0])
    ):
        share = f"{len(count.running)} ({len(count.running) / running:.1%})" if running else ""
        yield f"| {rule} | {severity} | {len(count.models)} | {len(count.models) / len(found):.1%} | {share} | {count.example} |"
    if known:
        yield ""
        yield from (f"- {sentence}" for sentence, _ in promises(found, known))


def promises(found: Mapping[str, tuple[str, Judged]], known: Mapping[str, Truth]) -> Iterator[tuple[str, bool]]:
    """Yield (sentence, kept) for what the project promises of models that run, and of models that do not."""
    running = [judged for digest, judged in found.values() if digest in known and known[digest].runs]
    false = sum(any(it.severity is Severity.ERROR for it in judged.findings) for judged in running)
    yield f"Of {len(running)} models that run, {false} have an error.", not false
    loud = [
        f"{rule} ({len(count.running) / len(running):.1%})"
        for (rule, severity), count in counts(found, known).items()
        if severity > Severity.NOTE and len(count.running) > LIMIT * len(running)
    ]
    yield (
        f"Rules at error or warning on more than {LIMIT:.0%} of them: {', '.join(loud) or 'none'}.",
        not loud,
    )
    lines = sorted(sum(it.severity > Severity.NOTE for it in judged.findings) for judged in running)
    yield f"The median of them has {lines[len(lines) // 2]} findings above a note.", lines[len(lines) // 2] <= 1
    refused = [
        (name, judged, known[digest]) for name, (digest, judged) in found.items() if digest in known and known[digest].refused
    ]
    missed = [Path(name).name for name, judged, truth in refused if not _told(judged.findings, truth)]
    named = f" Not reported: {', '.join(f'`{name}`' for name in missed)}." if missed else ""
    reported = len(refused) - len(missed)
    yield (
        f"Of {len(refused)} models that the runtime refuses, {reported} have an error that names the op its log names.{named}",
        reported >= 0.99 * len(refused),
    )


def _told(findings: Sequence[Finding], truth: Truth) -> bool:
    errors = [it for it in findings if it.severity is Severity.ERROR]
    if truth.failing is None:
        return bool(errors)
    op, index = truth.failing
    return any(it.location.operator == op and it.location.path.endswith(f"/operators/{index}") for it in errors)


def main() -> int:
    """Print the report, or write it; exit 1 where a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=EXAMPLES)
    parser.add_argument("--target", default="host/reference")
    parser.add_argument("--measured", type=Path)
    parser.add_argument("--output", type=Path)
    parser.add_argument("--smoke", action="store_true", help="the example models alone, nothing measured")
    arguments = parser.parse_args()
    folder, measured = (EXAMPLES, None) if arguments.smoke else (arguments.folder, arguments.measured)
    found, known = corpus(folder, arguments.target), truths(measured)
    if not found:
        print(f"no models in {folder}", file=sys.stderr)
        return 2
    text = "\n".join(markdown(found, known, arguments.target)) + "\n"
    if arguments.output:
        arguments.output.write_text(text, "utf-8")
    else:
        print(text, end="")
    broken = [sentence for sentence, kept in promises(found, known) if not kept] if known else []
    print("".join(f"broken: {sentence}\n" for sentence in broken), end="", file=sys.stderr)
    return int(bool(broken))


if __name__ == "__main__":
    sys.exit(main())
