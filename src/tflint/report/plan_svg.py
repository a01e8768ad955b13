"""The memory map as a picture of its own; several models or targets stand one below the other."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from tflint.report import plan_wording
from tflint.report.escape import html
from tflint.report.map_svg import Figure
from tflint.report.memory_map import draw

if TYPE_CHECKING:
    from tflint.check.report import Planned
    from tflint.report.options import Options

_NOTHING = (600.0, 60.0)


def render(plans: tuple[Planned, ...], _options: Options) -> str:
    """Return the maps as one SVG file, its style sheet inside."""
    style = files("tflint.report").joinpath("map.css").read_text(encoding="utf-8")
    drawn = [_drawn(planned, f"m{position}", style) for position, planned in enumerate(plans)]
    if len(drawn) == 1:
        return drawn[0][0] + "\n"
    width, height = max(size[0] for _, size in drawn), sum(size[1] for _, size in drawn)
    box = f'width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}"'
    parts, y = [f'<svg xmlns="http://www.w3.org/2000/svg" {box}>'], 0.0
    for picture, size in drawn:
        parts.append(picture.replace("<svg ", f'<svg y="{y:.0f}" ', 1))
        y += size[1]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _drawn(planned: Planned, ident: str, style: str) -> tuple[str, tuple[float, float]]:
    title = plan_wording.headline(planned)
    if planned.plan is None:
        text = html(f"{title}: does not allocate: {', '.join(planned.reasons)}")
        box = f'width="{_NOTHING[0]:.0f}" height="{_NOTHING[1]:.0f}"'
        nothing = f'<svg class="map" xmlns="http://www.w3.org/2000/svg" {box}><style>{style}</style><text x="12" y="34">{text}</text></svg>'
        return nothing, _NOTHING
    figure = Figure(draw(planned.plan, planned.model), planned.plan, planned.given, ident)
    return figure.svg(title, style), (figure.scale.width, figure.scale.height)
