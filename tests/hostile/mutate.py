"""Breaks a sound model in one of many ways that bit rot, bad tools or malice do: seeded, so that a mutant can be made again."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, NamedTuple

from hostile.anatomy import parts

if TYPE_CHECKING:
    from collections.abc import Callable

    from hostile.anatomy import Part

INTERESTING = (0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 63, 127, 128, 255, 256, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0xFFFFF)
EXTREME = (0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFC, 0x80000001, 0x40000000, 0x10000000)


class Seed(NamedTuple):
    """A sound model to break, with its parts by kind."""

    name: str
    data: bytes
    parts: tuple[Part, ...]

    def some(self, random: Random, *kinds: str) -> Part:
        """Return a part of one of these kinds, any part where there is none."""
        wanted = [it for it in self.parts if it.kind in kinds] or list(self.parts)
        return random.choice(wanted)


def seed(name: str, data: bytes) -> Seed:
    """Return a model ready to be broken."""
    return Seed(name, data, parts(data))


def put(data: bytearray, part: Part, value: int) -> None:
    data[part.at : part.at + part.width] = (value & ((1 << 8 * part.width) - 1)).to_bytes(part.width, "little")


def got(data: bytearray, part: Part) -> int:
    return int.from_bytes(data[part.at : part.at + part.width], "little")


def wild(random: Random, old: int, size: int) -> int:
    """Return a number that offsets, lengths and indices do not like: near the old one, extreme, near the file's end, or any."""
    return random.choice((
        old + random.choice((-8, -4, -2, -1, 1, 2, 4, 8)),
        random.choice(INTERESTING),
        random.choice(EXTREME),
        size + random.choice((-8, -4, -1, 0, 1, 4)),
        random.getrandbits(32),
        -old,
    ))  # fmt: skip


def bitflip(data: bytearray, it: Seed, random: Random) -> None:
    part = random.choice(it.parts)
    data[part.at + random.randrange(part.width)] ^= 1 << random.randrange(8)


def byte(data: bytearray, it: Seed, random: Random) -> None:
    part = random.choice(it.parts)
    data[part.at + random.randrange(part.width)] = random.getrandbits(8)


def changed(*kinds: str) -> Callable[[bytearray, Seed, Random], None]:
    """Return a mutation that gives a part of these kinds a wild value."""

    def change(data: bytearray, it: Seed, random: Random) -> None:
        part = it.some(random, *kinds)
        put(data, part, wild(random, got(data, part), len(data)))

    return change


def swap(data: bytearray, it: Seed, random: Random) -> None:
    """Exchange what two parts of one kind hold: offsets that lead to the wrong, sound table."""
    first = it.some(random, random.choice(("offset", "soffset", "vtable", "scalar")))
    second = random.choice([other for other in it.parts if other.kind == first.kind and other.width == first.width])
    old = got(data, first)
    put(data, first, got(data, second))
    put(data, second, old)


def share(data: bytearray, it: Seed, random: Random) -> None:
    """Lead an offset to where another one leads, or a table to another's vtable."""
    kind = random.choice(("offset", "soffset"))
    first, second = it.some(random, kind), it.some(random, kind)
    distance = got(data, second) if kind == "offset" else -got(data, second)
    target = second.at + distance
    put(data, first, target - first.at if kind == "offset" else first.at - target)


def truncate(data: bytearray, _it: Seed, random: Random) -> None:
    del data[random.randrange(len(data)) :]


def grow(data: bytearray, _it: Seed, random: Random) -> None:
    data += random.randbytes(random.choice((1, 3, 4, 64, 1000)))


def cut(data: bytearray, it: Seed, random: Random) -> None:
    """Take some bytes out of the middle, so that all behind them is shifted."""
    at = random.choice(it.parts).at
    del data[at : at + random.choice((1, 2, 4, 8))]


def several(data: bytearray, it: Seed, random: Random) -> None:
    for _ in range(random.randrange(2, 6)):
        MUTATIONS[random.choice(tuple(MUTATIONS)[:-4])](data, it, random)


MUTATIONS: dict[str, Callable[[bytearray, Seed, Random], None]] = {
    "bitflip": bitflip,
    "byte": byte,
    "offset": changed("offset"),
    "soffset": changed("soffset"),
    "vtable": changed("vtable"),
    "length": changed("length"),
    "union": changed("union"),
    "scalar": changed("scalar", "union"),
    "element": changed("element"),
    "constant": changed("constant"),
    "text": changed("text"),
    "swap": swap,
    "share": share,
    "truncate": truncate,
    "grow": grow,
    "cut": cut,
    "several": several,
}


class Mutant(NamedTuple):
    """A broken model, with what makes it again: the seed's name, the number, the kind of mutation."""

    number: int
    kind: str
    of: str
    data: bytes


def mutant(seeds: tuple[Seed, ...], number: int) -> Mutant:
    """Return the mutant of this number; the same seeds and number always give the same bytes."""
    random = Random(number)
    it, kind = random.choice(seeds), random.choice(tuple(MUTATIONS))
    data = bytearray(it.data)
    MUTATIONS[kind](data, it, random)
    return Mutant(number, kind, it.name, bytes(data))
