"""The boards and firmwares that ship with tflint: a TOML table for each, every figure with its source; a run parses only those it names."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from typing import Any

from tflint.manifest import size
from tflint.manifest.board import Board, ResolverSpec
from tflint.manifest.target import DEFAULT, Target

_HERE = os.path.dirname(__file__)
BOARDS, FIRMWARES = "boards.toml", "firmware.toml"
FIRMWARE = "fw:"
"""What the names of well-known firmwares begin with."""


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """Return the names of all boards, sorted."""
    return tuple(sorted(_tables(BOARDS)))


@lru_cache(maxsize=1)
def firmware_names() -> tuple[str, ...]:
    """Return the names of all firmwares, `fw:…`, sorted."""
    return tuple(FIRMWARE + name for name in sorted(_tables(FIRMWARES)))


@lru_cache(maxsize=64)
def board(name: str) -> Board:
    """Return a board as its maker describes it, or a firmware as its sources do; KeyError where the catalogue has none of that name."""
    if name.startswith(FIRMWARE):
        return _firmware(name)
    if name not in names():
        raise KeyError(name)
    values = _read(BOARDS, name)
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


def _firmware(name: str) -> Board:
    """Return a firmware: its board, with the arena, the ops and the runtime that its sources state."""
    if name not in firmware_names():
        raise KeyError(name)
    values = _read(FIRMWARES, name.removeprefix(FIRMWARE))
    base = board(values["extends"]) if "extends" in values else Board(name)
    kernels, _, version = values.get("kernels", "").partition("@")
    cpu = values.get("cpu", base.target.cpu or DEFAULT.cpu)
    return base._replace(
        name=name,
        title=values["title"],
        extends=name,
        target=base.target._replace(
            cpu=cpu,
            kernels=kernels or base.target.kernels,
            version=version or base.target.version,
            runtime=values.get("runtime", base.target.runtime),
            resource_variables=values.get("resource_variables"),
        ),
        arena=values.get("arena"),
        arena_in=values.get("arena_in"),
        resolver=ResolverSpec(
            everything=values.get("everything", False),
            ops=None if "everything" in values else tuple(values["ops"]),
            custom=tuple(values.get("custom", ())),
            fixed=True,
        ),
        sources={
            **base.sources,
            **values["sources"],
            **{f"open {number}": it for number, it in enumerate(values.get("open", ()), 1)},
        },
    )


@lru_cache(maxsize=2)
def _tables(file: str) -> dict[str, str]:
    """Return the text of each table of a file, those inside it included, by its name."""
    with open(os.path.join(_HERE, file), encoding="utf-8") as opened:
        found = re.split(r"^\[([\w-]+)\]\n", opened.read(), flags=re.MULTILINE)
    return dict(zip(found[1::2], found[2::2], strict=True))


def _read(file: str, name: str) -> dict[str, Any]:
    import tomllib

    values: dict[str, Any] = tomllib.loads(_tables(file)[name])
    inner: dict[str, Any] = values.pop(name, {})
    return {**values, **inner}


def _size(value: object) -> int | None:
    return None if value is None else size.parse(value)


def all_boards() -> tuple[Board, ...]:
    """Return every board, by name."""
    return tuple(map(board, names()))


def all_firmware() -> tuple[Board, ...]:
    """Return every firmware, by name."""
    return tuple(map(board, firmware_names()))
