"""The same constant stored more than once.

## Why
Two buffers with the same bytes take the flash twice. The interpreter reads constants where they lie, so tensors can share one buffer without any change
to the result.

## Example
A table that two layers use, stored for each of them:

    models/tables.tflite: warning: duplicate-constants: 1,024 B of constants are stored again; 1,024 B of them 2 times: 'left/table', 'right/table' [*]
        at buffers/2

## Fix
Convert with a current TensorFlow, which stores equal constants once, or share the layer's weights in the model itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from tflint.api import Model, Rule, Severity, parse_size

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Buffer, Facts, Finding

rule = Rule(__name__, severity=Severity.WARNING, since="0.1")
minimum = rule.option("minimum", 1024, parse_size, "bytes that could be saved from which on it is reported")
ENDS, CHUNK = 64, 1 << 20


@rule.on(Model)
def check(model: Model, facts: Facts) -> Iterator[Finding]:
    """Report once how many bytes are stored again, and the largest of them."""
    groups = _equal(model, facts.option(minimum))
    names = {it.buffer: it.name for it in model.tensors()} if groups else {}
    copies = [group for group in groups if sum(it.index in names for it in group) > 1]
    wasted = sum(it.size for group in copies for it in group[1:])
    if not copies or wasted < facts.option(minimum):
        return
    largest = max(copies, key=lambda group: group[0].size * (len(group) - 1))
    which = ", ".join(repr(names.get(it.index, it.index)) for it in largest[:2])
    message = f"{wasted:,} B of constants are stored again; {largest[0].size:,} B of them {len(largest)} times: {which}"
    yield rule.finding(largest[1], message, bytes=wasted, groups=len(copies))


def _equal(model: Model, least: int) -> list[list[Buffer]]:
    """Return the groups of buffers with the same bytes; only those are read whole whose sizes and both ends agree.

    None where not even buffers that agree in size could save the `least` bytes.
    """
    stored = [it for it in model.buffers if it.size and not it.outside]
    each = [it.size for it in stored]
    if sum(each) - sum(set(each)) < least:
        return []
    sizes = Counter(each)
    alike: dict[tuple[int, bytes, bytes], list[Buffer]] = defaultdict(list)
    for buffer in stored:
        if sizes[buffer.size] > 1:
            first, last = min(buffer.at + ENDS, buffer.at + buffer.size), max(buffer.at, buffer.at + buffer.size - ENDS)
            ends = bytes(model.data[buffer.at : first]), bytes(model.data[last : buffer.at + buffer.size])
            alike[buffer.size, *ends].append(buffer)
    groups: list[list[Buffer]] = []
    for near in alike.values():
        same: dict[bytes, list[Buffer]] = defaultdict(list)
        for buffer in near if len(near) > 1 else ():
            same[_digest(model, buffer)].append(buffer)
        groups += [group for group in same.values() if len(group) > 1]
    return groups


def _digest(model: Model, buffer: Buffer) -> bytes:
    from hashlib import blake2b  # 2 ms, for the few models of which two constants agree that far

    digest, end = blake2b(), buffer.at + buffer.size
    for at in range(buffer.at, end, CHUNK):
        digest.update(model.data[at : min(at + CHUNK, end)])
    return digest.digest()
