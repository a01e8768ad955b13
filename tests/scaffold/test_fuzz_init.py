"""A sample of fuzz/fuzz_init.py."""

import random
from pathlib import Path

import fuzz_init
import pytest


@pytest.mark.parametrize("seed", range(1, 41))
def test_a_mutated_project_gets_a_valid_manifest(tmp_path: Path, seed: int) -> None:
    fuzz_init.once(tmp_path, fuzz_init.project(random.Random(seed)))
