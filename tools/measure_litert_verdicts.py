"""Compare tflint's verdicts with what the real LiteRT makes of models: how many failures are reported at each stage, and what is false.

    python tools/measure_litert_verdicts.py DATA [--differences]
    python tools/measure_litert_verdicts.py --random 3000 --seed 1 [--op NAME] [--differences] [--keep FOLDER]

DATA holds litert_probes.json and the folders probes and synthetic; without it random models of one op are made (fuzz/litert_ops.py).
Each model runs in the installed wheel, without a delegate, in a process of its own per filling of its inputs. What fails with every
filling counts as decided by the file; what fails with some is for nobody to report, and counts nowhere.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "fuzz"))

import litert_bases
import litert_ops
import probe_litert
from probe_litert import text_of, verdicts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tflint.runtime.verdict import Verdict

FILLINGS = (0, 1, 37, 1001, 1002)
STAGES = ("load", "allocate", "invoke", "dies")


class Outcome(NamedTuple):
    """How a model ended: its stage with every filling (`open` where the fillings end differently), and the text of one run."""

    stage: str
    text: str


class Sample(NamedTuple):
    """A model with a name that tells where it comes from."""

    name: str
    data: bytes


def outcome(runs: list[dict[str, object]]) -> Outcome:
    """Return how a model ended with all fillings."""
    stages = {_stage(run) for run in runs}
    logs = {text_of(str(run["log"])) for run in runs}
    return Outcome(stages.pop() if len(stages) == 1 else "open", min(logs))


def _stage(run: dict[str, object]) -> str:
    if run["signal"]:
        return "endless" if run["signal"] == signal.SIGALRM else "dies"
    return str(run["stage"])


def outcomes(samples: Iterable[Sample]) -> Iterator[tuple[Sample, Outcome]]:
    """Run samples in the real runtime; yield each with how it ended."""
    listed = list(samples)
    for start in range(0, len(listed), probe_litert.BATCH):
        batch = listed[start : start + probe_litert.BATCH]
        with tempfile.TemporaryDirectory() as folder:
            paths = [Path(folder) / f"{i}.tflite" for i in range(len(batch))]
            for path, sample in zip(paths, batch, strict=True):
                path.write_bytes(sample.data)
            for sample, answer in zip(batch, probe_litert.answers(paths, FILLINGS), strict=True):
                yield sample, outcome(answer["runs"])


def listed(folder: Path) -> Iterator[Sample]:
    """Yield the probes of a data folder."""
    for row in json.loads((folder / "litert_probes.json").read_text("utf-8")):
        path = next(path for room in ("probes", "synthetic") if (path := folder / room / row["file"]).exists())
        yield Sample(row["file"], path.read_bytes())


def drawn(count: int, seed: int, ops: list[str] | None) -> Iterator[Sample]:
    """Yield random models."""
    for probe in litert_ops.probes(count, seed, tuple(ops or litert_bases.OPS)):
        yield Sample(f"{probe.op} {probe.what}", probe.data)


class Tally:
    """Counts: of each stage how many models end there and how many of them tflint reports; false alarms; words claimed and true."""

    def __init__(self) -> None:
        self.ends: Counter[str] = Counter()
        self.reported: Counter[str] = Counter()
        self.false = self.claimed = self.true = 0

    def add(self, real: Outcome, fatal: list[Verdict] | None) -> str:
        """Count a model; return what is wrong with our verdict, nothing where it agrees."""
        self.ends[real.stage] += 1
        if real.stage == "done":
            self.false += fatal != []
            return "" if fatal == [] else "false alarm"
        if real.stage not in STAGES:
            return ""
        found = fatal is None or any(real.stage == "dies" or it.at_allocate == (real.stage != "invoke") for it in fatal)
        self.reported[real.stage] += found
        if not found:
            return "missed" if not fatal else "at another stage"
        words = [str(it.message) for it in fatal or () if it.message]
        if real.stage == "dies" or not words:
            return ""
        true = any(text_of(message) in real.text for message in words)
        self.claimed, self.true = self.claimed + 1, self.true + true
        return "" if true else "misquoted"

    def lines(self) -> Iterator[str]:
        """Yield the measures."""
        before = self.ends["load"] + self.ends["allocate"]
        seen = self.reported["load"] + self.reported["allocate"]
        yield f"load and AllocateTensors(): {seen} of {before} reported{_share(seen, before)}"
        for stage, name in (("invoke", "Invoke()"), ("dies", "death")):
            yield f"{name}: {self.reported[stage]} of {self.ends[stage]} reported{_share(self.reported[stage], self.ends[stage])}"
        yield f"false: {self.false} of {self.ends['done']} that run{_share(self.false, self.ends['done'])}"
        yield f"messages: {self.true} of {self.claimed} claimed are printed{_share(self.true, self.claimed)}"
        yield f"not counted: {self.ends['open']} that the inputs' values decide, {self.ends['endless']} that do not end"


def _share(part: int, whole: int) -> str:
    return f" ({part / whole:.1%})" if whole else ""


def main() -> int:
    """Print the measures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, nargs="?")
    parser.add_argument("--random", type=int, default=3000, metavar="N")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--op", action="append")
    parser.add_argument("--differences", action="store_true")
    parser.add_argument("--keep", type=Path, help="a folder for the models that differ")
    arguments = parser.parse_args()
    samples = listed(arguments.data) if arguments.data else drawn(arguments.random, arguments.seed, arguments.op)
    tally = Tally()
    for number, (sample, real) in enumerate(outcomes(samples)):
        fatal = verdicts_of(sample.data)
        wrong = tally.add(real, fatal)
        if wrong and arguments.differences:
            ours = "malformed" if fatal is None else "; ".join(f"{it.phase} {it.effect}: {it.message or it.why}" for it in fatal)
            print(f"{number:5} {wrong}: {sample.name}\n      theirs {real.stage}: {real.text}\n      ours   {ours or 'runs'}")
        if wrong and arguments.keep:
            (arguments.keep / f"{arguments.seed}_{number}.tflite").write_bytes(sample.data)
    print(*tally.lines(), sep="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
