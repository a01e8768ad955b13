"""Edge Impulse's SDK in a project: its kernels, whether it makes an interpreter at all, and what Studio's export gives that one.

The SDK's sources decide by macros: `classifier/ei_classifier_config.h` takes CMSIS-NN on every Cortex-M and ESP-NN where it is asked for, newer ones
on Espressif's chips by themselves. `model-parameters/model_metadata.h`, which Studio exports next to the SDK, has EI_CLASSIFIER_COMPILED: with the EON
Compiler the model is C++ code that calls the kernels, without MicroInterpreter and without a .tflite file.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from tflint.project.fact import Fact, Kind
from tflint.project.tree import shared_folders

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tflint.project.tree import Tree

CLASSIFIER = "classifier/ei_run_classifier.h"
CONFIG = "classifier/ei_classifier_config.h"
METADATA = "model-parameters/model_metadata.h"
MODEL_VARIABLES = "model-parameters/model_variables.h"
RESOLVER = "tflite-model/tflite-resolver.h"
CMSIS_NN, ESP_NN = "EI_CLASSIFIER_TFLITE_ENABLE_CMSIS_NN", "EI_CLASSIFIER_TFLITE_ENABLE_ESP_NN"
COMPILED, OWN_RESOLVER = "EI_CLASSIFIER_COMPILED", "EI_CLASSIFIER_HAS_TFLITE_OPS_RESOLVER"
_OF_ITSELF = "CONFIG_IDF_TARGET_ESP32"  # in the condition under which newer SDKs take ESP-NN
_ARENA = re.compile(r"\bsize_t\s+\w+_arena_size\s*=\s*(\d+)\s*;", re.ASCII)

_MODEL = re.compile(r"\.model\s*=\s*([A-Za-z_]\w*)\s*,", re.ASCII)


def is_sdk(tree: Tree, root: str) -> bool:
    """Return whether the folder in which `tensorflow/` lies is Edge Impulse's SDK."""
    return tree.has(posixpath.join(root, CLASSIFIER))


def kernels(tree: Tree, root: str, cpu: str, given: Mapping[str, Fact]) -> Fact | None:
    """Return the kernel library that the SDK takes for a core, `given` the macros of the build; None where the core is not known."""
    config = posixpath.join(root, CONFIG)
    library, macro = ("cmsis-nn", CMSIS_NN) if cpu.startswith("cortex-m") else ("esp-nn", ESP_NN)
    line = next((number for number, text in tree.lines(config) if re.search(rf"\b{macro}\s+1\b", text)), 1)
    if not cpu.startswith(("cortex-m", "esp32")) or not tree.has(config):
        return None
    if macro in given:
        stated = given[macro]
        return stated._replace(kind=Kind.KERNELS, value="reference" if stated.value == "0" else library)
    if library == "cmsis-nn" or _OF_ITSELF in tree.text(config):
        return Fact(Kind.KERNELS, library, config, line)
    return Fact(Kind.KERNELS, "reference", config, line)


def metadata(tree: Tree, root: str) -> str | None:
    """Return the model_metadata.h that Studio exported with the SDK: the one that shares most folders with it."""
    near = posixpath.join(posixpath.dirname(root), METADATA)
    if tree.has(near):
        return near
    found = [name for name in tree.names if name == METADATA or name.endswith(f"/{METADATA}")]
    return max(sorted(found), key=lambda it: shared_folders(root, posixpath.dirname(it)), default=None)


def compiled(tree: Tree, root: str) -> Fact | None:
    """Return the line that says that the EON Compiler made the model, None where an interpreter runs it."""
    said = _defined(tree, metadata(tree, root), COMPILED)
    return said if said is not None and said.value == "1" else None


def own_resolver(tree: Tree, root: str) -> str | None:
    """Return Studio's tflite-resolver.h where the interpreter takes its ops instead of AllOpsResolver's."""
    parameters = metadata(tree, root)
    said = _defined(tree, parameters, OWN_RESOLVER)
    path = "" if parameters is None else posixpath.join(posixpath.dirname(posixpath.dirname(parameters)), RESOLVER)
    return path if said is not None and said.value == "1" and tree.has(path) else None


def arena(tree: Tree, root: str) -> tuple[int, str, int] | None:
    """Return the bytes that Studio's model file asks for its interpreter, with the file and line; None where none or several do."""
    parameters = metadata(tree, root)
    folder = "" if parameters is None else posixpath.join(posixpath.dirname(posixpath.dirname(parameters)), "tflite-model")
    found = [
        (int(match[1]), name, tree.text(name).count("\n", 0, match.start()) + 1)
        for name in (tree.files_in(folder) if folder else ())
        if name.endswith(".h") and (match := _ARENA.search(tree.text(name)))
    ]
    return found[0] if len(found) == 1 else None


def model(tree: Tree, root: str) -> tuple[str, str, int] | None:
    """Return the array that Studio's model_variables.h gives the interpreter, with the file and line; None where it gives none or several."""
    parameters = metadata(tree, root)
    path = "" if parameters is None else posixpath.join(posixpath.dirname(parameters), posixpath.basename(MODEL_VARIABLES))
    named = [(match[1], path, number) for number, text in tree.lines(path) if (match := _MODEL.search(text))] if path else []
    return named[0] if len({name for name, _, _ in named}) == 1 else None


def _defined(tree: Tree, path: str | None, name: str) -> Fact | None:
    """Return the first definition of a macro in a header; later ones are of other builds than a device's (TensorFlow Lite for Linux)."""
    for number, text in tree.lines(path) if path is not None else ():
        if match := re.match(rf"\s*#\s*define\s+{name}\s+(\w+)", text, re.ASCII):
            return Fact(Kind.DEFINE, match[1], path or "", number, name)
    return None
