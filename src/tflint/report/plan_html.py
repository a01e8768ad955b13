"""The arena plan as one self-contained page: a map for each model and target."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from tflint.report import html_page, plan_wording, wording
from tflint.report.escape import html

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.check.report import Planned
    from tflint.report.options import Options


def render(plans: tuple[Planned, ...], options: Options) -> str:
    """Return the page."""
    title = wording.name(plans[0].path) if len({planned.path for planned in plans}) == 1 else wording.count(len(plans), "plan")
    return html_page.document(f"{title}: where the arena goes", _body(plans, options))


def _body(plans: tuple[Planned, ...], options: Options) -> Iterator[str]:
    yield f'<header><h1>Where the arena goes</h1><p class="soft">tflint {html(options.version)} plan</p></header><main>'
    position = 0
    for path, group in groupby(plans, key=lambda planned: planned.path):
        planned = tuple(group)
        yield f'<h2 class="path">{html(path)}</h2>'
        yield f'<p class="soft">{_facts(planned[0])}</p>'
        if len(planned) > 1:
            yield from _comparison(planned)
        for one in planned:
            yield f"<section><h3>{html(one.target)}{'' if one.plan is None or one.plan.exact else f' ({one.plan.standing})'}</h3>"
            yield from html_page.plan_section(one, f"m{position}")
            yield "</section>"
            position += 1
    yield "</main>"


def _facts(planned: Planned) -> str:
    operators = sum(1 for _ in planned.model.operators()) if planned.model else 0
    facts = (wording.size(planned.size), wording.count(operators, "op") if operators else "", planned.kind, planned.runtime)
    return " · ".join(html(fact) for fact in facts if fact)


def _comparison(plans: tuple[Planned, ...]) -> Iterator[str]:
    yield '<table><thead><tr><th>target</th><th class="figure">used</th><th class="figure">minimum</th><th>why it differs</th></tr></thead><tbody>'
    for planned in plans:
        plan = planned.plan
        figures = ("–", "–") if plan is None else (f"{plan.used:,}", f"{plan.minimum:,}")
        why = plan_wording.difference(plans[0], planned) if planned is not plans[0] else ""
        cells = "".join(f'<td class="figure">{figure}</td>' for figure in figures)
        yield f"<tr><td>{html(planned.target)}</td>{cells}<td>{html(why)}</td></tr>"
    yield "</tbody></table>"
