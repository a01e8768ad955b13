from one_op import HOST, T, asked

from tflint.manifest.target import parse
from tflint.model.reader import read
from tflint.runtime.tflm import micro_interpreter
from tflint.runtime.verdict import Effect, Verdict
from tflint.testing import ModelBuilder

SHAPE = (4,)


def loop(
    *, cond: int = 1, body: int = 2, shape: tuple[int, ...] = SHAPE, dtype: str = "bool", body_inputs: int = 1
) -> list[Verdict]:
    b = ModelBuilder()
    x, y = b.input("x", SHAPE), b.tensor("y", SHAPE)
    b.operator("WHILE", [x], [y], {"cond_subgraph_index": cond, "body_subgraph_index": body})
    b.output(y)
    b.subgraph("condition")
    value, again = b.input("value", shape), b.tensor("again", shape, dtype)
    b.operator("LESS", [value, value], [again])
    b.output(again)
    b.subgraph("body")
    values = [b.input(f"value{number}", SHAPE) for number in range(body_inputs)]
    result = b.tensor("result", SHAPE)
    b.operator("NEG", values[:1], [result])
    b.output(result)
    return [v for v in micro_interpreter.verdicts(read(b.build()), parse(HOST)) if v.subgraph == 0]


def test_a_loop_whose_parts_agree_is_fine() -> None:
    assert loop() == []


def test_a_subgraph_that_is_not_there_is_refused() -> None:
    (verdict,) = loop(body=3)
    assert verdict.message == "op_data->body_subgraph_index < graph_info.NumSubgraphs() was not true."


def test_another_number_of_inputs_is_refused() -> None:
    text = "num_inputs != graph_info.NumSubgraphInputs(op_data->body_subgraph_index) (1 != 2)"
    assert [v.message for v in loop(body_inputs=2)] == [text]


def test_another_size_fails_at_invoke() -> None:
    (verdict,) = loop(shape=(5,))
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, "bytes >= 0 was not true.")


def test_a_loop_that_calls_its_own_subgraph_or_a_negative_one_crashes() -> None:
    assert loop(cond=0)[0].effect is Effect.UNDEFINED
    assert loop(cond=-1)[0].effect is Effect.UNDEFINED


def test_a_condition_that_is_no_bool_goes_wrong() -> None:
    assert [v.effect for v in loop(dtype="int32")] == [Effect.WRONG]


def test_two_indices_are_kept() -> None:
    assert asked("WHILE", [T()], [T()], {"cond_subgraph_index": 0, "body_subgraph_index": 0}) == ["P 8", "|"]
