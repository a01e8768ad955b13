"""What people write for people: the commands of a README, a script or a workflow, and the boards that a README speaks of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tflint.project import arduino, flags, known_boards
from tflint.project.fact import Fact, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.project.tree import Tree

README = re.compile(r"readme(?:\.(?:md|rst|txt))?", re.IGNORECASE)
SCRIPT = (".sh", ".bash", ".bat", ".ps1")
# a heading above what a project could run on, not what it is built for
_SUPPORTED = re.compile(r"#+.*\b(?:support(?:ed|s)?|compatib\w+)\b", re.IGNORECASE)
_HEADING = re.compile(r"#+\s")
MOST_LINES = 3000
LONGEST_NAME = 6  # words
SHORTEST_NAME = 7  # letters: shorter titles are words, as Pico and Opta
_WORD = re.compile(r"[A-Za-z0-9]+")
_CHIPS = ("stm32", "nrf5", "rp2", "sam", "atsam", "mimxrt", "imxrt")
# how the names of chips begin that boards are named after and the tables have few of: a line with one that they lack speaks of several boards
_FURTHER_CHIPS = ("mcxn", "mimxrt", "imxrt", "lpc", "r7fa", "xmc", "cy8c", "max78", "apollo", "m55m", "cxd56")
FAMILY = "esp32"  # alone it may be any of the family
_ESP32S = ("esp32s2", "esp32s3", "esp32c3", "esp32c6", "esp32p4")
_COMMANDS = (
    (re.compile(r"(?:--fqbn|arduino-cli\b.*\s-b)[ =]+[\"']?([\w-]+:[\w-]+:[\w-]+)"), "fqbn"),
    (re.compile(r"\bwest\b.*\bbuild\b.*?\s(?:-b|--board)[ =]+[\"']?([\w/@.-]+)"), "board"),
    (re.compile(r"\bidf\.py\b.*\bset-target\s+[\"']?(esp32\w*)"), "chip"),
    (re.compile(r"\bmbed(?:-tools|-cli)?\b.*\bcompile\b.*?\s(?:-m|--mbed-target)[ =]+[\"']?(\w+)"), "board"),
    (re.compile(r"-DPICO_BOARD=[\"']?(\w+)"), "board"),
)
# what is downloaded, not a page that is linked to
_TENSORFLOW = re.compile(r"TF_VERSION=[\"']?v?(2\.[0-4])(?:\.\d+)?\b|tensorflow/archive/(?:refs/tags/)?v(2\.[0-4])(?:\.\d+)?\b")


def commands(tree: Tree, path: str) -> Iterator[Fact]:
    """Yield what the commands of a text state: the board that they build for, the tags that they give TFLM's Makefile."""
    for number, line in tree.lines(path):
        if number > MOST_LINES:
            return
        for pattern, kind in _COMMANDS:
            if match := pattern.search(line):
                yield from _named(kind, match[1], path, number)
        if "TAGS" in line:
            yield from (it for it in flags.facts(line, path, number) if it.kind is Kind.KERNELS)
        if match := _TENSORFLOW.search(line):
            yield Fact(Kind.RUNTIME, f"tf@{match[1] or match[2]}", path, number)


def _named(kind: str, name: str, path: str, line: int) -> Iterator[Fact]:
    if kind == "fqbn":
        yield from arduino.fqbn(name, path, line)
    elif kind == "chip":
        if known_boards.chip(name) is not None:
            yield Fact(Kind.CHIP, name, path, line)
    elif (short := shortened(name)) is not None:
        yield Fact(Kind.BOARD, short, path, line)


def shortened(name: str) -> str | None:
    """Return the longest beginning of a board's name that the tables know: `rpi_pico` of `rpi_pico/rp2040/w`."""
    words = re.split(r"([/_@.-])", name)
    while words:
        if known_boards.board("".join(words)) is not None:
            return "".join(words).rstrip("/_@.-")
        words.pop()
    return next((word for word in re.split(r"[/_@.-]", name) if len(word) > 4 and known_boards.chip(word)), None)  # noqa: PLR2004  shorter ones are words


def boards(tree: Tree, path: str) -> Iterator[Fact]:
    """Yield the boards and chips that a README names, by their titles; those that it lists as supported are not certain."""
    supported = False
    for number, line in tree.lines(path):
        if number > MOST_LINES:
            return
        supported = _SUPPORTED.match(line) is not None if _HEADING.match(line) else supported
        if "set-target" not in line:  # a README shows how to set some target
            yield from (it._replace(certain=it.certain and not supported) for it in _mentioned(line, path, number))


def _mentioned(line: str, path: str, number: int) -> Iterator[Fact]:
    words = [word.lower() for word in _WORD.findall(line[:1000])]
    alone = not any(it.startswith(_FURTHER_CHIPS) and it[-1].isdigit() and known_boards.chip(it) is None for it in words)
    at = 0
    while at < len(words):
        for count in range(min(LONGEST_NAME, len(words) - at), 0, -1):
            name = "".join(words[at : at + count])
            kind = _kind(name, count)
            if kind is not None:
                yield Fact(kind, name, path, number, certain=alone and name != FAMILY)
                at += count - 1
                break
        at += 1


def _kind(name: str, words: int) -> Kind | None:
    """Return what a name of so many words is: a board's title, a chip, or nothing that a README is sure to mean."""
    if len(name) >= SHORTEST_NAME and known_boards.board(name) and (words > 1 or any(c.isdigit() for c in name)):
        return Kind.BOARD
    if name in (FAMILY, *_ESP32S) or (words == 1 and name.startswith(_CHIPS) and any(c.isdigit() for c in name)):
        return Kind.CHIP if known_boards.chip(name) is not None else None
    return None
