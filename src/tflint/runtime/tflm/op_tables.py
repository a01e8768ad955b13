"""Which ops have kernels in which snapshot of TFLM, from ops/ops.json and snapshots/ (tools/generate_op_tables.py, generate_snapshots.py)."""

from __future__ import annotations

import json
import os
import re
from functools import cache
from typing import TYPE_CHECKING

from tflint.manifest.target import UnknownTarget
from tflint.record import Record
from tflint.runtime.tflm import tables

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypedDict

    class _OpRow(TypedDict):
        method: str
        parser: str
        custom: bool
        since: str
        until: str

    class _Changes(TypedDict, total=False):
        add: list[str]
        remove: list[str]

    class _File(TypedDict, total=False):
        extends: str
        date: str
        commit: str
        shipped_by: str
        static_memory: bool
        exact: list[str]
        bounds: list[str]
        ops: _Changes
        features: _Changes
        sizes: dict[str, dict[str, int]]
        op_versions: dict[str, int]
        unsettled: dict[str, dict[str, str]]


RELEASE = r"esp-tflite-micro@\d+\.\d+\.\d+(~\d+)?"
FOR_EVER = "9999"
FOLDER = "snapshots"
OWN = "tflm"  # the months of TFLM's main, of which each year has a file
SHARED = "copies"  # the file of all families that have none of their own
WITH_A_FILE = frozenset({"edge-impulse", "esp-tflite-micro", "tf", "tflite-micro"})


class UnknownSnapshot(UnknownTarget):
    """A runtime name that no table knows; the message lists those that are."""


class Op(Record):
    """A builtin or custom op of TFLM: its `AddXxx` method, and the days (ISO) from which and until which main has its kernel."""

    name: str
    method: str
    parser: str
    custom: bool
    since: str
    until: str = FOR_EVER


class Snapshot(Record):
    """A state of TFLM that people build: `tflm@2024-08` (main at `commit`), or a copy of it such as `arduino@2023-02`.

    `date` (ISO) is the day of main that it carries. `ops` are those that its resolver has a method for, `features` the mechanisms by
    their names in tools/snapshots/features.json. `sizes` are the structs that differ from abi/*.json, by table. `exact` are the kernel
    libraries (`host` for the wheel) whose arena model holds to the byte; `bounds` says why the others' does not. `unsettled` are the ops
    for which it does not either, by library (`reference`, `cmsis-nn`), each with a file of TFLM that no measured snapshot has like this.
    `static_memory` says whether those who ship it build with TF_LITE_STATIC_MEMORY. `op_versions` are the newest versions of ops that
    its AllOpsResolver takes, 1 for those that it does not name; None where versions do not matter.
    """

    name: str
    date: str
    ops: frozenset[str] = frozenset()
    features: frozenset[str] = frozenset()
    sizes: Mapping[str, Mapping[str, int]] = {}
    exact: frozenset[str] = frozenset()
    bounds: tuple[str, ...] = ()
    static_memory: bool = True
    commit: str = ""
    shipped_by: str = ""
    op_versions: Mapping[str, int] | None = None
    unsettled: Mapping[str, Mapping[str, str]] = {}

    @property
    def family(self) -> str:
        """Return what stands before the @."""
        return self.name.partition("@")[0]

    @property
    def version(self) -> tuple[int, ...]:
        """Return the numbers after the @, as in (1, 3, 3, 1)."""
        return _numbers(self.name.partition("@")[2])

    def has(self, op: str) -> bool:
        """Return whether the snapshot has a kernel for a builtin (by name) or custom op (by code)."""
        return op in self.ops

    def newest_version(self, op: str) -> int | None:
        """Return the newest version of an op that its resolver takes, None where any is taken."""
        return None if self.op_versions is None else self.op_versions.get(op, 1)


@cache
def ops() -> dict[str, Op]:
    """Return all ops that TFLM's main ever had a kernel for, by name."""
    rows: dict[str, _OpRow] = json.loads(tables.text("ops/ops.json"))["ops"]
    return {name: Op(name, **row) for name, row in rows.items()}


@cache
def last_builtin(day: str) -> int:
    """Return the number of the last builtin op in the schema that TFLM had on a day (ISO): BuiltinOperator_MAX."""
    numbers: dict[str, int] = json.loads(tables.text("ops/ops.json"))["last_op"]
    return max((number for since, number in numbers.items() if since <= day), default=min(numbers.values()))


@cache
def names(family: str = "") -> tuple[str, ...]:
    """Return the names of all snapshots, or of those of a family, oldest first in each."""
    if not family:
        return tuple(name for it in families() for name in names(it))
    versions = [version for file in _files(family) for version in _versions(file, family)]
    return tuple(f"{family}@{version}" for version in sorted(versions, key=_numbers))


