"""All that an image shows, read once: models, arenas, kernels, memory, the months that its runtime can be from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.image import arenas, cpu, elf, kernels, linker_map, models, reserved, runtime_months, struct_sizes
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tflint.image.arenas import Arena
    from tflint.image.elf import Section
    from tflint.image.kernels import Kernels
    from tflint.image.linker_map import Region
    from tflint.image.models import Embedded
    from tflint.image.reserved import Reserved
    from tflint.image.runtime_months import Range
    from tflint.image.struct_sizes import StructSizes


class Contents(Record):
    """What an image shows.

    `cpu` is named as in `--target`, None where the image does not say. `regions` are those of the linker map, empty without
    one. `months` are those of TFLM that define every function the image shows, None where no symbol narrows them down.
    `sizes` come from debug information, None without it. `reserved` is what is set aside for the stack and the heap.
    """

    machine: str
    cpu: str | None
    stripped: bool
    sections: tuple[Section, ...]
    models: tuple[Embedded, ...]
    arenas: tuple[Arena, ...]
    kernels: Kernels
    regions: tuple[Region, ...]
    months: Range | None
    sizes: StructSizes | None
    reserved: tuple[Reserved, ...] = ()

    @property
    def ram(self) -> int:
        """Return the bytes of RAM that the sections take while the program runs."""
        return sum(section.size for section in self.sections if section.in_ram)

    @property
    def flash(self) -> int:
        """Return the bytes that the image stores: code, constants and the first values of variables."""
        return sum(section.size for section in self.sections if section.in_flash)

    def arena(self) -> Arena | None:
        """Return the one arena whose size the image shows, None where it shows none or several."""
        sized = [it for it in self.arenas if it.size is not None]
        return sized[0] if len(sized) == 1 else None


def read(path: Path, methods: Mapping[str, str], *, named: tuple[str, ...] = (), linker: Path | None = None) -> Contents:
    """Return what an image shows; `methods` maps the runtime's ops to their `AddXxx` methods.

    `named` are arenas by their variable, `linker` is the linker's map.

    Raise NotAnImage, NotAMap, or OSError where a file cannot be read.
    """
    image = elf.read(path)
    regions = linker_map.regions(linker_map.text(linker), image) if linker else ()
    return Contents(
        image.machine,
        cpu.cpu(image),
        image.stripped,
        image.sections,
        models.models(image),
        arenas.arenas(image, named),
        kernels.kernels(image, methods),
        regions,
        runtime_months.months(image),
        struct_sizes.struct_sizes(image),
        reserved.reserved(image),
    )
