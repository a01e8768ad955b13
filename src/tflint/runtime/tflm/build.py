"""How a TFLM binary was built: what of a target decides sizes and kernels."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from tflint.record import Record
from tflint.runtime.plan import Bound
from tflint.runtime.tflm import features, op_tables, vendor_libraries
from tflint.runtime.tflm.decompression_memory import COMPRESSED_SINCE
from tflint.runtime.tflm.features import Features
from tflint.runtime.tflm.op_tables import FOR_EVER

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from tflint.manifest.target import Target
    from tflint.runtime.tflm.op_tables import Snapshot


class Library(StrEnum):
    """A kernel library; the value is the folder under `micro/kernels/`, empty for the reference kernels; the last two are vendors' own."""

    REFERENCE = ""
    CMSIS_NN = "cmsis_nn"
    ESP_NN = "esp_nn"
    XTENSA = "xtensa"
    VISION = "xtensa/vision"
    SILABS_MVP = "silabs_mvp"
    HELIA = "helia"


class Cmsis(StrEnum):
    """Which code path CMSIS-NN compiles to: plain C, the DSP extension, or MVE (Helium)."""

    C = "c"
    DSP = "dsp"
    MVE = "mve"


class Build(Record):
    """What of a target decides sizes and kernels.

    `abi` names a table of abi/*.json; `recording` and `compression` say how the PyPI wheel is built;
    `esp_chip` and `esp_version` are chip class and version of Espressif's library, `xtensa` is a core of Cadence's; `snapshot` is the runtime's name, `date`
    (ISO) the day of TFLM's main that it carries, `features` its mechanisms by their names in tools/snapshots/features.json;
    `for_size` is KERNELS_OPTIMIZED_FOR_SIZE, `preserve_all_tensors` the interpreter's argument, `split_arena` that it has two arenas,
    `ethos_u` that TFLM is built with its kernel for that NPU, `npu_fast_memory` what its driver gets; `decompression_memory` what SetDecompressionMemory gets, bytes of each region;
    `unknown` has the reasons why the figures are only a bound, `unsettled` the ops with which they are one, each with a file of TFLM; `struct_sizes` replace the tables' (a linked image shows them).
    """

    target: str
    abi: str
    library: Library
    cmsis: Cmsis = Cmsis.C
    esp_chip: str = ""
    esp_version: tuple[int, ...] = ()
    xtensa: str = ""
    snapshot: str = ""
    date: str = FOR_EVER
    features: Features = Features()
    recording: bool = False
    compression: bool = False
    for_size: bool = False
    preserve_all_tensors: bool = False
    split_arena: bool = False
    ethos_u: bool = False
    npu_fast_memory: int | None = None
    decompression_memory: tuple[int, ...] = ()
    unknown: tuple[str, ...] = ()
    unsettled: tuple[tuple[str, str], ...] = ()
    struct_sizes: tuple[tuple[str, int], ...] = ()

    def serving(self, op: str) -> Build:
        """Return the build as an op's kernel sees it: with the reference kernels where the library has none for the op yet."""
        if self.library in VENDORS:
            vendor = vendor_libraries.of(VENDORS[self.library])
            return self if op in vendor.ops else self._replace(library=LIBRARIES[vendor.rest]).serving(op)
        came_with = CMSIS_NN_LATER.get(op)
        if self.library is Library.CMSIS_NN and came_with is not None and not getattr(self.features, came_with):
            return self._replace(library=Library.REFERENCE)
        return self

    def keeps(self, op: str) -> bool:
        """Return whether an op's kernel keeps anything in the arena."""
        index = self.features.cmsis_nn_keeps_an_index and op in {"AVERAGE_POOL_2D", "MAX_POOL_2D"}
        return self.features.all_kernels_keep_data or (self.features.kernels_keep_data and (index or op in KEEPING))

    def uncertain(self, ops: Collection[str]) -> Iterator[str]:
        """Yield why the figures of a model with these ops are only a bound."""
        yield from self.unknown
        for op, file in self.unsettled:
            if op in ops and self.snapshot.startswith("tflm@"):
                yield f"{self.snapshot} was not measured, and {op}'s code ({file}) differs from the nearest months that were"
            elif op in ops:
                yield f"{op} of {self.snapshot} is a kernel of its own ({file}), planned as TFLM's"

    def bound(self, reason: str) -> Bound:
        """Return which way the figures err for one of the reasons in `unknown`."""
        vendor = vendor_libraries.of(VENDORS[self.library]) if self.library in VENDORS else None
        return Bound[vendor.direction] if vendor is not None and reason == vendor.bound else Bound.EITHER

    @property
    def wheel(self) -> bool:
        """Return whether this is the PyPI wheel."""
        return self.recording

    @property
    def dsp(self) -> bool:
        """Return whether CMSIS-NN is built for the DSP extension and not for MVE."""
        return self.library in ON_CMSIS_NN and self.cmsis is Cmsis.DSP

    @property
    def mve(self) -> bool:
        """Return whether CMSIS-NN is built for MVE (Cortex-M55, M85)."""
        return self.library in ON_CMSIS_NN and self.cmsis is Cmsis.MVE


