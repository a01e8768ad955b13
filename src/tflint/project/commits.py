"""Commits of TFLM and its copies, as submodules and build files pin them; nothing is asked of git."""

from __future__ import annotations

import json
import os
import re
import struct
from bisect import bisect_left
from functools import cache
from typing import TYPE_CHECKING

from tflint.project.fact import Fact, Kind
from tflint.project.tables import table_text
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.project.tree import Tree

DIGITS = 6  # of a commit in the table, enough for those of one repository: one in 8,600 of a fork's own would agree with one of its 1,945
SHOWN = 7  # as git abbreviates it
FAMILIES = ("tflm", "esp-tflite-micro")  # TFLM's main by month, Espressif's copy by release
LARGEST_INDEX = 16 << 20
MOST_ENTRIES = 200_000
GITLINK = 0o160000
_NAMED = re.compile(r"tensorflow/tflite-micro|espressif/esp-tflite-micro|tflite-micro-arduino-examples|google-coral/coralmicro")
_CORAL = "24c0850"  # what coralmicro has had as third_party/tflite-micro since 2022-07


class Submodule(Record):
    """A submodule: its folder, its address, the line of .gitmodules that names it, and its commit where the index has one."""

    path: str
    url: str
    line: int
    commit: str = ""


def snapshot(commit: str) -> str | None:
    """Return the snapshot that a commit is of, None for one that the tables do not have."""
    wanted = commit.strip().lower()[:DIGITS]
    if len(wanted) < DIGITS or not re.fullmatch(r"[0-9a-f]+", wanted):
        return None
    known = _sorted()
    at = bisect_left(known, (wanted,))
    if at == len(known) or known[at][0] != wanted:
        return None
    _, family, name = known[at]
    return f"{family}@{name}"


def facts(tree: Tree) -> Iterator[Fact]:
    """Yield the snapshots that submodules are at, and those of which only the address is known."""
    for it in submodules(tree):
        if not _NAMED.search(it.url):
            continue
        name = "coralmicro@2022-07" if it.commit.startswith(_CORAL) else snapshot(it.commit)
        if name is not None:
            yield Fact(Kind.RUNTIME, name, ".gitmodules", it.line, it.path)
        else:
            yield Fact(Kind.LIBRARY, f"{it.url} {it.commit[:SHOWN]}".strip(), ".gitmodules", it.line, it.path)


def submodules(tree: Tree) -> Iterator[Submodule]:
    """Yield the submodules that .gitmodules at the top names, with their commits."""
    pinned = dict(gitlinks(tree.top)) if tree.has(".gitmodules") else {}
    path, first = "", 0
    for number, line in tree.lines(".gitmodules"):
        key, _, value = line.strip().partition("=")
        if key.startswith("[submodule"):
            path, first = "", number
        elif key.strip() == "path":
            path = value.strip()
        elif key.strip() == "url" and path:
            yield Submodule(path, value.strip(), first, pinned.get(path, ""))


def gitlinks(top: str) -> Iterator[tuple[str, str]]:
    """Yield the submodules of git's index (version 2 or 3) with their commits; none without a plain index. Total on any bytes."""
    try:
        path = os.path.join(top, ".git", "index")
        if os.path.islink(path) or os.path.islink(os.path.dirname(path)) or os.path.getsize(path) > LARGEST_INDEX:
            return
        with open(path, "rb") as file:
            data = file.read(LARGEST_INDEX)
        yield from _entries(data)
    except (OSError, struct.error):
        return


def _entries(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield the gitlinks of an index, as gitformat-index(5) lays out its entries."""
    if data[:4] != b"DIRC" or struct.unpack_from(">I", data, 4)[0] not in (2, 3):
        return
    at = 12
    for _ in range(min(struct.unpack_from(">I", data, 8)[0], MOST_ENTRIES)):
        mode, flags = struct.unpack_from(">I", data, at + 24)[0], struct.unpack_from(">H", data, at + 60)[0]
        name = at + 62 + (2 if flags & 0x4000 else 0)
        end = data.index(b"\0", name) if b"\0" in data[name : name + 4097] else len(data)
        if mode == GITLINK:
            yield data[name:end].decode("utf-8", "replace"), data[at + 40 : at + 60].hex()
        at += (end - at) // 8 * 8 + 8


@cache
def _sorted() -> list[tuple[str, ...]]:
    """Return each commit, the table that has it and its row there, in the order of commits."""
    return sorted(
        (joined[at : at + DIGITS], family, name)
        for family in FAMILIES
        for name, joined in _table()[family].items()
        for at in range(0, len(joined), DIGITS)
    )


@cache
def _table() -> dict[str, dict[str, str]]:
    """Return for each table the commits of a row, joined without spaces, which would take a tenth of the file."""
    text = table_text("tflm_commits.json")
    table: dict[str, dict[str, str]] = json.loads(text)
    return table