def families() -> tuple[str, ...]:
    """Return what stands before the @ in the names of all snapshots."""
    own = {name.removesuffix(".json") for name in os.listdir(os.path.join(tables.FOLDER, FOLDER))} - {SHARED}
    return tuple(sorted(own | {name.partition("@")[0] for name in _snapshots(SHARED)}))


@cache
def releases() -> tuple[Snapshot, ...]:
    """Return the copies of TFLM that others release, oldest first in each family."""
    return tuple(snapshot(name) for name in names() if not name.startswith("tflm@"))


@cache
def snapshot(name: str) -> Snapshot:
    """Return a snapshot by its name; raise UnknownSnapshot with the names that exist.

    A release of esp-tflite-micro newer than the tables, as a lock file may name one, has the newest one's ops.
    """
    if (file := _find(name)) is not None:
        return _read(name, file)
    if re.fullmatch(RELEASE, name) and _numbers(name.partition("@")[2]) > (last := newest_of("esp-tflite-micro")).version:
        why = f"{name} is newer than {last.name}, the newest release known"
        return last._replace(name=name, exact=frozenset(), bounds=(why,), unsettled={})
    raise UnknownSnapshot(f"{name!r} is not a known runtime snapshot; known are {', '.join(map(_span, families()))}")


@cache
def newest_of(family: str) -> Snapshot:
    """Return the newest snapshot of a family."""
    return snapshot(f"{family}@{max(_versions(_files(family)[-1], family), key=_numbers)}")


def first_with(op: str, family: str) -> str | None:
    """Return the first snapshot of a family that has an op; the first of `tflm` where no release has it; None where nothing has."""
    for name in dict.fromkeys((*names(family), *names("tflm"))):
        if snapshot(name).has(op):
            known = ops().get(op)
            return name if known is None or known.until == FOR_EVER else None
    return None


def _span(family: str) -> str:
    found = names(family)
    return found[0] if len(found) == 1 else f"{found[0]} … {found[-1]}" if family == "tflm" else ", ".join(found)


def _numbers(version: str) -> tuple[int, ...]:
    """Return the numbers of a version: (1, 3, 3, 1) of 1.3.3~1."""
    return tuple(int(number) for number in re.findall(r"\d+", version))


def file_of(name: str) -> str:
    """Return the file below snapshots/ that has a snapshot, without its suffix: `tf`, `tflm/2024`; small families share one."""
    family, _, version = name.partition("@")
    if family == OWN:
        return f"{family}/{version[:4]}"
    return family if family in WITH_A_FILE else SHARED


def _files(family: str) -> tuple[str, ...]:
    """Return the files of a family, the newest last."""
    if family != OWN:
        return (file_of(family),)
    years = os.listdir(os.path.join(tables.FOLDER, FOLDER, family))
    return tuple(f"{family}/{name.removesuffix('.json')}" for name in sorted(years))


def _versions(file: str, family: str) -> list[str]:
    """Return the versions of a family that a file has."""
    return [name.removeprefix(f"{family}@") for name in _snapshots(file) if file != SHARED or name.startswith(f"{family}@")]


@cache
def _snapshots(file: str) -> dict[str, _File]:
    """Return the snapshots of one file, by version, or by name where families share it; empty where the file does not exist."""
    path = f"{FOLDER}/{file}.json"
    if not os.path.isfile(os.path.join(tables.FOLDER, path)):
        return {}
    found: dict[str, _File] = json.loads(tables.text(path))["snapshots"]
    return found


def _find(name: str) -> _File | None:
    family, _, version = name.partition("@")
    plain = re.fullmatch(r"[\w-]+", family, re.ASCII) and re.fullmatch(r"[\w.~-]+", version, re.ASCII)
    file = file_of(name)
    return _snapshots(file).get(name if file == SHARED else version) if plain else None


def _read(name: str, file: _File) -> Snapshot:
    base = snapshot(file["extends"]) if "extends" in file else Snapshot(name, "")
    return Snapshot(
        name,
        file.get("date", base.date),
        _changed(base.ops, file.get("ops", {})),
        _changed(base.features, file.get("features", {})),
        _overlaid(base.sizes, file.get("sizes", {})),
        frozenset(file.get("exact", ())),
        tuple(file.get("bounds", ())),
        file.get("static_memory", True),
        file.get("commit", base.commit),
        file.get("shipped_by", ""),
        file.get("op_versions", base.op_versions),
        file.get("unsettled", {}),
    )


def _changed(names: frozenset[str], changes: _Changes) -> frozenset[str]:
    return names.difference(changes.get("remove", ())).union(changes.get("add", ()))


def _overlaid(base: Mapping[str, Mapping[str, int]], own: Mapping[str, Mapping[str, int]]) -> Mapping[str, Mapping[str, int]]:
    return {table: {**base.get(table, {}), **own.get(table, {})} for table in dict.fromkeys((*base, *own))}
