"""The rules about float32 in integer models agree with an independent walk of random graphs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import number_regions

from tflint_rules.file import unsafe_archive

if TYPE_CHECKING:
    import pytest

GRAPHS = 200


def test_random_graphs_agree_and_every_rule_has_its_share() -> None:
    differences, seen = number_regions.run(GRAPHS, seed=100_000)
    assert differences == []
    assert min(seen[name] for name in ("float-input", "float-output", "float-fallback", "mixed-quantization", "silent")) > 2


def test_a_rule_that_says_nothing_is_a_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(number_regions.RULES, "mixed-quantization", unsafe_archive.rule)
    differences, _ = number_regions.run(GRAPHS // 4, seed=100_000)
    assert differences
