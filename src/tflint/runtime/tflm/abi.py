"""Struct sizes per ABI, kernel library and runtime snapshot: the measured tables in abi/*.json, and what a snapshot changes of them."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

from tflint.record import Record
from tflint.runtime.tflm import op_tables, tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tflint.runtime.tflm.build import Build


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
    """Return the table of that name as a snapshot has it; a table that extends another holds only what differs."""
    table = json.loads(tables.text(f"abi/{name}.json"))
    base = load(table["extends"], snapshot).sizes if "extends" in table else {}
    own = op_tables.snapshot(snapshot).sizes.get(name, {}) if snapshot else {}
    return Abi(name, {**base, **table["sizes"], **own})
