"""Where a report goes, and whether it is coloured."""

import pytest

from tflint.cli.printing import obeys_escapes


@pytest.mark.parametrize("environment", [{}, {"TERM": "xterm-256color"}])
def test_terminals_draw_escapes(environment: dict[str, str]) -> None:
    assert obeys_escapes(environment, "linux")
    assert obeys_escapes(environment, "darwin")


def test_a_dumb_terminal_and_the_old_console_of_windows_do_not() -> None:
    assert not obeys_escapes({"TERM": "dumb"}, "linux")
    assert not obeys_escapes({}, "win32")


@pytest.mark.parametrize("name", ["WT_SESSION", "TERM", "TERM_PROGRAM"])
def test_newer_terminals_of_windows_do(name: str) -> None:
    assert obeys_escapes({name: "x"}, "win32")
