"""What `tflint fix` did as one self-contained page: the memory map of each model before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.report import fix_text, html_page, wording
from tflint.report.escape import html

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.fix.outcome import Fixed, Outcome
    from tflint.report.options import Options


def render(outcome: Outcome, options: Options) -> str:
    """Return the page."""
    changed = [it for it in outcome.models if it.changed]
    title = wording.name(changed[0].path) if len(changed) == 1 else wording.count(len(changed), "model")
    return html_page.document(f"{title}: the arena before and after", _body(changed, outcome, options))


def _body(changed: list[Fixed], outcome: Outcome, options: Options) -> Iterator[str]:
    yield f'<header><h1>The arena before and after</h1><p class="soft">tflint {html(options.version)} fix</p></header><main>'
    yield f"<p>{html(fix_text.last(outcome))}</p>"
    for position, fixed in enumerate(changed):
        yield f'<h2 class="path">{html(fixed.path)}</h2><p class="soft">{html(fixed.target)}</p><ul>'
        yield from (f"<li>{html(line.strip())}</li>" for line in fix_text.changes(fixed))
        yield "</ul>"
        for side, planned in zip(("before", "after"), fixed.planned or (), strict=False):
            yield f"<section><h3>{side}</h3>"
            yield from html_page.plan_section(planned, f"{side[0]}{position}")
            yield "</section>"
    yield "</main>"
