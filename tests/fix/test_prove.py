"""Both models in the runtimes that are installed."""

from __future__ import annotations

import pytest
from fix.fix_models import padded, reshaped, twice

pytest.importorskip("tflite_micro", reason="the wheel is the oracle here: pip install tflint[dev]")

from tflint.fix import execute, prove, truncate
from tflint.fix.graph import marked
from tflint.fix.passes import noop_reshape, pad_before_convolution
from tflint.model import reader, tree, writer

MICRO = ("tflite-micro",)


def rewritten(data: bytes) -> bytes:
    held = marked(tree.read(data))
    assert [*pad_before_convolution.run(held), *noop_reshape.run(held)]
    return writer.write(held)


@pytest.mark.parametrize("data", [padded(), padded(op="CONV_2D"), reshaped(), reshaped((1, 2, 4))])
def test_a_rewrite_that_changes_nothing_is_identical(data: bytes) -> None:
    (found,) = prove.prove(data, rewritten(data), runtimes=MICRO)
    assert found.identical is True
    assert found.tensors >= 1
    assert found.used is not None


def test_another_weight_is_seen() -> None:
    (found,) = prove.prove(twice(), twice(range(5, 21)), runtimes=MICRO)
    assert found.identical is False
    assert "differs" in found.message


def test_tensors_inside_are_compared_besides_the_outputs() -> None:
    (found,) = prove.prove(twice(), twice(), runtimes=MICRO)
    assert found.tensors == 2
    assert truncate.shared(tree.read(twice()), tree.read(twice())) == [(1, 1)]


def test_a_rewritten_model_that_does_not_run_is_not_identical() -> None:
    (found,) = prove.prove(twice(), unknown_to_tflm(), runtimes=MICRO)
    assert found.identical is False
    assert found.message.startswith("the rewritten model does not run")


def test_an_original_that_does_not_run_proves_nothing() -> None:
    (found,) = prove.prove(unknown_to_tflm(), twice(), runtimes=MICRO)
    assert found.identical is None
    assert found.message.startswith("the original does not run")


def test_tensors_of_one_name_are_not_compared_by_it() -> None:
    held = tree.read(twice())
    tensors = tree.tables(tree.tables(held.model, "subgraphs")[0], "tensors")
    names = execute.named(reader.read(writer.write(held)))
    first, second = sorted(names)
    tensors[second]["name"] = names[first]
    assert len(set(names.values())) == 2
    assert execute.named(reader.read(writer.write(held))) == {}


def test_a_runtime_that_stands_still_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prove, "SECONDS", 0.0)
    (found,) = prove.prove(twice(), twice(), runtimes=MICRO)
    assert found.identical is None
    assert found.message == "the original does not run: it took more than 0.0 s"


def unknown_to_tflm() -> bytes:
    """Return a model that TFLM refuses: an operator that the wheel does not have."""
    held = tree.read(twice())
    tree.tables(held.model, "operator_codes")[0] |= {"builtin_code": 150, "deprecated_builtin_code": 127}
    return writer.write(held)


def test_an_arena_that_is_too_small_is_reported() -> None:
    (found,) = prove.prove(twice(), twice(), runtimes=MICRO, arena=64)
    assert found.identical is False


def test_a_model_cut_off_keeps_its_tensors_and_ends_with_the_one_asked_for() -> None:
    held = tree.read(twice())
    model = reader.read(writer.write(truncate.after(held, 1)))
    assert [it.name for it in model.operators()] == ["ADD"]
    assert len(model.subgraphs[0].tensors) == len(tree.tables(tree.tables(held.model, "subgraphs")[0], "tensors"))
    assert model.subgraphs[0].outputs == (1,)