VENDORS = {Library.SILABS_MVP: "silabs-mvp", Library.HELIA: "helia"}
ON_CMSIS_NN = frozenset((Library.CMSIS_NN, *VENDORS))
LIBRARIES = {"reference": Library.REFERENCE, "cmsis-nn": Library.CMSIS_NN, **{name: library for library, name in VENDORS.items()}}
CORTEX_M = {
    "cortex-m0plus": Cmsis.C,
    "cortex-m3": Cmsis.C,
    "cortex-m4": Cmsis.DSP,
    "cortex-m7": Cmsis.DSP,
    "cortex-m33": Cmsis.DSP,
    "cortex-m55": Cmsis.MVE,
    "cortex-m85": Cmsis.MVE,
}
# what a snapshot's `exact` calls each of CMSIS-NN's code paths: their buffers differ, so each is measured
CMSIS_KINDS = {Cmsis.C: "cmsis-nn-c", Cmsis.DSP: "cmsis-nn", Cmsis.MVE: "cmsis-nn-mve"}
# the feature with which CMSIS-NN's folder got a kernel for an op; those that were there from the start are not listed
CMSIS_NN_LATER = {
    "BATCH_MATMUL": "cmsis_nn_batch_matmul",
    "MAXIMUM": "cmsis_nn_min_max",
    "MINIMUM": "cmsis_nn_min_max",
    "PAD": "cmsis_nn_pad_transpose",
    "PADV2": "cmsis_nn_pad_transpose",
    "TRANSPOSE": "cmsis_nn_pad_transpose",
    "TRANSPOSE_CONV": "cmsis_nn_transpose_conv",
    "UNIDIRECTIONAL_SEQUENCE_LSTM": "cmsis_nn_lstm",
}
# Cadence's cores, and why the arena of each is a bound
XTENSA = {
    **dict.fromkeys(
        ("hifi4", "hifi5"),
        "kernels/xtensa and NNLIB's size functions (xa_nn_conv2d_std_getsize and others) were read, not measured",
    ),
    "vision-p6": "the sizes that kernels/xtensa asks of xiConvGetMemReqd_Context and others are not known; planned with the reference kernels",
}
# the struct sizes with USE_TFLM_COMPRESSION
COMPRESSION = {"arm32": "arm32_compression", "ilp32_int_enums": "ilp32_int_enums_compression"}
# what kernels kept in the tail in TensorFlow 2.3; all others computed their parameters whenever they ran
KEEPING = frozenset({"CONV_2D", "DEPTHWISE_CONV_2D", "DEQUANTIZE", "FULLY_CONNECTED", "QUANTIZE", "SVDF"})
DYNAMIC = "_dynamic"  # suffix of the tables of struct sizes without TF_LITE_STATIC_MEMORY
COPIED = "tf"  # the family of TensorFlow's releases
FIRST_OF_MAIN = "2021-04"  # when TFLM got a repository of its own
# which of ESP-NN's own builds a chip gets: esp_nn.h decides by CONFIG_IDF_TARGET_*, `opt` is everything else
ESP_CHIPS = {"esp32": "opt", "esp32s3": "s3", "esp32p4": "p4", "riscv32": "opt"}
ESP_NN_KNOWN = ((1, 0, 0), (1, 2, 3))
# what a snapshot with kernels of its own for ESP-NN is measured with, on all chips or one class; the copy in Edge Impulse's SDK has the size
# functions of 1.1.0 to 1.1.2, those of the S3 since 2024-03
OWN_ESP_NN, IMPULSES_ESP_NN = "esp-nn", (1, 1, 2)


@lru_cache(maxsize=64)
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
    build = _with_options(build, target, snapshot)
    if target.stands_for:
        build = build._replace(unknown=(target.stands_for, *build.unknown))
    if target.patched:
        build = build._replace(unknown=(*build.unknown, target.patched))
    return build._replace(struct_sizes=target.struct_sizes) if target.struct_sizes else build


def plausible(target: Target) -> tuple[str, ...]:
    """Return the runtimes that a Cortex-M may have where none is declared: the newest of each family measured with its kernels.

    TensorFlow's own releases are left out: a project has them as a copy in its tree, which is known by its files.
    """
    if target.cpu not in CORTEX_M or target.kernels == "silabs-mvp":
        return (default_snapshot(target),)
    kind = CMSIS_KINDS[_cmsis(target)] if target.kernels in {"cmsis-nn", "helia"} else "reference"
    families = (it for it in op_tables.families() if it != COPIED)
    return tuple(it.name for it in map(op_tables.newest_of, families) if kind in it.exact)


