"""The scripts, in the shells that are here."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from networks import dense
from program import environ, tflint
from repository import write

from tflint.runtime.tflm import op_tables

# completes a line as bash does when TAB is pressed at its end, bash's own word breaks and all
PRESS = r"""
eval "$(tflint completion bash)"
complete -p tflint >/dev/null && complete -p tflite-lint >/dev/null || exit 9
COMP_LINE=$1 COMP_POINT=${#1} COMP_WORDS=() rest=$1
while [[ $rest ]]; do
    if [[ $rest =~ ^[[:space:]]+ ]]; then :
    elif [[ $rest =~ ^[=@:]+ || $rest =~ ^[^[:space:]=@:]+ ]]; then COMP_WORDS+=("${BASH_REMATCH[0]}")
    fi
    rest=${rest:${#BASH_REMATCH[0]}}
done
[[ $1 == *" " ]] && COMP_WORDS+=("")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_tflint
printf '%s\n' "${COMPREPLY[@]}"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "t", {"my model.tflite": dense(), "plans/x.tflite": dense()})


def around(folder: Path) -> dict[str, str]:
    """Return an environment in which `tflint` is this one."""
    program = folder.parent / "bin" / "tflint"
    program.parent.mkdir(exist_ok=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tflint "$@"\n')
    program.chmod(0o755)
    return environ(folder, PATH=f"{program.parent}{os.pathsep}{os.environ['PATH']}", LC_ALL="C.UTF-8")


def shell(name: str, folder: Path, script: str, *words: str) -> list[str]:
    path = shutil.which(name)
    if path is None or sys.platform == "win32":
        pytest.skip(f"no {name} on this machine")
    done = subprocess.run(
        [path, "-c", script, *words], cwd=folder, env=around(folder), capture_output=True, text=True, check=False, timeout=120
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("tflint pla", ["plan", "plans"]),
        ("tflint --fail-on n", ["note", "never"]),
        ("tflint --format=js", ["json"]),
        ("tflint --format=", ["text", "concise", "json", "github", "sarif", "gitlab", "junit", "markdown", "html"]),
        ("tflint check --select memory,arena-overf", ["memory,arena-overflow"]),
        ("tflint --runtime tflm@", [op_tables.newest_of("tflm").name.removeprefix("tflm@")]),
        ("tflint plan my", ["my model.tflite"]),
        ("tflite-lint explain arena-overf", ["arena-overflow"]),
        ("tflint --flash ", [""]),
    ],
)
def test_bash_completes(folder: Path, line: str, offered: list[str]) -> None:
    script = PRESS.replace("COMP_LINE=$1", 'ln -sf tflint "$(dirname "$(command -v tflint)")/tflite-lint"; COMP_LINE=$1')
    assert shell("bash", folder, script, "bash", line) == offered


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_a_shell_takes_its_script(folder: Path, name: str) -> None:
    shell(name, folder, f"tflint completion {name} > script && {name} -n script")


def test_fish_completes(folder: Path) -> None:
    script = "tflint completion fish | source; complete -C 'tflint --fail-on n'; complete -C 'tflint plan my'"
    assert [line.partition("\t")[0] for line in shell("fish", folder, script)] == ["never", "note", "my model.tflite"]


def test_a_shell_that_is_not_known_is_refused(folder: Path) -> None:
    done = tflint(folder, "completion", "csh")
    assert done.code == 2
    assert "'bash', 'zsh', 'fish'" in done.err
    assert tflint(folder, "completion").code == 2
