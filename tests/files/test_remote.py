"""Models behind a URL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from networks import dense
from scenes import model, scope

from tflint import packs
from tflint.check.lint import Judged
from tflint.check.lint_file import judge
from tflint.files import opening, remote
from tflint.files.found import Found, Source, Unreadable, is_url
from tflint.files.owners import Owners
from tflint.files.search import Search
from tflint.manifest.board import Manifest
from tflint.model import reader
from tflint.run.lint_json import encode

fsspec = pytest.importorskip("fsspec", reason="the extra remote is not installed")


@pytest.fixture
def memory() -> Iterator[object]:
    files = fsspec.filesystem("memory")
    files.pipe(
        {"/bucket/b.tflite": model(), "/bucket/a/c.tflite": dense(), "/bucket/a/d.txt": b"x", "/bucket/.git/e.tflite": b"x"}
    )
    yield files
    files.rm("/", recursive=True)


def search(url: str) -> list[Found]:
    return list(Search(Owners(lambda _: Manifest(), Manifest())).paths([url]))


@pytest.mark.parametrize("path", ["models/a.tflite", "/a", "C:\\a", "c://a", "://a", "a b://c", ""])
def test_a_path_is_no_url(path: str) -> None:
    assert not is_url(path)


@pytest.mark.usefixtures("memory")
def test_a_url_of_a_folder_means_the_models_below_it() -> None:
    found = search("memory://bucket")
    assert [it.name for it in found] == ["memory:///bucket/b.tflite", "memory:///bucket/a/c.tflite"]


@pytest.mark.usefixtures("memory")
def test_a_url_that_cannot_be_read_is_reported() -> None:
    for url, why in [("memory://bucket/gone", "no such file"), ("nosuch://x/y", "not known"), ("memory://", "")]:
        for it in search(url):
            assert isinstance(it, Source) or (isinstance(it, Unreadable) and why in it.why)
    assert isinstance(judge(Source("memory://bucket/gone", "x", "x"), scope(*packs.load())), Unreadable)


@pytest.mark.usefixtures("memory")
def test_a_lint_from_afar_is_the_lint_from_here(tmp_path: Path) -> None:
    (tmp_path / "c.tflite").write_bytes(dense())
    where = scope(*packs.load())
    far = judge(Source("memory://bucket/a/c.tflite", "c", "c"), where)
    near = judge(Source(str(tmp_path / "c.tflite"), "c", "c"), where)
    assert isinstance(far, Judged)
    assert isinstance(near, Judged)
    assert encode(far) == encode(near)


class Counting:
    """A file system that counts what is fetched."""

    def __init__(self, data: bytes) -> None:
        self.data, self.fetched, self.requests = data, 0, 0

    def cat_file(self, _path: str, start: int | None = None, end: int | None = None) -> bytes:
        part = self.data[start:end]
        self.fetched += len(part)
        self.requests += 1
        return part


def test_of_a_large_file_only_the_graph_is_fetched() -> None:
    data = model(50) + bytes(40 << 20)
    files = Counting(data)
    there = remote.RemoteWindows(files, "x", len(data))  # type: ignore[arg-type]  # the part that is used
    found = reader.read(there)
    assert len(found.subgraphs[0].operators) == 50
    assert files.fetched <= 1 << 20
    assert files.requests <= 4
    assert bytes(there[len(model(50)) - 8 : len(model(50)) + 8]) == data[len(model(50)) - 8 : len(model(50)) + 8]


@pytest.mark.usefixtures("memory")
def test_a_small_file_is_fetched_whole() -> None:
    assert bytes(opening.read("memory://bucket/b.tflite")[:]) == model()
