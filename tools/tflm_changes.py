"""What the probe of TFLM's kernels changes in a sound model: one thing of one operand, of all alike, or of the operator itself."""

from __future__ import annotations

import math
from math import prod
from struct import calcsize, pack, unpack
from typing import TYPE_CHECKING, NamedTuple

from flatbuffers import flexbuffers

from tflint.testing.builder import options_table, union_field

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflm_bases import Base

    from tflint.model.view import Model, Tensor

Fields = dict[str, object]
TYPES = ("float32", "int8", "uint8", "int16", "int32", "int64", "bool", "float16", "int4")
RARE_TYPES = ("uint32", "float64", "string")
QUANTIZED = frozenset({"int8", "uint8", "int16", "int4"})
FORMS = {"int32": "i", "int64": "q"}
MOST_VALUES = 16  # a constant of so many integers at most is a shape, an axis, a size: its values are probed as well
MOST_OPERANDS = 12  # of an operator with more, the rarer changes are left out
NUMBERS = (-1, 0, 1, 2, 3, 6, 100)
SCALES = (0.0, 1e-9, 1e-3, 1.0, 1e6)


class Change(NamedTuple):
    """What is changed, in words, and how: tensors' fields, the operator's, and the bytes of constants."""

    what: str
    tensors: dict[int, Fields]
    operator: Fields = {}  # noqa: RUF012  never changed
    data: dict[int, bytes] = {}  # noqa: RUF012  as above

    def apply(self, base: Base) -> bytes:
        """Return the bytes of the changed model."""
        builder = base.builder.copy()
        for index, fields in self.tensors.items():
            builder.amend(index, **fields)
        for index, data in self.data.items():
            builder.amend(index, buffer=builder.buffer(data))
        if self.operator:
            builder.amend_operator(base.operator.index, **self.operator)
        return builder.build()


def changes(base: Base) -> Iterator[Change]:
    """Yield every change of a model, none first."""
    yield Change("as it is", {})
    few = len(base.operands) <= MOST_OPERANDS
    for label, tensor in base.operands:
        for what, fields in (*of_type(tensor, rare=few), *of_quantization(tensor), *of_shape(tensor, rare=few)):
            yield Change(f"{label} {what}", {tensor.index: fields})
        yield from of_constancy(base.model, label, tensor)
    yield from of_all_alike(base)
    yield from of_operator(base)
    yield from of_options(base)


def scale_of(dtype: str) -> Fields | None:
    """Return the quantization that a tensor of a type wants to be sound."""
    return {"scale": [0.05], "zero_point": [0]} if dtype in QUANTIZED else None


def of_type(tensor: Tensor, *, rare: bool) -> Iterator[tuple[str, Fields]]:
    """Yield other types, each with the quantization that it wants."""
    for dtype in TYPES + (RARE_TYPES if rare else ()):
        if dtype != tensor.dtype:
            yield dtype, {"type": dtype, "quantization": scale_of(dtype)}


def of_quantization(tensor: Tensor) -> Iterator[tuple[str, Fields]]:
    """Yield quantization where there is none and none where there is, one scale per channel, and scales at the ends."""
    if not tensor.is_quantized or tensor.quantization is None:
        yield "quantized", {"quantization": scale_of("int8")}
    else:
        own = {name: getattr(tensor.quantization, name) for name in ("scale", "zero_point", "quantized_dimension")}
        yield "unquantized", {"quantization": None}
        yield "without zero point", {"quantization": {**own, "zero_point": None}}
        for scale in (*SCALES, tensor.quantization.scale[0] * 2):
            yield f"scale {scale:g}", {"quantization": {**own, "scale": [scale] * len(own["scale"])}}
        for zero_point in (3, -128, 127):
            yield f"zero point {zero_point}", {"quantization": {**own, "zero_point": [zero_point] * len(own["zero_point"])}}
        yield "dimension 7", {"quantization": {**own, "quantized_dimension": 7}}
    if tensor.shape and tensor.shape[-1] > 1:
        count = tensor.shape[-1]
        fields = {"scale": [0.05] * count, "zero_point": [0] * count, "quantized_dimension": len(tensor.shape) - 1}
        yield "per channel", {"quantization": fields}
        yield "two scales", {"quantization": {"scale": [0.05] * 2, "zero_point": [0] * 2}}


def of_shape(tensor: Tensor, *, rare: bool) -> Iterator[tuple[str, Fields]]:
    """Yield other ranks, and another size of one dimension."""
    shape = list(tensor.shape)
    for rank in (0, *range(len(shape) + 1, 7)):
        if rank != len(shape):
            yield f"rank {rank}", {"shape": [1] * (rank - len(shape)) + shape if rank else []}
    if not shape or not rare:
        return
    if len(shape) > 1:
        yield "without its first dimension", {"shape": shape[1:]}
        yield "folded", {"shape": [*shape[:-2], shape[-2] * shape[-1]]}
    yield "one more", {"shape": [*shape[:-1], shape[-1] + 1]}
    yield "twice as many", {"shape": [shape[0] * 2, *shape[1:]]}
    yield "none", {"shape": [0, *shape[1:]]}
    if shape[-1] > 1:
        yield "one less", {"shape": [*shape[:-1], shape[-1] - 1]}


