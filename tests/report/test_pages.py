"""The HTML pages, by their text and in a real browser."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import chromium
import pytest

from tflint.report import render, render_plans
from tflint.report.options import Options

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tflint.check.report import Planned, Report

OPTIONS = Options(version="0.1.0")
VOID = {"meta", "link", "br", "hr", "img", "input"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if chromium.executable() is None:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")
    with chromium.Browser() as opened:
        yield opened


class Balance(HTMLParser):
    """Follows the tags of a page; `tags` holds all that were seen, `wrong` what closes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


def balance(page: str) -> Balance:
    parser = Balance()
    parser.feed(page)
    parser.close()
    return parser


def test_an_arena_to_paste_names_the_runtime_it_is_for(report: Report) -> None:
    page = render("html", report, OPTIONS)
    assert re.findall(r"kTensorArenaSize = [0-9]+; +// alignas\(16\), for [^<]*", page) == [
        "kTensorArenaSize = 5424;   // alignas(16), for tflm@2024-08",
        "kTensorArenaSize = 33776;   // alignas(16), for esp-tflite-micro@1.4.0",
    ]


def test_a_page_is_balanced_and_its_policy_allows_its_style_sheet_alone(report: Report) -> None:
    page = render("html", report, OPTIONS)
    parser = balance(page)
    assert (parser.open, parser.wrong) == ([], [])
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert policy
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in policy[1]
    assert page.count("<style") == 1


def test_hostile_names_add_no_tag_and_no_attribute(hostile_report: Report, report: Report) -> None:
    hostile, honest = balance(render("html", hostile_report, OPTIONS)), balance(render("html", report, OPTIONS))
    assert (hostile.open, hostile.wrong) == ([], [])
    assert hostile.tags - honest.tags <= {"code", "input", "label", "ol"}  # many models have contents
    assert not {name for name in hostile.attributes if name.startswith("on") or name in {"style", "src"}}


def test_a_rule_page_is_rendered_once_a_model_and_its_markup_stays_text(report: Report) -> None:
    rule = report.rules["dead-operator"]
    twice = report._replace(findings=(*report.findings[:2], report.findings[1]))
    page = render("html", twice, OPTIONS)
    assert page.count("<summary>why, and how to fix it</summary>") == 2
    assert "<h2>Why</h2>" in page
    __import__("sys").modules[rule.module].__doc__ = "Title.\n\n<script>alert(1)</script> [x](javascript:alert(1))"
    assert not re.search(r"<script|href=.javascript", render("html", twice, OPTIONS))


def test_deltas_stand_in_the_strip_and_above(changed_report: Report) -> None:
    page = render("html", changed_report, OPTIONS)
    assert "Against origin/main: 4 models changed (1 new, 1 gone, 1 moved), 1 new finding, 1 fixed" in page
    assert "33,776 B (+7,968)" in page
    assert "fixed: dead-operator" in page


def test_a_long_run_draws_maps_for_the_first_models_and_names_the_command_for_the_rest(report: Report) -> None:
    models = tuple(report.models[0]._replace(path=f"models/{n:03}.tflite") for n in range(100))
    page = render("html", report._replace(models=models, findings=()), OPTIONS)
    assert page.count('<svg class="map"') == 60
    assert "tflint plan models/099.tflite --format html draws its map" in page


def test_a_plan_page_compares_targets(plans: tuple[Planned, ...]) -> None:
    page = render_plans("html", (plans[0], plans[0]._replace(target="host/reference")), OPTIONS)
    assert balance(page).wrong == []
    assert page.count('<svg class="map"') == 2
    assert "<th>target</th>" in page


def test_a_page_opens_without_a_word_on_the_console(browser: Any, report: Report, tmp_path: Path) -> None:  # noqa: ANN401  loaded by path
    file = tmp_path / "check.html"
    file.write_text(render("html", report, OPTIONS), encoding="utf-8")
    browser.open(file)
    assert browser.complaints() == []
    assert browser.evaluate("getComputedStyle(document.querySelector('details.model')).borderRadius") == "8px"


