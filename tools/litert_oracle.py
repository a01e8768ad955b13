"""Ask the real LiteRT (the ai-edge-litert wheel, or tflite-runtime) what it makes of models; a path per line in, a JSON object per line out.

    python tools/litert_oracle.py [--invoke SECONDS] [--fillings N ...] < paths.txt

An answer is {"path": FILE, "allocates": BOOL, "signal": NUMBER, "log": TEXT, "at": {TENSOR: ADDRESS}}, without a delegate, of the
primary subgraph. With --invoke the model is also run, with each filling of its inputs (--fillings); the answer then has "runs", a list of
{"stage": "load" | "allocate" | "invoke" | "done", "signal": NUMBER, "log": TEXT}, in place of the addresses.
Every model is loaded in a child of its own: bad ones kill it.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

try:
    from tflite_runtime import interpreter as runtime  # type: ignore[import-not-found]  # an old wheel, where its folder is on the path
except ImportError:
    from ai_edge_litert import interpreter as runtime

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

SECONDS = 20
FILLINGS = (0, 1, 37)
"""Values for the inputs: all zeros, all ones, and a ramp from this number on."""
FIRST_SEED = 1000
"""From here on a filling is the seed of random values: small integers, now and then one that is large."""
RARELY = 0.1


def addresses(interpreter: Any) -> dict[int, int]:  # noqa: ANN401  the wheel ships no types
    """Return where each tensor's bytes lie; those without any are left out."""
    found = {}
    for tensor in interpreter.get_tensor_details():
        try:
            array = interpreter.tensor(tensor["index"])()
        except (ValueError, RuntimeError, TypeError):
            continue
        if array.nbytes and array.ndim:  # a scalar is handed out as a copy
            found[tensor["index"]] = array.__array_interface__["data"][0]
    return found


def loaded(path: str, *, writable: bool = False) -> Any:  # noqa: ANN401  the wheel ships no types
    """Return an interpreter without a delegate; `writable` holds the file in memory, so that a constant input can be filled."""
    resolver = runtime.OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
    source = {"model_content": Path(path).read_bytes()} if writable else {"model_path": path}
    return runtime.Interpreter(**source, experimental_op_resolver_type=resolver)


def allocate(path: str, out: TextIO) -> None:
    """Load and allocate, and write how that went; then write it again with addresses, which not every tensor survives."""
    answer: dict[str, Any] = {"path": path, "allocates": True, "signal": 0, "log": "", "at": {}}
    try:
        interpreter = loaded(path)
        interpreter.allocate_tensors()
    except (ValueError, RuntimeError) as why:
        print(json.dumps(answer | {"allocates": False, "log": str(why)}), file=out, flush=True)
        return
    print(json.dumps(answer), file=out, flush=True)
    print(json.dumps(answer | {"at": addresses(interpreter)}), file=out, flush=True)


def fill(interpreter: Any, filling: int) -> None:  # noqa: ANN401  the wheel ships no types
    """Write a filling into every input that the binding can write."""
    import numpy as np

    try:
        details = interpreter.get_input_details()
    except ValueError:  # a type that numpy does not have
        return
    for detail in details:
        try:
            values = filled(int(np.prod(detail["shape"])), filling).reshape(detail["shape"])
            interpreter.set_tensor(detail["index"], values.astype(detail["dtype"]))
        except (ValueError, RuntimeError, TypeError):
            continue


def filled(size: int, filling: int) -> Any:  # noqa: ANN401  numpy is only here where the wheel is
    """Return so many values of a filling."""
    import numpy as np

    if filling < FIRST_SEED:
        return np.arange(size) * (filling > 1) + filling
    drawn = np.random.default_rng(filling)
    return np.where(drawn.random(size) < RARELY, drawn.integers(-200, 200, size), drawn.integers(-4, 5, size))


def run(path: str, filling: int, out: TextIO) -> None:
    """Load, allocate and invoke; write the stage that is reached before each step, and why it failed after."""
    stage, log = "load", ""

    def reach(name: str) -> None:
        nonlocal stage
        stage = name
        print(json.dumps({"stage": stage, "signal": 0, "log": ""}), file=out, flush=True)

    reach("load")
    try:
        interpreter = loaded(path, writable=True)
        reach("allocate")
        interpreter.allocate_tensors()
        reach("invoke")
        fill(interpreter, filling)
        interpreter.invoke()
        stage = "done"
    except (ValueError, RuntimeError) as why:
        log = str(why)
    print(json.dumps({"stage": stage, "signal": 0, "log": log, "ended": True}), file=out, flush=True)


def forked(work: Callable[[TextIO], None], seconds: int = SECONDS) -> tuple[list[dict[str, Any]], int]:
    """Return what a child of our own wrote, and the signal or exit code that it ended with."""
    reading, writing = os.pipe()
    process = os.fork()
    if not process:
        signal.alarm(seconds)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        with os.fdopen(writing, "w") as out:
            work(out)
            out.flush()
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        lines = pipe.read().splitlines()
    _, status = os.waitpid(process, 0)
    return [json.loads(line) for line in lines], os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def ask(path: str) -> dict[str, Any]:
    """Return the answer of one model from a process that may die of it."""
    lines, died = forked(lambda out: allocate(path, out))
    return lines[-1] if lines else {"path": path, "allocates": False, "signal": died, "log": "", "at": {}}


def ask_to_run(path: str, seconds: int, fillings: Iterable[int]) -> dict[str, Any]:
    """Return how a model ended with each filling; one that is not allocated ends with the first two alike."""
    runs: list[dict[str, Any]] = []
    for filling in fillings:
        lines, died = forked(lambda out, filling=filling: run(path, filling, out), seconds)  # type: ignore[misc]  # bound at once
        last = lines[-1] if lines else {"stage": "load", "log": ""}
        runs.append({"stage": last["stage"], "signal": 0 if last.get("ended") else died, "log": last["log"]})
        if len(runs) > 1 and runs[-1]["stage"] in {"load", "allocate"}:
            break
    return {"path": path, "runs": runs}


def main() -> None:
    """Answer line by line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--invoke", type=int, metavar="SECONDS")
    parser.add_argument("--fillings", type=int, nargs="+", default=FILLINGS)
    arguments = parser.parse_args()
    for line in sys.stdin:
        path = line.rstrip("\n")
        answer = ask(path) if arguments.invoke is None else ask_to_run(path, arguments.invoke, arguments.fillings)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
