"""Paths that a manifest names stay in its folder."""

import sys
from pathlib import Path

import pytest

from tflint.manifest import manifest_paths

links = pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")


@pytest.mark.parametrize("text", ["a.tflite", "models/*.tflite", "models/**/a.tflite", "a..b/c", "./a", "a b/ü.cc"])
def test_a_path_inside_is_kept_as_it_stands(text: str) -> None:
    assert manifest_paths.check(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "../x",
        "a/../../x",
        "**/../x",
        "/etc/passwd",
        "~/x",
        "~root",
        "C:/x",
        "c:x",
        "$HOME/x",
        "a/$VAR",
        "a\\b",
        "..\\x",
        "a\0b",
        "models/..",
    ],
)
def test_a_path_that_may_lead_out_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        manifest_paths.check(text)


def test_a_file_in_the_folder_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("", "utf-8")
    assert manifest_paths.resolve(str(tmp_path), "a.txt") == tmp_path / "a.txt"


@links
def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "secret").write_text("", "utf-8")
    (tmp_path / "in" / "link").symlink_to(tmp_path / "secret")
    (tmp_path / "in" / "folder").symlink_to(tmp_path)
    for name in ("link", "folder/secret"):
        with pytest.raises(manifest_paths.OutsideManifest):
            manifest_paths.resolve(str(tmp_path / "in"), name)


@links
def test_a_link_inside_the_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("", "utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert manifest_paths.resolve(str(tmp_path), "link") == tmp_path / "link"
