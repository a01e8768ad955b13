"""The runner must read each finding as one command, and nothing else as any."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from tflint.report import render, render_plans
from tflint.report.options import Options

if TYPE_CHECKING:
    from tflint.check.report import Planned, Report

REGISTERED = {"error", "warning", "notice", "debug", "group", "endgroup", "add-mask", "set-output", "stop-commands", "add-path"}


class Command(NamedTuple):
    name: str
    properties: dict[str, str]
    data: str


def runner(line: str) -> Command | None:
    """Read a line of a step's output as the runner does (actions/runner, src/Runner.Common/ActionCommand.cs)."""
    return _current(line) or _legacy(line)


def _current(line: str) -> Command | None:
    message = line.lstrip()
    end = message.find("::", 2)
    if not message.startswith("::") or end < 0:
        return None
    name, _, listed = message[2:end].partition(" ")
    if name not in REGISTERED:
        return None
    pairs = [pair.split("=", 1) for pair in listed.strip().split(",") if "=" in pair]
    tokens = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}
    properties = {key: _replaced(value, tokens) for key, value in pairs}
    return Command(name, properties, _replaced(message[end + 2 :], {"%0D": "\r", "%0A": "\n", "%25": "%"}))


def _legacy(line: str) -> Command | None:
    start = line.find("##[")
    end = line.find("]", start)
    if start < 0 or end < 0:
        return None
    name = line[start + 3 : end].partition(" ")[0]
    return Command(name, {}, line[end + 1 :]) if name in REGISTERED else None


def _replaced(text: str, tokens: dict[str, str]) -> str:
    for token, char in tokens.items():
        text = text.replace(token, char)
    return text


def lines(text: str) -> list[str]:
    """Split as a runner splits a process's output."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[:-1]


def test_the_emulation_reads_what_others_forge() -> None:
    assert runner("  ::error file=x,line=3::forged%0A%25") == Command("error", {"file": "x", "line": "3"}, "forged\n%")
    assert runner("a line ##[error]forged") == Command("error", {}, "forged")
    assert runner("models/x.tflite: error: a::b") is None


def test_an_annotation_names_the_line_that_declares_the_value(report: Report) -> None:
    command = runner(lines(render("github", report, Options()))[1])
    assert command
    assert command.name == "error"
    assert command.properties == {
        "file": "tflint.toml",
        "line": "9",
        "col": "9",
        "title": "arena-overflow (okay_nabu.tflite on voice-pe)",
    }
    assert command.data.startswith("arena needs 33,776 B on voice-pe, 26,080 B given. peak at op 7 CONV_2D")


def test_notes_are_no_annotations_unless_they_are_asked_for(report: Report) -> None:
    assert "::notice" not in render("github", report, Options())


def test_errors_come_first_and_notes_are_notices(report: Report) -> None:
    commands = [runner(line) for line in lines(render("github", report, Options(notes=True)))]
    assert [command.name for command in commands if command] == ["error", "error", "warning", "notice"]


def test_a_finding_inside_a_model_points_at_its_first_line(report: Report) -> None:
    warning = runner(lines(render("github", report, Options()))[2])
    assert warning
    assert (warning.properties["file"], warning.properties["line"]) == ("models/okay_nabu.tflite", "1")
    assert "at op 0 QUANTIZE" in warning.data


def test_paths_start_at_the_repository(report: Report) -> None:
    first = runner(lines(render("github", report, Options(root="..")))[0])
    assert first
    assert first.properties["file"].endswith("/firmware/main.cc")


def test_a_clean_run_annotates_nothing(clean_report: Report) -> None:
    assert render("github", clean_report, Options()) == ""


def test_deltas_are_notices(changed_report: Report) -> None:
    commands = [runner(line) for line in lines(render("github", changed_report, Options()))]
    said = [command.data for command in commands if command and "against origin/main" in command.properties["title"]]
    assert said[0] == (
        "file 60,300 B, was 58,000 B (+2,300). arena on voice-pe 33,776 B, was 25,808 B (+7,968). ops added: SPLIT_V. ops gone: SPLIT"
    )
    assert said[1:] == [
        "gone, it had 1,200 B. arena on voice-pe was 900 B",
        "moved from models/name.tflite, the bytes as they were",
        "new model, 800 B",
    ]


def test_hostile_names_give_exactly_one_command_a_line(hostile_report: Report) -> None:
    text = render("github", hostile_report, Options())
    commands = [runner(line) for line in lines(text)]
    expected = len(hostile_report.findings) + len(hostile_report.crashed) + len(hostile_report.findings)
    assert len(commands) == expected
    assert all(command and set(command.properties) <= {"file", "line", "col", "title"} for command in commands)
    assert all(char.isprintable() or char == "\n" for char in text)


def test_hostile_file_names_come_back_whole(hostile_report: Report) -> None:
    commands = [runner(line) for line in lines(render("github", hostile_report, Options()))]
    files = {command.properties.get("file") for command in commands if command}
    assert "\n::error file=x::forged.cc" not in files
    assert "models/%0A::error::forged%25.cc" not in files
    assert "%0A::error::forged%25.cc" in files
    assert {f.path for f in hostile_report.findings if f.path.isprintable() and f.place is None} <= files


@pytest.mark.parametrize("terminal", [False, True])
@pytest.mark.parametrize("verbose", [False, True])
def test_no_line_of_text_is_a_command(hostile_report: Report, terminal: bool, verbose: bool) -> None:
    text = render("text", hostile_report, Options(terminal=terminal, verbose=verbose, statistics=True, width=100))
    assert not [line for line in lines(text) if runner(line)]
    assert not [line for line in lines(text) if line.lstrip().startswith("::")]


@pytest.mark.parametrize("terminal", [False, True])
def test_no_line_of_a_plan_is_a_command(hostile_plans: tuple[Planned, ...], terminal: bool) -> None:
    text = render_plans("text", hostile_plans, Options(terminal=terminal, width=100))
    assert not [line for line in lines(text) if runner(line) or line.lstrip().startswith("::")]
