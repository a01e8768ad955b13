"""Which TFLM the sources of a project are built with, as far as the tree shows it: a copy of it, or what they include."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Protocol

from tflint.project import static_memory
from tflint.project.included_libraries import included
from tflint.project.tree import shared_folders
from tflint.project.vendored import EXPERIMENTAL, HEADER, Vendored
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from typing import TypeVar

    from tflint.project.included_libraries import Included
    from tflint.project.static_memory import StaticMemory
    from tflint.project.tree import Tree

    T = TypeVar("T", bound="Placed")

SHOWN = 3  # files that a sentence names
OLDEST = "tflm@2021-04"  # of main: what stands for a TFLM from before it
_SHELVES = ("lib", "libs", "libraries", "components")


class Placed(Protocol):
    """Something that says which TFLM the sources around it are built with."""

    @property
    def root(self) -> str:
        """Return the folder that the sources are compared with."""

    @property
    def library(self) -> str | None:
        """Return the folder of the library that holds it, None where it is not in one."""

    @property
    def on_esp32(self) -> bool | None:
        """Return whether it is compiled for ESP32s, None where it is for any chip."""


class Seen(Record):
    """A TFLM that a tree shows: the folder around it, the line that shows it, and the runtime that verdicts are by.

    `runtime` is empty where its state is not known; `methods` and `all_ops` then say what its resolvers have. `stands_for` says, of one older than any snapshot, what `runtime` only
    stands for. `static_memory` is whether TF_LITE_STATIC_MEMORY is defined, None where the build files do not say so. `patched` says which of its files main never had on its day. `sentence` is the
    sentence that a run prints.
    """

    root: str
    library: str | None
    at: str
    runtime: str
    sentence: str
    stands_for: str = ""
    methods: frozenset[str] = frozenset()
    all_ops: frozenset[str] = frozenset()
    static_memory: bool | None = None
    patched: str = ""
    on_esp32: bool | None = None
    by_include: bool = False


def seen(
    tree: Tree,
    headers: Iterable[str],
    old: Iterable[tuple[str, int]],
    names: Collection[str] = (),
    sources: Iterable[str] = (),
) -> Iterator[Seen]:
    """Yield what copies of TFLM show, by their micro_interpreter.h, and what sources include, by path and line.

    `names` are the tree's files, among which the build files are; `sources` those that may include a library that brings TFLM.
    """
    found = []
    for header in headers:
        tail = EXPERIMENTAL if header.endswith(EXPERIMENTAL) else HEADER
        found.append(Vendored(tree, header[: -len(tail)].rstrip("/"), header))
    shown = [_of_copy(copy, static_memory.of(copy, names, found)) for copy in found]
    apart = [path for path in sources if not any(nearest(posixpath.dirname(path), shown, cpu) for cpu in ("esp32", "cortex-m4"))]
    named = [it for path in apart if (it := included(path, tree.text(path).encode())) is not None and it.brought.on_esp32]
    yield from shown
    for it in named:
        yield from _of_library(it)
    folders = {posixpath.dirname(it.fact.path) for it in named}
    for path, line in (it for it in old if posixpath.dirname(it[0]) not in folders):
        yield Seen(
            posixpath.dirname(path),
            None,
            f"{path}:{line}",
            OLDEST,
            _sentence_on_old(f"{path}:{line} includes headers of a TFLM"),
            _WHY,
            by_include=True,
        )


def _of_library(it: Included) -> Iterator[Seen]:
    on_esp32, elsewhere = it.brought
    for runtime, chips in ((on_esp32, True), (elsewhere, False)) if on_esp32 != elsewhere else ((on_esp32, None),):
        sentence = f"{it.fact.at} includes {it.fact.value}: models are judged by {runtime}"
        yield Seen(posixpath.dirname(it.fact.path), None, it.fact.at, runtime, sentence, on_esp32=chips, by_include=True)


_WHY = f"the TFLM of this project is from before 2021-04, {OLDEST} stands for it"


def _sentence_on_old(what: str) -> str:
    return (
        f"{what} from before 2021-04, older than any that tflint knows: models are judged by {OLDEST}, the nearest; what it refuses "
        "is a note, and every figure is an estimate"
    )


def _of_copy(copy: Vendored, static: StaticMemory | None) -> Seen:
    at = f"{copy.header}:1"
    shown = Seen(copy.root, copy.library, at, copy.snapshot, "", static_memory=None if static is None else static.defined)
    shown = shown._replace(on_esp32=copy.on_esp32)
    without = "" if static is None or static.defined else f"; no build file defines {static_memory.MACRO}"
    if copy.snapshot and copy.state is not None:
        sentence = f"{at}: TFLM of {copy.state.since}, by {copy.state.files} of its files: models are judged by {copy.snapshot}"
        patched = _patched(copy)
        return shown._replace(sentence=sentence + without + (f"; {patched}" if patched else ""), patched=patched)
    if copy.snapshot:
        return shown._replace(sentence=f"{at}: a copy of TFLM as {copy.snapshot} has it: models are judged by that{without}")
    shown = shown._replace(methods=copy.methods(), all_ops=copy.all_ops())
    if copy.is_older_than_main:
        return shown._replace(runtime=OLDEST, sentence=_sentence_on_old(f"{at} is of a TFLM"), stands_for=_WHY)
    sentence = (
        f"{at} is of a TFLM that is not a state of its main: models are judged by the newest, and by what its resolvers have"
    )
    return shown._replace(sentence=sentence + without)


def _patched(copy: Vendored) -> str:
    """Return why figures are bounds: sources of the copy that decide them are not as main had them on its day; empty where all are."""
    if copy.is_built_elsewhere:
        return f"{copy.root or '.'} has TFLM's headers only, what its library was built from is not known: figures are bounds"
    files = copy.patched
    if not files:
        return ""
    named = ", ".join(files[:SHOWN]) + (f" and {len(files) - SHOWN} more" if len(files) > SHOWN else "")
    return f"{named} of the project's copy {'is' if len(files) == 1 else 'are'} not as {copy.snapshot} has {'it' if len(files) == 1 else 'them'}: figures are bounds"


def nearest(folder: str, placed: Sequence[T], cpu: str = "") -> T | None:
    """Return what shares most folders with a program's, None where two that differ share as many or it is another library's.

    What is not compiled for `cpu` is left out, nothing where it is empty. What sources of other folders include counts only where nothing
    else says it.
    """
    placed = [it for it in placed if _is_compiled(it, cpu)]
    placed = [it for it in placed if not _is_elsewhere(folder, it)] or placed
    ranked = sorted(((shared_folders(folder, it.root), -number) for number, it in enumerate(placed)), reverse=True)
    if not ranked:
        return None
    best = [placed[-number] for shared, number in ranked if shared == ranked[0][0]]
    if len(best) > 1 and not all(_alike(it, best[0]) for it in best):
        return None
    return best[0] if _builds_with(folder, best[0]) else None


def _is_elsewhere(folder: str, it: Placed) -> bool:
    return (
        isinstance(it, Seen) and it.by_include and folder != it.root and not folder.startswith(f"{it.root}/" if it.root else "")
    )


def _is_compiled(it: Placed, cpu: str) -> bool:
    return it.on_esp32 is None or not cpu.startswith(("esp32", "cortex-m")) or it.on_esp32 is cpu.startswith("esp32")


def _alike(one: Placed, other: Placed) -> bool:
    if isinstance(one, Seen) and isinstance(other, Seen):
        return (one.runtime, one.stands_for) == (other.runtime, other.stands_for)
    if not (isinstance(one, Vendored) and isinstance(other, Vendored)):
        return False
    return one.snapshot == other.snapshot != "" and _library(one) == _library(other)


def _library(copy: Vendored) -> str:
    kernels = copy.kernels()
    return "" if kernels is None else kernels[0]


def _builds_with(folder: str, it: Placed) -> bool:
    """Return whether a program is built with a copy: not with one in a library that lies apart from it."""
    library = it.library
    if library is None or library in ("", folder) or folder.startswith(f"{library}/"):
        return True
    shelf = posixpath.dirname(library)
    above = posixpath.dirname(shelf)
    return posixpath.basename(shelf) in _SHELVES and (not above or folder == above or folder.startswith(f"{above}/"))
