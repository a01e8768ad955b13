import pytest
from one_op import HOST, M4, T, asked, told

from tflint.runtime.verdict import Cause, Effect


@pytest.mark.parametrize(
    ("inputs", "options", "message"),
    [
        ([T()], {"init_subgraph_index": 0}, "NumInputs(node) == 0 was not true."),
        ([], {"init_subgraph_index": 1}, "op_data->init_subgraph_index < graph_info.NumSubgraphs() was not true."),
    ],
)
def test_it_refuses(inputs: list[T], options: dict[str, object], message: str) -> None:
    assert message in {v.message for v in told("CALL_ONCE", inputs, [], options)}


@pytest.mark.parametrize("target", [HOST, M4])
def test_a_negative_subgraph_makes_the_planner_read_before_its_records(target: str) -> None:
    found = told("CALL_ONCE", [], [], {"init_subgraph_index": -1}, target)
    assert (Effect.UNDEFINED, Cause.GRAPH) in {(v.effect, v.cause) for v in found}


def test_it_keeps_its_op_data() -> None:
    assert asked("CALL_ONCE", [], [], {"init_subgraph_index": 0}) == ["P 8", "|"]
