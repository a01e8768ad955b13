"""JSON: the published shape, names exactly as they are, figures as numbers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import jsonschema
import pytest

from tflint.check.report import Crashed, Trouble
from tflint.report import render
from tflint.report.options import Options

if TYPE_CHECKING:
    from pathlib import Path

    from tflint.check.report import Report


@pytest.fixture(scope="module")
def validator(published: Path) -> jsonschema.Draft202012Validator:
    schema = json.loads((published / "check.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_a_report_has_the_published_shape(report: Report, validator: jsonschema.Draft202012Validator) -> None:
    validator.validate(json.loads(render("json", report, Options(version="0.1.0"))))


def test_a_report_with_everything_has_it_too(changed_report: Report, validator: jsonschema.Draft202012Validator) -> None:
    unread = changed_report.models[0]._replace(boards=(changed_report.models[0].boards[0]._replace(plan=None),), sha256="")
    crash = Crashed("r", "p", None, "e", "t")
    report = changed_report._replace(models=(unread,), crashed=(crash,), troubles=(Trouble("p", "w"),))
    document = json.loads(render("json", report, Options(verbose=True)))
    validator.validate(document)
    assert document["models"][0]["boards"][0]["arena"]["minimum"] is None
    assert document["crashed"][0]["traceback"] == "t"
    assert document["changes"]["models"][0]["arenas"][0] == {
        "board": "voice-pe",
        "target": "esp32s3/esp-nn@1.2.1",
        "before": 25808,
        "after": 33776,
        "given": 26080,
    }


def test_the_schema_refuses_another_shape(report: Report, validator: jsonschema.Draft202012Validator) -> None:
    document = json.loads(render("json", report, Options()))
    document["models"][0]["boards"][0]["arena"]["used"] = "5,412"
    with pytest.raises(jsonschema.ValidationError):
        validator.validate(document)


def test_a_finding_travels_whole(report: Report) -> None:
    found = json.loads(render("json", report, Options()))["findings"][2]
    assert found == {
        "rule": "arena-overflow",
        "family": "memory",
        "severity": "error",
        "path": "models/okay_nabu.tflite",
        "board": "voice-pe",
        "location": {"path": "", "operator": None, "tensor": None},
        "also": [],
        "message": "arena needs 33,776 B on voice-pe, 26,080 B given",
        "help": [
            "peak at op 7 CONV_2D: scratch 15,800 + input 280 + output 1,280 + 2,080 in variables",
            "give 33,792 B, or pin esp-nn 1.1.2 (needs 25,808 B)",
        ],
        "evidence": {"needed": 33776, "given": 26080},
        "place": {"path": "tflint.toml", "line": 9, "column": 9, "message": "declared here"},
        "related": [{"path": "dependencies.lock", "line": 4, "column": 3, "message": "esp-nn 1.2.1"}],
        "fix": None,
    }


def test_the_summary_counts(report: Report) -> None:
    summary = json.loads(render("json", report, Options()))["summary"]
    assert summary == {"models": 2, "errors": 2, "warnings": 1, "notes": 1, "suppressed": 1, "skipped": 1, "crashed": 0}


def test_infinity_is_a_word_for_json_has_no_number_for_it(report: Report) -> None:
    assert json.loads(render("json", report, Options()))["findings"][3]["evidence"]["ratio"] == "inf"


def test_hostile_names_are_exact_and_the_text_is_ascii(
    hostile_report: Report, validator: jsonschema.Draft202012Validator
) -> None:
    text = render("json", hostile_report, Options())
    document = json.loads(text)
    validator.validate(document)
    assert text.isascii()
    assert all(char == "\n" or char.isprintable() for char in text)
    assert [found["location"]["tensor"] for found in document["findings"]] == [
        found.location.tensor for found in hostile_report.findings
    ]
    assert [found["path"] for found in document["findings"]] == [found.path for found in hostile_report.findings]