def of_constancy(model: Model, label: str, tensor: Tensor) -> Iterator[Change]:
    """Yield a constant computed, an input constant, and the integers of shapes, axes and sizes changed."""
    data = model.constant(tensor)
    if data is None:
        if label.startswith("in") and not tensor.is_variable and tensor.dtype != "resource":
            yield Change(f"{label} constant", {}, data={tensor.index: bytes(8 * max(tensor.elements, 1))})
        return
    yield Change(f"{label} computed", {tensor.index: {"buffer": 0}})
    if tensor.dtype not in FORMS or not 0 < tensor.elements <= MOST_VALUES:
        return
    form = f"<{len(data) // calcsize(FORMS[tensor.dtype])}{FORMS[tensor.dtype]}"
    values = unpack(form, data)
    for place in sorted({0, len(values) - 1}):
        for number in (*NUMBERS, -100):
            if number != values[place]:
                amended = pack(form, *values[:place], number, *values[place + 1 :])
                yield Change(f"{label}[{place}] = {number}", {}, data={tensor.index: amended})
    if len(values) > 1:
        yield Change(f"{label} reversed", {}, data={tensor.index: pack(form, *values[::-1])})


def of_all_alike(base: Base) -> Iterator[Change]:
    """Yield another type, another scale or none, another first dimension, for all operands that share one."""
    labelled = base.operands
    for old in sorted({tensor.dtype for _, tensor in labelled}):
        alike = [tensor for _, tensor in labelled if tensor.dtype == old]
        if len(alike) > 1:
            for dtype in TYPES + RARE_TYPES:
                if dtype != old:
                    fields: Fields = {"type": dtype, "quantization": scale_of(dtype)}
                    yield Change(f"all {old} {dtype}", {tensor.index: fields for tensor in alike})
    quantized = [tensor for _, tensor in labelled if tensor.is_quantized]
    for scale in SCALES if len(quantized) > 1 else ():
        fields = {"quantization": {"scale": [scale], "zero_point": [0]}}
        yield Change(f"all scales {scale:g}", {tensor.index: fields for tensor in quantized})
    if len(quantized) > 1:
        yield Change("all unquantized", {tensor.index: {"quantization": None} for tensor in quantized})
    computed = [tensor for _, tensor in labelled if base.model.constant(tensor) is None and tensor.shape]
    for rank in (1, 5, 6):
        yield Change(
            f"all computed rank {rank}",
            {
                t.index: {"shape": [prod(t.shape)] if rank == 1 else [1] * (rank - len(t.shape)) + list(t.shape)}
                for t in computed
                if rank > len(t.shape) or rank == 1
            },
        )


def of_operator(base: Base) -> Iterator[Change]:
    """Yield other counts of inputs and outputs, omitted ones, and vectors left out."""
    for side in ("inputs", "outputs"):
        numbers = list(getattr(base.operator, side) or ())
        yield Change(f"{side} absent", {}, {side: None})
        if not numbers:
            continue
        yield Change(f"no {side}", {}, {side: []})
        if len(numbers) > 1:
            yield Change(f"one of the {side} less", {}, {side: numbers[:-1]})
        yield Change(f"one of the {side} more", {}, {side: [*numbers, numbers[-1]]})
        for place, number in enumerate(numbers):
            if number >= 0:
                yield Change(f"{side[:-1]} {place} omitted", {}, {side: [*numbers[:place], -1, *numbers[place + 1 :]]})
    if base.operator.options is not None:
        yield Change("options absent", {}, {"builtin_options": None, "builtin_options_2": None})


def of_options(base: Base) -> Iterator[Change]:
    """Yield other values of each option: builtin ones by the schema's types, custom ones in their flexbuffer map."""
    options = base.operator.options
    if options is not None:
        table = options_table(base.operator.name)
        for name, value in options.items():
            for other in others(value):
                yield Change(f"{name} = {other}", {}, {union_field(table): (table, {**options, name: other})})
    custom = base.model.data[base.operator.custom_at or 0 :][: base.operator.custom_size]
    if base.operator.custom_at is None or base.operator.name == "ethos-u":
        return
    fields = flexbuffers.GetRoot(bytearray(custom)).Value
    yield Change("custom options absent", {}, {"custom_options": None})
    yield Change("custom options empty", {}, {"custom_options": bytes(flexbuffers.Dumps({}))})
    for name, value in fields.items():
        less = {key: given for key, given in fields.items() if key != name}
        yield Change(f"without {name}", {}, {"custom_options": bytes(flexbuffers.Dumps(less))})
        for other in others(value):
            yield Change(f"{name} = {other}", {}, {"custom_options": bytes(flexbuffers.Dumps({**fields, name: other}))})


def others(value: object) -> tuple[object, ...]:
    """Return other values of an option's type."""
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, int):
        return tuple(number for number in NUMBERS if number != value)
    if isinstance(value, float):
        return (-1.0, 0.0, 1e9, math.nan)
    if isinstance(value, tuple):
        return ((), (-1,), (0,), (100,))
    return ()
