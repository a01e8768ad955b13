"""Random models of one op for the real LiteRT: sound ones with one to three things changed at once.

What tools/probe_litert.py changes one at a time is drawn here, and what it never tries is added: any type, any small shape, operands
swapped or taken for one another, any small values in constants and options, variables, and other versions of the op.
"""

from __future__ import annotations

import math
import random
import sys
from pathlib import Path
from struct import pack
from typing import TYPE_CHECKING, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))

import tflm_bases
from litert_bases import CASES, OPS, SHARED, bases, built
from tflm_changes import Change, changes, scale_of

from tflint.runtime.litert.dtype_size import HEAP, SIZES
from tflint.testing.builder import options_table, union_field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tflm_bases import Base

    from tflint.model.view import Tensor

TYPES = tuple(sorted((set(SIZES) | HEAP | {"int4"}) - {"variant", "float8_e4m3fn", "float8_e5m2"}))
FORMS = {"int8": "b", "uint8": "B", "int16": "h", "int32": "i", "int64": "q", "float32": "f"}
FLOATS = (0.0, -1.0, 0.5, 3.0, 1e9, math.nan, math.inf)
MOST_CHANGES = 3
SEEDS = 10_000


class Probe(NamedTuple):
    """A random model: its op, what was changed, and its bytes."""

    op: str
    what: str
    data: bytes


def probes(count: int, seed: int, ops: tuple[str, ...] = OPS) -> Iterator[Probe]:
    """Yield random models, the same ones for a seed; each op comes up equally often."""
    rng = random.Random(f"litert {seed}")
    made = 0
    while made < count:
        op = ops[made % len(ops)]
        base = _base(op, rng)
        drawn = [_change(base, rng) for _ in range(rng.choice((1, 1, 2, 2, MOST_CHANGES)))]
        merged = _merged(base, [change for change in drawn if change is not None])
        made += 1
        yield Probe(op, f"{base.name} | {merged.what}", merged.apply(base))


def _base(op: str, rng: random.Random) -> Base:
    """Return a sound model of an op: one that is listed, or one that a recipe of TFLM's makes of a fresh seed."""
    if op in SHARED and (op not in CASES or rng.random() < 0.5):
        for _ in range(20):
            found = tflm_bases.made(op, rng.randrange(SEEDS))
            if found is not None:
                return found
    return built(op, rng.choice(CASES[op])) if op in CASES else rng.choice(list(bases(op)))


def _merged(base: Base, drawn: list[Change]) -> Change:
    """Return changes as one; of two of the same field the later one holds."""
    tensors: dict[int, dict[str, object]] = {}
    operator: dict[str, object] = {}
    data: dict[int, bytes] = {}
    for change in drawn:
        for index, fields in change.tensors.items():
            tensors.setdefault(index, {}).update(fields)
        operator |= _options_on(base, operator, change.operator)
        data |= change.data
    return Change("; ".join(change.what for change in drawn), dict(tensors), operator, data)


def _options_on(base: Base, before: dict[str, object], given: Mapping[str, object]) -> dict[str, object]:
    """Return a change's fields of the operator; of its options only those that it changes, upon those changed before."""
    found = dict(given)
    for field, table in given.items():
        earlier = before.get(field)
        if isinstance(table, tuple) and isinstance(earlier, tuple):
            own = base.operator.options or {}
            changed = {name: value for name, value in table[1].items() if value != own.get(name)}
            found[field] = (table[0], {**earlier[1], **changed})
    return found


def _change(base: Base, rng: random.Random) -> Change | None:
    """Return one of the matrix's changes, or one of those that it never tries."""
    if rng.random() < 0.4:
        return rng.choice(list(changes(base)))
    drawn: Callable[[Base, random.Random], Change | None] = rng.choice(
        (_type, _type, _shape, _shape, _values, _values, _option, _option, _operand, _quantization, _variable, _constant)
    )
    return drawn(base, rng)


def _operand_of(base: Base, rng: random.Random) -> tuple[str, Tensor] | None:
    return rng.choice(base.operands) if base.operands else None


def _type(base: Base, rng: random.Random) -> Change | None:
    picked = _operand_of(base, rng)
    if picked is None:
        return None
    label, tensor = picked
    dtype = rng.choice(TYPES)
    every = [other for _, other in base.operands if other.dtype == tensor.dtype] if rng.random() < 0.4 else [tensor]
    fields: dict[str, object] = {"type": dtype, "quantization": scale_of(dtype)}
    name = label if len(every) == 1 else f"all {tensor.dtype}"
    return Change(f"{name} {dtype}", {other.index: fields for other in every})


