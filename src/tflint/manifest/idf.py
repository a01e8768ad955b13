"""An ESP-IDF project's dependencies.lock: which esp-nn and esp-tflite-micro it is built with."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from tflint.record import Record

if TYPE_CHECKING:
    from tflint.manifest.target import Target

NAME = "dependencies.lock"
LARGEST = 1 << 20
HIGHEST = 8
_COMPONENT = r"(?m)^  (?:[\w.-]+/)?(esp-nn|esp-tflite-micro):[ \t]*$(?P<body>(?:\n(?:    .*|[ \t]*$))*)"
_VERSION = r"""(?m)^    version:[ \t]*["']?([0-9][\w.~+-]*)["']?[ \t]*$"""


class Versions(Record):
    """The versions that a lock file names, empty where it names none; `runtime` is in the form that a manifest takes."""

    esp_nn: str = ""
    runtime: str = ""


def versions(folder: str) -> Versions:
    """Return the versions in the nearest dependencies.lock, from a folder upwards and not beyond the repository."""
    folder = os.path.abspath(folder)
    for _ in range(HIGHEST):
        path = os.path.join(folder, NAME)
        if os.path.isfile(path):
            return _read(path)
        above = os.path.dirname(folder)
        if above == folder or os.path.exists(os.path.join(folder, ".git")):
            break
        folder = above
    return Versions()


def locked(target: Target, folder: str) -> Target:
    """Return a target of esp-nn with the versions that the project's lock file names, where the target itself names none."""
    if target.kernels != "esp-nn" or (target.version and target.runtime):
        return target
    found = versions(folder)
    return target._replace(version=target.version or found.esp_nn, runtime=target.runtime or found.runtime)


def parse(text: str) -> Versions:
    """Return the versions that a lock file's text names. It is YAML of one shape, as idf-component-manager writes it."""
    found = {match[1]: version[1] for match in re.finditer(_COMPONENT, text) if (version := re.search(_VERSION, match["body"]))}
    runtime = found.get("esp-tflite-micro", "")
    return Versions(found.get("esp-nn", "").partition("~")[0], runtime and f"esp-tflite-micro@{runtime}")


def _read(path: str) -> Versions:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return parse(file.read(LARGEST))
    except OSError:
        return Versions()
