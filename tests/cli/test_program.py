"""The commands, their help and their ways out."""

import subprocess
import sys
from pathlib import Path

import pytest
from networks import dense
from program import environ, tflint
from repository import write

from tflint import __version__
from tflint.cli.program import COMMANDS


def test_the_version_is_reported(tmp_path: Path) -> None:
    assert tflint(tmp_path, "--version").out == f"tflint {__version__}\n"


def test_help_starts_with_what_it_is_not(tmp_path: Path) -> None:
    done = tflint(tmp_path, "--help")
    assert done.code == 0
    assert done.out.splitlines()[0].startswith("A linter for .tflite models, not Terraform")
    assert all(command in done.out for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(tmp_path: Path, command: str) -> None:
    done = tflint(tmp_path, command, "--help")
    assert done.code == 0
    assert f"usage: tflint{'' if command == 'check' else f' {command}'} [-h]" in done.out


def test_check_is_the_default_command(tmp_path: Path) -> None:
    write(tmp_path, {"a.tflite": dense()})
    assert tflint(tmp_path, "a.tflite").out == tflint(tmp_path, "check", "a.tflite").out


def test_the_second_name_is_the_same_program(tmp_path: Path) -> None:
    scripts = Path(sys.executable).parent
    if not (scripts / "tflite-lint").exists():
        pytest.skip("tflint is not installed beside this Python")
    out = [subprocess.check_output([scripts / name, "--version"], env=environ(tmp_path)) for name in ("tflint", "tflite-lint")]
    assert out[0] == out[1]


def test_names_that_start_with_a_dash_follow_two_dashes(tmp_path: Path) -> None:
    write(tmp_path, {"-x.tflite": dense()})
    assert tflint(tmp_path, "--", "-x.tflite").code == 0
    assert "a path that starts with - is written ./-x.tflite" in tflint(tmp_path, "-x.tflite").err
