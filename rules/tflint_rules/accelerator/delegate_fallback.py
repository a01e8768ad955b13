"""Operators that LiteRT's delegate leaves to the interpreter's own kernels.

## Why
LiteRT hands the operators that XNNPACK, its default delegate, can run over to it, and runs the others with kernels of its own, most of them
slower. Each cut ends one XNNPACK graph and begins another: what passes between them goes through the arena.

Which operators XNNPACK takes was probed from the wheels: by types, by which operands are constants, and by rank. What was not probed, or
is decided by more than that, is not reported.

## Example
A float network that ends in an ARG_MAX, on a Raspberry Pi:

    models/digits.tflite: note: delegate-fallback: XNNPACK leaves 1 of 3 ops to the interpreter on pi, in 1 partition: ARG_MAX
        ARG_MAX in no form that was tried

## Fix
None is needed where the time does not matter. Else replace the operators named here, or move them to the ends of the graph or out of it: one
partition is what XNNPACK does best. `tflint plan` shows what its memory comes to.

The GPU delegate is asked for with `gpu = true`: it has one partition unless the program asks for more, and no kernel at all for the
operators then named (table of LiteRT 2bd0c6f, 2026-06-11). What else it leaves, its own checks and the device's driver decide. What an Edge
TPU takes is published as a web page with conditions in prose, so nothing is said of it here; `edgetpu_compiler` prints it.

Of a model that the interpreter refuses, nothing is reported: no delegate comes to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Model, Rule, Severity, Skip, delegation, gpu_delegation, judgements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Delegation, Facts, Finding

SHOWN = 6


def parse_switch(value: object) -> bool:
    """Return true or false; raise ValueError with one sentence for anything else."""
    if not isinstance(value, bool):
        raise ValueError("expected true or false")  # noqa: TRY004  what an option's parser raises
    return value


rule = Rule(__name__, severity=Severity.NOTE, since="0.1", needs="boards", runtimes=("litert",))
with_gpu = rule.option("gpu", False, parse_switch, "also report what the GPU delegate has no kernel for")


@rule.on(Model)
def check(model: Model, facts: Facts) -> Iterator[Finding]:
    """Report which operators are left, why, and into how many partitions the graph falls."""
    if any(it.fatal for it in facts(judgements)):  # refused before any delegate runs
        return
    found = facts(delegation)
    if found is None and not facts.option(with_gpu):
        raise Skip("XNNPACK is switched off")
    if found is not None and found.left:
        yield _left(model, facts, found, "XNNPACK")
    if facts.option(with_gpu) and (of_gpu := facts(gpu_delegation)).left:
        yield _left(model, facts, of_gpu, "the GPU delegate")


def _left(model: Model, facts: Facts, found: Delegation, name: str) -> Finding:
    nodes = model.subgraphs[0].operators
    kinds = list(dict.fromkeys(f"{nodes[i].name} {why}" for i, why in found.left.items()))
    names = list(dict.fromkeys(nodes[i].name for i in found.left))
    least, most = found.partitions
    count = str(least) if least == most else f"{least} to {most}"
    plural = "partition" if count == "1" else "partitions"
    return rule.finding(
        model,
        f"{name} leaves {len(found.left)} of {len(nodes)} ops to the interpreter on {facts.board.name}, in {count} {plural}: "
        + ", ".join(names[:SHOWN])
        + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""),
        help=tuple(kinds[:SHOWN]),
        left=len(found.left),
        operators=len(nodes),
        partitions=most,
    )
