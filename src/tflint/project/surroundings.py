"""What the files around a firmware's source state: the nearest folder upwards that states a thing decides, in the words of its files."""

from __future__ import annotations

import posixpath
from functools import cached_property
from typing import TYPE_CHECKING

from tflint.project import arduino, cmake, esp_idf, known_boards, make, platformio, prose, vendor, zephyr
from tflint.project.fact import Kind
from tflint.project.tree import upwards
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from tflint.project.fact import Fact
    from tflint.project.tree import Tree

    Reader = Callable[[Tree, str], Iterator[Fact]]

MOST_FACTS = 20_000
MOST_FILES = 64  # of one folder


class Settled(Record):
    """A thing that the files settle (None where they do not), and what they leave open, one sentence each."""

    fact: Fact | None = None
    value: str = ""
    open: tuple[str, ...] = ()


class Surroundings:
    """The build files of the folders from a source up to the top."""

    def __init__(self, tree: Tree, source: str) -> None:
        self.tree = tree
        self.folders = tuple(upwards(posixpath.dirname(source)))

    @cached_property
    def facts(self) -> tuple[tuple[Fact, ...], ...]:
        """Return what the build files of each folder state, the source's own folder first."""
        return tuple(tuple(folder_facts(self.tree, folder)) for folder in self.folders)

    @cached_property
    def prose(self) -> tuple[tuple[Fact, ...], ...]:
        """Return the commands in the texts of each folder."""
        return tuple(tuple(_read_all(self.tree, _texts(self.tree, folder), prose.commands)) for folder in self.folders)

    def cpu(self) -> Settled:
        """Return the core: what the compiler is stated, else a chip or board that build files name, else one that a README names."""
        for facts in (*self.facts, *self.prose):
            stated = [it for it in facts if it.kind is Kind.CPU and it.certain] or [
                it for it in facts if it.kind in (Kind.CHIP, Kind.BOARD) and it.certain
            ]
            stated = stated or [it for it in facts if it.kind in (Kind.CPU, Kind.CHIP, Kind.BOARD)]
            if stated:
                return _one_core(stated)
        for folder in self.folders:
            named = list(_read_all(self.tree, _readmes(self.tree, folder), prose.boards))
            if any(it.certain for it in named):
                return _one_core(named)
        return _of_framework(self.facts)

    def board(self) -> Fact | None:
        """Return the board that build files name, None where they name none or several."""
        for facts in (*self.facts, *self.prose):
            named = [it for it in facts if it.kind is Kind.BOARD]
            if named:
                return named[0] if len({known_boards.plain(it.value) for it in named}) == 1 else None
        return None

    def kernels(self) -> Settled:
        """Return the kernel library that build files state."""
        for facts in (*self.facts, *self.prose):
            stated = [it for it in facts if it.kind is Kind.KERNELS]
            stated = [it for it in stated if it.certain] or stated
            if stated:
                return self._locked(_one_value(stated, "kernels"), Kind.KERNELS)
        return Settled()

    def _locked(self, settled: Settled, kind: Kind) -> Settled:
        """Return the version of it that a file of a folder further out states, itself where none does: a lock file lies at the top."""
        name = "" if "@" in settled.value else settled.value
        versions = (it for facts in self.facts for it in facts if name and it.kind is kind and it.value.startswith(f"{name}@"))
        found = next(versions, None)
        return settled if found is None or not found.certain else Settled(found, found.value)

    def runtime(self) -> Settled:
        """Return the snapshot of TFLM that build files state, and the libraries whose version they leave open."""
        for facts in (*self.facts, *self.prose):
            stated = [it for it in facts if it.kind is Kind.RUNTIME]
            if stated:
                return _one_value(stated, "runtime")
            left = [it for it in facts if it.kind is Kind.LIBRARY]
            if left:
                locked = self._locked(Settled(left[0], left[0].value.partition(" ")[0]), Kind.RUNTIME)
                return (
                    locked if "@" in locked.value else Settled(open=(f"{left[0].at} names {left[0].value}, not which release",))
                )
        return Settled()

    @cached_property
    def config(self) -> Mapping[str, Fact]:
        """Return the Kconfig symbols that are set, the nearest file's value of each; the defaults of Kconfig are not certain."""
        made: dict[str, Fact] = {}
        for facts in self.facts:
            for it in facts:
                known = made.get(it.name)
                if it.kind is Kind.CONFIG and (known is None or (it.certain and not known.certain)):
                    made[it.name] = it
        return made

    @cached_property
    def definitions(self) -> Mapping[str, Fact]:
        """Return the macros that the build gives the compiler; one with several values, or in a condition, is not certain."""
        made: dict[str, Fact] = {}
        for it in (fact for facts in self.facts for fact in facts):
            if it.kind is Kind.DEFINE and it.name in made and made[it.name].value != it.value:
                made[it.name] = made[it.name]._replace(certain=False)
            elif it.kind is Kind.DEFINE:
                made.setdefault(it.name, it)
            elif it.kind is Kind.UNDEFINE:
                made.pop(it.name, None)
        for name, it in self.config.items():
            made.setdefault(name, it._replace(value="1" if it.value == "y" else it.value))
        return made

    def build_files(self) -> tuple[str, ...]:
        """Return the build files of the folders, for those who keep what these state."""
        return tuple(
            name
            for folder in self.folders
            for name in self.tree.files_in(folder)
            if any(wanted(posixpath.basename(name)) for _, wanted in _READERS)
        )

    def kconfig_is_whole(self) -> bool:
        """Return whether a whole sdkconfig is there: a symbol that it does not name is not defined."""
        return any(posixpath.basename(it.path) == "sdkconfig" for it in self.config.values())

    @cached_property
    def has_build_files(self) -> bool:
        """Return whether any folder holds a file in which a build would define a macro."""
        return any(
            posixpath.basename(name) in (platformio.NAME, *cmake.NAMES, *make.NAMES)
            for folder in self.folders
            for name in self.tree.files_in(folder)
        )


