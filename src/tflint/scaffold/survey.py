"""What a tree holds that a manifest should speak of: models with their contracts, firmware with its arena and resolver, wake words."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tflint.check.lint import read
from tflint.files import opening, tflm_copies
from tflint.files.found import Source
from tflint.files.walk import SUFFIX
from tflint.firmware import c_array
from tflint.manifest import esphome
from tflint.project import edge_impulse, included_libraries, static_memory, tflm_examples, vendored, which_runtime
from tflint.project.copies import nearest
from tflint.project.fact import Fact, Kind
from tflint.project.old_includes import names_old
from tflint.project.surroundings import Settled
from tflint.project.tree import Tree
from tflint.record import Record
from tflint.scaffold import edge_impulse_programs
from tflint.scaffold.array_links import ArrayLinks, Held
from tflint.scaffold.embedded_files import Embedded
from tflint.scaffold.program import Reader, Sources, programs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tflint.firmware.arena import Arena
    from tflint.manifest.board import Board, ModelEntry
    from tflint.model.view import Model
    from tflint.project.included_libraries import Included
    from tflint.project.static_memory import StaticMemory
    from tflint.project.surroundings import Surroundings
    from tflint.project.vendored import Vendored
    from tflint.scaffold.program import Program

_WORD = re.compile(r"[^a-z0-9]+")
_GENERIC = frozenset(
    {
        *("src", "source", "sources", "main", "app", "application", "firmware", "core", "inc", "include", "lib", "libs"),
        *("component", "components", "code", "codes", "project", "projects", "software", "sw", "examples", "sketch", "ino"),
    }
)
_BUILT_WHOLE = ("platformio.ini", "idf_component.yml", "sdkconfig", "sdkconfig.defaults", "dependencies.lock")


class Firmware(Record):
    """An interpreter of a program: a board of the manifest. `device` is set where one program has several interpreters.

    `cpu`, `kernels` and `runtime` are what the project's files state; `board` is the board that they name. `persistent` is the
    second arena of one that is split. `static_memory` says whether TF_LITE_STATIC_MEMORY is defined, where the runtime
    is a copy of TFLM and the build files tell.
    """

    name: str
    program: Program
    arena: Arena | None
    cpu: Settled
    kernels: Settled
    runtime: Settled
    board: Fact | None = None
    device: str | None = None
    persistent: Arena | None = None
    static_memory: StaticMemory | None = None


class FoundModel(Record):
    """A model: `path` from the top of the tree, of a .tflite file or of the C source that holds it as `array_name`.

    `model` is None for a file that is none yet. `boards` are names of firmwares or wake words, `evidence` says why: the line
    that uses the array. `array` is the C source that holds the same bytes, `near` one that holds others under the model's name.
    `array_name` is set where the source holds several models.
    """

    path: str
    model: Model | None = None
    boards: tuple[str, ...] = ()
    evidence: str = ""
    labels: str | None = None
    array: str | None = None
    near: str = ""
    array_name: str = ""
    sha: int = 0
    entry: ModelEntry | None = None


class Survey(Record):
    """All that was found, each in the order of its path; `unsure` are sentences about links that the sources do not settle."""

    models: tuple[FoundModel, ...] = ()
    firmwares: tuple[Firmware, ...] = ()
    wake_words: tuple[Board, ...] = ()
    unsure: tuple[str, ...] = ()


def survey(top: str, found: Iterable[Source], names: Sequence[str]) -> Survey:
    """Return what a tree holds; `found` are the models that a run takes, `names` all files.

    Of arrays in C sources those in copies of TFLM are among `found`; the others are looked for here.
    """
    tree = Tree(top, names)
    taken = {it.relative: it for it in found}
    copies = tuple(vendored.copies(tree))
    others = frozenset(
        name
        for name in names
        if "third_party/" in name or (any(copy.holds(name) for copy in copies) and not tflm_examples.is_added(name))
    )
    read = Reader(top)
    sources = Sources(tree, [name for name in names if name not in others], read)
    made, notes = edge_impulse_programs.settled(programs(sources), copies, tree, read)
    firmwares = tuple(_firmwares(made, copies, names, top, read))
    brought = Sources(tree, [name for name in others if "model" in posixpath.basename(name)], read)
    held = [*_held(sources), *_held(brought)]
    boards = [[it.name for it in firmwares if it.program is program] for program in made]
    links = ArrayLinks(made, boards, held, sources)
    files = [*(it for it in taken.values() if it.member is None), *_of_copies(names, others - taken.keys(), top)]
    embedded = Embedded(made, boards, [it.relative for it in files], frozenset(it.array.name for it in held), sources)
    wake_words: list[Board] = []
    listed = [it for it in files if it.relative not in others or it.relative in taken or embedded.of(it.relative)]
    twins = _twins(listed)
    models = [_tflite(it, tree, links, embedded, wake_words, twins=twins.get(it.relative, ())) for it in listed]
    own = [it for it in held if it.path not in others or (it.path, it.array.name) in links.by_array or it.as_named in taken]
    models += _in_sources(own, links, {it.sha for it in models})
    if not (firmwares or wake_words) and all(it.path in others for it in models):
        models = []  # others' models alone are not a project
    return Survey(tuple(models), firmwares, tuple(wake_words), (*notes, *links.unsure))


def _held(sources: Sources) -> Iterator[Held]:
    for name in sources.with_models():
        yield from (Held(name, it) for it in c_array.arrays(sources.read(name)) if it.is_model)


def _of_copies(names: Sequence[str], others: frozenset[str], top: str) -> Iterator[Source]:
    """Yield the .tflite files in copies of TFLM: a program may be built with an array of one."""
    for name in names:
        if name in others and name.endswith(SUFFIX) and tflm_copies.is_tests_own(path := f"{top}/{name}"):
            yield Source(path, name, name)


# ------------------------------------------------------------------ firmware


def _firmwares(
    made: list[Program], copies: tuple[Vendored, ...], files: Sequence[str], top: str, read: Reader
) -> Iterator[Firmware]:
    names = _names([it.path for it in made], Path(top).resolve().name)
    by_place: dict[str, list[str]] = {}
    for program, name in zip(made, names, strict=True):
        device = _device(program, by_place)
        by_place.setdefault(program.folder, []).append(name)
        arenas: tuple[Arena | None, ...] = tuple(_apart(program.arenas)) or (None,)
        persistent = next((it for it in program.arenas if it.role == "persistent"), None)
        around = program.surroundings
        copy = nearest(program.folder, copies, around.cpu().value)
        static = None if copy is None else static_memory.of(copy, files, copies)
        named = included_libraries.first(program.files, read)
        old = None if copy is not None or named is not None else _old(program, read)
        runtime = old or which_runtime.of(around, copy, named)
        for number, arena in enumerate(arenas):
            called = name if not number or arena is None else f"{name}-{_name(arena.name)}"
            yield Firmware(
                name=called,
                program=program,
                arena=arena,
                cpu=_cpu(around, named),
                kernels=_kernels(program, copy, runtime, named),
                runtime=runtime,
                board=around.board(),
                device=device or (name if len(arenas) > 1 else None),
                persistent=persistent,
                static_memory=static,
            )


def _old(program: Program, read: Reader) -> Settled | None:
    """Return what a program's own includes say of a TFLM that is older than any snapshot, None where they say nothing."""
    for name in program.files:
        if line := names_old(read(name)):
            return Settled(
                open=(f"{name}:{line} includes what TFLM has not had since 2020-06: older than any that tflint knows",)
            )
    return None


