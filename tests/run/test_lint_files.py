"""Many files, here or in a pool, remembered or not."""

import os
import signal
from pathlib import Path

import pytest
from scenes import model, scope

from tflint import packs
from tflint.check.lint import Judged
from tflint.check.lint_file import judge
from tflint.check.scope import Scope
from tflint.files.found import LeftOut, Source, Unreadable
from tflint.manifest.board import Board
from tflint.manifest.target import parse
from tflint.run import cache as room_of_cache
from tflint.run import lint_files as room
from tflint.run.lint_files import gather
from tflint.run.lint_json import encode
from tflint.run.means import Means


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def sources(tmp_path: Path) -> list[Source]:
    found = []
    for number in range(40):
        path = tmp_path / f"{number:02}.tflite"
        path.write_bytes(model(number % 5) if number % 7 else b"broken")
        found.append(Source(str(path), path.name, path.name))
    return found


@pytest.fixture(scope="module")
def everything() -> Scope:
    return scope(*packs.load())


def told(lints: room.Lints) -> list[object]:
    return [encode(judged) for _, judged in lints.linted]


def test_what_was_left_out_or_cannot_be_read_is_passed_on(everything: Scope) -> None:
    lints = gather([LeftOut("a", "why"), Unreadable("b", "why")], everything)
    assert (lints.linted, lints.left_out, lints.unreadable) == ([], [LeftOut("a", "why")], [Unreadable("b", "why")])


def test_a_file_that_vanished_is_unreadable(everything: Scope) -> None:
    assert gather([Source("/nowhere/x", "x", "x")], everything).unreadable == [Unreadable("x", "no such file or directory")]


def test_a_pool_gives_what_a_serial_run_gives_in_its_order(sources: list[Source], everything: Scope) -> None:
    serial = gather(sources, everything, Means(1, cached=False))
    pooled = gather(sources, everything, Means(2, cached=False))
    assert told(pooled) == told(serial)
    assert [it.source for it in pooled.linted] == sources


def test_the_cache_gives_what_a_fresh_run_gives(sources: list[Source], everything: Scope, cache: Path) -> None:
    fresh = gather(sources, everything, Means(1, cached=False))
    assert not cache.exists()
    first = gather(sources, everything, Means(1))
    (file,) = (cache / "tflint").iterdir()
    stored = file.read_bytes()
    second = gather(sources, everything, Means(1))
    assert told(fresh) == told(first)
    assert [str(it) for it in told(second)] == [str(it) for it in told(first)]
    assert file.read_bytes() == stored


def test_the_second_run_lints_only_what_changed(
    sources: list[Source], everything: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    gather(sources, everything, Means(1))
    Path(sources[3].path).write_bytes(model(9))
    linted = counted(monkeypatch)
    lints = gather(sources, everything, Means(1))
    assert linted == [sources[3].name]
    assert lints.linted[3].judged.report.operators == 9


def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the files that are linted from now on."""
    linted: list[str] = []

    def judged(source: Source, where: Scope) -> Judged | Unreadable:
        linted.append(source.name)
        return judge(source, where)

    monkeypatch.setattr(room, "judge", judged)
    return linted


def test_a_single_model_comes_from_the_cache_too(
    sources: list[Source], everything: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    linted = counted(monkeypatch)
    first, again = (gather(sources[1:2], everything, Means()) for _ in range(2))
    assert linted == [sources[1].name]
    assert [str(it) for it in told(again)] == [str(it) for it in told(first)]


def test_a_large_cache_is_not_read_for_one_model(
    sources: list[Source], everything: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    gather(sources, everything, Means(1))
    linted = counted(monkeypatch)
    monkeypatch.setattr(room_of_cache, "WORTH_READING", 2000)
    gather(sources[:1], everything, Means())
    assert linted == [sources[0].name]


@pytest.mark.parametrize("more", [{"image": "firmware.elf"}, {"npu": "ethos-u55-128"}])
def test_what_a_lint_asks_beyond_bytes_keeps_it_out_of_the_cache(
    sources: list[Source], everything: Scope, cache: Path, more: dict[str, str]
) -> None:
    board = Board("m55", parse("cortex-m55/cmsis-nn"))._replace(**more)  # type: ignore[arg-type]  # both are strings
    gather(sources[:1], everything._replace(boards=(board,)), Means())
    assert not cache.exists()


@pytest.mark.parametrize("damage", [b"", b"\0" * 1000, b"00000000 x {}\n", b"\xff\xfe"])
def test_a_damaged_cache_is_as_good_as_none(sources: list[Source], everything: Scope, cache: Path, damage: bytes) -> None:
    first = gather(sources, everything, Means(1))
    (file,) = (cache / "tflint").iterdir()
    whole = file.read_bytes()
    file.write_bytes(damage + whole[: len(whole) // 2])
    assert [str(it) for it in told(gather(sources, everything, Means(1)))] == [str(it) for it in told(first)]


def test_a_cache_that_cannot_be_written_is_no_fault(sources: list[Source], everything: Scope, cache: Path) -> None:
    cache.write_text("a file where the folder should be", "utf-8")
    assert len(gather(sources, everything, Means(1)).linted) == len(sources)


def test_no_home_is_no_fault(sources: list[Source], everything: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA", "HOME", "USERPROFILE"):
        monkeypatch.delenv(name, raising=False)
    assert len(gather(sources, everything, Means(1)).linted) == len(sources)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
def test_a_process_that_is_killed_costs_no_other_file_its_lint(
    sources: list[Source], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = tmp_path / "site"
    pack.mkdir()
    (pack / "lethal_pack.py").write_text(
        '"""Kills its process."""\nimport os, signal\nfrom tflint.api import File, Rule, Severity\n'
        'rule = Rule(__name__, severity=Severity.ERROR, since="0")\n'
        "@rule.on(File)\ndef check(file):\n"
        '    if file.path == "05.tflite":\n        os.kill(os.getpid(), signal.SIGKILL)\n    return iter(())\n',
        "utf-8",
    )
    monkeypatch.syspath_prepend(str(pack))
    monkeypatch.setenv("PYTHONPATH", str(pack), prepend=os.pathsep)
    lethal = scope(*packs.load(["lethal_pack"]))
    lints = gather(sources, lethal, Means(2, cached=False))
    assert [it.source for it in lints.linted] == sources
    died = [it.judged.crashed[0] for it in lints.linted if it.judged.crashed]
    assert [(it.rule, it.path) for it in died] == [("process", "05.tflite")]
