"""The C++ that registers exactly the ops of some models, and the arena constant for their target."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tflint.record import Record
from tflint.runtime.tflm import build, op_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tflint.manifest.board import Board
    from tflint.model.view import Model
    from tflint.runtime.plan import Plan

ALIGNMENT = 16
_NOT_WORD = re.compile(r"\W+", re.ASCII)


class Op(Record):
    """An op by its builtin name or custom code; `method` is what adds it, `own` where the firmware brings the kernel itself."""

    name: str
    custom: bool

    @property
    def own(self) -> bool:
        """Return whether TFLM has no method for it, and never had."""
        known = op_tables.ops().get(self.name)
        return self.custom and (known is None or not known.custom)

    @property
    def method(self) -> str:
        """Return the resolver's method, `AddConv2D`."""
        known = op_tables.ops().get(self.name)
        return "AddCustom" if self.own or known is None else known.method


class Use(Record):
    """A model that the resolver is for: its name as the user gave it, its ops, and its plan, None where it has none."""

    name: str
    ops: tuple[Op, ...]
    plan: Plan | None


def use(name: str, model: Model, plan: Plan | None) -> Use:
    """Return what a resolver has to know of a model."""
    found = (Op(operator.name, operator.code.name == "CUSTOM") for operator in model.operators())
    return Use(name, tuple(dict.fromkeys(found)), plan)


def ops(uses: Iterable[Use]) -> tuple[Op, ...]:
    """Return the ops of all models together, each once, the firmware's own last, by the method's name."""
    return tuple(sorted({op for it in uses for op in it.ops}, key=lambda op: (op.own, op.method, op.name)))


def without_kernel(uses: Iterable[Use], board: Board) -> tuple[str, ...]:
    """Return the ops for which the board's runtime has no kernel: nothing that can be registered."""
    snapshot = op_tables.snapshot(_runtime(board))
    return tuple(op.name for op in ops(uses) if not op.own and not snapshot.has(op.name))


def render(uses: tuple[Use, ...], board: Board) -> str:
    """Return a header: a resolver type, a function that fills it, the arena constant. Compiles as it stands."""
    missing = set(without_kernel(uses, board))
    wanted = [op for op in ops(uses) if op.name not in missing]
    return "\n".join([*_head(uses, board), *_resolver(wanted, sorted(missing)), *_arena(uses, board), ""])


def _runtime(board: Board) -> str:
    return board.target.runtime or build.default_snapshot(board.target)


def _head(uses: tuple[Use, ...], board: Board) -> Iterator[str]:
    yield "// made by: tflint resolver " + " ".join(_comment(it.name) for it in uses)
    named = "" if board.name == str(board.target) else f"{_comment(board.name)}, "
    yield f"// for {named}{board.target}, {_runtime(board)}"
    yield "#pragma once"
    yield ""
    yield "#include <cstdint>"
    yield ""
    yield '#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"'
    yield ""


def _resolver(wanted: list[Op], missing: list[str]) -> Iterator[str]:
    for op in wanted:
        if op.own:
            yield f"const TFLMRegistration* {_register(op.name)}();  // yours: the kernel of {_comment(op.name)}"
    yield f"using OpResolver = tflite::MicroMutableOpResolver<{max(1, len(wanted))}>;"
    yield ""
    yield "inline TfLiteStatus RegisterOps(OpResolver& resolver) {"
    for name in missing:
        yield f"  // {name} has no kernel in this runtime: AllocateTensors() will fail"
    for op in wanted:
        call = f"AddCustom({_literal(op.name)}, {_register(op.name)}())" if op.own else f"{op.method}()"
        yield f"  if (resolver.{call} != kTfLiteOk) return kTfLiteError;"
    yield "  return kTfLiteOk;"
    yield "}"


def _arena(uses: tuple[Use, ...], board: Board) -> Iterator[str]:
    planned = [(it.plan, it.name) for it in uses if it.plan is not None]
    if not planned or board.target.is_litert:
        return
    largest, name = max(planned, key=lambda pair: pair[0].minimum)
    yield ""
    bound = "" if largest.exact else f"; {largest.standing}: " + _comment("; ".join(largest.unknown))
    yield f"// AllocateTensors() of {_comment(name)} needs {largest.minimum:,} bytes on {board.target} with {_runtime(board)}{bound}"
    if len(planned) > 1:
        yield "// one arena for all of these models, one at a time"
    yield f"constexpr int kTensorArenaSize = {-(-largest.minimum // ALIGNMENT) * ALIGNMENT};"
    yield f"// alignas({ALIGNMENT}) uint8_t tensor_arena[kTensorArenaSize];"


def _register(name: str) -> str:
    return f"Register_{_NOT_WORD.sub('_', name).strip('_') or 'op'}"


def _literal(text: str) -> str:
    """Return a C string literal: everything but plain ASCII as octal escapes, which end after three digits."""
    data = text.encode("utf-8", "surrogatepass")
    return '"' + "".join(chr(b) if 32 <= b < 127 and b not in b'"\\?' else f"\\{b:03o}" for b in data) + '"'  # noqa: PLR2004  printable ASCII


def _comment(text: str) -> str:
    """Return a text that stays inside a `//` comment: one line, no backslash at its end, no trigraph."""
    return "".join(c if c.isprintable() and c not in "\\?" else "_" for c in text)[:500]
