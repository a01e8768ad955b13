"""Which manifest a folder belongs to."""

from pathlib import Path

import pytest

from tflint.manifest import nearest


def test_the_nearest_manifest_upwards_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a" / "b" / "c").mkdir(parents=True)
    (tmp_path / "tflint.toml").write_text("", "utf-8")
    (tmp_path / "a" / "pyproject.toml").write_text('[project]\nname = "tflint-user"\n', "utf-8")
    (tmp_path / "a" / "b" / "pyproject.toml").write_text("[tool.tflint]\n", "utf-8")
    monkeypatch.chdir(tmp_path / "a" / "b" / "c")
    assert nearest.find(".") == "../pyproject.toml"
    monkeypatch.chdir(tmp_path / "a")
    assert nearest.find(".") == "../tflint.toml"
    monkeypatch.chdir(tmp_path)
    assert nearest.find(".") == "tflint.toml"


def test_a_tflint_toml_comes_before_a_pyproject(tmp_path: Path) -> None:
    (tmp_path / "tflint.toml").write_text("", "utf-8")
    (tmp_path / "pyproject.toml").write_text("[tool.tflint]\n", "utf-8")
    assert nearest.find(str(tmp_path)) == str(tmp_path / "tflint.toml")
