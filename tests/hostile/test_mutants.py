"""Two thousand mutants a run of the tests; `campaign.py` and `lethal.py` run as many as one likes."""

from __future__ import annotations

import importlib.util
from collections import Counter

import pytest
from hostile import campaign, lethal, seeds
from hostile.mutate import MUTATIONS, mutant

from tflint.finding import Severity

COUNT = 2_000


def test_a_mutant_can_be_made_again() -> None:
    of = seeds.ours()
    assert [mutant(of, number) for number in range(50)] == [mutant(of, number) for number in range(50)]


def test_every_kind_of_mutation_is_tried() -> None:
    assert {mutant(seeds.ours(), number).kind for number in range(400)} == set(MUTATIONS)


def test_no_mutant_raises_crashes_a_rule_or_takes_a_second() -> None:
    result = campaign.run(campaign.some(seeds.ours(), 0, COUNT), campaign.scope("cortex-m4/cmsis-nn"))
    assert (result.count, result.raised, result.slow) == (COUNT, [], [])
    assert result.verdicts["unreadable"] > COUNT // 4


@pytest.mark.skipif(importlib.util.find_spec("tflite_micro") is None, reason="TensorFlow Lite Micro is not installed")
def test_what_kills_tflm_is_reported() -> None:
    of = lethal.quick(seeds.ours(), "tflm")
    judged = lethal.judged(campaign.some(of, 0, 500), "tflm", campaign.scope("host/reference"))
    killed = [it for it in judged if it.outcome in {"died", "hung"}]
    missed = [(it.mutant.number, it.mutant.kind, it.mutant.of) for it in killed if (it.said or 0) < Severity.WARNING]
    assert len(killed) > 5
    assert missed == []


@pytest.mark.skipif(importlib.util.find_spec("ai_edge_litert") is None, reason="LiteRT is not installed")
def test_what_the_verifier_of_litert_refuses_is_reported() -> None:
    judged = list(lethal.judged(campaign.some(seeds.ours(), 1_000, 500), "litert-load", campaign.scope("litert")))
    refused = [it for it in judged if it.outcome != "ok"]
    missed = Counter(it.log.strip()[-100:] for it in refused if (it.said or 0) < Severity.WARNING)
    assert len(refused) > 100
    assert missed == {}