def default_snapshot(target: Target) -> str:
    """Return the snapshot that a target without one gets: the newest of its family."""
    if target.cpu == "host":
        return op_tables.newest_of("tflite-micro").name
    if target.kernels == "silabs-mvp":
        return op_tables.newest_of("gecko-sdk").name
    espressif = target.kernels == "esp-nn" and target.cpu in ESP_CHIPS
    return op_tables.newest_of("esp-tflite-micro" if espressif else "tflm").name


def _host(target: Target, snapshot: Snapshot) -> Build:
    reasons = [*_bounds(snapshot, "host")]
    if target.kernels != "reference":
        reasons.append(f"{target.kernels} is not built for x86-64; planned with the reference kernels")
    compression = "wheel_compression" in snapshot.features
    built = _build(target, "wheel" if compression else "x86_64", Library.REFERENCE, snapshot, reasons)
    return built._replace(recording=True, compression=compression)


def _cortex_m(target: Target, snapshot: Snapshot) -> Build:
    reasons: list[str] = []
    cmsis = _cmsis(target)
    library, kind = Library.REFERENCE, "reference"
    if target.kernels in LIBRARIES and target.kernels != "reference":
        library, kind = LIBRARIES[target.kernels], CMSIS_KINDS[cmsis]
        reasons += _of_vendor(target)
    elif target.kernels == "esp-nn":
        reasons.append("ESP-NN is not built for Cortex-M; planned with the reference kernels")
    elif target.kernels == "xtensa":
        reasons.append("kernels/xtensa is not built for Cortex-M; planned with the reference kernels")
    reasons[:0] = _bounds(snapshot, kind)
    return _build(target, "arm32", library, snapshot, reasons)._replace(cmsis=cmsis)


def _cmsis(target: Target) -> Cmsis:
    """Return the code path that CMSIS-NN compiles to; no core has MVE without the DSP extension."""
    path = CORTEX_M[target.cpu]
    if "no-dsp" in target.build:
        return Cmsis.C
    return Cmsis.DSP if path is Cmsis.MVE and "no-mve" in target.build else path


def _with_options(built: Build, target: Target, snapshot: Snapshot) -> Build:
    """Return a build with its options, with a reason for each that was not measured with the snapshot; some say nothing of a build."""
    compression = "compression" in target.build and not built.compression
    for_size = "optimized-for-size" in target.build and built.library is Library.CMSIS_NN
    linear = "preserve-all-tensors" in target.build
    used = {
        "compression": compression,
        "optimized-for-size": for_size,
        "preserve-all-tensors": linear,
        "split arenas": target.split_arena,
    }
    reasons = [
        f"{snapshot.name} was not measured with {name}"
        for name, given in used.items()
        if given and not _measured(name, built, snapshot)
    ]
    if target.decompression_memory and built.date < COMPRESSED_SINCE:
        reasons.append(f"{snapshot.name} has no SetDecompressionMemory()")
    table = COMPRESSION.get(built.abi, built.abi) if compression else built.abi
    if compression and built.abi not in COMPRESSION:
        reasons.append(f"the struct sizes of {built.target} with USE_TFLM_COMPRESSION are not known")
    return built._replace(
        abi=table,
        compression=built.compression or compression,
        for_size=for_size,
        preserve_all_tensors=linear,
        split_arena=target.split_arena,
        ethos_u=target.ethos_u,
        npu_fast_memory=target.npu_fast_memory,
        decompression_memory=target.decompression_memory,
        unknown=(*built.unknown, *reasons),
    )


def _measured(option: str, built: Build, snapshot: Snapshot) -> bool:
    """Return whether an option was measured with a snapshot: on the 32-bit targets, and never with ESP-NN."""
    return option.replace(" ", "-") in snapshot.exact and not built.recording and built.library is not Library.ESP_NN


def _of_vendor(target: Target) -> Iterator[str]:
    """Yield why a plan with a vendor's kernels is a bound."""
    if target.kernels in VENDORS.values():
        vendor = vendor_libraries.of(target.kernels)
        yield vendor.bound
        if target.cpu not in vendor.cores:
            yield f"{target.kernels} is made for {' and '.join(vendor.cores)}, not for {target.cpu}"


