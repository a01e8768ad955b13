"""Which ops, in which versions, a LiteRT release takes: probed from the wheels (op_versions.json)."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tflint.model.view import Operator

CUSTOM_OPS = frozenset({"NumericVerify", "Mfcc", "AudioSpectrogram", "TFLite_Detection_PostProcess", "aeq.hadamard_rotation"})
"""Custom ops that BuiltinOpResolver registers by name (core/kernels/register.cc)."""

FLEX_PREFIX = "Flex"


TENSORFLOW = (2, 5)
"""From here on a version of 2.x counts TensorFlow's releases, not LiteRT's: tflite-runtime went from 2.5 to 2.14."""
LAST_TFLITE_RUNTIME = "2.14"


@cache
def releases() -> dict[str, dict[str, tuple[int, int]]]:
    """Return, for each probed release, the lowest and highest version that it takes of each op."""
    table = json.loads(files(__package__).joinpath("op_versions.json").read_text(encoding="utf-8"))["releases"]
    return {name: {op: (low, high) for op, (low, high) in ops.items()} for name, ops in table.items()}


def release(version: str) -> tuple[str, dict[str, tuple[int, int]]]:
    """Return a release and its op versions: the newest probed one for an empty version, the nearest for one that never was."""
    known = releases()
    if not version:
        return next(reversed(known.items()))
    name = version if version in known else _nearest(version)
    return name, known[name]


def _nearest(version: str) -> str:
    """Return the newest probed release that is not newer, the oldest of LiteRT's where all are."""
    wanted = age(version)
    if not wanted[0]:
        return LAST_TFLITE_RUNTIME
    litert = [name for name in releases() if name != LAST_TFLITE_RUNTIME]
    return next((name for name in reversed(litert) if age(name) <= wanted), litert[0])


def age(version: str) -> tuple[bool, tuple[int, ...]]:
    """Return what sorts releases by age: tflite-runtime's, which count as TensorFlow does, are older than LiteRT's."""
    numbers = tuple(int(part) for part in version.split("."))
    return not (numbers >= TENSORFLOW and numbers[0] == TENSORFLOW[0]), numbers


def unresolved(operator: Operator) -> tuple[str, str]:
    """Return our sentence and the runtime's for a custom op that nobody registered."""
    if operator.name.startswith(FLEX_PREFIX):
        why = f"{operator.name} is a Select TensorFlow op, which the interpreter alone does not run"
        return why, "Select TensorFlow op(s), included in the given model, is(are) not supported by this interpreter."
    return f"custom op {operator.name!r} is not registered", f"Encountered unresolved custom op: {operator.name}."
