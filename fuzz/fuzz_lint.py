"""An atheris target: no bytes make the reader raise anything but Malformed, or a rule crash."""

from __future__ import annotations

import pkgutil
import sys
from importlib import import_module

import atheris

with atheris.instrument_imports(include=["tflint", "tflint_rules"]):
    from tflint import packs, runtime
    from tflint.check.lint import lint
    from tflint.check.scope import Scope
    from tflint.manifest.board import Board, Manifest
    from tflint.manifest.target import parse
    from tflint.model.reader import Malformed, read

    for module in pkgutil.walk_packages(runtime.__path__, "tflint.runtime."):
        import_module(module.name)  # kernels are imported when a model needs them: too late to be instrumented

TARGETS = ("host/reference", "cortex-m4/cmsis-nn", "esp32s3/esp-nn", "litert")
SCOPE = Scope(packs.load(), Manifest(), tuple(Board(target, target=parse(target)) for target in TARGETS), declared=False)


class RuleCrashed(AssertionError):
    """A rule raised; the message is its traceback."""


def one_input(data: bytes) -> None:
    """Read some bytes, and lint them if they are a model."""
    try:
        read(data)
    except Malformed:
        return
    for crash in lint(data, "fuzzed.tflite", SCOPE).crashed:
        raise RuleCrashed(f"{crash.rule}: {crash.traceback}")


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
