"""GitLab Code Quality: the documented shape, and fingerprints that are unique and lasting."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from tflint.check.report import Crashed, Trouble
from tflint.finding import Location
from tflint.report import render
from tflint.report.options import Options

if TYPE_CHECKING:
    from pathlib import Path

    from tflint.check.report import Report


@pytest.fixture(scope="module")
def validator(schemas: Path) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads((schemas / "code-quality.schema.json").read_text(encoding="utf-8")))


def issues(report: Report) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(render("gitlab", report, Options()))
    return found


def test_a_report_is_valid(changed_report: Report, validator: jsonschema.Draft202012Validator) -> None:
    report = changed_report._replace(crashed=(Crashed("r", "p", None, "e", "t"),), troubles=(Trouble("p", "w"),))
    validator.validate(issues(report))


def test_a_clean_run_is_an_empty_array(clean_report: Report) -> None:
    assert issues(clean_report) == []


def test_hostile_names_leave_it_valid(hostile_report: Report, validator: jsonschema.Draft202012Validator) -> None:
    found = issues(hostile_report)
    validator.validate(found)
    assert found
    assert all(issue["description"].isprintable() for issue in found)
    json.dumps(found, ensure_ascii=False).encode("utf-8")


def test_an_issue_stands_at_the_line_that_declares_the_value(report: Report) -> None:
    issue = issues(report)[2]
    assert issue["location"] == {"path": "tflint.toml", "lines": {"begin": 9}}
    assert issue["severity"] == "critical"
    assert issue["description"].startswith("arena needs 33,776 B on voice-pe, 26,080 B given (okay_nabu.tflite). peak at op 7")


def test_fingerprints_are_unique_and_survive_another_conversion(report: Report) -> None:
    twice = report._replace(findings=(*report.findings, report.findings[3]))
    prints = [issue["fingerprint"] for issue in issues(twice)]
    assert len(set(prints)) == 5
    moved = report.findings[3]._replace(location=Location("subgraphs/0/operators/9", "QUANTIZE", "serving_default_x"))
    assert issues(report._replace(findings=(moved,)))[0]["fingerprint"] == prints[3]


def test_a_grown_model_is_an_information(changed_report: Report) -> None:
    issue = next(issue for issue in issues(changed_report) if issue["check_name"] == "model-changed")
    assert issue["severity"] == "info"
    assert "arena on voice-pe 33,776 B, was 25,808 B (+7,968)" in issue["description"]
