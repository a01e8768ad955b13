"""JUnit XML: valid by the schema that Jenkins uses, and counted right."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
import xmlschema

from tflint.check.report import Crashed, Trouble
from tflint.report import render
from tflint.report.options import Options

if TYPE_CHECKING:
    from pathlib import Path

    from tflint.check.report import Report


@pytest.fixture(scope="module")
def schema(schemas: Path) -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(str(schemas / "junit-10.xsd"))


def tree(report: Report) -> ET.Element:
    return ET.fromstring(render("junit", report, Options()).encode())  # noqa: S314  our own text


def test_a_report_is_valid(changed_report: Report, schema: xmlschema.XMLSchema) -> None:
    report = changed_report._replace(crashed=(Crashed("r", "p", None, "e", "t"),), troubles=(Trouble("p", "w"),))
    schema.validate(render("junit", report, Options()))


def test_hostile_names_leave_it_valid(hostile_report: Report, schema: xmlschema.XMLSchema) -> None:
    text = render("junit", hostile_report, Options())
    text.encode("utf-8")
    schema.validate(text)


def test_a_clean_model_is_a_passed_case(clean_report: Report) -> None:
    suites = tree(clean_report)
    assert suites.attrib == {"name": "tflint", "tests": "2", "failures": "0", "errors": "0"}
    assert [case.attrib["name"] for case in suites.iter("testcase")] == ["no findings", "no findings"]


def test_errors_and_warnings_fail_notes_pass_and_suppressed_ones_are_skipped(report: Report) -> None:
    cases = {case.attrib["name"]: [child.tag for child in case] for case in tree(report).iter("testcase")}
    assert cases == {
        "unregistered-operator on nano33 at firmware/main.cc:41:3": ["failure"],
        "dead-operator at op 4 RELU": ["system-out"],
        "arena-overflow on voice-pe at tflint.toml:9:9": ["failure"],
        "float-input at op 0 QUANTIZE": ["failure"],
        "float-output at op 0 QUANTIZE": ["skipped"],
    }


def test_the_counts_are_those_of_the_cases(hostile_report: Report) -> None:
    for suite in tree(hostile_report):
        assert int(suite.attrib["tests"]) == len(suite.findall("testcase"))
        assert int(suite.attrib["failures"]) == len(suite.findall("testcase/failure"))
        assert int(suite.attrib["errors"]) == len(suite.findall("testcase/error"))
        assert int(suite.attrib["skipped"]) == len(suite.findall("testcase/skipped"))


def test_help_keeps_its_lines(report: Report) -> None:
    failure = next(tree(report).iter("failure"))
    assert failure.text == (
        "MEAN is not in the resolver of firmware/main.cc\nat firmware/main.cc:41:3\n"
        "add: resolver.AddMean();  and raise MicroMutableOpResolver<5> to <6>"
    )


def test_a_crash_is_an_error(clean_report: Report) -> None:
    crash = Crashed("arena-overflow", "models/gesture.tflite", None, "KeyError: 1", "Traceback")
    suites = tree(clean_report._replace(crashed=(crash,)))
    assert suites.attrib["errors"] == "1"
    assert next(suites.iter("error")).attrib == {"type": "crash", "message": "KeyError: 1"}


def test_a_delta_is_a_property(changed_report: Report) -> None:
    properties = [it.attrib["value"] for it in tree(changed_report).iter("property")]
    assert "arena on voice-pe 33,776 B, was 25,808 B (+7,968)" in properties
