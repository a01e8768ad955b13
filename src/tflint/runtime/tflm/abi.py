"""Struct sizes per ABI, kernel library and runtime snapshot, from the measured tables in abi/*.json."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from tflint.runtime.tflm import tables

if TYPE_CHECKING:
    from collections.abc import Mapping


class Abi(NamedTuple):
    """Sizes and alignments of TFLM's structs, bytes, by their names in the table: `kernels/add:OpDataAdd`, `TfLiteTensor`."""

    name: str
    sizes: Mapping[str, int]

    def sizeof(self, struct: str) -> int:
        """Return a struct's size; `ptr` is a pointer's."""
        return self.sizes["void*" if struct == "ptr" else struct]

    def alignof(self, struct: str) -> int:
        """Return a struct's natural alignment."""
        return self.sizes[f"{'void*' if struct == 'ptr' else struct}@align"]


@cache
def load(name: str) -> Abi:
    """Return the table of that name; one that extends another holds only what differs."""
    table = json.loads(tables.text(f"abi/{name}.json"))
    base = load(table["extends"]).sizes if "extends" in table else {}
    return Abi(name, {**base, **table["sizes"]})
