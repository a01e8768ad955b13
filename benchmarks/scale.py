"""A registry of generated models, linted here and on a dask cluster of which a worker is killed: the same must come out.

python benchmarks/scale.py [--models 10000] [--workers 2] [--smoke]. Prints seconds, models a second, and bytes of journal a model.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path

from tflint import packs
from tflint.check.scope import Scope
from tflint.files.found import Source
from tflint.manifest.board import Manifest
from tflint.run.lint_files import gather
from tflint.run.lint_json import encode
from tflint.run.means import Means
from tflint.testing import ModelBuilder, TensorFields

INT8 = TensorFields(dtype="int8", scale=0.5, zero_point=0)


def model(number: int) -> bytes:
    """Return the model of this number: one to eight layers of FULLY_CONNECTED; each tenth is cut short."""
    choice = random.Random(number)
    b = ModelBuilder(description=f"model {number}")
    width = choice.randrange(4, 64)
    x = b.input("samples", (1, width), **(INT8 if number % 3 else {"dtype": "float32"}))
    for layer in range(choice.randrange(1, 9)):
        out = choice.randrange(4, 64)
        y = b.tensor(f"layer{layer}", (1, out), **INT8)
        w = b.constant(f"weights{layer}", choice.randbytes(out * width), (out, width), "int8", scale=0.25, zero_point=0)
        b.operator("FULLY_CONNECTED", [x, w, -1], [y], {}, version=4)
        x, width = y, out
    b.output(x)
    data = b.build()
    return data if number % 10 else data[: len(data) // 2]


def lines(found: list[Source], means: Means) -> list[str]:
    """Return a line per file with what its lint came to, sorted."""
    scope = Scope(packs.load(), Manifest())
    return sorted(str(encode(judged)) for _, judged in gather(found, scope, means).linted)


def on_a_cluster(found: list[Source], workers: int, journal: Path) -> list[str]:
    """Lint on a cluster of this machine; one worker is killed once a fifth of the files is done."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=":0", silence_logs=50) as cluster:

        def kill_one() -> None:
            while not journal.exists() or journal.read_bytes().count(b"\n") < len(found) / 5:
                time.sleep(0.05)
            os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)
            print("killed a worker", flush=True)

        threading.Thread(target=kill_one, daemon=True).start()
        return lines(found, Means(dask=cluster.scheduler_address, journal=str(journal)))


def main() -> int:
    """Run the benchmark; return 1 where the two runs differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--smoke", action="store_true", help="few models, to see that it runs")
    arguments = parser.parse_args()
    number = 200 if arguments.smoke else arguments.models
    with tempfile.TemporaryDirectory() as folder:
        found = []
        for n in range(number):
            path = Path(folder, f"{n:06}.tflite")
            path.write_bytes(model(n))
            found.append(Source(str(path), path.name, path.name))
        begin = time.perf_counter()
        here = lines(found, Means(1, cached=False))
        middle = time.perf_counter()
        journal = Path(folder, "journal")
        there = on_a_cluster(found, arguments.workers, journal)
        end = time.perf_counter()
        print(f"{number:,} models; one process {middle - begin:.1f} s, {number / (middle - begin):.0f} a second")
        print(f"dask, {arguments.workers} workers, one killed: {end - middle:.1f} s, {number / (end - middle):.0f} a second")
        print(f"journal: {journal.stat().st_size / number:,.0f} B a model")
        same = hashlib.sha256("\n".join(here).encode()).hexdigest() == hashlib.sha256("\n".join(there).encode()).hexdigest()
        print("the two runs are the same, line for line" if same else "THE TWO RUNS DIFFER")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
