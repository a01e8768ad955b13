"""What Arm's compiler for the Ethos-U leaves to the processor: asked of Vela itself, in a process of its own."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

from tflint.facts.ethos_u import OPERATOR
from tflint.facts.macs import macs
from tflint.record import Record

if TYPE_CHECKING:
    from subprocess import CompletedProcess

    from tflint.facts.subject import Facts
    from tflint.model.view import Model, Operator

SECONDS = 120


class VelaFailed(Exception):
    """Vela is not installed, or did not compile the model; the message is one sentence."""


class Compiled(Record):
    """What is left to the processor: `left` operators of a compiled model; `share` is theirs of all MACs, None where unknown."""

    left: tuple[Operator, ...]
    operators: int
    share: float | None


def compiled_by_vela(facts: Facts) -> Compiled:
    """Return what the board's NPU leaves over: read from the model where it is compiled, else compiled here; raise VelaFailed."""
    if any(it.name == OPERATOR for it in facts.model.operators()):
        return _left(facts.model, None)
    return _left(_compile(facts), facts.model)


def _left(compiled: Model, source: Model | None) -> Compiled:
    left = tuple(it for it in compiled.operators() if it.name != OPERATOR)
    total = sum(macs(source, it) for it in source.operators()) if source else 0
    count = sum(1 for _ in (source or compiled).operators())
    return Compiled(left, count, sum(macs(compiled, it) for it in left) / total if total else None)


def _compile(facts: Facts) -> Model:
    import subprocess
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from tflint.model import reader

    if find_spec("ethosu") is None or find_spec("ethosu.vela") is None:
        raise VelaFailed("ethos-u-vela is not installed: pip install 'tflint[ethos-u]'")
    with TemporaryDirectory(prefix="tflint-") as folder:
        Path(folder, "model.tflite").write_bytes(facts.model.data[:])
        command = ("-P", "-m", "ethosu.vela", "model.tflite", "--accelerator-config", facts.board.npu or "", "--output-dir", ".")
        try:
            done = subprocess.run([sys.executable, *command], cwd=folder, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603  our own words
        except (OSError, subprocess.TimeoutExpired) as why:
            raise VelaFailed(f"ethos-u-vela did not finish: {type(why).__name__}") from None
        made = Path(folder, "model_vela.tflite")
        if done.returncode or not made.is_file():
            raise VelaFailed(f"ethos-u-vela refuses the model: {_last_line(done)}")
        try:
            return reader.read(made.read_bytes())
        except reader.Malformed as why:
            raise VelaFailed(f"ethos-u-vela wrote no model: {why.why}") from None


def _last_line(done: CompletedProcess[bytes]) -> str:
    lines = (done.stderr + done.stdout).decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:200] if lines else f"exit code {done.returncode}"
