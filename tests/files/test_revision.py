"""Files as another git revision has them."""

from hashlib import sha256
from pathlib import Path

import pytest
from repository import commit, git, needs_git, repository

from tflint.files.revision import NoRevision, revision

pytestmark = needs_git


def test_a_file_that_the_revision_lacks_is_none(tmp_path: Path) -> None:
    repository(tmp_path, {"a.tflite": b"one"})
    other = revision("HEAD", str(tmp_path))
    assert other.read(str(tmp_path / "b.tflite")) is None
    assert other.read(str(tmp_path.parent / "b.tflite")) is None
    assert other.read(str(tmp_path)) is None
    assert other.read(str(tmp_path / "a.tflite")) == b"one"


def test_the_revisions_bytes_are_read_not_todays(tmp_path: Path) -> None:
    repository(tmp_path, {"m/a.tflite": b"one\n\r\n\0two"})
    commit(tmp_path, {"m/a.tflite": b"three"})
    (tmp_path / "m" / "a.tflite").write_bytes(b"four")
    assert revision("HEAD~1", str(tmp_path / "m")).read(str(tmp_path / "m" / "a.tflite")) == b"one\n\r\n\0two"
    assert revision("main", str(tmp_path)).read(str(tmp_path / "m" / "a.tflite")) == b"three"
    assert git(tmp_path, "status", "--short") == " M m/a.tflite\n"


def test_names_may_hold_anything(tmp_path: Path) -> None:
    name = "a b:ü\n.tflite"
    repository(tmp_path, {name: b"one"})
    assert revision("HEAD", str(tmp_path)).read(str(tmp_path / name)) == b"one"


def test_the_models_of_a_revision_are_listed(tmp_path: Path) -> None:
    repository(tmp_path, {"m/a.tflite": b"one", "b.txt": b"x", "c.TFLITE": b"x"})
    found = revision("HEAD", str(tmp_path / "m")).models()
    assert sorted(Path(it).relative_to(tmp_path.resolve()).as_posix() for it in found) == ["c.TFLITE", "m/a.tflite"]


def test_an_lfs_pointer_is_followed_where_its_object_is_here(tmp_path: Path) -> None:
    data = b"the model"
    oid = sha256(data).hexdigest()
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{oid}\nsize {len(data)}\n".encode()
    repository(tmp_path, {"a.tflite": pointer})
    other = revision("HEAD", str(tmp_path))
    assert other.read(str(tmp_path / "a.tflite")) == pointer
    store = tmp_path / ".git" / "lfs" / "objects" / oid[:2] / oid[2:4]
    store.mkdir(parents=True)
    (store / oid).write_bytes(data)
    assert other.read(str(tmp_path / "a.tflite")) == data


@pytest.mark.parametrize("name", ["nope", "--output=x", "", "HEAD:a.tflite", "HEAD\0"])
def test_what_is_no_revision_is_refused(tmp_path: Path, name: str) -> None:
    repository(tmp_path, {"a.tflite": b"one"})
    with pytest.raises(NoRevision):
        revision(name, str(tmp_path))


def test_a_folder_that_is_no_repository_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoRevision, match="not a git repository"):
        revision("HEAD", str(tmp_path))
