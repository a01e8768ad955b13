from fit.nets import BUILD, ESP_NN, INT8, Net, model, residual

from tflint.fit import trial
from tflint.fit.offline_plan import LEVELS, Laid, Layout, lay
from tflint.manifest.target import parse
from tflint.model.reader import read
from tflint.model.view import Model
from tflint.overlap.walk import clashes
from tflint.runtime.plan import PlannedBuffer
from tflint.runtime.tflm import build, greedy_memory_planner, in_place
from tflint.testing import ModelBuilder


def plans(given: Model, layout: Layout = Layout(BUILD)) -> dict[str, Laid]:  # noqa: B008  frozen
    return {it.level: it for it in lay(given, trial.replay(given, layout.build), layout)}


def sound(given: Model, laid: Laid, built: build.Build = BUILD) -> bool:
    found = trial.replay(given, built)
    requests = [
        it if it.tensor is None else it._replace(offset=laid.offsets.get((it.subgraph, it.tensor))) for it in found.requests
    ]
    offsets = greedy_memory_planner.plan(requests)
    return not list(clashes(given, [PlannedBuffer(*pair) for pair in zip(requests, offsets, strict=True)], built))


def fragmented() -> Model:
    """Return a chain on which the greedy planner wastes memory: the largest tensor lies at 0, the next two do not fit around it."""
    return model(Net(16, 16, 2).conv(4).conv(2).conv(8).conv(6).conv(4))


def test_a_plain_plan_is_never_worse_than_the_greedy_one() -> None:
    for given in (fragmented(), model(residual()), model(Net().conv(4))):
        assert plans(given)["plan"].minimum <= trial.replay(given, BUILD).minimum({})


def test_a_chain_reaches_the_bound_and_says_so() -> None:
    laid = plans(fragmented())["plan"]
    assert laid.optimal
    assert laid.head == laid.bound


def test_every_level_keeps_every_value() -> None:
    for given in (fragmented(), model(residual()), model(Net().conv(4).unary("RELU").conv(2).unary("LOGISTIC"))):
        assert [level for level, laid in plans(given).items() if not sound(given, laid)] == []


def test_an_output_lies_over_an_input_that_nobody_needs_any_more() -> None:
    given = model(Net(32, 32, 4).unary("RELU").unary("LOGISTIC"))
    found = plans(given)
    assert found["in-place"].head == 32 * 32 * 4
    assert found["plan"].head == 2 * 32 * 32 * 4


def test_an_input_that_is_read_later_is_not_written_over() -> None:
    net = Net(32, 32, 4).conv(4)
    skip = net.at
    given = model(net.unary("RELU").add(skip))
    laid = plans(given)["in-place"]
    assert sound(given, laid)
    assert laid.offsets[0, skip] != laid.offsets[0, skip + 1]


def test_esp_nn_s_addition_is_not_done_in_place() -> None:
    net = Net(32, 32, 4).conv(4)
    skip = net.at
    given = model(net.conv(4, 3).add(skip))
    found = plans(given, Layout(ESP_NN))
    assert found["in-place"].head == found["views"].head


def test_what_one_of_several_targets_cannot_do_is_not_done_for_any() -> None:
    net = Net(32, 32, 4).conv(4)
    skip = net.at
    given = model(net.conv(4, 3).add(skip))
    found = plans(given, Layout(BUILD, (ESP_NN,)))
    assert found["in-place"].head == found["views"].head > plans(given)["in-place"].head


def test_an_input_that_the_application_reads_again_stays() -> None:
    given = model(Net(32, 32, 4).unary("RELU"))
    assert plans(given, Layout(BUILD, keep_inputs=True))["in-place"].head == 2 * 32 * 32 * 4


def test_the_least_intrusive_level_comes_first() -> None:
    assert tuple(plans(fragmented())) == LEVELS


def test_a_tensor_that_is_written_twice_leaves_only_the_plain_plan() -> None:
    b = ModelBuilder()
    x, y = b.input("x", (1, 64), **INT8), b.tensor("y", (1, 64), **INT8)
    b.operator("RELU", [x], [y])
    b.operator("RELU", [x], [y])
    b.output(y)
    assert tuple(plans(read(b.build()))) == ("plan",)


def test_a_model_whose_commands_hold_addresses_is_left_alone() -> None:
    b = ModelBuilder()
    x, y = b.input("x", (1, 64), **INT8), b.tensor("y", (1, 64), **INT8)
    b.operator("ethos-u", [x], [y])
    b.output(y)
    assert not plans(read(b.build()))


def test_an_output_that_is_a_kernel_s_memory_is_left_where_it_is() -> None:
    b = ModelBuilder()
    x, y = b.input("x", (1, 1, 1, 8), **INT8), b.tensor("y", (1, 4, 1, 8), **INT8)
    b.operator("CIRCULAR_BUFFER", [x], [y])
    b.output(y)
    assert not plans(read(b.build()))
    b.amend(y, is_variable=True)
    assert plans(read(b.build()))


def two_graphs() -> Model:
    """Return a model that calls its second subgraph, in which tensor 1 is a variable."""
    b = ModelBuilder()
    condition, x, y = b.input("c", (1,), "bool"), b.input("x", (1, 64), **INT8), b.tensor("y", (1, 64), **INT8)
    b.operator("IF", [condition, x], [y], {"then_subgraph_index": 1, "else_subgraph_index": 1})
    b.output(y)
    b.subgraph("called")
    given, _, result = (
        b.input("x", (1, 64), **INT8),
        b.tensor("v", (1, 64), is_variable=True, **INT8),
        b.tensor("r", (1, 64), **INT8),
    )
    b.operator("RELU", [given], [result])
    b.output(result)
    return read(b.build())


def test_what_tflm_takes_for_a_variable_s_offset_is_left_to_tflm() -> None:
    laid = plans(two_graphs())["plan"]
    assert (0, 1) not in laid.offsets  # AllocateVariables reads it for tensor 1 of subgraph 1
    assert {(0, 0), (0, 2), (1, 0), (1, 2)} <= set(laid.offsets)


def test_an_older_tflm_takes_no_plan_for_several_subgraphs() -> None:
    assert not plans(two_graphs(), Layout(build.of(parse("cortex-m4/cmsis-nn", "tflm@2022-02"))))


def test_the_search_begins_with_the_order_of_offsets_that_were_good() -> None:
    given = fragmented()
    replayed = trial.replay(given, BUILD)
    good = lay(given, replayed, Layout(BUILD), levels=LEVELS[:1])[0]
    assert lay(given, replayed, Layout(BUILD), levels=LEVELS[:1], rounds=0, near=good.offsets)[0].head <= good.head


def test_esp_nn_in_plain_c_adds_in_place() -> None:
    given = model(residual())
    add = next(it for it in given.operators() if it.name == "ADD")
    built = build.of(parse("esp32/esp-nn@1.1.0"))
    assert in_place.inputs(given, add, built) == add.inputs
    assert in_place.inputs(given, add, ESP_NN) == ()


def test_a_runtime_older_than_the_sources_that_were_read_writes_nothing_over_an_input() -> None:
    given = model(residual())
    add = next(it for it in given.operators() if it.name == "ADD")
    assert in_place.inputs(given, add, BUILD._replace(date="2021-01-31")) == ()
