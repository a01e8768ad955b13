"""The words that all reports for people share: counts, sizes, places, and the last line."""

from __future__ import annotations

import re
from collections import Counter

from tflint.finding import Severity
from tflint.report.escape import cut

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tflint.check.report import Report
    from tflint.finding import Finding, Location, Place

LONGEST_NAME = 48  # characters of a tensor's name that people are shown among others
_LONG_NAME = rf"(?<!\w)'([^'\s]{{{LONGEST_NAME + 1},}})'(?!\w)"
_OPERATOR = r"subgraphs/(\d+)/operators/(\d+)"


def count(number: int, noun: str) -> str:
    """Return `1 error` or `3 errors`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def size(number: int) -> str:
    """Return a file's size as people read it: `58.9 KiB`."""
    if number < 1024:  # noqa: PLR2004  bytes in a KiB
        return f"{number} B"
    if number < 1 << 20:
        return f"{number / 1024:.1f} KiB"
    return f"{number / (1 << 20):.1f} MiB"


def name(path: str) -> str:
    """Return a path's last part, whichever system wrote it."""
    return path.replace("\\", "/").rpartition("/")[2] or path


def listing(words: Iterable[str]) -> str:
    """Return `a`, `a and b` or `a, b and c`."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def capital(sentence: str) -> str:
    """Return a sentence with a capital, as a heading has it."""
    return sentence[:1].upper() + sentence[1:]


def line(place: Place) -> str:
    """Return a place in a text file as every editor understands it, `tflint.toml:9:9`; an option of the command line as it is."""
    return place.path if place.path.startswith("--") else f"{place.path}:{place.line}:{place.column}"


def inside(location: Location) -> str:
    """Return a place in a model for people: `op 12 CONV_2D`, `tensor 'x'`, empty for the model as a whole."""
    operator = re.match(_OPERATOR, location.path)
    if operator:
        graph = "" if operator[1] == "0" else f"subgraph {operator[1]} "
        return f"{graph}op {operator[2]} {cut(location.operator or '', 60)}".rstrip()
    if location.tensor:
        return f"tensor '{cut(location.tensor, 80)}'"
    return location.path


def where(finding: Finding) -> str:
    """Return where a finding is, beyond its file: a line of manifest or source, else the place in the model."""
    return line(finding.place) if finding.place else inside(finding.location)


def beyond(finding: Finding) -> str:
    """Return where a finding is, empty where its own message says so already."""
    words, tensor = where(finding), finding.location.tensor
    named = words.startswith("tensor ") and repr(tensor) in finding.message
    return "" if named or words.removeprefix("tensor ") in finding.message else words


def short(sentence: str) -> str:
    """Return a sentence whose long quoted names have lost their middle: a converter joins names of fused layers."""
    return re.sub(_LONG_NAME, lambda name: f"'{cut(name[1], LONGEST_NAME)}'", sentence)


def several_boards(report: Report) -> bool:
    """Return whether a finding has to say which board it is about."""
    return len({board.board for model in report.models for board in model.boards}) > 1


def message(finding: Finding, *, several: bool) -> str:
    """Return a finding's message, long names shortened, with its board where there are several and the message does not name it."""
    unnamed = several and finding.board and finding.board not in finding.message
    return short(f"{finding.message} (on {finding.board})" if unnamed else finding.message)


def shown(findings: Iterable[Finding], *, notes: bool) -> tuple[Finding, ...]:
    """Return the findings that people are shown: all, or all but the notes."""
    return tuple(it for it in findings if notes or it.severity > Severity.NOTE)


def shortest(paths: Iterable[str]) -> dict[str, str]:
    """Return for each path as many of its last parts as distinguish it from the others: `a/kws.tflite` and `b/kws.tflite`."""
    parts = {path: path.replace("\\", "/").split("/") for path in paths}
    names: dict[str, str] = {}
    left, length = list(parts), 1
    while left:
        tails = {path: "/".join(parts[path][-length:]) for path in left}
        alike = Counter(tails.values())
        names |= {path: tail for path, tail in tails.items() if alike[tail] == 1 or length >= len(parts[path])}
        left = [path for path in left if path not in names]
        length += 1
    return names


def tally(report: Report, *, notes: bool = True) -> str:
    """Return the last line: what was kept, in how many models, and what was suppressed, skipped, crashed; notes apart if not shown."""
    found = shown(report.findings, notes=notes)
    parts = [_kept(report, found)]
    if hidden := len(report.findings) - len(found):
        words = f"{count(hidden, 'note')} (-v shows {'it' if hidden == 1 else 'them'})."
        parts = [f"{parts[0].removesuffix('.')}{' and' if found else ' but'} {words}"]
    if report.suppressed:
        parts.append(f"{len(report.suppressed):,} suppressed.")
    parts.extend(_skipped(report))
    if report.crashed:
        parts.append(f"{count(len({crash.rule for crash in report.crashed}), 'rule')} crashed.")
    if report.troubles:
        parts.append(f"{count(len(report.troubles), 'path')} could not be read.")
    return " ".join(parts)


def severities(findings: Iterable[Finding]) -> dict[Severity, int]:
    """Return how many findings of each severity there are, the worst first, none left out."""
    counted = Counter(finding.severity for finding in findings)
    return {severity: counted[severity] for severity in sorted(Severity, reverse=True)}


def _kept(report: Report, found: tuple[Finding, ...]) -> str:
    counted = [count(number, str(severity)) for severity, number in severities(found).items() if number]
    models = count(len(report.models), "model")
    if counted:
        touched = len({finding.path for finding in found} & {model.path for model in report.models})
        return f"Found {listing(counted)} in {touched:,} of {models}." if touched else f"Found {listing(counted)}."
    if report.unchecked:
        return "Nothing checked, although there are models (see above; --allow-empty accepts this)."
    if not report.models:
        return "Nothing checked: no model was found."
    return f"{models} checked, no findings."


def _skipped(report: Report) -> Iterable[str]:
    rules = [skip for skip in report.skipped if skip.what in report.rules]
    paths = len(report.skipped) - len(rules)
    if rules:
        named = f": {', '.join(f'{skip.what} ({skip.why})' for skip in rules)}" if len(rules) <= 2 else ""  # noqa: PLR2004  a line's worth
        yield f"{count(len(rules), 'rule')} skipped{named}."
    if paths:
        yield f"{count(paths, 'path')} skipped."


FIXABLE = "[*]"


def marked(finding: Finding, text: str) -> str:
    """Return a finding's text with a mark where `tflint fix` can make it go away without `--unsafe`."""
    from tflint.fix.rules import of_finding

    return f"{text} {FIXABLE}" if of_finding(finding) == "safe" else text


def fixable(findings: Sequence[Finding]) -> str:
    """Return how many findings `tflint fix` can make go away, and by which rules; empty where it can none."""
    if not findings:
        return ""
    from tflint.fix.rules import of_finding

    rules: dict[str, Counter[str]] = {"safe": Counter(), "unsafe": Counter()}
    for finding in findings:
        if kind := of_finding(finding):
            rules[kind][finding.rule] += 1
    safe, unsafe = (f"{sum(each.values()):,} {{}} ({listing(sorted(each))})" if each else "" for each in rules.values())
    parts = [f"{FIXABLE} {safe.format('fixable with `tflint fix`')}"] if safe else []
    parts += [unsafe.format("more with `--unsafe`" if safe else "fixable with `tflint fix --unsafe`")] if unsafe else []
    return f"{', '.join(parts)}." if parts else ""
