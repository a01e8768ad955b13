"""Sizes of TFLM's structs from an image's debug information, so that a plan needs no table for them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from tflint.image.dwarf_units import Sections, unit_names
from tflint.image.elf import NotAnImage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tflint.image.elf import Image

# the translation units that define or use what the arena holds; others include the whole schema and say nothing more
_UNIT = re.compile(
    r"(?:^|/)(?:micro/(?P<core>micro_allocator|micro_interpreter|micro_allocation_info|micro_resource_variable)"
    r"|(?:memory_planner|arena_allocator)/\w+"
    r"|micro/(?P<kernel>kernels/(?:cmsis[-_]nn/|esp_nn/|xtensa/|ethos_u/)?\w+)|(?P<signal>signal/micro/kernels/\w+))\.(?:cc|cpp)$"
)
_STRUCTS = ("DW_TAG_structure_type", "DW_TAG_class_type")
_GENERIC = ("OpData",)
INT = 4
MOST_UNITS = 400
MOST_ENTRIES = 400_000
DEEPEST = 6


class StructSizes(NamedTuple):
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
    except Exception as why:  # noqa: BLE001  pyelftools raises its parser's errors, assertions and struct errors on damaged files
        raise NotAnImage(f"damaged debug information: {' '.join(str(why).split())[:120] or type(why).__name__}") from None


def _read(image: Image) -> StructSizes:
    from io import BytesIO

    from elftools.elf.elffile import ELFFile

    elf = ELFFile(BytesIO(image.data))
    dwarf = elf.get_dwarf_info(relocate_dwarf_sections=False, follow_links=False)
    shared: dict[str, int] = {}
    of_kernel: dict[tuple[str, str], int] = {}
    budget = [MOST_ENTRIES]
    for unit, top in _units(dwarf, "<" if elf.little_endian else ">"):
        for name, size in _structs(top, "", budget):
            if unit:
                of_kernel.setdefault((unit.replace("cmsis-nn", "cmsis_nn"), name.rpartition("::")[2]), size)
            shared.setdefault(name, size)
    return StructSizes(shared, of_kernel)


def _units(dwarf: Any, order: str) -> Iterator[tuple[str, Any]]:  # noqa: ANN401  pyelftools has no types
    """Yield the units of TFLM's allocator and kernels: the kernel's file, empty for others, and the unit's first entry."""
    count = 0
    for offset, name in unit_names(_sections(dwarf, order)):
        match = _UNIT.search(name)
        if match is None:
            continue
        count += 1
        if count > MOST_UNITS:
            return
        yield match["kernel"] or match["signal"] or "", dwarf.get_CU_at(offset).get_top_DIE()
        for kept in ("_cu_cache", "_cu_offsets_map"):  # pyelftools keeps every entry of a unit that it has read, 10 MiB each
            getattr(dwarf, kept, []).clear()


def _sections(dwarf: Any, order: str) -> Sections:  # noqa: ANN401
    parts = (dwarf.debug_info_sec, dwarf.debug_abbrev_sec, dwarf.debug_str_sec, dwarf.debug_line_str_sec)
    info, abbrev, string, line_string = (b"" if part is None else bytes(part.stream.getvalue()) for part in parts)
    return Sections(info, abbrev, string, line_string, order)


def _structs(entry: Any, prefix: str, budget: list[int], depth: int = 0) -> Iterator[tuple[str, int]]:  # noqa: ANN401
    """Yield the named structs below an entry, `tflite::` and anonymous namespaces left out of their names."""
    for child in entry.iter_children():
        budget[0] -= 1
        if budget[0] < 0:
            return
        if child.tag == "DW_TAG_namespace":
            name = _name(child)
            inner = prefix if name in ("", "tflite", "tflm_signal") else f"{prefix}{name}::"
            if name not in ("std", "flatbuffers", "__gnu_cxx", "__pstl", "gemmlowp", "ruy") and depth < DEEPEST:
                yield from _structs(child, inner, budget, depth + 1)
        elif child.tag in _STRUCTS and "DW_AT_byte_size" in child.attributes and (name := _name(child)):
            yield prefix + name, int(child.attributes["DW_AT_byte_size"].value)
            if name in ("GreedyMemoryPlanner", "MicroResourceVariables"):
                yield from _structs(child, f"{prefix}{name}::", budget, depth + 1)
        elif child.tag == "DW_TAG_typedef" and (name := _name(child)).startswith("TfLite"):
            yield from _typedef(child, prefix + name)


def _typedef(entry: Any, name: str) -> Iterator[tuple[str, int]]:  # noqa: ANN401
    """Yield the size of a C struct that only a typedef names: `typedef struct { … } TfLiteConvParams`."""
    if "DW_AT_type" not in entry.attributes:
        return
    target = entry.get_DIE_from_attribute("DW_AT_type")
    if target.tag in _STRUCTS and "DW_AT_byte_size" in target.attributes:
        yield name, int(target.attributes["DW_AT_byte_size"].value)


def _name(entry: Any) -> str:  # noqa: ANN401
    attribute = entry.attributes.get("DW_AT_name")
    value = attribute.value if attribute is not None else b""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else ""
