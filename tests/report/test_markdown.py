"""Markdown: what GitHub renders of it is what was meant, and no more."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from tflint.check.report import Crashed
from tflint.finding import Severity
from tflint.report import render
from tflint.report.options import Options

if TYPE_CHECKING:
    from markdown_it.token import Token

    from tflint.check.report import Report

OUR_HTML = re.compile(r"</?(details|details open|summary|code|sub)>|<!-- -->")


def tokens(text: str) -> list[Token]:
    flat: list[Token] = []
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text):
        flat += [token, *(token.children or ())]
    return flat


def test_the_table_tells_what_is_over_and_what_fits(report: Report) -> None:
    text = render("markdown", report, Options())
    assert text.startswith("## ❌ tflint: 2 errors, 1 warning and 1 note\n")
    assert "| okay\\_nabu.tflite | voice-pe | 33,776 | 26,080 | ❌ over by 7,696 |\n" in text
    assert "| gesture.tflite | nano33 | 5,424 | 65,536 | ✅ |\n" in text


def test_a_diff_adds_a_column_of_deltas(changed_report: Report) -> None:
    text = render("markdown", changed_report, Options())
    assert "| model | board | arena needed | Δ | given | |\n" in text
    assert "| okay\\_nabu.tflite | voice-pe | 33,776 | **+7,968** | 26,080 | ❌ over by 7,696 |\n" in text
    assert "| gesture.tflite | nano33 | 5,424 | 0 | 65,536 | ✅ |\n" in text
    assert "🆕 ❌ **arena-overflow**" in text
    assert "- fixed: dead-operator in `models/gesture.tflite`" in text


def test_a_clean_run_is_green_and_an_empty_one_is_not(clean_report: Report) -> None:
    assert render("markdown", clean_report, Options()).startswith("## ✅ tflint: nothing found\n")
    assert render("markdown", clean_report._replace(models=()), Options()).startswith("## ⚠️ tflint: no model was found\n")
    crashed = clean_report._replace(crashed=(Crashed("r", "p", None, "e", "t"),))
    assert render("markdown", crashed, Options()).startswith("## ❌ tflint could not check everything\n")


def test_findings_of_a_model_unfold(report: Report) -> None:
    text = render("markdown", report, Options())
    assert "<details open><summary>❌ <code>models/gesture.tflite</code> · 2 findings</summary>\n" in text
    assert text.count("<details") == text.count("</details>") == 2


def test_hostile_names_render_as_themselves(hostile_report: Report) -> None:
    found = tokens(render("markdown", hostile_report, Options()))
    assert not [token for token in found if token.type in {"link_open", "image"}]
    markup = "".join(token.content for token in found if token.type in {"html_block", "html_inline"})
    assert not re.search(r"<(?!/?(details|summary|code|sub)\b|!-- -->)", OUR_HTML.sub("", markup))


def test_hostile_names_mention_nobody_and_refer_to_no_issue(hostile_report: Report) -> None:
    text = render("markdown", hostile_report, Options())
    outside_code = re.sub(r"(`+).+?\1|<code>.*?</code>", "", text)
    assert not re.search(r"@\w|#\d", outside_code)


def test_hostile_names_leave_the_table_its_columns(hostile_report: Report) -> None:
    rows = [line for line in render("markdown", hostile_report, Options()).splitlines() if line.startswith("|")]
    assert len(rows) >= 2 + len(hostile_report.models)
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {7}


def test_a_huge_report_stays_within_a_comment(report: Report) -> None:
    many = tuple(report.findings[0]._replace(path=f"models/{n:05}.tflite") for n in range(5000))
    text = render("markdown", report._replace(findings=many), Options())
    assert len(text) < 65_536
    assert "more findings_" in text
    assert text.count("<details") == text.count("</details>")
    assert "Found 5,000 errors" in text


def many(report: Report, errors: int, notes: int) -> Report:
    """Return a report with so many files of one error and two notes each after as many files of notes alone."""
    error = next(it for it in report.findings if it.severity is Severity.ERROR)
    note = next(it for it in report.findings if it.severity is Severity.NOTE)
    found = [note._replace(path=f"a/{n:04}.tflite") for n in range(notes)]
    found += [it._replace(path=f"b/{n:04}.tflite") for n in range(errors) for it in (error, note, note)]
    return report._replace(findings=tuple(found))


def test_errors_come_first_whatever_the_files_are_called(report: Report) -> None:
    text = render("markdown", many(report, 3, 3), Options())
    assert text.index("b/0002.tflite") < text.index("a/0000.tflite")
    assert text.count("💬 **") == 9


def test_notes_are_the_first_to_go(report: Report) -> None:
    text = render("markdown", many(report, 100, 200), Options())
    assert text.count("❌ **") == 100
    assert "💬 **" not in text
    assert "_400 notes left out_" in text


def test_a_row_needs_a_budget(report: Report) -> None:
    models = tuple(it._replace(boards=tuple(board._replace(given=None) for board in it.boards)) for it in report.models[:1])
    text = render("markdown", report._replace(models=(*models, *report.models[1:])), Options())
    assert report.models[0].boards
    assert "| okay\\_nabu.tflite |" in text
    assert "| gesture.tflite |" not in text


def test_models_of_one_name_are_distinguished_in_the_table(report: Report) -> None:
    twins = tuple(it._replace(path=f"{folder}/yesno.tflite") for it, folder in zip(report.models, "ab", strict=True))
    text = render("markdown", report._replace(models=twins), Options())
    assert "| a/yesno.tflite |" in text
    assert "| b/yesno.tflite |" in text
