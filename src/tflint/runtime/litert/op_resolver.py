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


class UnknownRelease(ValueError):
    """A LiteRT release that was never probed; the message names those that were."""


@cache
def releases() -> dict[str, dict[str, tuple[int, int]]]:
    """Return, for each probed release, the lowest and highest version that it takes of each op."""
    table = json.loads(files(__package__).joinpath("op_versions.json").read_text(encoding="utf-8"))["releases"]
    return {name: {op: (low, high) for op, (low, high) in ops.items()} for name, ops in table.items()}


def release(version: str) -> tuple[str, dict[str, tuple[int, int]]]:
    """Return a release's name and its op versions; the newest probed one for an empty version."""
    known = releases()
    if not version:
        return next(reversed(known.items()))
    if version not in known:
        raise UnknownRelease(f"litert@{version} was never probed; known: {', '.join(known)}")
    return version, known[version]


def unresolved(operator: Operator) -> tuple[str, str]:
    """Return our sentence and the runtime's for a custom op that nobody registered."""
    if operator.name.startswith(FLEX_PREFIX):
        why = f"{operator.name} is a Select TensorFlow op, which the interpreter alone does not run"
        return why, "Select TensorFlow op(s), included in the given model, is(are) not supported by this interpreter."
    return f"custom op {operator.name!r} is not registered", f"Encountered unresolved custom op: {operator.name}."
