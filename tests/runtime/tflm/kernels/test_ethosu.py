from typing import Unpack

import pytest
from custom_options import options
from networks import npu_network
from one_op import M4, Asked, T, asked, model, told

from tflint.manifest.target import parse
from tflint.model.reader import read
from tflint.runtime.tflm import abi, build, kernel_registry, micro_interpreter
from tflint.runtime.tflm.micro_context import MicroContext
from tflint.runtime.verdict import Cause, Effect, Phase
from tflint.testing import OperatorFields

OPTIONS = b"\x01\x04\x01"
NOP, CONFIG = b"\5\0\0\0", b"\1\0\0\0" + bytes(8)
COMMANDS = b"\2\0\4\0" + bytes(16)


def payload(*parts: bytes) -> T:
    """Return a command stream: the magic word, then actions."""
    data = b"COP1" + b"".join(parts)
    return T((len(data),), "uint8", values=list(data))


STREAM, WEIGHTS, X, Y = (
    payload(NOP, NOP, COMMANDS),  # the commands begin at byte 16
    T((64,), "uint8", values=[0] * 64),
    T((1, 4), "int8"),
    T((1, 4), "int8"),
)


def checked(inputs: list[T | None], **more: Unpack[OperatorFields]) -> list[Effect]:
    graph = read(model("ethos-u", inputs, [Y], None, **more))
    kernel, built = kernel_registry.find("ethos-u"), build.of(parse(M4))
    assert kernel is not None
    k = MicroContext(graph, next(graph.operators()), built, Asked(abi.of(built)))
    k.run(Phase.PREPARE, kernel.prepare)
    k.run(Phase.INVOKE, kernel.invoke)
    return [v.effect for v in k.verdicts]


def test_a_command_stream_of_type_1_is_fine() -> None:
    assert checked([STREAM, WEIGHTS, X], custom_options=b"\x01\x04\x01") == []


def test_actions_of_all_kinds_are_fine_while_the_commands_are_aligned() -> None:
    assert checked([payload(CONFIG, NOP, NOP, NOP, COMMANDS), WEIGHTS, X], custom_options=OPTIONS) == []


@pytest.mark.parametrize(
    ("stream", "effect"),
    [
        (T((64,), "uint8", values=[0] * 64), Effect.REFUSED),
        (payload(b"\0\0\0\0"), Effect.REFUSED),
        (payload(b"\0"), Effect.REFUSED),
        (payload(NOP, COMMANDS), Effect.REFUSED),
        (payload(NOP, NOP, b"\2\0\5\0" + bytes(16)), Effect.UNDEFINED),
        (T((64,), "uint8"), Effect.WRONG),
    ],
    ids=["no magic word", "an unknown action", "not whole words", "unaligned commands", "commands past the end", "not constant"],
)
def test_what_the_driver_does_not_take_fails_at_invoke(stream: T, effect: Effect) -> None:
    assert checked([stream, WEIGHTS, X], custom_options=OPTIONS) == [effect]


def test_a_build_for_the_npu_registers_the_kernel() -> None:
    graph = read(model("ethos-u", [STREAM, WEIGHTS, X], [Y], None, custom_options=OPTIONS))
    assert list(micro_interpreter.verdicts(graph, parse(M4)._replace(ethos_u=True))) == []


def test_another_type_fails_at_invoke() -> None:
    assert checked([STREAM, WEIGHTS, X], custom_options=b"\x02\x04\x01") == [Effect.REFUSED]


def test_no_options_and_no_inputs_are_refused() -> None:
    assert checked([STREAM]) == [Effect.REFUSED]
    assert checked([], custom_options=b"\x01\x04\x01") == [Effect.REFUSED]


def test_without_a_driver_it_is_not_even_registered() -> None:
    found = told("ethos-u", [STREAM, X], [Y], **options(T=1))
    assert found[0].cause is Cause.CUSTOM


def test_an_address_and_a_size_for_each_operand() -> None:
    log = asked("ethos-u", [STREAM, WEIGHTS, X], [Y], custom_options=b"\x01\x04\x01")
    assert log == ["P 12", "|", "S 32", "S 16", "in0"]


FAST = T((1, 1024), "uint8")
APART = [STREAM, WEIGHTS, T((1, 64), "uint8"), FAST, X]


def with_fast_memory(graph: bytes, given: int | None) -> list[tuple[Effect, str]]:
    """Return what is held against a program whose driver has so much fast memory."""
    kernel, loaded = kernel_registry.find("ethos-u"), read(graph)
    assert kernel is not None
    built = build.of(parse(M4)._replace(ethos_u=True, npu_fast_memory=given))
    k = MicroContext(loaded, next(loaded.operators()), built, Asked(abi.of(built)))
    k.run(Phase.PREPARE, kernel.prepare)
    k.run(Phase.INVOKE, kernel.invoke)
    return [(v.effect, str(v.message)) for v in k.verdicts]


def apart(given: int | None) -> list[tuple[Effect, str]]:
    return with_fast_memory(model("ethos-u", APART, [Y], None, custom_options=OPTIONS), given)


@pytest.mark.parametrize("given", [None, 1024, 4096])
def test_fast_scratch_that_has_room_or_an_unknown_one_is_fine(given: int | None) -> None:
    assert apart(given) == []


def test_fast_scratch_without_room_is_refused_by_the_driver() -> None:
    message = "Fast memory area too small. fast_memory_size=1023, base_addr_size=1024"
    assert apart(1023) == [(Effect.REFUSED, message)]


def test_fast_scratch_without_fast_memory_lies_over_the_scratch() -> None:
    assert [effect for effect, _ in apart(0)] == [Effect.WRONG]


def test_one_scratch_for_both_needs_no_fast_memory() -> None:
    assert with_fast_memory(npu_network(stream=b"COP1" + NOP + NOP + COMMANDS), 0) == []
