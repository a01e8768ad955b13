"""Runtimes that no table knows."""

from pathlib import Path

import pytest

from tflint.check import known_runtimes
from tflint.cli import main
from tflint.manifest import tflint_toml
from tflint.manifest.mistakes import ManifestError


@pytest.mark.parametrize("runtime", ["tflm@2024-08", "tflm@2023-01", "esp-tflite-micro@1.3.3~1"])
def test_a_known_runtime_stays(runtime: str) -> None:
    manifest = tflint_toml.loads(f'[boards.b]\nruntime = "{runtime}"\n')
    assert known_runtimes.settled(manifest) is manifest


def test_an_unknown_runtime_of_the_manifest_is_a_mistake_at_its_place() -> None:
    manifest = tflint_toml.loads('[boards.a]\nruntime = "tflm@2099-01"\n[boards.b]\nruntime = "tflm@1999-01"\n')
    with pytest.raises(ManifestError, match="is not a known runtime snapshot") as refused:
        known_runtimes.settled(manifest)
    assert [(it.place.line, it.place.column) for it in refused.value.mistakes] == [(2, 11), (4, 11)]


def test_an_unknown_runtime_of_a_lock_file_is_let_go(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "dependencies.lock").write_text("dependencies:\n  espressif/esp-tflite-micro:\n    version: 0.0.1\n", "utf-8")
    manifest = tflint_toml.loads('[boards.b]\ncpu = "esp32"\nkernels = "esp-nn"\n', str(tmp_path / "tflint.toml"))
    assert manifest.boards["b"].target.runtime == "esp-tflite-micro@0.0.1"
    assert known_runtimes.settled(manifest).boards["b"].target.runtime == ""


def test_the_command_line_exits_with_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tflint.toml").write_text('[boards.a]\nruntime = "tflm@2099-01"\n', "utf-8")
    assert main([]) == 2
    assert "tflint.toml:2:11: boards.a.runtime: 'tflm@2099-01' is not a known runtime snapshot" in capsys.readouterr().err