def _apart(arenas: tuple[Arena, ...]) -> Iterator[Arena]:
    """Yield the arenas of a program that are of an interpreter each: those of one name once, the persistent parts left out."""
    seen: set[str] = set()
    for it in arenas:
        if it.role != "persistent" and _name(it.name) not in seen:
            seen.add(_name(it.name))
            yield it


def _device(program: Program, by_place: dict[str, list[str]]) -> str | None:
    """Return the program of the same folder that is built into the same firmware, as PlatformIO, ESP-IDF and Arduino build folders."""
    before = by_place.get(program.folder)
    whole = any(posixpath.basename(name) in _BUILT_WHOLE for name in program.surroundings.build_files())
    return before[0] if before and whole else None


def _cpu(around: Surroundings, named: Included | None) -> Settled:
    """Return the core that build files state; of a library that is for ESP32s alone, which of them is open."""
    stated = around.cpu()
    if stated.value or stated.open or named is None or not named.for_esp32:
        return stated
    return Settled(open=(f"{named.fact.at} names {named.fact.value}, a library for ESP32s: which of them no file here states",))


def _kernels(program: Program, copy: Vendored | None, runtime: Settled, named: Included | None) -> Settled:
    """Return the kernels that build files state, else the only ones that the copy of TFLM, or the library that brings it, holds."""
    stated = program.surroundings.kernels()
    if not stated.value and (brought := which_runtime.kernels(runtime, named)).value:
        return brought
    if not stated.value and copy is not None and copy.is_edge_impulse:
        around = program.surroundings
        taken = edge_impulse.kernels(around.tree, copy.root, around.cpu().value, around.definitions)
        return stated if taken is None else Settled(taken, taken.value)
    if stated.value or copy is None or (found := copy.kernels()) is None:
        coral = which_runtime.coral(program.surroundings)
        return stated if stated.value or coral is None else Settled(coral, "cmsis-nn")
    return Settled(Fact(Kind.KERNELS, found[0], found[1], 1), found[0])


