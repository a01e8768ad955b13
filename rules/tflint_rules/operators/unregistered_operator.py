"""Op that the firmware's resolver does not have.

## Why
TensorFlow Lite Micro links only the kernels that the firmware registers. A retrained model may come out of the converter with one op more
(a PAD, a MEAN, a QUANTIZE at the input), everything still builds, and `AllocateTensors()` fails on the device.

## Example
A model with a dense layer, for a firmware that was written for one without:

    models/gesture.tflite: error: unregistered-operator: op 0 FULLY_CONNECTED is not in the resolver of firmware/main.cc [*]
        at firmware/main.cc:7:44
        add: resolver.AddFullyConnected(); and raise MicroMutableOpResolver<2> to <3>

## Runtime
`Didn't find op for builtin opcode '…'` and `Failed to get registration from op code …`
(`tensorflow/lite/micro/micro_op_resolver.cc`, `GetRegistrationFromOpCode`).

## Fix
Add the line that the finding names, and raise the resolver's number where it has no room: `tflint resolver models/*.tflite` prints the whole
resolver. Where the sources do not settle what is registered (a macro, an index into a table), tflint says so in a note; declare it then:
`resolver = { ops = ["CONV_2D", …] }`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Model, Rule, Severity, Skip, UnreadableSource, adds, known_to_tflm, registered, without_method

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding, Operator, Registered

rule = Rule(__name__, severity=Severity.ERROR, since="0.1", needs="boards.*.resolver or a copy of TFLM", runtimes=("tflm",))


@rule.on(Model)
def check(model: Model, facts: Facts) -> Iterator[Finding]:
    """Report each op that is missing once, with the line that adds it."""
    unknown = facts(without_method)
    for name in sorted(unknown):
        yield _unknown(name, [it for it in model.operators() if it.name == name], facts)
    try:
        have = facts(registered)
    except UnreadableSource as why:
        yield rule.finding(None, str(why), place=next(iter(facts.board.where("resolver.source")), None))
        return
    if have is None:
        if unknown:
            return
        raise Skip("no resolver declared")
    missing: dict[str, list[Operator]] = {}
    for operator in model.operators():
        if operator.name not in have.ops | unknown and known_to_tflm(operator.name):
            missing.setdefault(operator.name, []).append(operator)
    if not have.everything:
        for name, operators in missing.items():
            yield _finding(name, operators, have, len(missing))


def _unknown(name: str, operators: list[Operator], facts: Facts) -> Finding:
    copy = facts.board.copy
    root, at = ("", "") if copy is None else (copy.root, copy.at)
    first, more = operators[0], len(operators) - 1
    return rule.finding(
        first,
        f"op {first.index} {name}{f' and {more} more' if more else ''}: the TFLM in {root} has no {adds(name)}, no resolver there can register it",
        help=(f"its resolver is declared at {at}", "take a newer TFLM, or build the model without the op"),
        operator=name,
        add=adds(name),
        count=len(operators),
    )


def _finding(name: str, operators: list[Operator], have: Registered, missing: int) -> Finding:
    first, more = operators[0], len(operators) - 1
    at = f"op {first.index} {name}" + (f" and {more} more" if more else "")
    sure = not have.unsure
    return rule.finding(
        first,
        f"{at} {'are' if more else 'is'} not in {have.of}"
        if sure
        else f"{at}: {have.of} may lack {name}, the sources do not settle it",
        severity=rule.severity if sure else Severity.NOTE,
        place=have.place,
        help=(*_cure(name, have, missing), *have.unsure[:3]),
        operator=name,
        add=adds(name),
        count=len(operators),
        registered=len(have.ops),
        capacity=None if have.resolver is None else have.resolver.capacity,
    )


def _cure(name: str, have: Registered, missing: int) -> tuple[str, ...]:
    resolver = have.resolver
    if resolver is None:
        return (f"its {len(have.ops)} ops are registered at {have.link}",) if have.link else ()
    line = f"add: {resolver.name}.{adds(name)};"
    needed = len(have.ops) + missing
    if resolver.capacity is None or needed <= resolver.capacity:
        return (line,)
    return (f"{line} and raise MicroMutableOpResolver<{resolver.capacity}> to <{needed}>",)
