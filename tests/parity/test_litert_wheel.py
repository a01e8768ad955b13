"""Verdicts and layouts against the installed ai-edge-litert wheel, asked in processes of its own: random graphs, changed ones, examples."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import differential_litert as differential
import pytest
from litert_cases import ABORTED, KILLED, REFUSED, TAKEN

ROOT = Path(__file__).parents[2]
MEASURED = "2.3.0"  # the newest release that runtime/litert was read and measured from
GRAPHS = 600

try:
    INSTALLED = version("ai-edge-litert")
except PackageNotFoundError:
    pytest.skip("ai-edge-litert is not installed", allow_module_level=True)
if INSTALLED != MEASURED:
    pytest.skip(f"ai-edge-litert {INSTALLED} is not the wheel that was measured, {MEASURED}", allow_module_level=True)


def test_random_graphs_and_changed_ones_are_judged_and_placed_as_the_wheel_does() -> None:
    found, seen = differential.run(GRAPHS, seed=10_000, sources=[])
    assert found == []
    assert min(seen["taken"], seen["refused"]) > 0.2 * GRAPHS


def test_changed_examples_are_judged_and_placed_as_the_wheel_does() -> None:
    files = sorted((ROOT / "examples" / "models").glob("*.tflite"))
    sources = [data for path in files if (data := path.read_bytes())[4:8] == b"TFL3"]
    found, seen = differential.run(GRAPHS, seed=20_000, sources=sources)
    assert found == []
    assert seen["taken"] > 0.2 * GRAPHS


def test_the_cases_of_prepare_are_the_wheel_s(tmp_path: Path) -> None:
    cases = {f"{number}": case for number, case in enumerate((*TAKEN, *REFUSED, *ABORTED, *KILLED))}
    paths = [tmp_path / name for name in cases]
    for path in paths:
        path.write_bytes(cases[path.name].build())
    for path, real in zip(paths, differential.answers(paths), strict=True):
        case = cases[path.name]
        died = any(case is it for it in (*ABORTED, *KILLED))
        assert (real["allocates"], bool(real["signal"])) == (any(case is it for it in TAKEN), died), (
            case.op,
            case.words,
            real["log"],
        )
