"""What a tree holds that a manifest should speak of: models with their contracts, firmware with its arena and resolver, wake words."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from tflint.check.lint import read
from tflint.files import opening, sources
from tflint.firmware import c_array, source
from tflint.manifest import esphome, idf
from tflint.manifest.target import Target

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tflint.files.found import Source
    from tflint.firmware.c_array import Array
    from tflint.firmware.resolver import Resolver
    from tflint.manifest.board import Board
    from tflint.model.data import Data
    from tflint.model.view import Model

_WORD = re.compile(r"[^a-z0-9]+")
_MARKS = (b"OpResolver", b"OpsResolver", b"0x54, 0x46, 0x4c, 0x33", b"0x54,0x46,0x4c,0x33", b"0x54, 0x46, 0x4C, 0x33")


class Firmware(NamedTuple):
    """A source with an op resolver: `arena` is what it gives the interpreter where the sources settle it, `ops` what it registers."""

    name: str
    path: str
    target: Target
    arena: int | None
    ops: frozenset[str]
    everything: bool
    why: str = ""


class FoundModel(NamedTuple):
    """A model: `path` from the top of the tree; None for a file that is none yet. `boards` are names of firmwares or wake words."""

    path: str
    model: Model | None = None
    boards: tuple[str, ...] = ()
    labels: str | None = None
    array: str | None = None


class Survey(NamedTuple):
    """All that was found, each in the order of its path."""

    models: tuple[FoundModel, ...] = ()
    firmwares: tuple[Firmware, ...] = ()
    wake_words: tuple[Board, ...] = ()


def survey(top: str, found: Iterable[Source]) -> Survey:
    """Return what a tree holds; `found` are its models."""
    texts = {name: data for name in sources.walk(top) if any(mark in (data := sources.read(top, name)) for mark in _MARKS)}
    firmwares = tuple(_firmwares(top, texts))
    arrays = [(name, it) for name, data in texts.items() for it in c_array.arrays(data) if it.is_model]
    wake_words: list[Board] = []
    models = [_model(it, top, firmwares, arrays, wake_words) for it in found]
    embedding = {name for it in models if it.array is not None for name in it.boards}
    free = tuple(it for it in firmwares if it.name not in embedding)
    return Survey(
        tuple(it if it.boards else it._replace(boards=_able(it.model, free)) for it in models), firmwares, tuple(wake_words)
    )


def _model(
    it: Source, top: str, firmwares: tuple[Firmware, ...], arrays: list[tuple[str, Array]], wake_words: list[Board]
) -> FoundModel:
    path = it.relative
    try:
        data: Data = opening.read(it.path)
    except OSError:
        return FoundModel(path)
    model = read(data, path).model
    if (word := esphome.beside(it.path)) is not None:
        board = word.board._replace(name=_name(PurePosixPath(path).stem), target=_as_declared(word.board.target, top))
        wake_words.append(board)
        return FoundModel(path, model, (board.name,))
    array = _array(path, bytes(data[0 : len(data)]), arrays)
    return FoundModel(path, model, _embedding(array, firmwares), None if model is None else _labels(top, path, model), array)


def _firmwares(top: str, texts: dict[str, bytes]) -> Iterator[Firmware]:
    taken: set[str] = set()
    for name, data in texts.items():
        firmware = source.read({name: data})
        if (
            not firmware.resolvers
            or PurePosixPath(name).suffix in (".h", ".hh", ".hpp")
            or name.endswith(("_test.cc", "_test.cpp"))
        ):
            continue
        sizes = {arena.size for arena in firmware.arenas if arena.size is not None}
        why = next((f"{arena.name}: {arena.why}" for arena in firmware.arenas if arena.why), "")
        ops, everything = _registers(firmware.resolvers)
        called = _unique(_name(_project(name) or Path(top).resolve().name), taken)
        yield Firmware(called, name, _target(top, name), max(sizes, default=None), ops, everything, why)


def _registers(resolvers: tuple[Resolver, ...]) -> tuple[frozenset[str], bool]:
    from tflint.facts import op_of

    ops = frozenset(op for resolver in resolvers for it in resolver.registrations if (op := op_of(it)))
    return ops, any(resolver.everything for resolver in resolvers)


def _project(name: str) -> str:
    """Return what a source's project is called: the folder around `src` and the like; empty for the top of the tree."""
    folders = [
        part for part in PurePosixPath(name).parts[:-1] if part not in ("src", "main", "app", "firmware", "Core", "source")
    ]
    return folders[-1] if folders else ""


