"""`oversize-file`: the repository's limit for models outside of Git LFS."""

import subprocess
from pathlib import Path

import pytest
from networks import Tree, board_toml, dense

from tflint.testing import run
from tflint_rules.file.oversize_file import rule


def bad() -> Tree:
    """A repository that keeps models above 1 KiB in Git LFS."""
    return {
        "models/kws.tflite": dense(inputs=1000),
        "tflint.toml": board_toml() + '\n[rules]\noversize-file = { limit = "1 KiB" }\n',
    }


def good() -> Tree:
    return {"models/kws.tflite": dense(), "tflint.toml": board_toml() + '\n[rules]\noversize-file = { limit = "1 MiB" }\n'}


def test_without_a_limit_nothing_is_too_large() -> None:
    assert run(rule, dense()) == ()


@pytest.mark.parametrize(("spare", "count"), [(0, 0), (-1, 1)])
def test_the_limit_itself_is_allowed(spare: int, count: int) -> None:
    data = dense()
    assert len(run(rule, data, settings={"limit": len(data) + spare})) == count


def test_a_file_in_lfs_may_be_large(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)  # noqa: S607  git as the user has it
    (tmp_path / ".gitattributes").write_text("*.tflite filter=lfs diff=lfs merge=lfs -text\n", "utf-8")
    assert run(rule, dense(), settings={"limit": 1}, path=str(tmp_path / "kws.tflite")) == ()
    assert len(run(rule, dense(), settings={"limit": 1}, path=str(tmp_path / "kws.bin"))) == 1
