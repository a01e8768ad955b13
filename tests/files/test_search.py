"""The paths of a command line to the files that they mean."""

import os
import sys
from pathlib import Path

import pytest
from repository import write

from tflint.files.found import Found, LeftOut, Source, Unreadable
from tflint.files.owners import Owners
from tflint.files.search import Search
from tflint.files.shown import shown
from tflint.manifest.board import Manifest, ModelEntry

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs links, pipes and names as POSIX has them")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


def no_manifest(path: str) -> Manifest:
    raise AssertionError(path)


def search(paths: list[str], root: str = ".", exclude: tuple[str, ...] = (), *, force: bool = False) -> list[Found]:
    manifest = Manifest(root=root, exclude=exclude)
    return list(Search(Owners(no_manifest, manifest), force_exclude=force).paths(paths))


def matching(patterns: list[str], root: str = ".") -> list[Found]:
    manifest = Manifest(root=root, models=tuple(map(ModelEntry, patterns)))
    return [it for _, it in Search(Owners(no_manifest, manifest)).declared(manifest)]


def names(*paths: str, root: str = ".") -> list[str]:
    return [it.name for it in search([*paths], root) if isinstance(it, Source)]


def refused(*paths: str) -> list[str]:
    return [it.why for it in search([*paths]) if isinstance(it, Unreadable)]


def test_names_stay_as_the_user_gave_them(here: Path) -> None:
    write(here, {"m/a.tflite": b"x", "b.tflite": b"x"})
    assert names(".") == ["b.tflite", "m/a.tflite"]
    assert names("m") == ["m/a.tflite"]
    assert names("m/a.tflite", "./b.tflite") == ["m/a.tflite", "b.tflite"]
    assert names(str(here / "m")) == [shown(str(here / "m" / "a.tflite"))]


def test_patterns_match_from_the_manifests_folder(here: Path) -> None:
    write(here, {"m/a.tflite": b"x"})
    (found,) = search(["m"], "..")
    assert isinstance(found, Source)
    assert found.relative == "here/m/a.tflite"


def test_a_file_met_twice_comes_once(here: Path) -> None:
    write(here, {"m/a.tflite": b"x"})
    assert names("m", "m/a.tflite") == ["m/a.tflite"]


def test_a_file_that_is_named_itself_may_have_any_name(here: Path) -> None:
    write(here, {"model.bin": b"x", "-x.tflite": b"x"})
    assert names("model.bin", "-x.tflite") == ["model.bin", "-x.tflite"]


def test_a_wake_word_manifest_stands_for_its_model_and_no_other_json_does(here: Path) -> None:
    word = b'{"type": "micro", "model": "%s", "micro": {"tensor_arena_size": 26080}}'
    old = b'{"type": "micro", "model": "./a.tflite", "version": 1, "micro": {"probability_cutoff": 0.5}}'
    jsons = {
        "m/old.json": old,
        "m/word.json": word % b"a.tflite",
        "gone.json": word % b"b.tflite",
        "self.json": word % b"self.json",
        "x.json": b"{}",
    }
    write(here, {"m/a.tflite": b"x", **jsons})
    assert search(["m/word.json"]) == [Source("m/a.tflite", "m/a.tflite", "m/a.tflite", "m/word.json")]
    assert names("m/old.json") == ["m/a.tflite"]
    assert search(["gone.json"]) == [Unreadable("b.tflite", "no such file or directory; gone.json names it")]
    assert names("self.json", "x.json") == ["self.json", "x.json"]


def test_excluded_files_and_folders_are_left_out_of_a_walk_only(here: Path) -> None:
    write(here, {"m/a.tflite": b"x", "b.tflite": b"x"})
    found = search([".", "m/a.tflite"], exclude=("m",))
    assert [it.name for it in found if isinstance(it, Source)] == ["b.tflite", "m/a.tflite"]


def test_a_missing_path_is_reported_and_the_rest_goes_on(here: Path) -> None:
    write(here, {"a.tflite": b"x"})
    assert names("gone.tflite", "a.tflite") == ["a.tflite"]
    assert refused("gone.tflite", "a.tflite", "") == ["no such file or directory", "no such file or directory"]
    assert refused("nul\0.tflite") == ["a NUL in its name"]


def test_a_folder_called_like_a_model_is_no_model(here: Path) -> None:
    (here / "x.tflite").mkdir()
    assert refused("x.tflite") == ["a folder, not a model"]
    assert refused("x.tflite/") == ["a folder, not a model"]


@posix
def test_pipes_devices_and_links_that_lead_nowhere_or_out_are_refused(here: Path) -> None:
    write(here.parent, {"outside.tflite": b"x"})
    os.mkfifo("pipe.tflite")
    (here / "dangling.tflite").symlink_to("nowhere")
    (here / "loop.tflite").symlink_to("loop.tflite")
    (here / "out.tflite").symlink_to("../outside.tflite")
    assert refused("pipe.tflite", "/dev/zero") == ["a named pipe, not a plain file", "a device, not a plain file"]
    assert refused("dangling.tflite") == ["link leads nowhere"]
    assert "levels of symbolic links" in refused("loop.tflite")[0]
    assert refused("out.tflite") == ["a link out of the folder that is linted; name the file itself"]


@posix
def test_a_link_elsewhere_is_no_link_out_of_this_folder(here: Path) -> None:
    write(here.parent, {"store/blob": b"x"})
    (here.parent / "link.tflite").symlink_to("store/blob")
    assert names("../link.tflite") == ["../link.tflite"]


@posix
@pytest.mark.skipif(sys.platform == "darwin", reason="the file system refuses such names")
@pytest.mark.parametrize("name", [b"\xff.tflite", b"new\nline.tflite", b"\x1b[31m.tflite", "ü.tflite".encode()])
def test_any_file_name_is_found_and_kept(here: Path, name: bytes) -> None:
    (here / os.fsdecode(name)).write_bytes(b"x")
    (found,) = search(["."])
    assert isinstance(found, Source)
    assert found.name.encode("utf-8", "surrogateescape") == name
    assert Path(found.path).read_bytes() == b"x"


def test_a_manifests_pattern_finds_what_git_ignores(here: Path) -> None:
    write(here, {".gitignore": b"build/\n", "build/a.tflite": b"x", "build/b.txt": b"x", "m/c.tflite": b"x"})
    found = matching(["build/*.tflite", "m/c.tflite", "m/gone.tflite", "none/*.tflite"])
    assert [it.name for it in found if isinstance(it, Source)] == ["build/a.tflite", "m/c.tflite"]


def test_a_manifest_elsewhere_gives_names_from_here(here: Path) -> None:
    write(here.parent, {"models/a.tflite": b"x"})
    (found,) = matching(["models/*.tflite"], "..")
    assert isinstance(found, Source)
    assert (found.name, found.relative) == ("../models/a.tflite", "models/a.tflite")


@posix
def test_what_a_pattern_meets_and_does_not_take_is_said(here: Path) -> None:
    (here / "m").mkdir()
    os.mkfifo("m/pipe.tflite")
    assert matching(["m/*"]) == [LeftOut("m/pipe.tflite", "not a plain file")]
