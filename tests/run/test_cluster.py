"""A dask cluster that lints."""

import os
import signal
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from repository import write
from scenes import model, scope

from tflint import packs
from tflint.files.found import Source
from tflint.run.lint_files import gather
from tflint.run.lint_json import encode
from tflint.run.means import Means

distributed = pytest.importorskip("distributed", reason="the extra dask is not installed")
dask = pytest.importorskip("dask", reason="the extra dask is not installed")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills workers with SIGKILL")


@pytest.fixture(autouse=True)
def _dask_may_warn() -> Iterator[None]:
    """Let dask warn when a worker is killed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def sources(folder: Path, number: int) -> list[Source]:
    write(folder, {f"{n:05}.tflite": model(n % 7) if n % 10 else b"broken" for n in range(number)})
    return [Source(str(folder / f"{n:05}.tflite"), f"{n:05}.tflite", f"{n:05}.tflite") for n in range(number)]


def told(found: list[Source], means: Means) -> list[str]:
    return sorted(str(encode(judged)) for _, judged in gather(found, scope(*packs.load()), means).linted)


def test_a_killed_worker_loses_nothing(tmp_path: Path) -> None:
    found = sources(tmp_path / "m", 1500)
    serial = told(found, Means(1, cached=False))
    journal = tmp_path / "journal"
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=50) as cluster:
        killed = threading.Event()

        def kill_one() -> None:
            while not journal.exists() or journal.read_bytes().count(b"\n") < 100:
                time.sleep(0.01)
            os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)
            killed.set()

        thread = threading.Thread(target=kill_one, daemon=True)
        thread.start()
        far = told(found, Means(dask=cluster.scheduler_address, journal=str(journal)))
    assert killed.is_set()
    assert far == serial
    assert journal.read_bytes().count(b"\n") == len(found) + 1


def test_a_file_that_kills_every_worker_is_named_and_nothing_else_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = write(
        tmp_path / "site",
        {
            "lethal_pack.py": b'"""Kills its process."""\nimport os, signal\nfrom tflint.api import File, Rule, Severity\n'
            b'rule = Rule(__name__, severity=Severity.ERROR, since="0")\n@rule.on(File)\ndef check(file):\n'
            b'    if file.path == "00005.tflite":\n        os.kill(os.getpid(), signal.SIGKILL)\n    return iter(())\n'
        },
    )
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.setenv("PYTHONPATH", str(site), prepend=os.pathsep)
    found = sources(tmp_path / "m", 6)
    lethal = scope(*packs.load(["lethal_pack"]))
    cluster_of_two = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": ":0", "silence_logs": 50}
    strikes = dask.config.set({"distributed.scheduler.allowed-failures": 0})
    with strikes, distributed.LocalCluster(**cluster_of_two) as cluster:
        lints = gather(found, lethal, Means(dask=cluster.scheduler_address))
    assert sorted(it.source for it in lints.linted) == found
    assert [(it.rule, it.path) for _, judged in lints.linted for it in judged.crashed] == [("process", "00005.tflite")]
