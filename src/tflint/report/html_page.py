"""The frame of an HTML page: one file, no script, no network, and a policy that forbids both."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

from tflint.report import plan_wording, process_words, wording
from tflint.report.escape import cut, html
from tflint.report.map_svg import Figure, describe
from tflint.report.memory_map import draw

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tflint.check.report import Planned
    from tflint.facts import ProcessMemory
    from tflint.report.memory_map import MemoryMap
    from tflint.runtime.plan import Plan

_ROWS = 200


def document(title: str, body: Iterable[str]) -> str:
    """Return a whole page; its one style sheet is allowed by its hash, everything else is forbidden."""
    style = "\n".join(files("tflint.report").joinpath(name).read_text(encoding="utf-8") for name in ("page.css", "map.css"))
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    head = (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="generator" content="tflint">\n'
        '<link rel="icon" href="data:,">\n'
        f"<title>{html(title)}</title><style>{style}</style></head>\n<body>"
    )
    return "\n".join([head, *body, "</body></html>"]) + "\n"


def plan_section(planned: Planned, ident: str) -> Iterator[str]:
    """Yield a plan: its figures, its map, what would help, and all its buffers as a table."""
    plan = planned.plan
    if plan is None or not planned.allocates:
        yield f'<p class="error">does not allocate: {html(", ".join(planned.reasons) or "no reason given")}</p>'
    if plan is None:
        return
    picture = draw(plan, planned.model)
    if planned.process is None:
        yield f"<p>{' · '.join(_figures(planned, plan, plan.head - picture.alive))}</p>"
    else:
        yield from _process(planned, planned.process)
    yield from (f'<p class="soft">{plan.standing}: {html(reason)}</p>' for reason in plan.unknown[:4])
    figure = Figure(picture, plan, planned.given, ident)
    yield f'<div class="scroll" tabindex="0" role="group" aria-label="memory map">{figure.svg(plan_wording.headline(planned._replace(path=wording.name(planned.path))))}</div>'
    sentence = plan_wording.advice(plan, picture)
    if sentence:
        yield f"<p>{html(sentence)}</p>"
    yield from (f"<p>{html(sentence)}</p>" for sentence in planned.smaller)
    if planned.process is None:
        yield f"<pre>{html(plan_wording.constexpr(plan, planned.runtime))}</pre>"
    yield from _buffers(picture, ident)
    yield from _tail(picture, plan)


def _process(planned: Planned, memory: ProcessMemory) -> Iterator[str]:
    yield f"<p><strong>{html(process_words.line(memory, planned.ram))}</strong></p><table><tbody>"
    for row in process_words.rows(memory):
        yield f'<tr><td>{html(row.name)}</td><td class="figure">{html(row.size)}</td><td>{html(row.what)}</td></tr>'
    yield f"</tbody></table><p>{html(process_words.taken(memory, planned.model))}</p>"


def _figures(planned: Planned, plan: Plan, gaps: int) -> Iterator[str]:
    why = plan_wording.above_used(plan)
    yield f"used {plan.used:,} B"
    yield f"<strong>minimum {plan.minimum:,} B</strong>" + (f" ({html(why)})" if why else "")
    if planned.given is not None:
        room = planned.given - plan.minimum
        yield f"given {planned.given:,} B" + (f', <strong class="error">{-room:,} B too little</strong>' if room < 0 else "")
    reused, kept = plan_wording.parts(plan)
    yield f"{reused} {plan.head:,} B" + (f" with {gaps:,} B of gaps" if gaps > 0 else "")
    yield f"{kept} {plan.tail:,} B"


def _buffers(picture: MemoryMap, ident: str) -> Iterator[str]:
    rows = sorted(enumerate(picture.blocks), key=lambda row: (-row[1].size, row[1].offset))
    yield f'<details class="more"><summary>the {len(rows):,} buffers that share memory, largest first</summary><div class="scroll"><table>'
    yield '<thead><tr><th>buffer</th><th>kind</th><th class="figure">bytes</th><th class="figure">address</th><th>lives</th></tr></thead><tbody>'
    for position, block in rows[:_ROWS]:
        link = f'<a href="#{ident}-{position}" title="{html(describe(block, picture))}">{html(cut(block.name, 90) or block.kind)}</a>'
        life = picture.life(block)
        cells = f'<td>{block.kind}</td><td class="figure">{block.size:,}</td><td class="figure">{block.offset:,}</td><td class="life">{life}</td>'
        yield f"<tr><td>{link}</td>{cells}</tr>"
    more = f'<p class="soft">and {len(rows) - _ROWS:,} smaller ones</p>' if len(rows) > _ROWS else ""
    yield f"</tbody></table>{more}</div></details>"


def _tail(picture: MemoryMap, plan: Plan) -> Iterator[str]:
    yield f'<details class="more"><summary>what is kept, {plan.tail:,} B</summary><table><tbody>'
    for band in picture.bands:
        number = f"{band.number:,}" if band.number else ""
        yield f'<tr><td>{html(band.category)}</td><td class="figure">{number}</td><td class="figure">{band.size:,}</td></tr>'
    yield "</tbody></table></details>"
