"""Sizes of TFLM's structs from an image's debug information, so that a plan needs no table for them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tflint.image.dwarf_entries import BYTE_SIZE, Unit
from tflint.image.dwarf_units import Sections, units
from tflint.image.elf import NotAnImage
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tflint.image.dwarf_entries import Entry, Shape
    from tflint.image.elf import Image

# the translation units that define or use what the arena holds; others include the whole schema and say nothing more
_UNIT = re.compile(
    r"(?:^|/)(?:micro/(?P<core>micro_allocator|micro_interpreter|micro_allocation_info|micro_resource_variable)"
    r"|(?:memory_planner|arena_allocator)/\w+"
    r"|micro/(?P<kernel>kernels/(?:cmsis[-_]nn/|esp_nn/|xtensa/|ethos_u/)?\w+)|(?P<signal>signal/micro/kernels/\w+))\.(?:cc|cpp)$"
)
_NAMESPACE, _TYPEDEF, _STRUCTS = 0x39, 0x16, (0x13, 0x02)  # DW_TAG_*: a class is 0x02
_GENERIC = ("OpData",)
INT = 4
MOST_UNITS = 400
MOST_ENTRIES = 400_000
DEEPEST = 6


class StructSizes(Record):
    """Struct sizes in bytes: `shared` by name (`TfLiteTensor`), `of_kernel` by source file and name (`kernels/conv`, `OpData`)."""

    shared: Mapping[str, int]
    of_kernel: Mapping[tuple[str, str], int]

    def table(self, structs: Mapping[str, int]) -> dict[str, int]:
        """Return the sizes that the image shows of a struct table's names, such as `kernels/cmsis_nn/conv:OpData`."""
        found = ((name, self._size(name)) for name in structs if "@" not in name)
        return {name: size for name, size in found if size is not None} | self._per_buffer()

    def _per_buffer(self) -> dict[str, int]:
        """Return what the greedy planner takes for each buffer: its two structs and three ints (greedy_memory_planner.h)."""
        structs = [self.shared.get(f"GreedyMemoryPlanner::{name}") for name in ("BufferRequirements", "ListEntry")]
        known = [size for size in structs if size is not None]
        return {"GreedyMemoryPlanner::per_buffer_size": sum(known) + 3 * INT} if len(known) == len(structs) else {}

    def _size(self, name: str) -> int | None:
        unit, colon, struct = name.rpartition(":") if ":" in name.replace("::", "") else ("", "", name)
        if not colon:
            return self.shared.get(name)
        for candidate in (unit, unit.removesuffix("_common"), f"{unit}_common"):
            if (candidate, struct) in self.of_kernel:
                return self.of_kernel[candidate, struct]
        if struct in _GENERIC:
            return None
        sizes = {size for (_, other), size in self.of_kernel.items() if other == struct}
        return sizes.pop() if len(sizes) == 1 else None


def struct_sizes(image: Image) -> StructSizes | None:
    """Return what an image's debug information says; None where it has none. Raise NotAnImage where it is damaged."""
    if not image.has_dwarf:
        return None
    try:
        return _read(image)
    except Exception as why:  # noqa: BLE001  pyelftools raises its parser's errors on damaged files, ours end in index and struct errors
        raise NotAnImage(f"damaged debug information: {' '.join(str(why).split())[:120] or type(why).__name__}") from None


def _read(image: Image) -> StructSizes:
    shared: dict[str, int] = {}
    of_kernel: dict[tuple[str, str], int] = {}
    budget = [MOST_ENTRIES]
    for kernel, unit in _units(_sections(image)):
        for name, size in _structs(unit, unit.top(), "", budget):
            if kernel:
                of_kernel.setdefault((kernel.replace("cmsis-nn", "cmsis_nn"), name.rpartition("::")[2]), size)
            shared.setdefault(name, size)
    return StructSizes(shared, of_kernel)


def _sections(image: Image) -> Sections:
    """Return the sections that hold the entries and their names, unpacked where the linker compressed them."""
    from io import BytesIO

    from elftools.elf.elffile import ELFFile

    elf = ELFFile(BytesIO(image.data))
    found = (elf.get_section_by_name(f".debug_{name}") for name in ("info", "abbrev", "str", "line_str"))
    info, abbrev, string, line_string = (b"" if it is None else bytes(it.data()) for it in found)
    return Sections(info, abbrev, string, line_string, "<" if elf.little_endian else ">")


def _units(sections: Sections) -> Iterator[tuple[str, Unit]]:
    """Yield the units of TFLM's allocator and kernels, each with the kernel's file, empty for others."""
    shapes: dict[tuple[int, int, int], dict[int, Shape]] = {}
    count = 0
    for offset, header, name in units(sections):
        match = _UNIT.search(name)
        if match is None:
            continue
        count += 1
        if count > MOST_UNITS:
            return
        yield match["kernel"] or match["signal"] or "", Unit(sections, header, offset, shapes)


def _structs(unit: Unit, of: Entry, prefix: str, budget: list[int], depth: int = 0) -> Iterator[tuple[str, int]]:
    """Yield the named structs below an entry, `tflite::` and anonymous namespaces left out of their names."""
    for child in unit.children(of):
        budget[0] -= 1
        if budget[0] < 0:
            return
        if child.tag == _NAMESPACE:
            name = child.name
            inner = prefix if name in ("", "tflite", "tflm_signal") else f"{prefix}{name}::"
            if name not in ("std", "flatbuffers", "__gnu_cxx", "__pstl", "gemmlowp", "ruy") and depth < DEEPEST:
                yield from _structs(unit, child, inner, budget, depth + 1)
        elif child.tag in _STRUCTS and (name := child.name) and (size := _size(child)) is not None:
            yield prefix + name, size
            if name in ("GreedyMemoryPlanner", "MicroResourceVariables"):
                yield from _structs(unit, child, f"{prefix}{name}::", budget, depth + 1)
        elif child.tag == _TYPEDEF and child.name.startswith("TfLite") and (size := _of_typedef(unit, child)) is not None:
            yield prefix + child.name, size


def _of_typedef(unit: Unit, entry: Entry) -> int | None:
    """Return the size of a C struct that only a typedef names: `typedef struct { … } TfLiteConvParams`."""
    target = unit.target(entry)
    return None if target is None or target.tag not in _STRUCTS else _size(target)


def _size(entry: Entry) -> int | None:
    size = entry.values.get(BYTE_SIZE)
    return size if isinstance(size, int) else None
