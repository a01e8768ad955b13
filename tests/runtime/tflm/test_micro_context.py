"""What a kernel is walked against."""

import pytest
from one_op import T, context, i8

from tflint.runtime.tflm.micro_context import MicroContext
from tflint.runtime.verdict import Cause, Citation, Effect, Phase

AT = Citation("x.cc", "Prepare")


def test_operands_that_are_there_are_taken_as_temporaries() -> None:
    def prepare(k: MicroContext) -> None:
        k.temp_input(0, "input1", AT)
        k.temp_output(0, None, AT)

    k = context("ADD", [T(), T()], [T()])
    k.run(Phase.PREPARE, prepare)
    assert k.verdicts == []
    assert k.memory.log == ["in0", "out0"]  # type: ignore[attr-defined]  # the tests' own memory


@pytest.mark.parametrize(
    ("name", "effect", "message"),
    [("input2", Effect.REFUSED, "input2 != nullptr was not true."), (None, Effect.UNDEFINED, None)],
    ids=["tested for null", "read anyway"],
)
def test_an_omitted_operand_is_refused_or_read_through_a_null_pointer(
    name: str | None, effect: Effect, message: str | None
) -> None:
    def prepare(k: MicroContext) -> None:
        k.temp_input(1, name, AT)

    k = context("ADD", [T(), None], [T()])
    k.run(Phase.PREPARE, prepare)
    assert [(v.effect, v.message, v.citation) for v in k.verdicts] == [(effect, message, AT)]


def test_an_op_without_its_vector_is_read_through_a_null_pointer_whatever_the_kernel_tests() -> None:
    def prepare(k: MicroContext) -> None:
        k.temp_input(0, "input1", AT)

    k = context("ADD", [T(), T()], [T()])
    k.operator = k.operator._replace(inputs=None)
    k.run(Phase.PREPARE, prepare)
    assert [(v.effect, v.cause) for v in k.verdicts] == [(Effect.UNDEFINED, Cause.GRAPH)]


def test_what_is_fatal_stops_the_walk_and_what_is_not_is_noted() -> None:
    def prepare(k: MicroContext) -> None:
        k.wrong("one", AT)
        k.debug_only("two", AT)
        k.ensure(True, "never", AT)
        k.ensure(False, "three", AT)
        k.wrong("never", AT)

    k = context("ADD", [T(), T()], [T()])
    k.run(Phase.PREPARE, prepare)
    k.run(Phase.INVOKE, prepare)
    assert [(v.phase, v.effect, v.why) for v in k.verdicts] == [
        (Phase.PREPARE, Effect.WRONG, "one"),
        (Phase.PREPARE, Effect.DEBUG_ONLY, "two"),
        (Phase.PREPARE, Effect.REFUSED, "three"),
    ]


@pytest.mark.parametrize(
    ("x", "weights", "cause"),
    [
        (T(), i8(), Cause.HYBRID),
        (T(dtype="float16"), i8(), Cause.FLOAT16),
        (T(dtype="uint8", scale=0.5), T(dtype="uint8", scale=0.5), Cause.UINT8),
        (T(dtype="uint8"), T(dtype="uint8"), Cause.TYPE),
        (T(dtype="int64"), T(dtype="int64"), Cause.TYPE),
    ],
)
def test_what_kind_of_type_trouble_it_is(x: T, weights: T, cause: Cause) -> None:
    it = context("FULLY_CONNECTED", [x, weights], [x], {})
    given = it.input(0)
    assert given is not None
    assert it.type_cause(given) is cause
