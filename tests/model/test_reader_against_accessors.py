"""The reader and the tflite package's accessors read the same model out of the same bytes."""

from __future__ import annotations

import pytest
from corpus import CORPUS

pytest.importorskip("tflite", reason="the accessors are the oracle here: pip install tflint[testing]")

from model.accessors import Accessors
from model.fixtures import FIXTURES

from tflint.model.reader import Malformed, read

SHARED = CORPUS
PARTS = ("operator_codes", "subgraphs", "buffers", "metadata", "signatures")
NEWER = {"STABLEHLO_CASE"}  # operators whose options the package has no class for


def differences(data: bytes) -> list[str]:
    model, oracle = read(data), Accessors(data)
    pairs = ((part, getattr(model, part), tuple(getattr(oracle, part)())) for part in PARTS)
    return [f"{part}: {ours} != {theirs}" for part, ours, theirs in pairs if repr(ours) != repr(theirs)]  # repr: NaN equals NaN


@pytest.mark.parametrize("name", [name for name in FIXTURES if name != "every_option"])
def test_a_built_model_reads_the_same(name: str) -> None:
    assert differences(FIXTURES[name]()) == []


def test_every_builtin_option_off_its_default_reads_the_same() -> None:
    data = FIXTURES["every_option"]()
    model, oracle = read(data), Accessors(data)
    theirs = {op.name: op for graph in oracle.subgraphs() for op in graph.operators}
    ours = {op.name: op for op in model.operators() if op.name not in NEWER}
    assert len(ours) > 130
    assert {name: repr(op) for name, op in ours.items()} == {name: repr(theirs[name]) for name in ours}


@pytest.mark.skipif(not SHARED.is_dir(), reason="the collection of real models is not here")
@pytest.mark.parametrize("folder", ["models", "synthetic", "probes", "esphome"])
def test_real_models_read_the_same(folder: str) -> None:
    compared, wrong = 0, []
    for path in sorted((SHARED / folder).rglob("*.tflite")):
        data = path.read_bytes()
        try:
            read(data)
        except Malformed:
            continue
        compared += 1
        wrong += [f"{path.name}: {each[:300]}" for each in differences(data)]
    assert compared
    assert wrong == []