def _names(paths: list[str], top: str) -> list[str]:
    """Return a name for each program: its folder's, with as many folders above as distinguish it from the others, else its file's."""
    made: list[str] = []
    for path in paths:
        folders = [it for it in path.split("/")[:-1] if it.lower() not in _GENERIC]
        folders = [it for it, above in zip(folders, ["", *folders], strict=False) if it != above]
        stem = posixpath.splitext(posixpath.basename(path))[0]
        choices = [_name("-".join(folders[-count:])) for count in range(1, len(folders) + 1)] or [_name(top)]
        choices += [f"{choices[0]}-{_name(stem)}", *(f"{choices[0]}-{number}" for number in range(2, len(paths) + 2))]
        made.append(next(it for it in choices if it not in made))
    return made


def _name(text: str) -> str:
    return _WORD.sub("-", text.lower()).strip("-") or "device"


# ------------------------------------------------------------------ models


def _twins(files: Iterable[Source]) -> dict[str, tuple[str, ...]]:
    """Return the files that hold the same bytes as others, each with those others."""
    sizes: dict[int, list[Source]] = {}
    for it in files:
        with suppress(OSError):
            sizes.setdefault(Path(it.path).stat().st_size, []).append(it)
    alike: dict[int, list[str]] = {}
    for it in (it for group in sizes.values() if len(group) > 1 for it in group):
        with suppress(OSError):
            data = opening.read(it.path)
            alike.setdefault(hash(bytes(data[0 : len(data)])), []).append(it.relative)
    return {path: tuple(it for it in paths if it != path) for paths in alike.values() for path in paths}


def _tflite(
    it: Source, tree: Tree, links: ArrayLinks, embedded: Embedded, wake_words: list[Board], *, twins: tuple[str, ...]
) -> FoundModel:
    path = it.relative
    try:
        data = opening.read(it.path)
    except OSError:
        return FoundModel(path)
    model = read(data, path).model
    whole = bytes(data[0 : len(data)])
    if (word := esphome.next_to(it.path)) is not None:
        board = word.board._replace(name=_unique(posixpath.splitext(path)[0], word.board.arena is None, wake_words))
        wake_words.append(board)
        return FoundModel(path, model, (board.name,), posixpath.splitext(path)[0] + ".json", sha=hash(whole), entry=word.entry)
    array, link = links.of(whole, path, twins)
    link = link or embedded.of(path)
    return FoundModel(
        path=path,
        model=model,
        boards=() if link is None else link.boards,
        evidence="" if link is None else link.evidence,
        labels=None if model is None else _labels(tree, path, model),
        array=None if array is None else array.path,
        near="" if array is not None else links.like(path, len(whole)),
        sha=hash(whole),
    )


def _unique(path: str, without_arena: bool, taken: list[Board]) -> str:
    """Return a wake word's name: its file's, with its folders where another has it already; one of version 1 says so."""
    names, parts = {it.name for it in taken}, path.split("/")
    parts[-1] = f"v1-{parts[-1]}" if without_arena else parts[-1]
    choices = [_name("-".join(parts[-count:])) for count in range(1, len(parts) + 1)]
    choices += [f"{choices[-1]}-{number}" for number in range(2, len(taken) + 3)]
    return next(it for it in choices if it not in names)


def _in_sources(held: list[Held], links: ArrayLinks, known: set[int]) -> Iterator[FoundModel]:
    """Yield the models that exist in C sources only, those of the same bytes once: the one that a program uses."""
    several = Counter(it.path for it in held)
    for it in sorted(held, key=lambda it: ((it.path, it.array.name) not in links.by_array, it.path)):
        if hash(it.data) in known:
            continue
        known.add(hash(it.data))
        _, link = links.of(it.data)
        model = read(memoryview(it.data), it.path).model
        yield FoundModel(
            it.path,
            model,
            () if link is None else link.boards,
            "" if link is None else link.evidence,
            array_name=it.array.name if several[it.path] > 1 else "",
            sha=hash(it.data),
        )


def _labels(tree: Tree, path: str, model: Model) -> str | None:
    """Return the labels file next to a model, one line for each class of its first output."""
    stem = posixpath.splitext(path)[0]
    outputs = model.subgraphs[0].outputs if model.subgraphs else ()
    shape = model.subgraphs[0].tensors[outputs[0]].shape if outputs else ()
    for name in (f"{stem}_labels.txt", f"{stem}.txt", posixpath.join(posixpath.dirname(path), "labels.txt")):
        lines = [line for line in tree.text(name).splitlines() if line.strip()]
        if lines and shape and len(lines) == shape[-1]:
            return name
    return None
