"""What a LiteRT process takes, in words: one line for people, and a row for each share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.facts import ProcessMemory
    from tflint.model.view import Model
    from tflint.runtime.litert.delegation import Delegation

MIB = 1 << 20
ONE_DIGIT = 9.95
"""From here on MiB are written without a fraction."""
_NAMES = 6


class Row(Record):
    """A share of the process: its name, its bytes in words, and what kind of figure that is."""

    name: str
    size: str
    what: str


def line(memory: ProcessMemory, ram: int | None) -> str:
    """Return `≈ 45 MiB of 512 MiB (file 3, arena 8, XNNPACK 9–12, interpreter 21)`."""
    of = "" if ram is None else f" of {_mib(ram)} MiB"
    least, most = memory.estimated
    shares = (
        f"file {_mib(memory.file)}",
        f"arena {_mib(memory.certain)}",
        f"{_beside(memory)} {_mib(least)}–{_mib(most)}",
        f"interpreter {_mib(memory.base)}",
    )
    return f"≈ {_mib(memory.expected)} MiB{of} ({', '.join(shares)})"


def rows(memory: ProcessMemory) -> Iterator[Row]:
    """Yield the shares, the total last."""
    least, most = memory.estimated
    yield Row("arena", f"{memory.arena:,} B", "reused while it runs: tensors and scratch")
    yield Row("persistent", f"{memory.persistent:,} B", "kept: variables, row sums, unpacked constants")
    yield Row("file", f"{memory.file:,} B", "mapped, can be dropped again")
    yield Row(_beside(memory), f"{least:,} to {most:,} B", f"estimated: {_estimate(memory)}")
    yield Row("interpreter", f"{memory.base:,} B", "measured: Python, numpy and the library on x86-64")
    yield Row("total", f"{memory.least:,} to {memory.expected:,} B", "resident memory of the process")


def _beside(memory: ProcessMemory) -> str:
    return "XNNPACK" if memory.delegate else "kernels"


def _estimate(memory: ProcessMemory) -> str:
    if memory.delegation is None or not memory.delegate:
        return "what the kernels pack and unfold outside the arena"
    if not memory.delegation.known:
        return "packed weights and workspace; which nodes XNNPACK takes of this release is not known"
    return f"packed weights, indirection buffers and workspace of {_partitions(memory.delegation)}"


def taken(memory: ProcessMemory, model: Model | None) -> str:
    """Return `XNNPACK takes 10 of 11 nodes in 1 partition, leaves SOFTMAX`, or nothing where that is not known."""
    it = memory.delegation
    if it is None or not it.known or model is None:
        return ""
    ops = [node.name for node in model.subgraphs[0].operators]
    most = len(it.taken) + len(it.open)
    number = _range(len(it.taken), most)
    names = list(dict.fromkeys(ops[i] for i in it.left))
    left = f", leaves {', '.join(names[:_NAMES])}" if names else ""
    more = f" and {len(names) - _NAMES} more" if len(names) > _NAMES else ""
    return f"XNNPACK takes {number} of {len(ops)} nodes in {_partitions(it)}{left}{more}"


def _partitions(it: Delegation) -> str:
    return f"{_range(*it.partitions)} {'partition' if it.partitions == (1, 1) else 'partitions'}"


def _range(least: int, most: int) -> str:
    return str(least) if least == most else f"{least} to {most}"


def _mib(size: int) -> str:
    value = size / MIB
    return f"{value:,.0f}" if value >= ONE_DIGIT else f"{value:.1f}" if value >= 1 else f"{value:.2g}"
