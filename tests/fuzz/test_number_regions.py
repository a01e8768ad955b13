"""The rules about float32 in integer models agree with an independent walk of random graphs."""

from __future__ import annotations

import sys
from importlib import util
from pathlib import Path
from typing import TYPE_CHECKING

from tflint_rules.file import unsafe_archive

if TYPE_CHECKING:
    from types import ModuleType

SCRIPT = Path(__file__).parents[2] / "fuzz" / "number_regions.py"
GRAPHS = 200


def fuzzer() -> ModuleType:
    """Return the script as a module."""
    spec = util.spec_from_file_location("number_regions", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_random_graphs_agree_and_every_rule_has_its_share() -> None:
    differences, seen = fuzzer().run(GRAPHS, seed=100_000)
    assert differences == []
    assert min(seen[name] for name in ("float-input", "float-output", "float-fallback", "mixed-quantization", "silent")) > 2


def test_a_rule_that_says_nothing_is_a_difference() -> None:
    module = fuzzer()
    module.RULES["mixed-quantization"] = unsafe_archive.rule
    differences, _ = module.run(GRAPHS // 4, seed=100_000)
    assert differences
