"""dependencies.lock of ESP-IDF projects."""

from pathlib import Path

import pytest

from tflint.manifest import idf, tflint_toml
from tflint.manifest.target import Target

LOCK = """\
dependencies:
  espressif/esp-nn:
    component_hash: 4b8c01
    dependencies:
    - name: idf
      require: private
      version: '>=4.2'
    source:
      registry_url: https://components.espressif.com/
      type: service
    version: 1.1.2

  espressif/esp-tflite-micro:
    component_hash: aa
    source:
      type: service
    version: 1.3.3~1
  idf:
    source:
      type: idf
    version: 5.4.1
direct_dependencies:
- espressif/esp-tflite-micro
target: esp32s3
version: 2.0.0
"""


def test_both_versions_are_read() -> None:
    assert idf.parse(LOCK) == idf.Versions("1.1.2", "esp-tflite-micro@1.3.3~1")


@pytest.mark.parametrize(
    "text", ["", "dependencies:\n", LOCK.replace("esp-", "other-"), "\0\xff", "  espressif/esp-nn:\n    version: '*'\n"]
)
def test_what_names_no_version_tells_none(text: str) -> None:
    assert idf.parse(text) == idf.Versions()


def test_a_version_may_be_quoted() -> None:
    assert idf.parse("  esp-nn:\n    version: '1.2.1'\n").esp_nn == "1.2.1"


def test_the_nearest_lock_upwards_counts_within_the_repository(tmp_path: Path) -> None:
    (tmp_path / "dependencies.lock").write_text(LOCK, "utf-8")
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    (tmp_path / "repo" / "main").mkdir()
    assert idf.versions(str(tmp_path / "repo" / "main")) == idf.Versions()
    (tmp_path / "repo" / "dependencies.lock").write_text(LOCK.replace("1.1.2", "1.2.0"), "utf-8")
    assert idf.versions(str(tmp_path / "repo" / "main")).esp_nn == "1.2.0"


@pytest.mark.parametrize(
    ("kernels", "target"),
    [
        ("esp-nn", Target("esp32s3", "esp-nn", "1.1.2", "esp-tflite-micro@1.3.3~1")),
        ("esp-nn@1.2.1", Target("esp32s3", "esp-nn", "1.2.1", "esp-tflite-micro@1.3.3~1")),
        ("reference", Target("esp32s3", "reference")),
    ],
)
def test_a_board_of_esp_nn_takes_what_it_does_not_name_from_the_lock(tmp_path: Path, kernels: str, target: Target) -> None:
    (tmp_path / "dependencies.lock").write_text(LOCK, "utf-8")
    (tmp_path / ".git").mkdir()
    manifest = tflint_toml.loads(f'[boards.b]\ncpu = "esp32s3"\nkernels = "{kernels}"\n', str(tmp_path / "tflint.toml"))
    assert manifest.boards["b"].target == target
