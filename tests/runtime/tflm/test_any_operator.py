"""Ten thousand operators that nobody would write: whatever a file holds, a kernel has a verdict for it, never an exception."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest
import tflm_bases as bases

from tflint.manifest.target import parse
from tflint.model import schema
from tflint.model.opcodes import CUSTOM
from tflint.model.opcodes import NUMBERS as BUILTIN
from tflint.model.view import Buffer, Model, Operator, OperatorCode, Quantization, Subgraph, Tensor
from tflint.runtime import target_runtime
from tflint.runtime.tflm import kernel_registry
from tflint.runtime.verdict import Effect, Phase
from tflint.testing.builder import MEMBERS, OPTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tflint.model.view import Option

GRAPHS = 10_000
TARGETS = ("host/reference", "cortex-m4/reference", "cortex-m4/cmsis-nn", "cortex-m55/cmsis-nn", "esp32s3/esp-nn")
RUNTIMES = ("", "", "@tflm@2021-04", "@tflm@2022-09", "@tflm@2024-06")
TYPES = ("float32", "int8", "int16", "int32", "int4", "uint8", "int64", "bool", "float16", "string", "resource", "type 30")
SIZES = (0, 1, 1, 1, 2, 2, 3, 4, 4, 8, 17, -1, -(2**31), 2**31 - 1)
NUMBERS = (0, 0, 1, 1, 1, 2, 3, 4, 7, -1, -2, 100, 2**31 - 1, -(2**31))
FLOATS = (0.0, 0.5, 1.0, 1.0, 3.0, -1.0, 1e-30, 1e30, float("inf"), float("nan"))
DATA = bytes(range(7)) + bytes(9) + b"\xff" * 16 + b"\x01\x00\x00\x00\x02\x00\x00\x00" * 8


def test_no_operator_makes_a_kernel_raise() -> None:
    ops = sorted(kernel_registry.index())
    found = walked(lambda random, number: one_operator(random, ops[number % len(ops)]))
    assert {Phase.PREPARE, Phase.INVOKE} <= {phase for phase, _ in found}
    assert {Effect.REFUSED, Effect.ABORTS, Effect.UNDEFINED, Effect.WRONG} <= {effect for _, effect in found}


def test_no_change_of_a_sound_operator_makes_a_kernel_raise() -> None:
    sound = [base.model for op in bases.OPS for base in map(bases.made, (op,) * 4, range(4)) if base is not None]
    found = walked(lambda random, number: changed(random, sound[number % len(sound)]))
    assert set(Phase) - {Phase.LOAD} <= {phase for phase, _ in found}
    assert set(Effect) <= {effect for _, effect in found}


def walked(make: Callable[[Random, int], Model]) -> set[tuple[Phase, Effect]]:
    """Walk the kernels of many models, and return what was found; a graph's number is its seed, so that a failure stays."""
    targets = [parse(target + runtime) for target in TARGETS for runtime in RUNTIMES]
    found = set()
    for number in range(GRAPHS // 2):
        random = Random(number)
        model = make(random, number)
        target = random.choice(targets)
        try:
            allocation = target_runtime.allocation(model, target)
            verdicts = allocation.verdicts
            assert allocation.plan == target_runtime.plan(model, target)
        except Exception as error:  # noqa: BLE001  # any is what this looks for
            pytest.fail(f"graph {number}, {[it.name for it in model.operators()]} on {target}: {error!r}")
        found |= {(verdict.phase, verdict.effect) for verdict in verdicts}
    return found


def one_operator(random: Random, op: str) -> Model:
    """Return a model of one operator; its operands often agree, so that a kernel is walked to its end."""
    dtype, shape, rank = random.choice(TYPES), tuple(random.choices(SIZES[1:9], k=random.randrange(5))), random.random() ** 0.3
    tensors = tuple(tensor(random, i, dtype, shape, agree=rank) for i in range(random.choice((1, 1, 2, 2, 3, 3, 4, 5, 6, 24))))
    table = OPTIONS.get(op) or MEMBERS.get(op.replace("_", "").lower())
    if random.random() < 0.1:
        table = random.choice(schema.UNIONS["BuiltinOptions"][1:])
    options = {name: option(random, kind) for name, kind, _ in filter(None, schema.TABLES.get(table or "", ()))}
    operator = Operator(
        0,
        0,
        code(random, op),
        operands(random, tensors),
        operands(random, tensors[::-1], random.choice((1, 1, 1, 2, 4))),
        operands(random, tensors) or () if random.random() < 0.1 else (),
        table,
        random.choice((options, options, options, None)),
        random.randrange(len(DATA)),
        random.choice((0, 4, 40, len(DATA))),
        (),
    )
    graph = Subgraph(0, "main", tensors, (operator,), operator.inputs, operator.outputs)
    buffers = (Buffer(0, 0, 0), *(Buffer(i, random.randrange(16), random.randrange(len(DATA) - 16)) for i in range(1, 5)))
    return Model(3, "", (operator.code,), (graph,), buffers, (), (), len(DATA), memoryview(DATA))


def code(random: Random, op: str) -> OperatorCode:
    """Return the operator code of a builtin op, or of a custom one."""
    number, version = BUILTIN.get(op, CUSTOM), random.choice((1, 1, 1, 2, 7))
    return OperatorCode(0, "CUSTOM" if number == CUSTOM else op, number, number, op if number == CUSTOM else None, version)


def tensor(random: Random, index: int, dtype: str, shape: tuple[int, ...], agree: float) -> Tensor:
    """Return a tensor: of the type and shape that others have too, or of its own."""
    if random.random() > agree:
        shape = tuple(random.choices(SIZES, k=random.choice((0, 1, 1, 2, 3, 4, 4, 5, 8))))
    return Tensor(
        index,
        0,
        f"t{index}",
        shape,
        dtype if random.random() < 0.8 else random.choice(TYPES),
        random.choice((0, 0, 0, 1, 2, 3, 4)),
        random.random() < 0.1,
        quantization(random, shape),
        bool(shape) or random.random() < 0.5,
    )


def quantization(random: Random, shape: Sequence[int]) -> Quantization | None:
    """Return one scale, one for each of a few channels, vectors of different lengths, or nothing."""
    form, channels = random.randrange(5), random.choice((1, 2, 4))
    if form == 0:
        return None
    scales = tuple(random.choices(FLOATS, k=1 if form < 3 else channels))
    points = tuple(random.choices(NUMBERS, k=random.choice((0, 1, 3)) if form == 4 else len(scales)))
    return Quantization(scales, points, random.choice((0, 0, max(len(shape) - 1, 0), 5, -1)))


def option(random: Random, kind: str) -> Option:
    """Return any value that the file format can hold in a field of this kind."""
    if kind.startswith("["):
        return random.choice((None, (), tuple(random.choices(NUMBERS, k=random.choice((1, 2, 4, 9))))))
    values: dict[str, Sequence[Option]] = {"?": (False, True), "f": FLOATS, "s": (None, "", "name"), "b": range(-1, 6)}
    return random.choice(values.get(kind, NUMBERS))


def operands(random: Random, tensors: Sequence[Tensor], count: int | None = None) -> tuple[int, ...] | None:
    """Return tensor numbers: all in turn or any, some left out, seldom no vector at all."""
    if random.random() < 0.02:
        return None
    return tuple(_numbers(random, tensors, len(tensors) if count is None else count))


def _numbers(random: Random, tensors: Sequence[Tensor], count: int) -> Iterator[int]:
    for place in range(count):
        yield -1 if random.random() < 0.04 else tensors[place % len(tensors)].index


def changed(random: Random, model: Model) -> Model:
    """Return a model with a few things changed, each in a tensor or in an operator."""
    for _ in range(random.choice((1, 1, 2, 3))):
        graph = random.choice(model.subgraphs)
        tensors, operators = list(graph.tensors), list(graph.operators)
        if tensors and random.random() < 0.5:
            place = random.randrange(len(tensors))
            tensors[place] = changed_tensor(random, tensors[place], len(model.buffers))
        elif operators:
            place = random.randrange(len(operators))
            operators[place] = changed_operator(random, operators[place], len(tensors))
        graph = graph._replace(tensors=tuple(tensors), operators=tuple(operators))
        model = model._replace(subgraphs=tuple(graph if it.index == graph.index else it for it in model.subgraphs))
    return model


def changed_tensor(random: Random, was: Tensor, buffers: int) -> Tensor:
    """Return a tensor with another type, shape, quantization or buffer."""
    match random.randrange(4):
        case 0:
            return was._replace(dtype=random.choice(TYPES))
        case 1:
            return was._replace(shape=tuple(random.choices(SIZES, k=random.choice((0, 1, 2, 3, 4, 5, 7)))))
        case 2:
            return was._replace(quantization=quantization(random, was.shape))
    return was._replace(buffer=random.randrange(buffers), is_variable=random.random() < 0.2)


def changed_operator(random: Random, was: Operator, tensors: int) -> Operator:
    """Return an operator with other operands, another number of them, or other options."""
    inputs, outputs = was.inputs or (), was.outputs or ()
    match random.randrange(4):
        case 0 if inputs:
            place = random.randrange(len(inputs))
            return was._replace(inputs=(*inputs[:place], random.randrange(-1, tensors), *inputs[place + 1 :]))
        case 1:
            return was._replace(inputs=random.choice((None, (), (*inputs, random.randrange(-1, tensors)), inputs[:-1])))
        case 2:
            return was._replace(outputs=random.choice((None, (), (*outputs, *outputs[:1]), outputs[:-1])))
    if not was.options or random.random() < 0.1:
        return was._replace(options=None, options_type=None, custom_size=random.randrange(was.custom_size + 1))
    kinds = {name: kind for name, kind, _ in filter(None, schema.TABLES[was.options_type or ""])}
    name = random.choice(list(was.options))
    return was._replace(options={**was.options, name: option(random, kinds[name])})
