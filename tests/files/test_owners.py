"""Which manifest a path is held against."""

from pathlib import Path

import pytest
from repository import write

from tflint.files.owners import Owners
from tflint.manifest.board import Manifest


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write(
        tmp_path, {"a/tflint.toml": b"", "a/b/tflint.toml": b"", "a/b/m/k.tflite": b"", "c/pyproject.toml": b"[tool.tflint]\n"}
    )


def load(path: str) -> Manifest:
    return Manifest(path=path, root=path.rpartition("/")[0] or ".", exclude=("m/**",))


def test_a_path_without_a_manifest_upwards_has_an_empty_one() -> None:
    assert Owners(load).of("x/y.tflite").path is None


def test_the_nearest_manifest_upwards_counts() -> None:
    owners = Owners(load)
    assert owners.of("a/b/m/k.tflite").path == "a/b/tflint.toml"
    assert owners.of("a/other/k.tflite").path == "a/tflint.toml"
    assert owners.of("c/d/k.tflite").path == "c/pyproject.toml"


def test_a_pyproject_that_does_not_speak_of_tflint_is_passed_by(here: Path) -> None:
    write(here, {"a/b/m/pyproject.toml": b"[project]\nname = 'x'\n"})
    assert Owners(load).of("a/b/m/k.tflite").path == "a/b/tflint.toml"


def test_one_manifest_is_loaded_once_however_it_is_reached(here: Path) -> None:
    loaded: list[str] = []

    def counted(path: str) -> Manifest:
        loaded.append(path)
        return load(path)

    owners = Owners(counted)
    assert owners.of("a/b/k.tflite") is owners.of("a/b/m/k.tflite")
    assert owners.of(str(here / "a/b/k.tflite")).path == "a/b/tflint.toml"
    assert loaded == ["a/b/tflint.toml"]


def test_the_manifest_that_is_forced_counts_for_all() -> None:
    forced = Manifest(path="x.toml")
    owners = Owners(load, forced)
    assert owners.of("a/b/m/k.tflite") is forced
    assert owners.met() == (forced,)


def test_the_manifests_that_were_met_are_known_in_their_order() -> None:
    owners = Owners(load)
    for path in ("c/k.tflite", "a/b/k.tflite", "a/k.tflite", "k.tflite"):
        owners.of(path)
    assert [it.path for it in owners.met()] == ["c/pyproject.toml", "a/b/tflint.toml", "a/tflint.toml"]


def test_only_the_nearest_manifest_excludes() -> None:
    owners = Owners(load)
    assert owners.excludes("a/b/m/k.tflite")
    assert owners.excludes("a/m/k.tflite")
    assert not owners.excludes("a/b/k.tflite")
    assert not owners.excludes("m/k.tflite")


def test_a_link_to_a_folder_leads_to_that_folder_s_manifest(here: Path) -> None:
    (here / "link").symlink_to("a/b")
    assert Owners(load).of("link/k.tflite").path == "link/tflint.toml"
