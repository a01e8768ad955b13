"""What Vela leaves over, and what is said where it cannot be asked; the compiler itself is tested with the rule npu-fallback."""

import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest
from networks import dense, float_dense, npu_network

from tflint.facts import Facts, VelaFailed, compiled_by_vela, vela
from tflint.manifest.board import Board
from tflint.model import reader


def facts(data: bytes) -> Facts:
    return Facts(reader.read(data), Board("himax", npu="ethos-u55-128"), path="model.tflite")


def standing_in(monkeypatch: pytest.MonkeyPatch, written: bytes | None, *, code: int = 0, says: bytes = b"") -> list[list[str]]:
    """Put a compiler in Vela's place that writes a file and says something; return the commands that it was given."""
    asked: list[list[str]] = []

    def run(command: list[str], *, cwd: str, **_more: object) -> SimpleNamespace:
        asked.append(command)
        if written is not None:
            (Path(cwd) / "model_vela.tflite").write_bytes(written)
        return SimpleNamespace(returncode=code, stderr=says, stdout=b"")

    monkeypatch.setattr(vela, "find_spec", lambda _name: object())
    monkeypatch.setattr(subprocess, "run", run)
    return asked


def test_a_compiled_model_needs_no_compiler() -> None:
    assert facts(npu_network())(compiled_by_vela) == ((), 1, None)


def test_what_is_left_is_weighed_by_its_multiplications(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = standing_in(monkeypatch, float_dense())
    found = facts(float_dense())(compiled_by_vela)
    assert ([it.name for it in found.left], found.operators, found.share) == (["FULLY_CONNECTED"], 1, 1.0)
    assert asked[0][-4:] == ["--accelerator-config", "ethos-u55-128", "--output-dir", "."]


def test_a_compiler_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vela, "find_spec", lambda _name: None)
    with pytest.raises(VelaFailed, match="pip install"):
        facts(dense())(compiled_by_vela)


@pytest.mark.parametrize(
    ("written", "code", "sentence"),
    [(None, 1, "refuses the model: Error: bad"), (None, 0, "refuses the model"), (b"no model", 0, "wrote no model")],
)
def test_a_compiler_that_fails_is_quoted(
    monkeypatch: pytest.MonkeyPatch, written: bytes | None, code: int, sentence: str
) -> None:
    standing_in(monkeypatch, written, code=code, says=b"working\nError: bad\n")
    with pytest.raises(VelaFailed, match=sentence):
        facts(dense())(compiled_by_vela)
