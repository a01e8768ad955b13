"""The manifest's texts that mean something: each check returns its text, or raises ValueError with one sentence."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tflint.manifest import catalogue, manifest_paths, size
from tflint.manifest.mistakes import did_you_mean
from tflint.manifest.target import CPUS, KERNELS, is_release

if TYPE_CHECKING:
    from collections.abc import Mapping

Check = Callable[[Any], object]
LARGEST_SCALE = 3.4028235e38  # of a float32
_OP = r"[A-Z][A-Z0-9_]*"
_REGION = r"(?a)[A-Za-z]\w{0,31}"
_RUNTIME = r"(?a)(?:tflm|esp-tflite-micro|arduino|zephyr|[a-z][a-z0-9-]*(?=@))(@[\w.~+-]+)?"


def cpu(text: str) -> str:
    """Return a core's name."""
    if text not in CPUS:
        raise ValueError(f"{text!r} is not a cpu that tflint knows: {', '.join(CPUS)}{did_you_mean(text, CPUS)}")
    return text


def kernels(text: str) -> str:
    """Return a kernel library with its version, or LiteRT with its version."""
    known = (*KERNELS, "litert")
    name, at, version = text.partition("@")
    if name not in known:
        raise ValueError(f"{text!r} is not a kernel library: {', '.join(known)}{did_you_mean(name, known)}")
    if at and not version:
        raise ValueError(f"{text!r} lacks the version after its @")
    if name == "litert" and at and not is_release(version):
        raise ValueError(f"{text!r} names no release of LiteRT: write litert@2.3.0")
    return text


def runtime(text: str) -> str:
    """Return a snapshot's name, `tflm@2024-08`."""
    if re.fullmatch(_RUNTIME, text) is None:
        raise ValueError(f"{text!r} is not a snapshot of a runtime: write tflm@2024-08 or esp-tflite-micro@1.3.8")
    return text


def op(text: str) -> str:
    """Return a builtin operator's name as the schema writes it."""
    if re.fullmatch(_OP, text) is None:
        raise ValueError(
            f"{text!r} is not a builtin operator's name; write it as the schema does: CONV_2D (and custom ones under custom)"
        )
    return text


def extends(text: str) -> str:
    """Return the name of a board or firmware of the catalogue."""
    if text not in (known := (*catalogue.names(), *catalogue.firmware_names())):
        raise ValueError(f"no board {text!r} in the catalogue{did_you_mean(text, known) or '; tflint boards lists them'}")
    return text


def region(text: str) -> str:
    """Return the name of a memory region."""
    if re.fullmatch(_REGION, text) is None:
        raise ValueError(f"{text!r} is not a region's name: write letters, digits and _, as in psram, sdram, dtcm")
    return text


def scale(value: object) -> float:
    """Return a quantization scale: above zero, and a float32."""
    if not isinstance(value, int | float) or not 0 < value <= LARGEST_SCALE:
        raise ValueError(f"{value!r:.40} is not a scale: expected a number above 0")
    return float(value)


def _text(check: Check) -> Check:
    return lambda value: check(value) if isinstance(value, str) else None


FORMATS: Mapping[str, Check] = {
    "tflint-size": lambda value: size.parse(value) if isinstance(value, int | str) else None,
    "tflint-scale": lambda value: scale(value) if isinstance(value, int | float) else None,
    "tflint-path": _text(manifest_paths.check),
    "tflint-catalogue": _text(extends),
    "tflint-region": _text(region),
    "tflint-cpu": _text(cpu),
    "tflint-kernels": _text(kernels),
    "tflint-runtime": _text(runtime),
    "tflint-op": _text(op),
}
