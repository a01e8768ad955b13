"""How a TFLM binary was built: what of a target decides sizes and kernels."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from tflint.runtime.tflm import op_tables
from tflint.runtime.tflm.op_tables import FOR_EVER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.manifest.target import Target
    from tflint.runtime.tflm.op_tables import Snapshot


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


class Build(NamedTuple):
    """What of a target decides sizes and kernels.

    `abi` names a table of abi/*.json; `recording` and `compression` tell how the PyPI wheel is built;
    `esp_chip` and `esp_version` are chip class and version of Espressif's library; `snapshot` is the runtime's name and `date`
    (ISO) the day of TFLM's main that it carries; `unknown` has the reasons why the figures are only a bound.
    """

    target: str
    abi: str
    library: Library
    cmsis: Cmsis = Cmsis.C
    esp_chip: str = ""
    esp_version: tuple[int, ...] = ()
    snapshot: str = ""
    date: str = FOR_EVER
    recording: bool = False
    compression: bool = False
    unknown: tuple[str, ...] = ()

    @property
    def wheel(self) -> bool:
        """Tell whether this is the PyPI wheel: newer than the tree, it refuses some of what the tree dies of."""
        return self.recording

    @property
    def dsp(self) -> bool:
        """Tell whether CMSIS-NN is built for the DSP extension and not for MVE."""
        return self.library is Library.CMSIS_NN and self.cmsis is Cmsis.DSP

    @property
    def mve(self) -> bool:
        """Tell whether CMSIS-NN is built for MVE (Cortex-M55, M85)."""
        return self.library is Library.CMSIS_NN and self.cmsis is Cmsis.MVE


CORTEX_M = {
    "cortex-m0plus": Cmsis.C,
    "cortex-m3": Cmsis.C,
    "cortex-m4": Cmsis.DSP,
    "cortex-m7": Cmsis.DSP,
    "cortex-m33": Cmsis.DSP,
    "cortex-m55": Cmsis.MVE,
    "cortex-m85": Cmsis.MVE,
}
# which of ESP-NN's own builds a chip gets: esp_nn.h decides by CONFIG_IDF_TARGET_*, `opt` is everything else
ESP_CHIPS = {"esp32": "opt", "esp32s3": "s3", "esp32p4": "p4", "riscv32": "opt"}
ESP_NN_KNOWN = ((1, 0, 0), (1, 2, 3))


def of(target: Target) -> Build:
    """Return the build that a target means; raise UnknownSnapshot for a runtime that no table knows.

    A combination that was never measured gets the nearest build, with the reasons in `unknown`.
    """
    snapshot = op_tables.snapshot(target.runtime or default_snapshot(target))
    if target.cpu == "host":
        build = _host(target, snapshot)
    elif target.cpu in CORTEX_M:
        build = _cortex_m(target, snapshot)
    else:
        build = _ilp32(target, snapshot)
    return build


def default_snapshot(target: Target) -> str:
    """Return the snapshot that a target without one gets: the newest of its family."""
    return op_tables.newest_of("esp-tflite-micro" if target.kernels == "esp-nn" else "tflm").name


def _host(target: Target, snapshot: Snapshot) -> Build:
    reasons = [*_age(snapshot)]
    if target.kernels != "reference":
        reasons.append(f"{target.kernels} is not built for x86-64; planned with the reference kernels")
    return Build(
        str(target),
        "wheel",
        Library.REFERENCE,
        snapshot=snapshot.name,
        date=snapshot.date,
        recording=True,
        compression=True,
        unknown=tuple(reasons),
    )


def _cortex_m(target: Target, snapshot: Snapshot) -> Build:
    reasons = [*_age(snapshot)]
    library, cmsis = Library.REFERENCE, CORTEX_M[target.cpu]
    if target.kernels == "cmsis-nn":
        library = Library.CMSIS_NN
    elif target.kernels == "esp-nn":
        reasons.append("ESP-NN is not built for Cortex-M; planned with the reference kernels")
    return Build(str(target), "arm32", library, cmsis, snapshot=snapshot.name, date=snapshot.date, unknown=tuple(reasons))


def _ilp32(target: Target, snapshot: Snapshot) -> Build:
    reasons = [*_age(snapshot)]
    if target.kernels == "esp-nn":
        return _esp_nn(target, snapshot, reasons)
    if target.kernels != "reference":
        reasons.append(f"{target.kernels} is not built for {target.cpu}; planned with the reference kernels")
    elif target.cpu == "riscv32" and snapshot.family != "esp-tflite-micro":
        reasons.append(
            "struct sizes are those of a 32-bit ABI with int enums; on RISC-V they were measured for Espressif's chips only"
        )
    return Build(
        str(target),
        _espressif_table(snapshot) or "ilp32_int_enums",
        Library.REFERENCE,
        snapshot=snapshot.name,
        date=snapshot.date,
        unknown=tuple(reasons),
    )


def _esp_nn(target: Target, snapshot: Snapshot, reasons: list[str]) -> Build:
    version = _numbers(target.version)
    oldest, newest = ESP_NN_KNOWN
    if not target.version:
        reasons.append("the esp-nn version is not declared: the same model can need a third more with another one")
    elif not oldest <= version[:3] <= newest:
        reasons.append(f"unknown esp-nn version {target.version}: its buffer sizes are known from 1.0.0 to {_dotted(newest)}")
    if not oldest <= version[:3] <= newest:
        version = newest
    if snapshot.family != "esp-tflite-micro":
        reasons.append(f"ESP-NN's kernels come with esp-tflite-micro, not with {snapshot.name}")
    return Build(
        str(target),
        _espressif_table(snapshot) or "esp_nn",
        Library.ESP_NN,
        esp_chip=ESP_CHIPS[target.cpu],
        esp_version=version[:3],
        snapshot=snapshot.name,
        date=snapshot.date,
        unknown=tuple(reasons),
    )


def _espressif_table(snapshot: Snapshot) -> str:
    """Return the struct sizes of an esp-tflite-micro release, empty for another snapshot."""
    if snapshot.family != "esp-tflite-micro":
        return ""
    for last in ((1, 3, 1), (1, 3, 3), (1, 3, 5)):
        if snapshot.version[:3] <= last:
            return f"esp_tflite_micro_{_dotted(last)}"
    return "esp_nn"


def _age(snapshot: Snapshot) -> Iterator[str]:
    if not snapshot.exact:
        yield f"{snapshot.name} selects the op table; its arena is planned as that of {op_tables.newest_of('tflm').name}"


def _numbers(version: str) -> tuple[int, ...]:
    parts = version.replace("~", ".").split(".")
    return tuple(int(part) for part in parts if part.isdigit())


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
