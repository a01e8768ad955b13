"""A project's files by name."""

from pathlib import Path

import pytest

from tflint.project import yaml_lines
from tflint.project.tree import Tree, upwards


def test_folders_lead_upwards_to_the_top() -> None:
    assert list(upwards("a/b")) == ["a/b", "a", ""]
    assert list(upwards("")) == [""]


@pytest.mark.parametrize("listed", [True, False])
def test_a_tree_lists_files_and_folders(tmp_path: Path, listed: bool) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "x.txt").write_text("x\r\ny\0", "utf-8")
    (tmp_path / "top.txt").write_text("", "utf-8")
    tree = Tree(str(tmp_path), ["a/b/x.txt", "top.txt"] if listed else None)
    assert (tree.files_in(""), tree.folders_in(""), tree.folders_in("a")) == (["top.txt"], ["a"], ["a/b"])
    assert (tree.has("a/b/x.txt"), tree.has("a/x.txt")) == (True, False)
    assert tree.text("a/b/x.txt") == "x\ny\ufffd"
    assert tree.text("nowhere") == ""


def test_only_the_first_mib_of_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "big").write_bytes(b"x" * (3 << 20))
    assert len(Tree(str(tmp_path)).text("big")) == 1 << 20


def scalars(folder: Path, text: str) -> list[tuple[tuple[str, ...], str, int]]:
    (folder / "x.yml").write_text(text, "utf-8")
    return [(it.keys, it.value, it.line) for it in yaml_lines.scalars(Tree(str(folder)), "x.yml")]


def test_yaml_s_scalars_have_their_keys_and_lines(tmp_path: Path) -> None:
    text = "a:\n  \"b\": 1 # one\n  c:\n    - name: x\n      d: y\n    - z\n# no: thing\ne: 'f'\n"
    assert scalars(tmp_path, text) == [
        (("a", "b"), "1", 2),
        (("a", "c", "name"), "x", 4),
        (("a", "c", "d"), "y", 5),
        (("a", "c"), "z", 6),
        (("e",), "f", 8),
    ]


@pytest.mark.parametrize("text", ["", ":\n", "- - - a: b\n", "\t\tx: y\n", "a: {b: [c\n", " " * 5000 + "a: b\n"])
def test_any_text_is_read(tmp_path: Path, text: str) -> None:
    scalars(tmp_path, text)
