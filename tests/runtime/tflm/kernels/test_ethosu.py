from custom_options import options
from one_op import T, asked, told

from tflint.model.reader import read
from tflint.runtime.tflm import build, kernel_registry
from tflint.runtime.tflm.kernel import Node
from tflint.runtime.verdict import Cause, Effect

STREAM, WEIGHTS, X, Y = (
    T((64,), "uint8", values=[0] * 64),
    T((64,), "uint8", values=[0] * 64),
    T((1, 4), "int8"),
    T((1, 4), "int8"),
)


def checked(inputs: list[T | None], **more: object) -> list[Effect]:
    from one_op import M4, model

    from tflint.manifest.target import parse

    graph = read(model("ethos-u", inputs, [Y], None, **more))
    kernel = kernel_registry.find("ethos-u")
    assert kernel is not None
    return [v.effect for v in kernel.check(Node(graph, next(graph.operators()), build.of(parse(M4))))]


def test_a_command_stream_of_type_1_is_fine() -> None:
    assert checked([STREAM, WEIGHTS, X], custom_options=b"\x01\x04\x01") == []


def test_another_type_fails_at_invoke() -> None:
    assert checked([STREAM, WEIGHTS, X], custom_options=b"\x02\x04\x01") == [Effect.REFUSED_AT_INVOKE]


def test_no_options_and_no_inputs_are_refused() -> None:
    assert checked([STREAM]) == [Effect.REFUSED_AT_ALLOCATE]
    assert checked([], custom_options=b"\x01\x04\x01") == [Effect.REFUSED_AT_ALLOCATE]


def test_without_a_driver_it_is_not_even_registered() -> None:
    found = told("ethos-u", [STREAM, X], [Y], **options(T=1))
    assert found[0].cause is Cause.CUSTOM


def test_an_address_and_a_size_for_each_operand() -> None:
    log = asked("ethos-u", [STREAM, WEIGHTS, X], [Y], custom_options=b"\x01\x04\x01")
    assert log == ["P 12", "|", "S 32", "S 16", "in0"]
