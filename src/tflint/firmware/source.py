"""Firmware sources -> what they register, reserve and embed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.firmware import arena, c_array, constant, model_use, resolver, syntax
from tflint.firmware.constant import NOTHING_GIVEN
from tflint.firmware.given import settled
from tflint.firmware.text import LARGEST, decode, uses_resolver_macro, with_resolver_macro, without_comments
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from tflint.firmware.arena import Arena
    from tflint.firmware.c_array import Array
    from tflint.firmware.given import Given
    from tflint.firmware.model_use import Use
    from tflint.firmware.resolver import Resolver

LONGEST = 3 << 16  # characters without comments and arrays: half a second of parsing where nothing in them is C++


class Firmware(Record):
    """What a firmware's sources hold; `arrays` by path, `unsure` says which sources could not be read and why, `uses` the models."""

    resolvers: tuple[Resolver, ...] = ()
    arenas: tuple[Arena, ...] = ()
    arrays: tuple[tuple[str, Array], ...] = ()
    unsure: tuple[str, ...] = ()
    uses: tuple[Use, ...] = ()

    def of(self, named: Collection[str]) -> Firmware:
        """Return what is of the program whose sources are named: a source that they lead to may make an interpreter for another one."""
        makers = {it.call.path for it in self.arenas if it.call is not None}
        others = makers - {*named}
        if not others or makers == others:
            return self
        arenas = tuple(it for it in self.arenas if it.call is None or it.call.path not in others)
        resolvers = tuple(it for it in self.resolvers if not {it.place.path, *(r.place.path for r in it.registrations)} & others)
        return self._replace(arenas=arenas, resolvers=resolvers or self.resolvers)


def read(sources: Mapping[str, bytes], given: Given = NOTHING_GIVEN) -> Firmware:
    """Return what sources hold, by path; they are read as one firmware, with the macros that the build gives. Total on any bytes."""
    unsure: list[str] = []
    texts = [(path, settled(text, given)) for path, data in sources.items() if (text := _text(path, data, unsure)) is not None]
    if not any(uses_resolver_macro(text) for _, text in texts):
        texts = [(path, with_resolver_macro(text)) for path, text in texts]
    constants = constant.constants(tuple(text for _, text in texts), given)
    trees = []
    for path, text in texts:
        try:
            trees.append(syntax.read(path, text))
        except syntax.Unreadable as why:
            unsure.append(f"{path}: {why}")
    return Firmware(
        resolvers=resolver.resolvers(trees, constants),
        arenas=arena.arenas(trees, texts, constants, given),
        arrays=tuple((path, array) for path, data in sources.items() for array in c_array.arrays(data, constants)),
        unsure=tuple(unsure),
        uses=tuple(model_use.uses(texts, constants)),
    )


def _text(path: str, data: bytes, unsure: list[str]) -> str | None:
    """Return a source without comments and the values of its arrays; None where that is too long, which `unsure` then says."""
    if len(data) > LARGEST:
        unsure.append(f"{path}: {len(data):,} B, {LARGEST:,} are read")
        return None
    text = c_array.without_values(without_comments(decode(data)))
    if len(text) > LONGEST:
        unsure.append(f"{path}: {len(text):,} characters without its arrays, {LONGEST:,} are read")
        return None
    return text