def test_models_unfold_by_mouse_and_by_keyboard(browser: Any, report: Report, tmp_path: Path) -> None:  # noqa: ANN401  loaded by path
    file = tmp_path / "check.html"
    file.write_text(render("html", report, OPTIONS), encoding="utf-8")
    browser.open(file)
    opened = "document.querySelector('details.model').open"
    before = browser.evaluate(opened)
    x, y = browser.evaluate(
        "(() => { const r = document.querySelector('details.model > summary').getBoundingClientRect(); return [r.x + 20, r.y + 10] })()"
    )
    browser.click(x, y)
    assert browser.evaluate(opened) is not before
    browser.evaluate("document.querySelector('details.model > summary').focus()")
    browser.press("Enter", 13, "\r")
    assert browser.evaluate(opened) is before


def test_pointing_at_a_block_lights_it_up_and_tells_what_it_is(browser: Any, plans: tuple[Planned, ...], tmp_path: Path) -> None:  # noqa: ANN401  loaded by path
    file = tmp_path / "plan.html"
    file.write_text(render_plans("html", plans, OPTIONS), encoding="utf-8")
    browser.open(file)
    shown = "getComputedStyle(document.querySelector('#m0-1 .on')).opacity"
    assert browser.evaluate(shown) == "0"
    x, y = browser.evaluate(
        "(() => { const r = document.querySelector('#m0-1 .body').getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2] })()"
    )
    browser.hover(x, y)
    assert browser.evaluate(shown) == "1"
    browser.hover(1, 1)
    browser.evaluate("document.querySelector('a[href=\"#m0-1\"]').closest('details').open = true")
    browser.evaluate("document.querySelector('a[href=\"#m0-1\"]').click()")
    assert browser.evaluate(shown) == "1"
    assert browser.complaints() == []


@pytest.mark.parametrize("dark", [False, True])
def test_text_stands_out_from_its_ground_in_light_and_dark(browser: Any, report: Report, tmp_path: Path, dark: bool) -> None:  # noqa: ANN401  loaded by path
    file = tmp_path / "check.html"
    file.write_text(render("html", report, OPTIONS), encoding="utf-8")
    browser.open(file, dark=dark)
    ground = browser.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (luminance(ground) < 0.1) is dark
    for selector in ("body", ".soft", ".error", ".warning", ".note", "svg.map text", "svg.map .peak-label"):
        what = "fill" if "svg" in selector else "color"
        ink = browser.evaluate(f"getComputedStyle(document.querySelector({selector!r})).{what}")
        assert contrast(ink, ground) >= 4.5, (selector, ink, ground)


def test_hostile_names_run_nothing_in_a_real_browser(
    browser: Any,  # noqa: ANN401  loaded by path
    hostile_report: Report,
    hostile_plans: tuple[Planned, ...],
    tmp_path: Path,
) -> None:
    pages = {"check.html": render("html", hostile_report, OPTIONS), "plan.html": render_plans("html", hostile_plans, OPTIONS)}
    pages["plan.svg"] = render_plans("svg", hostile_plans, OPTIONS)
    for name, text in pages.items():
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        browser.open(file)
        assert browser.complaints() == [], name
        assert browser.evaluate("document.querySelectorAll('script, img, iframe, object, embed, form, base').length") == 0
    browser.open(tmp_path / "check.html")
    names = browser.evaluate("[...document.querySelectorAll('.path')].map(e => e.textContent)")
    assert any("<img src=x onerror=alert(1)>" in name for name in names)


def luminance(color: str) -> float:
    """Return the relative luminance of `rgb(r, g, b)` as WCAG defines it."""
    channels = [int(part) / 255 for part in re.findall(r"\d+", color)[:3]]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_a_big_report_has_contents_and_boxes_that_hide(report: Report) -> None:
    assert 'class="filter"' not in render("html", report, OPTIONS)
    many = report._replace(models=tuple(report.models[0]._replace(path=f"m/{n}.tflite") for n in range(20)), findings=())
    page = render("html", many, OPTIONS)
    assert '<input type="checkbox" id="show-none" checked> no findings (20)</label>' in page
    assert page.count('<a href="#model-') == page.count('id="model-') == 20


def test_a_page_says_where_maps_end(report: Report) -> None:
    many = report._replace(models=tuple(report.models[0]._replace(path=f"m/{n}.tflite") for n in range(70)), findings=())
    planned = sum(board.plan is not None for model in many.models for board in model.boards)
    assert f"memory maps are drawn for the first 60 of {planned} plans" in render("html", many, OPTIONS)