def _target(top: str, name: str) -> Target:
    """Return the core that a source's project says it is for (ESP-IDF), else a Cortex-M4 with CMSIS-NN."""
    folder = PurePosixPath(name).parent
    for place in (folder, *folder.parents):
        for file in ("sdkconfig", "sdkconfig.defaults", "dependencies.lock"):
            text = sources.read(top, (place / file).as_posix()).decode("utf-8", "replace")
            if match := re.search(r'^(?:CONFIG_IDF_TARGET="|target:[ \t]*)(esp32\w*)', text, re.MULTILINE):
                cpu = match[1] if match[1] in ("esp32", "esp32s3") else "riscv32"
                return _as_declared(idf.locked(Target(cpu, "esp-nn"), f"{top}/{place}"), top)
        if sources.read(top, (place / "idf_component.yml").as_posix()):
            return Target("esp32", "esp-nn")  # what `idf.py` builds for where nothing else is set
    return Target("cortex-m4", "cmsis-nn")


def _as_declared(target: Target, top: str) -> Target:
    """Return a target without the versions that the lock file at the top of the tree tells anyway."""
    bare = target._replace(version="", runtime="")
    return bare if idf.locked(bare, top) == target else target


def _embedding(array: str | None, firmwares: tuple[Firmware, ...]) -> tuple[str, ...]:
    """Return the firmware in whose folder a model's array stands, the only one where there is one."""
    if array is None or not firmwares:
        return ()
    near = [it for it in firmwares if PurePosixPath(it.path).parent == PurePosixPath(array).parent]
    return (near[0].name,) if near else (firmwares[0].name,) if len(firmwares) == 1 else ()


def _able(model: Model | None, firmwares: tuple[Firmware, ...]) -> tuple[str, ...]:
    """Return the firmwares that register all of a model's ops: of those that embed none, it may be theirs."""
    used = set() if model is None else {operator.name for operator in model.operators()}
    return tuple(it.name for it in firmwares if used and (it.everything or used <= it.ops))


def _array(path: str, data: bytes, arrays: list[tuple[str, Array]]) -> str | None:
    """Return the source with an array of the same bytes, else one whose array is called like the model."""
    same = [name for name, array in arrays if array.data == data]
    stem = _WORD.sub("", PurePosixPath(path).stem.lower())
    alike = [name for name, array in arrays if len(stem) > 2 and stem in _WORD.sub("", array.name.lower())]  # noqa: PLR2004  "a.tflite" is in many names
    return next(iter((*same, *alike)), None)


def _labels(top: str, path: str, model: Model) -> str | None:
    """Return the labels file beside a model, one line a class of its first output."""
    stem = PurePosixPath(path)
    outputs = model.subgraphs[0].outputs if model.subgraphs else ()
    shape = model.subgraphs[0].tensors[outputs[0]].shape if outputs else ()
    for name in (f"{stem.stem}_labels.txt", f"{stem.stem}.txt", "labels.txt"):
        lines = [line for line in sources.read(top, (stem.parent / name).as_posix()).splitlines() if line.strip()]
        if lines and shape and len(lines) == shape[-1]:
            return (stem.parent / name).as_posix()
    return None


def _name(text: str) -> str:
    return _WORD.sub("-", text.lower()).strip("-") or "device"


def _unique(name: str, taken: set[str]) -> str:
    made, number = name, 2
    while made in taken:
        made, number = f"{name}-{number}", number + 1
    taken.add(made)
    return made
