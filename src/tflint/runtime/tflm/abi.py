"""Struct sizes per ABI, kernel library and runtime snapshot: the measured tables in abi/*.json, and what a snapshot changes of them."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

from tflint.record import Record
from tflint.runtime.tflm import op_tables, tables

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypedDict

    from tflint.runtime.tflm.build import Build

    class _Table(TypedDict, total=False):
        extends: str
        like: str
        sizes: dict[str, int]


WHOLE = ("arm32", "ilp32_int_enums", "x86_64")  # tables with a file of their own; the small ones share one


class Abi(Record):
    """Sizes and alignments of TFLM's structs, bytes, by their names in the table: `kernels/add:OpDataAdd`, `TfLiteTensor`."""

    name: str
    sizes: Mapping[str, int]

    def sizeof(self, struct: str) -> int:
        """Return a struct's size; `ptr` is a pointer's."""
        return self.sizes["void*" if struct == "ptr" else struct]

    def alignof(self, struct: str) -> int:
        """Return a struct's natural alignment."""
        return self.sizes[f"{'void*' if struct == 'ptr' else struct}@align"]


def of(built: Build) -> Abi:
    """Return the struct sizes of a build: its ABI's, as they were in its snapshot, or what an image shows instead."""
    table = load(built.abi, built.snapshot)
    return table._replace(sizes={**table.sizes, **dict(built.struct_sizes)}) if built.struct_sizes else table


@cache
def load(name: str, snapshot: str = "") -> Abi:
    """Return the table of that name as a snapshot has it; a table that extends another changes what the snapshot made of that one."""
    table = _table(name)
    base = load(table["extends"], snapshot).sizes if "extends" in table else {}
    own = op_tables.snapshot(snapshot).sizes.get(name, {}) if snapshot else {}
    return Abi(name, {**base, **_measured(name), **own})


def names() -> tuple[str, ...]:
    """Return the names of all tables."""
    return (*WHOLE, *_overlays())


def _measured(name: str) -> dict[str, int]:
    """Return what a table holds: its file has what differs from the table that it is `like`."""
    table = _table(name)
    return {**(_measured(table["like"]) if "like" in table else {}), **table["sizes"]}


@cache
def _table(name: str) -> _Table:
    if name not in WHOLE:
        return _overlays()[name]
    table: _Table = json.loads(tables.text(f"abi/{name}.json"))
    return table


@cache
def _overlays() -> dict[str, _Table]:
    found: dict[str, _Table] = json.loads(tables.text("abi/overlays.json"))["tables"]
    return found
