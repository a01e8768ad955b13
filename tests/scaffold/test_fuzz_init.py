"""A sample of fuzz/fuzz_init.py."""

import importlib.util
import random
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "fuzz" / "fuzz_init.py"


@pytest.mark.parametrize("seed", range(1, 41))
def test_a_mutated_project_gets_a_valid_manifest(tmp_path: Path, seed: int) -> None:
    spec = importlib.util.spec_from_file_location("fuzz_init", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    fuzz = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(fuzz)
    fuzz.once(tmp_path, fuzz.project(random.Random(seed)))
