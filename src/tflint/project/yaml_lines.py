"""Block YAML of package managers, line by line: the scalars and where each stands, those of a one-line `{id: x, version: 1}` too.

Anything else in it is passed over.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.project.tree import Tree

MOST_LINES = 20_000
DEEPEST = 24
_ENTRY = re.compile(
    r"(?P<indent> *)(?P<dash>(?:- +)*)(?:[\"']?(?P<key>[^\s\"'#:\[\]{}][^\"'#:]*?)[\"']?\s*:(?=\s|$))?\s*(?P<value>[^#]*?)\s*(?:#.*)?"
)
_FLOW = re.compile(r"\{([^{}\[\]]*)\}")
_PAIR = re.compile(r"\s*[\"']?([^\s\"':]+)[\"']?\s*:\s+(.*?)\s*")


class Scalar(Record):
    """A value with the keys that lead to it, the number of its list's item for each list, and its line."""

    keys: tuple[str, ...]
    item: int
    value: str
    line: int


def scalars(tree: Tree, path: str) -> Iterator[Scalar]:
    """Yield the scalars of a YAML file. `item` counts the items of all lists so far: what has the same one stands together."""
    around: list[tuple[int, str]] = []
    items = 0
    for number, line in tree.lines(path):
        if number > MOST_LINES:
            return
        match = _ENTRY.fullmatch(line.rstrip())
        if match is None or not line.strip():
            continue
        indent = len(match["indent"]) + len(match["dash"])
        items += bool(match["dash"])
        while around and around[-1][0] >= indent:
            around.pop()
        keys = tuple(key for _, key in around)
        if match["key"] is not None:
            keys = (*keys, match["key"])
            if len(around) < DEEPEST:
                around.append((indent, match["key"]))
        if flow := _FLOW.fullmatch(match["value"]):
            pairs = [found for pair in flow[1].split(",") if (found := _PAIR.fullmatch(pair))]
            yield from (Scalar((*keys, found[1]), items, found[2].strip("\"'"), number) for found in pairs)
        elif value := match["value"].strip("\"'"):
            yield Scalar(keys, items, value, number)