def _ilp32(target: Target, snapshot: Snapshot) -> Build:
    if target.kernels == "esp-nn" and target.cpu in ESP_CHIPS:
        return _esp_nn(target, snapshot)
    if target.kernels == "xtensa" and target.cpu in XTENSA:
        return _xtensa(target, snapshot)
    if target.kernels == "cmsis-nn" and "ilp32-cmsis-nn" in snapshot.exact:  # CMSIS-NN's plain C
        return _build(target, "ilp32_int_enums", Library.CMSIS_NN, snapshot, ())._replace(cmsis=Cmsis.C)
    reasons = [*_bounds(snapshot, "ilp32")]
    if target.kernels != "reference":
        reasons.append(f"{target.kernels} is not built for {target.cpu}; planned with the reference kernels")
    elif target.cpu in XTENSA:
        reasons.append(f"struct sizes are those of a 32-bit ABI with int enums, not measured for {target.cpu}")
    return _build(target, "ilp32_int_enums", Library.REFERENCE, snapshot, reasons)


def _xtensa(target: Target, snapshot: Snapshot) -> Build:
    reasons = [*_bounds(snapshot, "ilp32"), XTENSA[target.cpu]]
    if target.cpu == "vision-p6":
        return _build(target, "ilp32_int_enums", Library.VISION, snapshot, reasons)
    return _build(target, "xtensa", Library.XTENSA, snapshot, reasons)._replace(xtensa=target.cpu)


def _esp_nn(target: Target, snapshot: Snapshot) -> Build:
    chip = ESP_CHIPS[target.cpu]
    # Edge Impulse's SDK brings ESP-NN and kernels for it
    own = next((kind for kind in (OWN_ESP_NN, f"{OWN_ESP_NN}-{chip}") if kind in snapshot.exact), "")
    reasons = [*_bounds(snapshot, own or "ilp32")]
    version = _numbers(target.version) or (IMPULSES_ESP_NN if own else ())
    oldest, newest = (ESP_NN_KNOWN[0], IMPULSES_ESP_NN) if own else ESP_NN_KNOWN
    if not version:
        reasons.append("the esp-nn version is not declared: the same model can need a third more with another one")
    elif not oldest <= version[:3] <= newest:
        reasons.append(f"unknown esp-nn version {target.version}: its buffer sizes are known from 1.0.0 to {_dotted(newest)}")
    if not oldest <= version[:3] <= newest:
        version = newest
    if snapshot.family == "edge-impulse" and not own:
        reasons.append(f"{snapshot.name} has ESP-NN's kernels of its own, which were not measured: planned as esp-tflite-micro's")
    elif snapshot.family != "esp-tflite-micro" and not own:
        reasons.append(f"ESP-NN's kernels come with esp-tflite-micro, not with {snapshot.name}")
    built = _build(target, "esp_nn", Library.ESP_NN, snapshot, reasons)
    return built._replace(esp_chip=chip, esp_version=version[:3], features=_of_esp_nn(built.features))


def _of_esp_nn(its: Features) -> Features:
    """Return the features as ESP-NN's kernels have them, which took up what TFLM's learned of types some releases later."""
    its = its._replace(no_multipliers_for_float=False)
    if not its.esp_nn_mixed_convolutions:
        its = its._replace(conv_checks_types=False, depthwise_checks_types=False, int4_conv=False, int4_scratch=False)
    return its if its.esp_nn_mixed_fully_connected else its._replace(fully_connected_takes_one_type=True)


def _build(target: Target, table: str, library: Library, snapshot: Snapshot, reasons: Iterable[str]) -> Build:
    """Return a build of a snapshot, with its ABI's table, or the one without TF_LITE_STATIC_MEMORY, and the reasons against exactness."""
    static = snapshot.static_memory if target.static_memory is None else target.static_memory
    if not (static or target.cpu == "host"):
        table += DYNAMIC
        if snapshot.date < FIRST_OF_MAIN and table not in snapshot.sizes:
            reasons = (*reasons, f"{snapshot.name}'s structs were not measured without TF_LITE_STATIC_MEMORY")
    return Build(
        str(target),
        table,
        library,
        snapshot=snapshot.name,
        date=snapshot.date,
        features=features.of(snapshot.features),
        unknown=tuple(reasons),
        unsettled=tuple(snapshot.unsettled.get("cmsis-nn" if library is Library.CMSIS_NN else "reference", {}).items()),
    )


def _bounds(snapshot: Snapshot, kind: str) -> Iterator[str]:
    """Yield why a snapshot's arena model does not hold to the byte for a kind of build, nothing where it does."""
    if kind not in snapshot.exact:
        yield from snapshot.bounds or (f"{snapshot.name} was not measured with {kind} kernels: planned from its sources",)


def _numbers(version: str) -> tuple[int, ...]:
    parts = version.replace("~", ".").split(".")
    return tuple(int(part) for part in parts if part.isdigit())


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
