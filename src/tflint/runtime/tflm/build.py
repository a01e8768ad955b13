"""How a TFLM binary was built: what of a target decides sizes and kernels."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Library(StrEnum):
    """A kernel library; the value is the folder under `micro/kernels/`, empty for the reference kernels."""

    REFERENCE = ""
    CMSIS_NN = "cmsis_nn"
    ESP_NN = "esp_nn"


class Cmsis(StrEnum):
    """Which code path CMSIS-NN compiles to: plain C, the DSP extension, or MVE (Helium)."""

    C = "c"
    DSP = "dsp"
    MVE = "mve"


@dataclass(frozen=True, slots=True)
class Build:
    """What of a target decides sizes and kernels.

    `abi` names a table of abi/*.json; `recording` and `compression` tell how the PyPI wheel is built;
    `esp_nn` is (chip class, version) for Espressif's library; `unknown` has the reasons why the figures are only a bound.
    """

    target: str
    abi: str
    library: Library
    cmsis: Cmsis = Cmsis.C
    esp_chip: str = ""
    esp_version: tuple[int, ...] = ()
    snapshot: str = ""
    recording: bool = False
    compression: bool = False
    unknown: tuple[str, ...] = ()

    @property
    def dsp(self) -> bool:
        """Tell whether CMSIS-NN is built for the DSP extension and not for MVE."""
        return self.library is Library.CMSIS_NN and self.cmsis is Cmsis.DSP

    @property
    def mve(self) -> bool:
        """Tell whether CMSIS-NN is built for MVE (Cortex-M55, M85)."""
        return self.library is Library.CMSIS_NN and self.cmsis is Cmsis.MVE
