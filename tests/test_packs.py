"""Rule packs: loaded from where packages are installed, refused where they are broken."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tflint import packs

RULE = '"""A rule."""\nfrom tflint.api import Rule, Severity\nrule = Rule(__name__, severity=Severity.NOTE, since="1")\n'


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    before = set(sys.modules)
    yield folder
    for name in set(sys.modules) - before:
        if name.startswith("pack_"):
            del sys.modules[name]


def test_the_built_in_pack_is_always_there_sorted_by_name() -> None:
    names = [rule.name for rule in packs.load()]
    assert names == sorted(names)
    assert "arena-overflow" in names


def test_a_pack_of_folders_gives_families(site: Path) -> None:
    (site / "pack_a" / "style").mkdir(parents=True)
    (site / "pack_a" / "__init__.py").write_text("", "utf-8")
    (site / "pack_a" / "style" / "__init__.py").write_text("", "utf-8")
    (site / "pack_a" / "style" / "short_name.py").write_text(RULE, "utf-8")
    (site / "pack_a" / "style" / "_shared.py").write_text("raise RuntimeError('never imported by itself')", "utf-8")
    (rule,) = [rule for rule in packs.load(["pack_a"]) if rule.module.startswith("pack_a")]
    assert (rule.name, rule.family) == ("short-name", "style")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "has no rules"),
        ("raise RuntimeError('boom')", "boom"),
        ("def (", "SyntaxError"),
        ("import sys; sys.exit(3)", "SystemExit"),
    ],
)
def test_a_broken_pack_is_refused_by_name(site: Path, text: str, why: str) -> None:
    (site / "pack_b.py").write_text(text, "utf-8")
    with pytest.raises(packs.BrokenPack, match=f"pack_b.*{why}"):
        packs.load(["pack_b"])


def test_a_name_that_two_rules_have_is_refused(site: Path) -> None:
    (site / "pack_c").mkdir()
    (site / "pack_c" / "__init__.py").write_text("", "utf-8")
    (site / "pack_c" / "arena_overflow.py").write_text(RULE, "utf-8")
    with pytest.raises(packs.BrokenPack, match=r"pack_c\.arena_overflow has the name of tflint_rules\.memory\.arena_overflow"):
        packs.load(["pack_c"])


@pytest.mark.parametrize("name", ["pack_missing", "../evil", "os;path", "", "pack.missing"])
def test_a_pack_that_is_not_installed_is_refused(name: str) -> None:
    with pytest.raises(packs.BrokenPack):
        packs.load([name])


def test_a_pack_in_the_working_folder_is_never_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pack_evil.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n{RULE}", "utf-8")
    monkeypatch.chdir(tmp_path)
    for entry in ("", str(tmp_path)):
        monkeypatch.setattr(sys, "path", [entry, *sys.path])
        with pytest.raises(packs.BrokenPack, match="not installed"):
            packs.load(["pack_evil"])
    assert not (tmp_path / "ran").exists()


def test_a_pack_that_is_linked_to_the_working_folder_is_distinguished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "pack_e.py").write_text(RULE, "utf-8")
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setattr("site.getsitepackages", lambda: [str(tmp_path / "site")])
    with pytest.raises(packs.BrokenPack, match=r"'pack_e' is not installed; packs are never imported from the working folder"):
        packs.load(["pack_e"])
    (tmp_path / "site" / "__editable__.pack_e.pth").write_text(f"{tmp_path / 'work'}\n", "utf-8")
    with pytest.raises(
        packs.BrokenPack, match=r"not installed other than from here: run tflint from another folder, or pip install \."
    ):
        packs.load(["pack_e"])
