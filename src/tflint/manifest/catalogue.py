"""The boards that ship with tflint: one TOML file per board, each figure with its source; a run opens only those it names."""

from __future__ import annotations

import os
from functools import lru_cache

from tflint.manifest import size
from tflint.manifest.board import Board
from tflint.manifest.target import Target

FOLDER = os.path.join(os.path.dirname(__file__), "boards")  # noqa: PTH118, PTH120  on the way of every lint: pathlib takes longer


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """Return the names of all boards, sorted; no file is opened."""
    return tuple(sorted(name.removesuffix(".toml") for name in os.listdir(FOLDER) if name.endswith(".toml")))  # noqa: PTH208  as above


@lru_cache(maxsize=64)
def board(name: str) -> Board:
    """Return a board as its maker describes it, each figure with its source; KeyError where the catalogue has none of that name."""
    if name not in names():
        raise KeyError(name)
    import tomllib

    with open(os.path.join(FOLDER, f"{name}.toml"), "rb") as file:  # noqa: PTH118, PTH123  as above
        values = tomllib.load(file)
    kernels, _, version = values["kernels"].partition("@")
    return Board(
        name=name,
        title=values["title"],
        extends=name,
        target=Target(values.get("cpu", ""), kernels, version, values.get("runtime", ""), ruy=values.get("ruy", False)),
        ram=_size(values.get("ram")),
        flash=_size(values.get("flash")),
        npu=values.get("npu"),
        sources=values["sources"],
        memory={name: size.parse(value) for name, value in values.get("memory", {}).items()},
    )


def _size(value: object) -> int | None:
    return None if value is None else size.parse(value)


def all_boards() -> tuple[Board, ...]:
    """Return every board, by name."""
    return tuple(map(board, names()))
