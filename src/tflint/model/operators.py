"""Operator codes, and operators with their options."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.finding import Location
from tflint.model import indices, opcodes, schema
from tflint.model.indices import misses
from tflint.model.layout import WIDTHS
from tflint.model.malformed import Malformed, dangling
from tflint.model.view import Operator, OperatorCode
from tflint.record import new

if TYPE_CHECKING:
    from tflint.model.flatbuffer import Flatbuffer
    from tflint.model.view import Option

    Options = dict[str, Option]

NAMES = {table: tuple(slot[0] if slot else "" for slot in slots) for table, slots in schema.TABLES.items()}
LEADING = {
    table: tuple((i, slot[1]) for i, slot in enumerate(slots) if slot and slot[1] not in WIDTHS)
    for table, slots in schema.TABLES.items()
}

NO_CODE = OperatorCode(-1, "", -1, -1, None, 0)  # replaces a dangling index until the walk is over


def operator_codes(fb: Flatbuffer, at: int | None) -> tuple[OperatorCode, ...]:
    """Return the operator code table."""
    return tuple([operator_code(fb, place, i) for i, place in enumerate(fb.tables(at))])


def operator_code(fb: Flatbuffer, at: int, index: int) -> OperatorCode:
    """Return an operator code. The runtimes take the larger of its two numbers (schema_utils.cc, GetBuiltinCode)."""
    deprecated, custom, version, builtin = fb.row("OperatorCode", at)
    number = max(builtin, deprecated)
    name, custom_code = opcodes.name(number), None if custom is None else fb.string(custom)
    return OperatorCode(index, name, number, builtin, custom_code, version, deprecated)


def operators(
    fb: Flatbuffer, at: int | None, subgraph: int, codes: tuple[OperatorCode, ...], tensors: int
) -> tuple[Operator, ...]:
    """Return the operators of a subgraph of so many tensors, in execution order."""
    found: list[Operator] = []
    try:
        for index, place in enumerate(fb.tables(at)):
            it = operator(fb, place, index, subgraph, codes)
            found.append(it)
            if misses(it.inputs, -1, tensors) or misses(it.outputs, 0, tensors):
                fb.note(indices.operator(it, place, tensors))
    except Malformed as malformed:
        if not malformed.location.path:
            malformed.location = Location(f"subgraphs/{subgraph}/operators/{len(found)}")
        raise
    return tuple(found)


def operator(fb: Flatbuffer, at: int, index: int, subgraph: int, codes: tuple[OperatorCode, ...]) -> Operator:
    """Return the operator whose table lies at `at`."""
    row = fb.row("Operator", at)
    number, inputs, outputs, kind, first, custom, _form, mutating, intermediates, large_at, large_size, kind2, second, _debug = (
        row
    )
    if number >= len(codes):
        why = f"operator {index} uses operator code {number}, the model has {len(codes)}"
        fb.note(dangling(at, why, Location(f"subgraphs/{subgraph}/operators/{index}")))
    type_name, values = options(fb, "BuiltinOptions", kind, first, at) if kind or first else (None, None)
    if kind2 or second:
        more_name, more = options(fb, "BuiltinOptions2", kind2, second, at)
        type_name, values = (type_name, values) if type_name else (more_name, more)
    custom_at, custom_size = fb.blob(custom) if custom else (None, 0)
    fields = (
        index,
        subgraph,
        codes[number] if number < len(codes) else NO_CODE,
        fb.numbers("i", inputs) if inputs else None,
        fb.numbers("i", outputs) if outputs else None,
        fb.numbers("i", intermediates) if intermediates else (),
        type_name,
        values,
        large_at if large_at > 1 else custom_at,
        large_size if large_at > 1 else custom_size,
        fb.booleans(mutating) if mutating else (),
        large_at > 1,
    )
    return new(Operator, fields)


def options(fb: Flatbuffer, union: str, kind: int, at: int | None, owner: int) -> tuple[str, Options | None]:
    """Return the name and the fields of an options table; a kind that the schema does not know has a name and no fields."""
    name = fb.member(union, kind, at, owner)
    if name is None or at is None:
        return name or f"options {kind}", None
    row = fb.row(name, at)
    for slot, code in LEADING[name]:
        if row[slot] is not None:
            row[slot] = fb.string(row[slot]) if code == "s" else vector(fb, code[1:], row[slot])
    found = dict(zip(NAMES[name], row, strict=True))
    found.pop("", None)
    return name, found


def vector(fb: Flatbuffer, code: str, at: int) -> bytes | tuple[int, ...]:
    """Return an options table's vector: bytes as bytes, numbers as a tuple."""
    return fb.octets(at) if code == "B" else fb.numbers(code, at)
