"""Models under another name."""

from pathlib import Path
from random import Random

from repository import commit, git, needs_git, repository, write

from tflint.files.renamed_models import moves
from tflint.files.revision import revision

pytestmark = needs_git
BYTES = Random(1).randbytes(4000)


def moved(folder: Path, name: str = "HEAD") -> dict[str, str]:
    top = folder.resolve()
    found = moves(revision(name, str(folder)))
    return {Path(now).relative_to(top).as_posix(): Path(then).relative_to(top).as_posix() for now, then in found.items()}


def test_nothing_moved_where_nothing_is_gone(tmp_path: Path) -> None:
    repository(tmp_path, {"a.tflite": BYTES})
    write(tmp_path, {"copy.tflite": BYTES})
    assert moved(tmp_path) == {}


def test_another_model_in_the_place_of_one_that_is_gone_did_not_move(tmp_path: Path) -> None:
    repository(tmp_path, {"a.tflite": BYTES, "note.txt": BYTES})
    git(tmp_path, "mv", "note.txt", "b.txt")
    (tmp_path / "a.tflite").unlink()
    write(tmp_path, {"b.tflite": BYTES[::-1]})
    assert moved(tmp_path) == {}


def test_a_rename_that_was_committed_is_found_from_the_commit_before(tmp_path: Path) -> None:
    repository(tmp_path, {"m/a b\n.tflite": BYTES})
    git(tmp_path, "mv", "m/a b\n.tflite", "ü.TFLITE")
    commit(tmp_path, {})
    assert moved(tmp_path, "HEAD~1") == {"ü.TFLITE": "m/a b\n.tflite"}
    assert moved(tmp_path) == {}


def test_a_rename_with_a_change_is_found_once_git_knows_the_file(tmp_path: Path) -> None:
    repository(tmp_path, {"a.tflite": BYTES})
    git(tmp_path, "mv", "a.tflite", "b.tflite")
    commit(tmp_path, {"b.tflite": BYTES[:3900] + b"other"})
    assert moved(tmp_path, "HEAD~1") == {"b.tflite": "a.tflite"}


def test_a_rename_that_git_does_not_know_yet_is_found_by_the_bytes(tmp_path: Path) -> None:
    repository(tmp_path, {"a.tflite": BYTES, "twin.tflite": BYTES, ".gitignore": b"built/\n"})
    (tmp_path / "a.tflite").unlink()
    (tmp_path / "twin.tflite").unlink()
    write(tmp_path, {"built/b.tflite": BYTES, "c.tflite": BYTES, "d.tflite": BYTES, "e.tflite": BYTES[1:]})
    assert moved(tmp_path) == {"built/b.tflite": "a.tflite", "c.tflite": "twin.tflite"}


def test_a_repositorys_settings_start_no_program(tmp_path: Path) -> None:
    repository(tmp_path, {"a.tflite": BYTES, ".gitattributes": b"*.tflite filter=x diff=x\n"})
    started = tmp_path / "started"
    for key in ("filter.x.clean", "diff.x.command", "diff.x.textconv", "diff.external"):
        git(tmp_path, "config", key, f"touch '{started}'; cat")
    git(tmp_path, "-c", "filter.x.clean=cat", "mv", "a.tflite", "b.tflite")
    write(tmp_path, {"b.tflite": BYTES + b"1"})
    moved(tmp_path)
    assert not started.exists()
