"""`arena-misaligned`: sizes and arrays on a boundary of 16."""

from pathlib import Path

import pytest
from firmware_image import image
from firmware_project import firmware, main_cc
from networks import Tree, dense

from tflint.manifest.board import Board, ResolverSpec
from tflint.manifest.target import Target
from tflint.testing import run
from tflint_rules.memory.arena_misaligned import rule


def bad() -> Tree:
    """An array without `alignas`."""
    return firmware(main_cc("AddFullyConnected()", align=""))


def good() -> Tree:
    return firmware(main_cc("AddFullyConnected()"))


def test_without_an_arena_nothing_can_lie_askew() -> None:
    assert run(rule, dense(), board=Board("nano33")) == ()


def test_litert_places_its_own_arena() -> None:
    assert run(rule, dense(), board=Board("pi", Target("", "litert"), arena=1001)) == ()


@pytest.mark.parametrize(("arena", "count"), [(65536, 0), (65535, 1), (65544, 1)])
def test_a_size_is_a_multiple_of_16(arena: int, count: int) -> None:
    assert len(run(rule, dense(), board=Board("nano33", arena=arena))) == count


@pytest.mark.parametrize(
    ("align", "count"),
    [
        ("alignas(16) ", 0),
        ("alignas(64) ", 0),
        ("ALIGNED_SOMEHOW ", 0),
        ("alignas(kUnknown) ", 0),
        ("__attribute__((aligned(16))) ", 0),
        ("", 1),
        ("alignas(8) ", 1),
        ("static ", 1),
    ],
)
def test_an_array_starts_where_its_declaration_says(tmp_path: Path, align: str, count: int) -> None:
    (tmp_path / "main.cc").write_text(main_cc("AddFullyConnected()", align=align), "utf-8")
    board = Board("nano33", arena=65536, resolver=ResolverSpec(source=("main.cc",)))
    findings = run(rule, dense(), board=board, root=str(tmp_path))
    assert len(findings) == count
    assert all(finding.place is not None and finding.place.line == 4 for finding in findings)


@pytest.mark.parametrize(("at", "count"), [(0x20000000, 0), (0x20000004, 1), (0x20000020, 0)])
def test_a_linked_arena_starts_on_a_boundary(tmp_path: Path, at: int, count: int) -> None:
    (tmp_path / "f.elf").write_bytes(image(at=at))
    found = run(rule, dense(), board=Board("nano33", image="f.elf"), root=str(tmp_path))
    assert [it.evidence["lost"] for it in found] == [12] * count
