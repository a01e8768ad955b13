"""SARIF: valid by the standard's schema, and what code scanning needs of it."""

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
def validator(schemas: Path) -> jsonschema.Draft4Validator:
    return jsonschema.Draft4Validator(json.loads((schemas / "sarif-2.1.0.json").read_text(encoding="utf-8")))


def run(report: Report, **options: Any) -> dict[str, Any]:  # noqa: ANN401  any option
    log: dict[str, Any] = json.loads(render("sarif", report, Options(version="0.1.0", **options)))
    only: dict[str, Any] = log["runs"][0]
    return only


def test_a_report_is_valid(changed_report: Report, validator: jsonschema.Draft4Validator) -> None:
    report = changed_report._replace(crashed=(Crashed("arena-overflow", "p", None, "e", "t"),), troubles=(Trouble("p", "w"),))
    validator.validate(json.loads(render("sarif", report, Options(version="0.1.0", pages="https://example.org/rules/"))))


def test_a_rule_links_to_its_page_and_one_of_another_pack_to_none(report: Report) -> None:
    address = "https://example.org/rules/"
    for pack, expected in (("sample_rules", f"{address}arena-overflow/"), ("", f"{address}arena-overflow/"), ("other", None)):
        rules = {it["id"]: it for it in run(report, pages=address, pack=pack)["tool"]["driver"]["rules"]}
        assert rules["arena-overflow"].get("helpUri") == expected


def empty(node: object, at: str = "") -> list[str]:
    """Return the places of empty strings in a document."""
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [at] if node == "" else [it for key, value in children for it in empty(value, f"{at}/{key}")]


def test_without_a_site_there_is_no_address_and_nothing_is_empty(changed_report: Report) -> None:
    text = render("sarif", changed_report._replace(troubles=(Trouble("p", "w"),)), Options(version="0.1.0"))
    assert empty(json.loads(text)) == []
    assert not any(key in text for key in ('"helpUri"', '"informationUri"', '"downloadUri"'))
    assert empty({"a": [{"b": ""}]}) == ["/a/0/b"]


def test_an_empty_report_is_valid(clean_report: Report, validator: jsonschema.Draft4Validator) -> None:
    validator.validate(json.loads(render("sarif", clean_report._replace(models=(), rules={}), Options(version="0.1.0"))))


def test_hostile_names_leave_it_valid(hostile_report: Report, validator: jsonschema.Draft4Validator) -> None:
    text = render("sarif", hostile_report, Options(version="0.1.0"))
    validator.validate(json.loads(text))
    text.encode("utf-8")
    json.dumps(json.loads(text), ensure_ascii=False).encode("utf-8")


def test_no_name_becomes_a_link_or_a_placeholder_in_a_message(hostile_report: Report) -> None:
    finding = hostile_report.findings[0]._replace(message="tensor '[x](javascript:alert(1)) {0}'", help=())
    message = run(hostile_report._replace(findings=(finding,)))["results"][0]["message"]["text"]
    assert message == r"tensor '[x]\(javascript:alert(1)) {{0}}'"


def test_a_rule_brings_its_page(report: Report) -> None:
    rules = {rule["id"]: rule for rule in run(report)["tool"]["driver"]["rules"]}
    assert rules["arena-overflow"]["help"]["markdown"].startswith("Tensor arena larger than the board gives it.\n\n## Why")
    assert rules["arena-overflow"]["defaultConfiguration"]["level"] == "error"
    assert rules["dead-operator"]["properties"]["tags"] == ["hygiene"]


def test_every_result_points_at_its_rule_and_its_file(report: Report) -> None:
    sarif = run(report)
    for result in sarif["results"]:
        assert sarif["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        place = result["locations"][0]["physicalLocation"]["artifactLocation"]
        assert sarif["artifacts"][place["index"]]["location"]["uri"] == place["uri"]


def test_a_model_has_line_one_and_its_inner_place_is_logical(report: Report) -> None:
    location = run(report)["results"][1]["locations"][0]
    assert location["physicalLocation"]["region"] == {"startLine": 1}
    assert location["logicalLocations"] == [
        {"name": "RELU", "fullyQualifiedName": "subgraphs/0/operators/4 RELU", "kind": "function"}
    ]


def test_a_declared_value_is_the_place_and_other_files_are_related(report: Report) -> None:
    result = run(report)["results"][2]
    physical = result["locations"][0]["physicalLocation"]
    assert physical["artifactLocation"]["uri"] == "tflint.toml"
    assert physical["region"] == {"startLine": 9, "startColumn": 9}
    related = result["relatedLocations"][0]
    assert related["physicalLocation"]["artifactLocation"]["uri"] == "dependencies.lock"
    assert related["message"]["text"] == "esp-nn 1.2.1"


def test_suppressed_findings_stay_with_their_reason(report: Report) -> None:
    result = run(report)["results"][4]
    assert result["ruleId"] == "float-output"
    assert result["suppressions"] == [{"kind": "external", "status": "accepted", "justification": "ignore: the host wants float"}]


def test_a_fingerprint_survives_another_conversion(report: Report) -> None:
    finding = report.findings[3]
    moved = finding._replace(location=Location("subgraphs/0/operators/7", "QUANTIZE", "serving_default_x"))
    before, after = (
        run(report._replace(findings=(it,)))["results"][0]["partialFingerprints"]["tflint/v1"] for it in (finding, moved)
    )
    assert before == after


def test_a_fingerprint_tells_findings_apart(report: Report) -> None:
    twice = report._replace(findings=(*report.findings, report.findings[0]))
    prints = [result["partialFingerprints"]["tflint/v1"] for result in run(twice)["results"]]
    assert len(set(prints)) == len(prints)


def test_a_crash_or_an_unread_path_is_no_success(report: Report) -> None:
    assert run(report)["invocations"][0]["executionSuccessful"] is True
    crashed = report._replace(crashed=(Crashed("arena-overflow", "models/x.tflite", None, "KeyError: 1", "t"),))
    invocation = run(crashed)["invocations"][0]
    assert invocation["executionSuccessful"] is False
    assert invocation["toolExecutionNotifications"][0]["message"]["text"] == "arena-overflow crashed: KeyError: 1"
    assert run(report._replace(troubles=(Trouble("p", "w"),)))["invocations"][0]["executionSuccessful"] is False


def test_a_diff_gives_baseline_states(changed_report: Report) -> None:
    states = [result.get("baselineState") for result in run(changed_report)["results"]]
    assert states == ["unchanged", "unchanged", "new", "unchanged", None, "absent"]


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("models/größe 1.tflite", "models/gr%C3%B6%C3%9Fe%201.tflite"),
        ("a:b.tflite", "a%3Ab.tflite"),
        ("\udcff.tflite", "%FF.tflite"),
        ("x#y?.tflite", "x%23y%3F.tflite"),
        ("/srv/x.tflite", "file:///srv/x.tflite"),
        ("C:/x y.tflite", "file:///C:/x%20y.tflite"),
    ],
)
def test_a_path_is_a_uri(report: Report, path: str, uri: str) -> None:
    finding = report.findings[1]._replace(path=path)
    place = run(report._replace(findings=(finding,)))["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place["uri"] == uri
    assert place.get("uriBaseId") == (None if uri.startswith("file:") else "%SRCROOT%")
