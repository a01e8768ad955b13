"""Which CPU of tflint's targets an image was linked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tflint.image.elf import Image

# Arm's architectures, and a core that plans as every core of that architecture does
_ARM = {
    "v6-M": "cortex-m0plus",
    "v6S-M": "cortex-m0plus",
    "v7-M": "cortex-m3",
    "v7E-M": "cortex-m4",
    "v8-M.main+DSP": "cortex-m33",
    "v8.1-M.main+DSP+MVE": "cortex-m55",
    "v8.1-M.main+MVE": "cortex-m55",
}
# where flash is mapped for data: ESP32 and ESP32-S3 Technical Reference Manuals, "System and Memory", "Address Mapping"
_ESP_FLASH = (("esp32", 0x3F400000, 0x3F800000), ("esp32s3", 0x3C000000, 0x3E000000))


def cpu(image: Image) -> str | None:
    """Return a CPU as `--target` names it, None where the image does not say."""
    if image.machine == "arm":
        return _ARM.get(image.cpu)
    if image.machine == "x86-64":
        return "host"
    if image.machine == "riscv":
        return "riscv32" if image.bits == 32 else None  # noqa: PLR2004
    return _xtensa(image)


def _xtensa(image: Image) -> str | None:
    """Return the Espressif chip whose flash is mapped where the image has its constants."""
    for name, first, end in _ESP_FLASH:
        if any(first <= section.address < end for section in image.sections if section.offset is not None):
            return name
    return None