def _shape(base: Base, rng: random.Random) -> Change | None:
    picked = _operand_of(base, rng)
    if picked is None:
        return None
    label, tensor = picked
    shape = list(tensor.shape)
    if shape and rng.random() < 0.6:
        place = rng.randrange(len(shape))
        shape[place] = rng.choice((0, 1, 2, 3, 5, shape[place] + 1, shape[place] * 2, max(shape[place] - 1, 0)))
    else:
        shape = [rng.choice((1, 1, 2, 3, 4, 0)) for _ in range(rng.randrange(8))]
    return Change(f"{label} {shape}", {tensor.index: {"shape": shape}})


def _values(base: Base, rng: random.Random) -> Change | None:
    """Change some values of a constant."""
    known = [(label, tensor) for label, tensor in base.operands if base.model.constant(tensor) is not None]
    known = [(label, tensor) for label, tensor in known if tensor.dtype in FORMS]
    if not known:
        return None
    small = [it for it in known if it[1].elements <= 16]  # a shape, an axis, a size
    label, tensor = rng.choice(small or known)
    form = FORMS[tensor.dtype]
    low = -3 if form.islower() else 0
    numbers = FLOATS if form == "f" else (*range(low, 8), 100)
    values = [rng.choice(numbers) for _ in range(max(tensor.elements, 0))]
    return Change(f"{label} = {values[:16]}", {}, data={tensor.index: pack(f"<{len(values)}{form}", *values)})


def _option(base: Base, rng: random.Random) -> Change | None:
    options = base.operator.options
    if not options:
        return None
    table = options_table(base.operator.name)
    name = rng.choice(list(options))
    value = options[name]
    other: object
    if isinstance(value, bool):
        other = not value
    elif isinstance(value, int):
        other = rng.randrange(-3, 12)
    elif isinstance(value, float):
        other = rng.choice(FLOATS)
    elif isinstance(value, tuple):
        other = tuple(rng.randrange(-2, 6) for _ in range(rng.randrange(10)))
    else:
        return None
    return Change(f"{name} = {other}", {}, {union_field(table): (table, {**options, name: other})})


def _operand(base: Base, rng: random.Random) -> Change | None:
    """Swap two inputs, take one for another, omit one, or leave out several."""
    numbers = list(base.operator.inputs or ())
    if not numbers:
        return None
    one, other = rng.randrange(len(numbers)), rng.randrange(len(numbers))
    kind = rng.choice(("swapped", "taken for", "omitted", "cut"))
    if kind == "swapped":
        numbers[one], numbers[other] = numbers[other], numbers[one]
    elif kind == "taken for":
        numbers[one] = numbers[other]
    elif kind == "omitted":
        numbers[one] = -1
    else:
        numbers = numbers[:one]
    return Change(f"inputs {one} and {other} {kind}", {}, {"inputs": numbers})


def _quantization(base: Base, rng: random.Random) -> Change | None:
    picked = _operand_of(base, rng)
    if picked is None:
        return None
    label, tensor = picked
    axis = rng.randrange(len(tensor.shape)) if tensor.shape else 0
    count = tensor.shape[axis] if tensor.shape and rng.random() < 0.5 else 1
    scales = [rng.choice((0.05, 0.5, 1.0, 1e-3, 1e-7, 100.0, 0.0, 1 / 32768, 1 / 256)) for _ in range(min(max(count, 1), 64))]
    zero_points = [rng.choice((0, 0, 0, 3, -128, 127, 200)) for _ in scales]
    fields = {"scale": scales, "zero_point": zero_points, "quantized_dimension": axis if count > 1 else 0}
    return Change(f"{label} scales {scales[:4]} zero points {zero_points[:4]}", {tensor.index: {"quantization": fields}})


def _variable(base: Base, rng: random.Random) -> Change | None:
    picked = _operand_of(base, rng)
    if picked is None:
        return None
    label, tensor = picked
    return Change(f"{label} variable {not tensor.is_variable}", {tensor.index: {"is_variable": not tensor.is_variable}})


def _constant(base: Base, rng: random.Random) -> Change | None:
    """Make an input constant of small values, or a constant computed."""
    inputs = [(label, tensor) for label, tensor in base.operands if label.startswith("in")]
    if not inputs:
        return None
    label, tensor = rng.choice(inputs)
    if base.model.constant(tensor) is not None:
        return Change(f"{label} computed", {tensor.index: {"buffer": 0}})
    form = FORMS.get(tensor.dtype)
    if form is None:
        return None
    value = rng.choice((0, 1, 2, 5))
    values = [value] * max(tensor.elements, 0)
    return Change(f"{label} constant {value}", {}, data={tensor.index: pack(f"<{len(values)}{form}", *values)})
