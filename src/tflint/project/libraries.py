"""Libraries that bring TFLM, by the names and addresses that package managers know them by."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tflint.project.fact import Fact, Kind
from tflint.project.included_libraries import ELOQUENT_2_4

if TYPE_CHECKING:
    from collections.abc import Iterator

_ESP = re.compile(r"esp-tflite-micro(?:\.git)?\s*(?:[#@]\s*[=v]*(\d+\.\d+\.\d+(?:~\d+)?))?(?P<rest>\S*)")
_ARDUINO = re.compile(r"tensorflow/tflite-micro-arduino-examples")
_HARVARD = re.compile(r"Harvard_TinyMLx|tinymlx/arduino-library", re.IGNORECASE)
# libraries' releases that carry one state of TFLM each, by how their versions begin; `$` where a project that names no version gets it
_RELEASES = (
    (re.compile(r"TensorFlowLite_ESP32", re.IGNORECASE), {r"0\.[5-9]": "tf@2.1", r"1\.|$": "tensorflowlite-esp32@1.0.0"}),
    (re.compile(r"tflm_esp32", re.IGNORECASE), {r"1\.": "tensorflowlite-esp32@1.0.0"}),
    (re.compile(r"\bArduino_TensorFlowLite(?!_)", re.IGNORECASE), {r"2\.1\.0": "arduino@2020-06"}),
    (re.compile(r"tflm_cortexm", re.IGNORECASE), {r"1\.|$": "arduino@2023-01"}),
    (re.compile(r"MicroTFLite", re.IGNORECASE), {r"1\.|$": "arduino@2023-02"}),
    (re.compile(r"Chirale_TensorFLowLite", re.IGNORECASE), {r"[12]\.|$": "arduino@2023-01"}),
    (re.compile(r"ArduTFLite", re.IGNORECASE), {r"1\.|$": "arduino@2023-01"}),
    (re.compile(r"EloquentTinyML", re.IGNORECASE), {r"0\.0\.": "eloquenttinyml@0.0.10", r"2\.4": "EloquentTinyML 2.4"}),
)
# the only kernels that a library has, in all its releases
_ONLY_KERNELS = (
    (re.compile(r"tflm_esp32|TensorFlowLite_ESP32", re.IGNORECASE), "reference"),
    (
        re.compile(
            r"tflm_cortexm|Chirale_TensorFLowLite|ArduTFLite|MicroTFLite|\bArduino_TensorFlowLite\s*@\s*2\.1\.0", re.IGNORECASE
        ),
        "cmsis-nn",
    ),
    (re.compile(rf"{_ARDUINO.pattern}|{_HARVARD.pattern}", re.IGNORECASE), "cmsis-nn"),
    (re.compile(r"EloquentTinyML\s*@\s*[\^~=]*\s*0\.0\.", re.IGNORECASE), "reference"),
)
BY_CHIP = {"EloquentTinyML 2.4": ELOQUENT_2_4}
_VERSION = re.compile(r"\s*(?:[@(]\s*[\^~=]*\s*v?(\d[\w.]*)|$|[,\s])", re.ASCII)
_OTHERS = re.compile(
    r"TensorFlowLite_ESP32|EloquentTinyML|tflm_(?:esp32|cortexm)|Adafruit_TensorFlow_Lite|pico-tflmicro|Chirale_TensorFLowLite"
    r"|\btflite-micro\b|EdgeImpulse|\bArduTFLite\b|MicroTFLite|tensorflow-lite-micro|Arduino_TensorFlowLite|Spresense.*TensorFlow",
    re.IGNORECASE,
)


def platformio(text: str, path: str, line: int) -> Iterator[Fact]:
    """Yield what an entry of `lib_deps` states: a library's name or address, with its version."""
    if match := _ESP.search(text):
        yield Fact(Kind.KERNELS, "esp-nn", path, line)
        if match[1] and not match["rest"]:
            yield Fact(Kind.RUNTIME, f"esp-tflite-micro@{match[1]}", path, line)
        else:
            yield Fact(Kind.LIBRARY, "esp-tflite-micro", path, line)
    else:
        yield from arduino(text, path, line)


def arduino(text: str, path: str, line: int) -> Iterator[Fact]:
    """Yield what an Arduino library's name or address states.

    The repository of Arduino's library stands still since 2023; what the library manager calls Arduino_TensorFlowLite is older.
    """
    if _ARDUINO.search(text):
        yield Fact(Kind.RUNTIME, "arduino@2023-02", path, line)
    elif _HARVARD.search(text):
        yield Fact(Kind.RUNTIME, "harvard-tinymlx@1.2.4", path, line)
    elif name := _released(text):
        yield Fact(Kind.RUNTIME, name, path, line)
    elif match := _OTHERS.search(text):
        yield Fact(Kind.LIBRARY, match[0], path, line)
    yield from (Fact(Kind.KERNELS, kernels, path, line) for names, kernels in _ONLY_KERNELS if names.search(text))


def _released(text: str) -> str:
    """Return the snapshot of a library's release, empty where another release than those known is named."""
    for name, releases in _RELEASES:
        if (match := name.search(text)) and (version := _VERSION.match(text, match.end())):
            return next((it for start, it in releases.items() if re.match(start, version[1] or "")), "")
    return ""
