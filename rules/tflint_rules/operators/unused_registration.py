"""Op that the firmware registers and no model on the board uses.

## Why
Every registered op links its kernel, often several kilobytes with the variants for each type. What no model uses is flash for nothing,
and the resolver's table takes RAM for it.

## Example
An op of an earlier model is still registered:

    tflint.toml: note: unused-registration: SOFTMAX is registered and no model on nano33 uses it
        at firmware/main.cc:9:3

## Fix
Delete the line and lower the resolver's number; `tflint resolver models/*.tflite` prints the one that just fits. A firmware that loads models
from elsewhere at run time keeps what they need: ignore the rule with that reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Deployment, Rule, Severity, Skip, UnreadableSource, firmware, op_names, op_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Finding

rule = Rule(__name__, severity=Severity.NOTE, since="0.1", needs="boards.*.resolver", runtimes=("tflm",))


@rule.on(Deployment)
def check(deployment: Deployment) -> Iterator[Finding]:
    """Compare what is registered with what the board's models use together."""
    board = deployment.board
    if board.resolver is None or board.resolver.fixed:
        raise Skip("no resolver declared")
    used = {name for facts in deployment.models for name in facts(op_names)}
    for number, name in enumerate(board.resolver.ops or ()):
        if name not in used:
            place = next(iter(board.where(f"resolver.ops.{number}")), None)
            yield rule.finding(None, f"{name} is registered and no model on {board.name} uses it", place=place, operator=name)
    try:
        sources = deployment.models[0](firmware)
    except UnreadableSource as why:
        raise Skip(str(why)) from None
    for resolver in sources.resolvers if sources else ():
        for it in resolver.registrations:
            name = op_of(it) or ""
            if name and name not in used and not it.conditional:
                yield rule.finding(
                    None, f"{name} is registered and no model on {board.name} uses it", place=it.place, operator=name
                )
