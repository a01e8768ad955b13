"""Everything that is wrong with a document's shape, by the published JSON Schema; jsonschema is loaded only here."""

from __future__ import annotations

import datetime as dt
import json
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from tflint.manifest import value_checks
from tflint.manifest.mistakes import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from jsonschema.protocols import Validator

    from tflint.manifest.toml_places import Key


class Complaint(NamedTuple):
    """One thing that is off: the key's path, one sentence, and whether the key itself is to blame, not its value."""

    key: Key
    sentence: str
    of_key: bool = False


class _Fault(NamedTuple):
    """What jsonschema tells of one mistake: the keyword that failed, what it allows, the value, and the keys known beside it."""

    key: Key
    keyword: str
    allowed: Any
    value: object
    known: tuple[str, ...]
    why: str


def complaints(document: dict[str, object]) -> Iterator[Complaint]:
    """Walk everything that the schema holds against a parsed document."""
    for fault in _faults(document):
        if fault.keyword == "additionalProperties":
            yield from _unknown_keys(fault)
        else:
            yield Complaint(fault.key, _sentence(fault))


def _faults(document: Any) -> Iterator[_Fault]:  # noqa: ANN401  jsonschema's own type for a document is private
    for error in _validator().iter_errors(document):
        schema: Any = error.schema
        key = tuple(error.absolute_path)
        why = str(error.cause or error.message)[:300]
        yield _Fault(key, str(error.validator), error.validator_value, error.instance, tuple(schema.get("properties", ())), why)


def schema_text() -> str:
    """Return the schema as it is published."""
    return (resources.files("tflint.manifest") / "schema.json").read_text("utf-8")


@lru_cache(maxsize=1)
def _validator() -> Validator:
    from jsonschema import Draft202012Validator, FormatChecker, validators

    formats = FormatChecker(formats=())
    for name, check in value_checks.FORMATS.items():
        formats.checks(name, raises=ValueError)(_passes(check))
    # jsonschema takes 1.0 for an integer, TOML does not
    types = Draft202012Validator.TYPE_CHECKER.redefine("integer", lambda _, value: type(value) is int)
    exact: Any = validators.extend(Draft202012Validator, type_checker=types)  # type: ignore[no-untyped-call]  # its stubs lack it
    made: Validator = exact(json.loads(schema_text()), format_checker=formats)
    return made


def _passes(check: value_checks.Check) -> Callable[[object], bool]:
    def passes(value: object) -> bool:
        check(value)
        return True

    return passes


def _unknown_keys(fault: _Fault) -> Iterator[Complaint]:
    for name in fault.value if isinstance(fault.value, dict) else ():
        if name not in fault.known:
            yield Complaint((*fault.key, name), f"unknown key{did_you_mean(name, fault.known)}", of_key=True)


def _sentence(fault: _Fault) -> str:
    match fault.keyword:
        case "type":
            return f"expected {_kinds(fault.allowed)}, got {_kind(fault.value)}"
        case "enum" | "const":
            return _not_among(fault.value, fault.allowed if isinstance(fault.allowed, list) else [fault.allowed])
        case "required":
            return f"missing key {', '.join(repr(name) for name in fault.allowed if name not in cast('Mapping[str, object]', fault.value))}"
        case "minimum" | "maximum":
            return f"{fault.value!r:.40} is {'below' if fault.keyword == 'minimum' else 'above'} {fault.allowed}"
        case "minProperties":
            return f"expected at least one of {', '.join(fault.known)}"
        case _:
            return "expected at least one character" if fault.keyword == "minLength" else fault.why


def _not_among(value: object, allowed: list[object]) -> str:
    words = ", ".join(json.dumps(word) for word in allowed)
    return f"{value!r:.60} is not {'one of ' if len(allowed) > 1 else ''}{words}{_near(value, allowed)}"


def _near(instance: object, allowed: list[object]) -> str:
    return did_you_mean(instance, [str(word) for word in allowed]) if isinstance(instance, str) else ""


_KINDS = {
    "string": "a text",
    "integer": "an integer",
    "number": "a number",
    "boolean": "true or false",
    "array": "an array",
    "object": "a table",
}


def _kinds(kinds: str | list[str]) -> str:
    return " or ".join(_KINDS[kind] for kind in ([kinds] if isinstance(kinds, str) else kinds))


def _kind(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return f"the number {value!r:.40}"
        case str():
            return f"the text {value[:40]!r}"
        case dt.date() | dt.time():
            return "a date or time"
        case _:
            return "an array" if isinstance(value, list) else "a table"
