"""What the linked image of a board's firmware shows, where the manifest names one."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from tflint.manifest import manifest_paths
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tflint.facts.subject import Deployment, Facts
    from tflint.image.contents import Contents
    from tflint.image.models import Embedded
    from tflint.image.runtime_months import Range
    from tflint.manifest.board import Board
    from tflint.manifest.target import Target


class UnreadableImage(OSError):
    """The image that a board names cannot be read, or is not a linked image; the message says which and why."""


class MissingImage(UnreadableImage):
    """The image that a board names does not exist: nothing is built yet."""


class LinkedImage(Record):
    """A board's image: its path as the user would name it, and what it shows."""

    path: str
    contents: Contents


def linked_image(facts: Facts) -> LinkedImage | None:
    """Return the image of a model's board, None where its board names none; raise UnreadableImage."""
    return image_of(facts.board, facts.root)


def readable_image(facts: Facts) -> LinkedImage | None:
    """Return the image of a model's board, None where its board names none or it cannot be read, which `unreadable-image` reports."""
    try:
        return linked_image(facts)
    except UnreadableImage:
        return None


def image_of(board: Board, root: str) -> LinkedImage | None:
    """Return a board's image, None where it names none; raise UnreadableImage, MissingImage where the file does not exist."""
    if board.image is None:
        return None
    try:
        path = manifest_paths.resolve(root, board.image)
        if not path.exists():
            raise MissingImage(f"image {board.image!r} does not exist: build the firmware first")
        stat = path.stat()
    except manifest_paths.OutsideManifest as why:
        raise UnreadableImage(f"image {why}") from None
    except OSError as why:
        if isinstance(why, UnreadableImage):
            raise
        raise UnreadableImage(f"image {board.image!r}: {(why.strerror or str(why)).lower()}") from None
    return LinkedImage(_shown(root, board.image), _read(path, board.image, (stat.st_mtime_ns, stat.st_size)))


def _shown(root: str, name: str) -> str:
    return name if root in ("", ".") else f"{root.rstrip('/')}/{name}"


@lru_cache(maxsize=8)
def _read(path: Path, name: str, _stamp: tuple[int, int]) -> Contents:
    from tflint.image import contents, elf
    from tflint.runtime.tflm import op_tables

    try:
        return contents.read(path, {name: op.method for name, op in op_tables.ops().items()})
    except elf.NotAnImage as why:
        raise UnreadableImage(f"image {name!r}: {why}") from None
    except OSError as why:
        raise UnreadableImage(f"image {name!r}: {(why.strerror or str(why)).lower()}") from None


class OtherState(Record):
    """A model of a linked image that is not a file of the board's, and a file of the board's, `size` bytes, that the image lacks."""

    image: str
    held: Embedded
    path: str
    size: int


def other_states(deployment: Deployment) -> Iterator[OtherState]:
    """Pair the models of a board's image that are none of its files with the files that the image does not hold."""
    linked = readable_image(deployment.models[0])
    if linked is None:
        return
    files = [facts for facts in deployment.models if not facts.path.startswith(f"{linked.path}:")]
    data = {facts.path: bytes(facts.model.data[0 : len(facts.model.data)]) for facts in files}
    missing = [path for path in data if not any(it.holds(data[path]) for it in linked.contents.models)]
    others = [it for it in linked.contents.models if not any(it.holds(held) for held in data.values())]
    for path, other in zip(missing, others, strict=False):
        yield OtherState(linked.path, other, path, len(data[path]))


def targets(contents: Contents, base: Target) -> tuple[Target, ...]:
    """Return the targets that an image can have been built for, the oldest runtime first; `base` says what the image does not.

    The CPU and the kernel library are the image's own where it shows them. Of TFLM's months all those stay that define every
    function of the image, unless `base` names a runtime. Struct sizes of the image's debug information replace the tables'.
    """
    from tflint.runtime.tflm import abi, build

    cpu = contents.cpu or base.cpu
    library = contents.kernels.library or (
        "reference" if base.kernels == "cmsis-nn" and cpu not in build.CORTEX_M else base.kernels
    )
    target = base._replace(cpu=cpu, kernels=library, version=base.version if library == base.kernels else "", struct_sizes=())
    newest = base.runtime or build.default_snapshot(target)
    names = (newest,) if base.runtime or library == "esp-nn" or contents.months is None else _snapshots(contents.months)
    found = []
    for name in names:
        on_runtime = target._replace(runtime=name)
        built = build.of(on_runtime)
        known = abi.load(built.abi, built.snapshot).sizes
        shown = contents.sizes.table(known) if contents.sizes else {}
        found.append(on_runtime._replace(struct_sizes=tuple(sorted(shown.items()))))
    return tuple(found)


def _snapshots(months: Range) -> tuple[str, ...]:
    """Return the snapshots of TFLM's own months in a range, the newest of all where the tables have none of them."""
    from tflint.runtime.tflm import op_tables

    names = op_tables.names("tflm")
    inside = tuple(name for name in names if months.first <= name.partition("@")[2] <= months.last)
    return inside or names[-1:]