def folder_facts(tree: Tree, folder: str) -> Iterator[Fact]:
    """Yield what the build files of one folder state, within bounds."""
    for number, it in enumerate(_folder_facts(tree, folder)):
        if number >= MOST_FACTS:
            return
        yield it


def _folder_facts(tree: Tree, folder: str) -> Iterator[Fact]:
    names = tree.files_in(folder)
    for reader, wanted in _READERS:
        for name in [name for name in names if wanted(posixpath.basename(name))][:MOST_FILES]:
            yield from reader(tree, name)
    for inner in _build_folders(tree, folder):
        for name in tree.files_in(inner)[:MOST_FILES]:
            base = posixpath.basename(name)
            if base.endswith(".cmake") or base in cmake.NAMES:
                yield from (it._replace(certain=False) for it in cmake.facts(tree, name))
            elif base.endswith(".mk"):
                yield from make.facts(tree, name)
            elif base.endswith(".uvprojx"):
                yield from vendor.keil(tree, name)
            elif base.endswith((".overlay", ".conf")):
                yield from zephyr.overlay(tree, name)


def _build_folders(tree: Tree, folder: str) -> Iterator[str]:
    """Yield the folders in a folder that hold more of its build: CMake's modules, makefiles of MPLAB X, Keil's project, Zephyr's boards."""
    for inner in tree.folders_in(folder):
        base = posixpath.basename(inner)
        if base in ("cmake", "toolchain", "nbproject", "MDK-ARM"):
            yield inner
        elif base.endswith(".X"):
            yield f"{inner}/nbproject"
        elif base == "boards" and any(zephyr.PRJ_CONF.fullmatch(posixpath.basename(name)) for name in tree.files_in(folder)):
            yield inner


