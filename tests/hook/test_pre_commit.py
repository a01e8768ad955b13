"""The hook as others run it: pre-commit installs this repository into a scratch one and lints its commits."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
MODELS = ROOT / "examples" / "models"
POINTER = MODELS / "voice_lfs.tflite"

pytestmark = [
    pytest.mark.skipif(
        not (ROOT / ".git").exists() or shutil.which("git") is None, reason="needs git and a checkout of this repository"
    ),
    pytest.mark.skipif(importlib.util.find_spec("pre_commit") is None, reason="pre-commit is not installed"),
]


def run(*command: str | Path, cwd: Path, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "GITHUB_"))}
    identity = {f"GIT_{who}_{what}": "somebody@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    return subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={**environment, **identity, "PRE_COMMIT_HOME": str(home), "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def hook(name: str = "tflint") -> dict[str, object]:
    (found,) = (it for it in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")) if it["id"] == name)
    assert isinstance(found, dict)
    return found


class Scratch:
    """A git repository with the hook configured from this one's HEAD; environments are kept from commit to commit."""

    def __init__(self, folder: Path) -> None:
        self.path, self.home = folder / "repo", folder / "home"
        self.path.mkdir()
        self.git("init", "-q", "-b", "main")
        revision = run("git", "rev-parse", "HEAD", cwd=ROOT, home=self.home).stdout.strip()
        config = {"repos": [{"repo": str(ROOT), "rev": revision, "hooks": [{"id": "tflint"}, {"id": "tflint-project"}]}]}
        (self.path / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), "utf-8")
        installed = run(sys.executable, "-m", "pre_commit", "install", cwd=self.path, home=self.home)
        assert installed.returncode == 0, installed.stderr
        self.git("add", ".pre-commit-config.yaml")
        assert self.commit("config").returncode == 0

    def git(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return run("git", *arguments, cwd=self.path, home=self.home)

    def commit(self, message: str) -> subprocess.CompletedProcess[str]:
        return self.git("commit", "-q", "-m", message)

    def stage(self, name: str, content: bytes) -> None:
        (self.path / name).write_bytes(content)
        assert self.git("add", name).returncode == 0

    def unstage(self, name: str) -> None:
        self.git("rm", "-q", "-f", "--cached", name)
        (self.path / name).unlink()


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Scratch:
    return Scratch(tmp_path_factory.mktemp("hook"))


@pytest.mark.parametrize("path", ["a.tflite", "models/a.tflite", "MODELS/A.TFLITE", "tflint.toml", "firmware/tflint.toml"])
def test_the_hook_sees_models_and_manifests(path: str) -> None:
    assert re.search(str(hook()["files"]), path)


@pytest.mark.parametrize("path", ["a.tflite.txt", "a_tflite", "TFLINT.TOML", ".tflint.hcl", "mytflint.toml", "main.tf"])
def test_the_hook_leaves_other_files_alone(path: str) -> None:
    assert not re.search(str(hook()["files"]), path)


@pytest.mark.parametrize(
    "path",
    ["main/main.cc", "include/model.h", "app.ino", "tflint.toml", "pyproject.toml", "okay.json", "dependencies.lock", "m.TFLITE"],
)
def test_the_project_s_hook_names_what_its_findings_may_come_from(path: str) -> None:
    assert re.search(str(hook("tflint-project")["files"]), path)


def test_the_project_s_hook_is_handed_no_files_and_sees_deletions() -> None:
    assert (hook("tflint-project")["pass_filenames"], hook("tflint-project")["always_run"]) == (False, True)


def test_the_hook_takes_text_files_because_broken_models_are_text() -> None:
    assert hook()["types"] == ["file"]


def test_a_good_model_is_committed(scratch: Scratch) -> None:
    scratch.stage("good.tflite", (MODELS / "gesture.tflite").read_bytes())
    result = scratch.commit("a good model")
    assert result.returncode == 0, result.stdout + result.stderr
    assert "good.tflite" in scratch.git("ls-tree", "--name-only", "HEAD").stdout


def test_a_model_that_would_not_run_is_kept_out(scratch: Scratch) -> None:
    scratch.stage("hybrid.tflite", (MODELS / "gesture_hybrid.tflite").read_bytes())
    result = scratch.commit("a hybrid model")
    scratch.unstage("hybrid.tflite")
    assert result.returncode == 1
    assert "hybrid-operator" in result.stdout + result.stderr


def test_a_staged_lfs_pointer_is_kept_out(scratch: Scratch) -> None:
    scratch.stage("voice.tflite", POINTER.read_bytes())
    result = scratch.commit("a pointer")
    scratch.unstage("voice.tflite")
    assert result.returncode == 1
    assert "not-a-model" in result.stdout + result.stderr
    assert "git lfs pull" in result.stdout + result.stderr


def test_a_manifest_with_a_mistake_is_kept_out_with_its_line(scratch: Scratch) -> None:
    scratch.stage("tflint.toml", b'version = 1\n\n[boards.b]\narena = "136K"\n')
    result = scratch.commit("a manifest")
    scratch.unstage("tflint.toml")
    assert result.returncode == 1
    assert "tflint.toml:4:" in result.stdout + result.stderr


def test_a_sound_manifest_alone_is_committed(scratch: Scratch) -> None:
    scratch.stage("tflint.toml", b'version = 1\n\n[boards.b]\narena = "136 KiB"\n\n[[models]]\npath = "good.tflite"\n')
    result = scratch.commit("a manifest")
    assert result.returncode == 0, result.stdout + result.stderr


def test_a_model_and_its_manifest_in_one_commit_are_counted_once(scratch: Scratch) -> None:
    data = (MODELS / "gesture.tflite").read_bytes()
    flash = len(data) * 3 // 2
    scratch.stage("good.tflite", data)
    text = f'version = 1\n[boards.b]\ncpu = "cortex-m4"\nflash = {{ models = {flash} }}\n[[models]]\npath = "good.tflite"\n'
    scratch.stage("tflint.toml", text.encode())
    result = scratch.commit("both")
    assert result.returncode == 0, result.stdout + result.stderr


def test_an_excluded_model_is_left_alone(scratch: Scratch) -> None:
    text = b'version = 1\nexclude = ["vendor/**"]\n[boards.b]\ncpu = "cortex-m4"\n[[models]]\npath = "good.tflite"\n'
    (scratch.path / "vendor").mkdir(exist_ok=True)
    scratch.stage("tflint.toml", text)
    scratch.stage("vendor/hybrid.tflite", (MODELS / "gesture_hybrid.tflite").read_bytes())
    result = scratch.commit("a foreign model")
    assert result.returncode == 0, result.stdout + result.stderr


def test_a_declared_model_that_is_deleted_is_reported(scratch: Scratch) -> None:
    scratch.git("rm", "-q", "good.tflite")
    result = scratch.commit("gone")
    scratch.git("reset", "-q", "--hard", "HEAD")
    assert result.returncode == 1
    assert "unmatched-pattern" in result.stdout + result.stderr


def test_firmware_that_changes_alone_wakes_the_project_s_hook(scratch: Scratch) -> None:
    text = b'version = 1\n[boards.b]\ncpu = "cortex-m4"\narena = "64 KiB"\nresolver = { source = "main.cc" }\n[[models]]\npath = "good.tflite"\n'
    scratch.stage("main.cc", b"void f() { tflite::MicroMutableOpResolver<1> r; r.AddFullyConnected(); }\n")
    scratch.stage("tflint.toml", text)
    scratch.commit("firmware")
    scratch.stage("main.cc", b"void f() { tflite::MicroMutableOpResolver<1> r; r.AddTanh(); }\n")
    result = scratch.commit("another op")
    scratch.git("reset", "-q", "--hard", "HEAD")
    assert result.returncode == 1
    assert "unregistered-operator" in result.stdout + result.stderr


def test_try_repo_names_what_is_wrong(tmp_path: Path) -> None:
    home, repo = tmp_path / "home", tmp_path / "repo"
    repo.mkdir()
    run("git", "init", "-q", cwd=repo, home=home)
    shutil.copy(MODELS / "topk.tflite", repo)
    run("git", "add", ".", cwd=repo, home=home)
    result = run(sys.executable, "-m", "pre_commit", "try-repo", ROOT, "tflint", "--all-files", cwd=repo, home=home)
    assert result.returncode == 1, result.stdout + result.stderr
    assert "TOPK_V2" in result.stdout
