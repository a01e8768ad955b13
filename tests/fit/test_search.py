import pytest
from fit.nets import BUILD, WISH, Net, model, padded, residual, wide

from tflint.fit import apply, trial
from tflint.fit.search import Fitted, Wish, fit
from tflint.manifest.target import parse
from tflint.model import reader, tree, writer
from tflint.overlap.walk import clashes
from tflint.runtime.tflm import micro_allocator
from tflint.runtime.tflm.build import of

QUICK = WISH._replace(effort=1_500)


def written(data: bytes, way: Fitted) -> bytes:
    held = tree.read(data)
    drawn = held if way.draft is None else apply.redraw(held, way.draft)
    return writer.write(apply.with_plan(drawn, way.laid.offsets))


def fitted(net: Net, wish: Wish = QUICK) -> tuple[bytes, Fitted]:
    data = net.ends()
    way = fit(reader.read(data), BUILD, wish)
    assert way is not None
    return data, way


@pytest.mark.parametrize("net", [wide, residual, padded])
def test_the_file_needs_the_arena_that_was_promised_and_keeps_every_value(net: type[Net]) -> None:
    data, way = fitted(net())
    after = reader.read(written(data, way))
    plan = micro_allocator.replay(after, BUILD)
    assert plan.minimum == way.laid.minimum < way.before
    assert list(clashes(after, plan.buffers, BUILD)) == []


def test_stripes_cost_no_more_multiplications_than_allowed() -> None:
    data, way = fitted(wide(), QUICK._replace(max_macs=0.05))
    model = reader.read(data)
    assert way.macs <= 1.05 * sum(WISH.macs(model, operator) for operator in model.operators())


def test_without_multiplications_to_spare_nothing_is_done_twice() -> None:
    data, way = fitted(wide(), QUICK._replace(max_macs=0.0))
    model = reader.read(data)
    assert way.macs == sum(WISH.macs(model, operator) for operator in model.operators())


def test_an_arena_that_the_plan_alone_fits_leaves_the_graph_as_it_is() -> None:
    given = model(wide())
    enough = trial.replay(given, BUILD).minimum({})
    way = fit(given, BUILD, QUICK._replace(enough=enough))
    assert way is not None
    assert (way.draft, way.laid.level) == (None, "plan")


def test_an_arena_in_between_is_met_with_few_multiplications() -> None:
    given = model(wide())
    smallest = fit(given, BUILD, QUICK)
    assert smallest is not None
    way = fit(given, BUILD, QUICK._replace(enough=(smallest.before + smallest.laid.minimum) // 2))
    assert way is not None
    assert smallest.laid.minimum <= way.laid.minimum <= (smallest.before + smallest.laid.minimum) // 2
    assert way.macs <= smallest.macs


def test_a_runtime_without_slice_gets_no_stripes() -> None:
    old = of(parse("cortex-m4/cmsis-nn", "tflm@2021-07"))
    way = fit(model(wide()), old, QUICK)
    assert way is not None
    assert way.draft is None
    also = fit(model(wide()), BUILD, QUICK._replace(also=(old,)))
    assert also is not None
    assert also.draft is None


def test_the_same_model_is_fitted_the_same_way() -> None:
    assert fitted(residual())[1] == fitted(residual())[1]


def test_weights_are_shared_by_all_bands() -> None:
    data, way = fitted(wide())
    before, after = reader.read(data), reader.read(written(data, way))
    weights = {tensor.name for tensor in before.tensors() if before.is_constant(tensor)}
    assert weights <= {tensor.name for tensor in after.tensors()}
    assert len([tensor for tensor in after.tensors() if tensor.name in weights]) == len(weights)


def test_inputs_outputs_and_signatures_stay_what_they_were() -> None:
    net = wide()
    net.signature("serving_default", {"image": 0}, {"scores": net.at})
    data, way = fitted(net)
    ends = []
    for file in (data, written(data, way)):
        graph, signature = reader.read(file).subgraphs[0], reader.read(file).signatures[0]
        names = [graph.tensors[number].name for number in (*(graph.inputs or ()), *(graph.outputs or ()))]
        ends.append((names, [(name, graph.tensors[number].name) for name, number in (*signature.inputs, *signature.outputs)]))
    assert ends[0] == ends[1]


def test_more_than_ten_bands_are_joined_in_two_steps() -> None:
    from tflint.fit.offline_plan import Layout
    from tflint.fit.stripes.build import build
    from tflint.fit.stripes.chain import Chain
    from tflint.fit.stripes.costs import costs_of
    from tflint.fit.stripes.shape import Segment, Shape

    given = model(wide())
    chain = Chain(given, costs_of(given, BUILD, WISH.macs), Layout(BUILD))
    draft = build(chain, Shape((Segment(0, 0, 12, 0, 0, 0),)))
    assert draft is not None
    assert [len(it.inputs) for it in draft.operators if it.op == "CONCATENATION"] == [10, 2, 2]


def test_a_plan_that_a_model_carries_is_replaced() -> None:
    net = wide()
    net.metadata("OfflineMemoryAllocation", bytes(4))
    data, way = fitted(net)
    after = reader.read(written(data, way))
    assert [entry.name for entry in after.metadata] == ["OfflineMemoryAllocation"]
