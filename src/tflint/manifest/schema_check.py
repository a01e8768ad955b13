"""Everything that is wrong with a document's shape, by the published JSON Schema: the one place that says what a manifest may hold.

Every load walks the schema, so what it needs of JSON Schema is written here: importing a validator takes longer than a whole lint
(docs/performance.md). A test holds this walk against the jsonschema package, and that the schema uses no other keyword.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tflint.manifest import value_checks
from tflint.manifest.mistakes import did_you_mean
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tflint.manifest.toml_places import Key

    Schema = Mapping[str, Any]

FILE = os.path.join(os.path.dirname(__file__), "schema.json")


class Complaint(Record):
    """One thing that is off: the key's path, one sentence, and whether the key itself is to blame, not its value."""

    key: Key
    sentence: str
    of_key: bool = False


def complaints(document: object) -> Iterator[Complaint]:
    """Yield everything that the schema holds against a parsed document; of one value, the first mistake."""
    return _walk(document, _schema(), ())


def schema_text() -> str:
    """Return the schema as it is published."""
    with open(FILE, encoding="utf-8") as file:
        return file.read()


@lru_cache(maxsize=1)
def _schema() -> Schema:
    found: Schema = json.loads(schema_text())
    return found


def _walk(value: object, schema: Schema, key: Key) -> Iterator[Complaint]:
    if "$ref" in schema:
        schema = {**_definition(schema["$ref"]), **schema}
    why = _first_fault(value, schema)
    if why:
        yield Complaint(key, why)
        return
    if isinstance(value, dict):
        yield from _members(value, schema, key)
    elif isinstance(value, list) and "items" in schema:
        for number, item in enumerate(value):
            yield from _walk(item, schema["items"], (*key, number))
    if "if" in schema:
        holds = next(_walk(value, schema["if"], key), None) is None
        yield from _walk(value, schema.get("then" if holds else "else", {}), key)


def _definition(reference: str) -> Schema:
    found: Schema = _schema()["$defs"][reference.removeprefix("#/$defs/")]
    return found


def _first_fault(value: object, schema: Schema) -> str:
    return next((why for keyword, check in KEYWORDS.items() if keyword in schema and (why := check(value, schema))), "")


def _members(value: dict[str, object], schema: Schema, key: Key) -> Iterator[Complaint]:
    """Yield what is wrong with a table's keys and below them."""
    if missing := [name for name in schema.get("required", ()) if name not in value]:
        yield Complaint(key, f"missing key {', '.join(map(repr, missing))}")
    names = schema.get("propertyNames", {})
    for name in value:
        yield from (it._replace(of_key=True) for it in _walk(name, names, (*key, name)))
    known, others = schema.get("properties", {}), schema.get("additionalProperties", True)
    for name, inner in value.items():
        if name in known:
            yield from _walk(inner, known[name], (*key, name))
        elif others is False:
            yield Complaint((*key, name), f"unknown key{did_you_mean(name, known)}", of_key=True)
        elif others is not True:
            yield from _walk(inner, others, (*key, name))


def _type(value: object, schema: Schema) -> str:
    kinds = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    if any(TYPES[kind].holds(value) for kind in kinds):
        return ""
    return f"expected {' or '.join(TYPES[kind].words for kind in kinds)}, got {_kind(value)}"


def _among(value: object, allowed: list[object]) -> str:
    if any(type(value) is type(it) and value == it for it in allowed):
        return ""
    words = ", ".join(json.dumps(word) for word in allowed)
    near = did_you_mean(value, map(str, allowed)) if isinstance(value, str) else ""
    return f"{value!r:.60} is not {'one of ' if len(allowed) > 1 else ''}{words}{near}"


def _bounds(value: object, schema: Schema) -> str:
    if not _is_number(value):
        return ""
    if value < schema.get("minimum", value):
        return f"{value!r:.40} is below {schema['minimum']}"
    return f"{value!r:.40} is above {schema['maximum']}" if value > schema.get("maximum", value) else ""


def _fewest(value: object, schema: Schema) -> str:
    if not isinstance(value, dict) or len(value) >= schema["minProperties"]:
        return ""
    return f"expected at least one of {', '.join(schema['properties'])}"


def _format(value: object, schema: Schema) -> str:
    try:
        value_checks.FORMATS[schema["format"]](value)
    except ValueError as why:
        return str(why)
    return ""


# in the order of asking; what a table's or an array's members must be is asked after these, by _walk
KEYWORDS: Mapping[str, Callable[[Any, Schema], str]] = {
    "type": _type,
    "const": lambda value, schema: _among(value, [schema["const"]]),
    "enum": lambda value, schema: _among(value, schema["enum"]),
    "minimum": _bounds,
    "maximum": _bounds,
    "minLength": lambda value, _: "expected at least one character" if value == "" else "",
    "minItems": lambda value, _: "expected at least one entry" if value == [] else "",
    "minProperties": _fewest,
    "format": _format,
}


class _Type(Record):
    """A type of JSON Schema: in words, and whether a value of TOML has it."""

    words: str
    holds: Callable[[object], bool]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


TYPES = {
    "string": _Type("a string", lambda value: isinstance(value, str)),
    "integer": _Type("an integer", lambda value: type(value) is int),  # 1.0 is none in TOML
    "number": _Type("a number", _is_number),
    "boolean": _Type("true or false", lambda value: isinstance(value, bool)),
    "array": _Type("an array", lambda value: isinstance(value, list)),
    "object": _Type("a table", lambda value: isinstance(value, dict)),
}


def _kind(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return f"the number {value!r:.40}"
        case str():
            return f"the string {value[:40]!r}"
        case dt.date() | dt.time():
            return "a date or time"
        case _:
            return "an array" if isinstance(value, list) else "a table"
