"""What ESPHome demands of a micro_wake_word manifest: MANIFEST_SCHEMA_V1 and _V2 of esphome/components/micro_wake_word/__init__.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.finding import Place
from tflint.manifest import json_places
from tflint.manifest.mistakes import did_you_mean
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

LARGEST_ARENA = 1 << 30
MOST_STEP = 30  # ms


class _Key(Record):
    """A key: what it is, in words, and the check of its value; `required` says whether it must be there."""

    expected: str
    holds: Callable[[object], bool]
    required: bool = True


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _is_count(value: object) -> bool:
    return type(value) is int and value > 0


def _is_share(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


def _is_languages(value: object) -> bool:
    return _is_text(value) or (isinstance(value, list) and all(map(_is_text, value)))


_TEXT = _Key("a string", _is_text)
_VERSION = _Key('a version as a string, "2024.7.0"', _is_text)
_CUTOFF = _Key("a number from 0 to 1", _is_share)
_COUNT = _Key("a whole number > 0", _is_count)
_COMMON = {
    "type": _Key('"micro"', lambda value: value == "micro"),
    "model": _TEXT,
    "author": _TEXT,
    "wake_word": _TEXT,
    "version": _Key("1 or 2", lambda value: type(value) is int and value in (1, 2)),
    "micro": _Key("an object", lambda value: isinstance(value, dict)),
}
_TOP = {
    1: {**_COMMON, "website": _TEXT},
    2: {**_COMMON, "website": _TEXT._replace(required=False), "trained_languages": _Key("a list of strings", _is_languages)},
}
_MICRO = {
    1: {
        "probability_cutoff": _CUTOFF,
        "sliding_window_average_size": _COUNT,
        "minimum_esphome_version": _VERSION._replace(required=False),
    },
    2: {
        "feature_step_size": _Key("a whole number from 0 to 30", lambda value: type(value) is int and 0 <= value <= MOST_STEP),
        "tensor_arena_size": _Key("a whole number > 0", lambda value: _is_count(value) and value <= LARGEST_ARENA),  # type: ignore[operator]  # a count is an int
        "probability_cutoff": _CUTOFF,
        "sliding_window_size": _COUNT,
        "minimum_esphome_version": _VERSION,
    },
}


def mistakes(text: str, document: Mapping[str, object], path: str) -> Iterator[Place]:
    """Yield what ESPHome would refuse in a manifest, or take otherwise than it is meant, each at its line and column."""
    version = document.get("version")
    number = version if type(version) is int and version in _TOP else 2
    places = json_places.places(text)
    for key, sentence in _wrong(document, _TOP[number], ()):
        yield _place(text, path, places, key, sentence)
    micro = document.get("micro")
    if isinstance(micro, dict):
        for key, sentence in _wrong(micro, _MICRO[number], ("micro",)):
            yield _place(text, path, places, key, sentence)


def _wrong(
    values: Mapping[str, object], known: Mapping[str, _Key], around: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], str]]:
    for name, key in known.items():
        if name in values and not key.holds(values[name]):
            yield (*around, name), f"{'.'.join((*around, name))}: expected {key.expected}, got {values[name]!r:.40}"
        elif name not in values and key.required:
            yield around, f"{'.'.join((*around, name))}: missing"
    for name in values:
        if name not in known:
            yield (*around, name), f"{'.'.join((*around, name))}: unknown key{did_you_mean(name, known)}"


def _place(text: str, path: str, places: Mapping[tuple[str | int, ...], int], key: tuple[str, ...], sentence: str) -> Place:
    at = places.get(key, 0)
    return Place(path, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at), sentence)
