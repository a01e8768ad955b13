"""A long run's journal."""

from pathlib import Path

import pytest
from repository import write
from scenes import HOST, every_operator, model, scope

from tflint import packs
from tflint.check.lint import Judged
from tflint.check.lint_file import judge
from tflint.check.scope import Scope
from tflint.files.found import Source, Unreadable
from tflint.run import lint_files as room
from tflint.run.journal import ForeignJournal
from tflint.run.lint_files import gather
from tflint.run.lint_json import encode
from tflint.run.means import Means

RULES = packs.load()


@pytest.fixture
def sources(tmp_path: Path) -> list[Source]:
    write(tmp_path, {f"{n}.tflite": model(n) if n % 3 else b"broken" for n in range(9)})
    return [
        *(Source(str(tmp_path / f"{n}.tflite"), f"{n}.tflite", f"{n}.tflite") for n in range(9)),
        Source("/nowhere", "x", "x"),
    ]


def told(lints: room.Lints) -> list[str]:
    return sorted(str(encode(judged)) for _, judged in lints.linted)


def test_a_run_that_was_stopped_goes_on_where_it_was(
    sources: list[Source], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, journal = gather(sources, scope(*RULES)), tmp_path / "journal"
    done: list[str] = []

    def interrupted(source: Source, where: Scope) -> object:
        if len(done) == 5:
            raise KeyboardInterrupt
        done.append(source.name)
        return judge(source, where)

    monkeypatch.setattr(room, "judge", interrupted)
    with pytest.raises(KeyboardInterrupt):
        gather(sources, scope(*RULES), Means(journal=str(journal)))

    def counted(source: Source, where: Scope) -> Judged | Unreadable:
        done.append(source.name)
        return judge(source, where)

    monkeypatch.setattr(room, "judge", counted)
    lints = gather(sources, scope(*RULES), Means(journal=str(journal)))
    assert told(lints) == told(whole)
    assert lints.unreadable == whole.unreadable
    assert done == [source.name for source in sources]
    again = gather(sources, scope(*RULES), Means(journal=str(journal)))
    assert told(again) == told(whole)
    assert len(done) == len(sources)


@pytest.mark.parametrize("tail", [b'{"path":"/x","li', b"\0\0\0", b'{"path":1}\n', b"[]\n"])
def test_a_broken_last_line_is_cut_off(sources: list[Source], tmp_path: Path, tail: bytes) -> None:
    journal = tmp_path / "journal"
    gather(sources, scope(*RULES), Means(journal=str(journal)))
    whole = journal.read_bytes()
    lines = whole.splitlines(keepends=True)
    journal.write_bytes(b"".join(lines[:6]) + tail)
    gather(sources, scope(*RULES), Means(journal=str(journal)))
    assert sorted(journal.read_bytes().splitlines()) == sorted(whole.splitlines())


def test_a_journal_of_other_rules_or_boards_is_refused_and_left_alone(sources: list[Source], tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    gather(sources, scope(*RULES), Means(journal=str(journal)))
    before = journal.read_bytes()
    for other in (scope(RULES[0]), scope(*RULES, boards=(HOST,))):
        with pytest.raises(ForeignJournal):
            gather(sources, other, Means(journal=str(journal)))
    assert journal.read_bytes() == before


def test_a_file_that_is_no_journal_is_refused_and_left_alone(sources: list[Source], tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("dear diary\n", "utf-8")
    with pytest.raises(ForeignJournal):
        gather(sources, scope(every_operator()), Means(journal=str(notes)))
    assert notes.read_text("utf-8") == "dear diary\n"