_READERS: tuple[tuple[Reader, Callable[[str], bool]], ...] = (
    (platformio.facts, lambda name: name == platformio.NAME),
    (esp_idf.sdkconfig, lambda name: esp_idf.SDKCONFIG.fullmatch(name) is not None),
    (esp_idf.lock, lambda name: name == esp_idf.LOCK),
    (esp_idf.component, lambda name: name == esp_idf.COMPONENT),
    (esp_idf.itself, lambda name: name == esp_idf.COMPONENT),
    (esp_idf.kconfig, lambda name: name in esp_idf.KCONFIG),
    (cmake.facts, lambda name: name in cmake.NAMES or name.endswith(".cmake")),
    (make.facts, lambda name: name in make.NAMES or name.endswith((".mk", ".mak"))),
    (zephyr.prj_conf, lambda name: zephyr.PRJ_CONF.fullmatch(name) is not None),
    (zephyr.overlay, lambda name: name.endswith(".overlay")),
    (zephyr.west, lambda name: name in zephyr.WEST),
    (arduino.sketch, lambda name: name in arduino.SKETCH),
    (arduino.library, lambda name: name == arduino.LIBRARY),
    (vendor.ioc, lambda name: name.endswith(".ioc")),
    (vendor.cproject, lambda name: name == ".cproject"),
    (vendor.segger, lambda name: name.endswith(".emProject")),
    (vendor.keil, lambda name: name.endswith(".uvprojx")),
    (vendor.linker_script, lambda name: name.lower().endswith((".ld", ".s")) and "stm32" in name.lower()),
    (vendor.slcp, lambda name: name.endswith((".slcp", ".slcc", ".slps"))),
)


def _texts(tree: Tree, folder: str) -> list[str]:
    """Return the texts of a folder that hold commands: READMEs, scripts, and at the top the workflows of GitHub."""
    names = [
        name for name in tree.files_in(folder) if prose.README.fullmatch(posixpath.basename(name)) or name.endswith(prose.SCRIPT)
    ]
    workflows = tree.files_in(posixpath.join(folder, ".github/workflows"))
    return [*names, *workflows][:MOST_FILES]


def _readmes(tree: Tree, folder: str) -> list[str]:
    return [name for name in tree.files_in(folder) if prose.README.fullmatch(posixpath.basename(name))]


def _read_all(tree: Tree, names: Iterable[str], reader: Reader) -> Iterator[Fact]:
    for name in names:
        for it in reader(tree, name):
            # a README shows how to set some target; a script and a workflow do set it
            if it.kind is not Kind.CHIP or reader is prose.boards or not prose.README.fullmatch(posixpath.basename(name)):
                yield it


def _one_core(stated: list[Fact]) -> Settled:
    """Return the core that facts agree on; what names no core that tflint has leaves it open."""
    cores = {it: _core(it) for it in stated}
    found = {core for core in cores.values() if core is not None}
    if len(found) == 1 and found != {""}:
        stating = [it for it, core in cores.items() if core is not None]
        first = next((it for it in stating if it.certain), stating[0])
        return Settled(first, found.pop())
    if found == {""}:
        return Settled(open=(f"{stated[0].at} names {stated[0].value}, whose core tflint does not have",))
    if not found:
        return Settled(open=(f"{stated[0].at} names {stated[0].value}, which is in no table of tflint's",))
    several = {core: it for it, core in reversed(cores.items()) if core is not None}
    return Settled(
        open=("several cores are named: " + ", ".join(f"{core or it.value} ({it.at})" for core, it in sorted(several.items())),)
    )


def _core(it: Fact) -> str | None:
    if it.kind is Kind.CPU:
        return it.value
    known = known_boards.board(it.value)
    if it.kind is Kind.BOARD and known is not None:
        return known.cpu
    core = known_boards.core(it.value)
    return core or known_boards.chip(it.value)


def _one_value(stated: list[Fact], what: str) -> Settled:
    """Return the value that facts agree on, a version of it with it."""
    values = sorted({it.value for it in stated}, key=len)
    if all(values[-1] == value or values[-1].startswith(f"{value}@") for value in values):
        first = next(it for it in stated if it.value == values[-1])
        return Settled(first, values[-1])
    named = ", ".join(f"{it.value} ({it.at})" for it in {it.value: it for it in reversed(stated)}.values())
    return Settled(open=(f"several {what} are named: {named}",))


def _of_framework(folders: Iterable[tuple[Fact, ...]]) -> Settled:
    """Return the core that an SDK builds for where nothing is said: the Pico SDK's default board is the Pico."""
    for it in (fact for facts in folders for fact in facts if fact.kind is Kind.FRAMEWORK):
        if it.value == "pico-sdk":
            return Settled(it, "cortex-m0plus")
    return Settled()
