"""The GitHub Action: its shell steps, taken out of action.yml and run as the runner would."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from repository import commit, needs_git, repository

ROOT = Path(__file__).parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
TOOLS = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"]}

pytestmark = pytest.mark.skipif(shutil.which("bash") is None or sys.platform == "win32", reason="needs a POSIX bash")


def lint(tmp_path: Path, cwd: Path, **inputs: str) -> tuple[subprocess.CompletedProcess[str], str, str]:
    """Run the step "Lint" with the inputs' defaults and these; return the process, $GITHUB_OUTPUT and the step summary."""
    output, summary = tmp_path / "output", tmp_path / "summary"
    values = {name: str(spec["default"]) for name, spec in ACTION["inputs"].items()} | inputs
    step = STEPS["Lint"]
    variables = {
        key: values[template.split("inputs.")[1].split(" ")[0]] for key, template in step["env"].items() if "inputs." in template
    }
    environment = {
        **os.environ,
        **variables,
        "TFLINT_BIN": str(Path(sys.executable).parent),
        "GITHUB_ACTIONS": "true",
        "GITHUB_OUTPUT": str(output),
        "GITHUB_STEP_SUMMARY": str(summary),
    }
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, encoding="utf-8", check=False)
    return done, output.read_text("utf-8"), summary.read_text("utf-8") if summary.exists() else ""


def scratch(tmp_path: Path, *models: str) -> Path:
    folder = tmp_path / "checkout"
    folder.mkdir()
    for name in models:
        shutil.copy(ROOT / "examples" / "models" / f"{name}.tflite", folder)
    return folder


def test_a_clean_repository_passes(tmp_path: Path) -> None:
    done, output, summary = lint(tmp_path, scratch(tmp_path, "gesture"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert output == "exit-code=0\n"
    assert "1 model checked, no findings" in summary


def test_findings_fail_the_step_and_annotate(tmp_path: Path) -> None:
    done, output, summary = lint(tmp_path, scratch(tmp_path, "gesture_hybrid"))
    assert done.returncode == 1
    assert output == "exit-code=1\n"
    assert "::error file=gesture_hybrid.tflite" in done.stdout
    assert "gesture_hybrid" in summary


def test_fail_on_never_passes_with_findings(tmp_path: Path) -> None:
    done, output, _ = lint(tmp_path, scratch(tmp_path, "gesture_hybrid"), **{"fail-on": "never"})
    assert (done.returncode, output) == (0, "exit-code=0\n")
    assert "::error" in done.stdout


def test_paths_with_blanks_are_one_a_line(tmp_path: Path) -> None:
    folder = scratch(tmp_path, "gesture_hybrid", "gesture")
    (folder / "gesture.tflite").rename(folder / "my gesture.tflite")
    done, _, _ = lint(tmp_path, folder, paths="my gesture.tflite\n")
    assert done.returncode == 0, done.stdout + done.stderr


def test_sarif_and_comment_files_are_written_beside_the_annotations(tmp_path: Path) -> None:
    folder = scratch(tmp_path, "gesture_hybrid")
    done, _, summary = lint(tmp_path, folder, **{"sarif-file": "out.sarif", "comment-file": "comment.md"})
    assert done.returncode == 1
    assert summary == (folder / "comment.md").read_text("utf-8")
    assert "::error" in done.stdout
    assert '"version": "2.1.0"' in (folder / "out.sarif").read_text("utf-8")
    assert "gesture_hybrid" in (folder / "comment.md").read_text("utf-8")


def test_a_missing_path_is_exit_2(tmp_path: Path) -> None:
    done, output, _ = lint(tmp_path, scratch(tmp_path, "gesture"), paths="nowhere.tflite")
    assert (done.returncode, output) == (2, "exit-code=2\n")
    assert "nowhere.tflite" in done.stderr


def test_the_upload_runs_even_after_findings() -> None:
    assert "always()" in STEPS["Upload SARIF"]["if"]


def test_the_upload_looks_where_the_lint_wrote(tmp_path: Path) -> None:
    folder = scratch(tmp_path, "gesture")
    (folder / "sub").mkdir()
    (folder / "gesture.tflite").rename(folder / "sub" / "gesture.tflite")
    lint(tmp_path, folder / "sub", **{"sarif-file": "out.sarif"})
    place = STEPS["Upload SARIF"]["with"]["sarif_file"]
    for name, value in {"working-directory": "sub", "sarif-file": "out.sarif"}.items():
        place = place.replace(f"${{{{ inputs.{name} }}}}", value)
    assert (folder / place).is_file()


@needs_git
def test_a_model_that_was_added_is_seen_under_diff(tmp_path: Path) -> None:
    manifest = b'version = 1\n[boards.b]\ncpu = "cortex-m4"\n[[models]]\npath = "gesture.tflite"\n'
    good, bad = ((ROOT / "examples" / "models" / f"{name}.tflite").read_bytes() for name in ("gesture", "gesture_hybrid"))
    folder = repository(tmp_path / "checkout", {"gesture.tflite": good, "tflint.toml": manifest})
    commit(folder, {"gesture_hybrid.tflite": bad})
    done, output, summary = lint(tmp_path, folder, diff="HEAD~1")
    assert (done.returncode, output) == (1, "exit-code=1\n")
    assert "::error file=gesture_hybrid.tflite" in done.stdout
    assert "gesture_hybrid.tflite" in summary


@pytest.mark.skipif(shutil.which("zizmor", path=TOOLS) is None, reason="zizmor is not installed")
@pytest.mark.parametrize("path", ["action.yml", ".github/workflows"])
def test_zizmor_has_nothing_against_it(path: str) -> None:
    zizmor = str(shutil.which("zizmor", path=TOOLS))
    done = subprocess.run(
        [zizmor, "--offline", "--no-config", str(ROOT / path)], capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
