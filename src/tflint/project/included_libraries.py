"""Libraries that bring TFLM, by the headers that a source includes: of Arduino's sketches nothing else says it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tflint.project.fact import Fact, Kind
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class Brought(Record):
    """The snapshots that a library brings: for ESP32s, and for other chips."""

    on_esp32: str
    elsewhere: str

    def on(self, cpu: str) -> str:
        """Return the snapshot for a core, empty where the core is not known and decides."""
        if self.on_esp32 == self.elsewhere or cpu.startswith("esp32"):
            return self.on_esp32
        return self.elsewhere if cpu.startswith("cortex-m") else ""


class Included(Record):
    """A library that a source includes: the line that does, what it brings (nothing where releases differ), and whether it is for ESP32s alone."""

    fact: Fact
    brought: Brought
    for_esp32: bool = False


ELOQUENT_2_4 = Brought("tf@2.1", "harvard-tinymlx@1.2.4")
CHIRALE = Brought("arduino@2023-01", "arduino@2023-01")
# headers that only releases with one state of TFLM have
_BRING = {
    b"Chirale_TensorFlowLite.h": CHIRALE,
    b"ArduTFLite.h": CHIRALE,
    b"MicroTFLite.h": Brought("arduino@2023-02", "arduino@2023-02"),
    b"eloquent_tinyml/tensorflow.h": ELOQUENT_2_4,
    b"eloquent_tinyml/tensorflow/person_detection.h": ELOQUENT_2_4,
    b"tflm_cortexm.h": CHIRALE,
    b"tflm_esp32.h": Brought("", ""),  # of 2022 or of 2024
}
ELOQUENT_0_0 = Brought("eloquenttinyml@0.0.10", "eloquenttinyml@0.0.10")
_OF_0_0 = re.compile(rb'^[ \t]*#[ \t]*include[ \t]*[<"](EloquentTinyML\.h)[>"]', re.MULTILINE)
_CLASS_OF_0_0 = re.compile(rb"^[^/\n]*\bTinyML::TfLite\s*<", re.MULTILINE)  # which later releases do not have
_ESP32 = b"TensorFlowLite_ESP32.h"  # of all its releases: the oldest have TFLM in another folder
_INCLUDE = re.compile(
    rb'^[ \t]*#[ \t]*include[ \t]*[<"](' + b"|".join(re.escape(it) for it in (*_BRING, _ESP32)) + rb')[>"]', re.MULTILINE
)
# the only kernels that the libraries have
KERNELS = {
    "eloquenttinyml@0.0.10": "reference",
    "tf@2.1": "reference",
    "tensorflowlite-esp32@1.0.0": "reference",
    "harvard-tinymlx@1.2.4": "cmsis-nn",
    "arduino@2023-01": "cmsis-nn",
    "arduino@2023-02": "cmsis-nn",
}


def included(path: str, data: bytes) -> Included | None:
    """Return the first library that a source includes, None where it includes none that is known."""
    match = _INCLUDE.search(data)
    if match is not None:
        brought = _BRING.get(match[1]) or _of_esp32(data)
    else:
        match = _OF_0_0.search(data)
        brought = ELOQUENT_0_0 if _CLASS_OF_0_0.search(data) else None
    if match is None or brought is None:
        return None
    fact = Fact(Kind.LIBRARY, match[1].decode(), path, data.count(b"\n", 0, match.start(1)) + 1)
    return Included(fact, brought, match[1] in (_ESP32, b"tflm_esp32.h"))


def first(paths: Iterable[str], read: Callable[[str], bytes]) -> Included | None:
    """Return the library that the first of some sources to include any includes."""
    return next((it for path in paths if (it := included(path, read(path))) is not None), None)


def _of_esp32(data: bytes) -> Brought | None:
    """Return what TensorFlowLite_ESP32 brings, by the folders that the source includes from; None where it includes from none."""
    if b"lite/experimental/micro/" in data:
        return Brought("tf@2.1", "tf@2.1")
    known = "tensorflowlite-esp32@1.0.0"
    return Brought(known, known) if b"tensorflow/lite/micro/" in data else None
