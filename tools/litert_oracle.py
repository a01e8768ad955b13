"""Ask the real LiteRT (the ai-edge-litert wheel, or tflite-runtime) what it makes of models; a path a line in, a JSON object a line out.

    python tools/litert_oracle.py < paths.txt

An answer is {"path": FILE, "allocates": BOOL, "signal": NUMBER, "log": TEXT, "at": {TENSOR: ADDRESS}}, without a delegate, of the
primary subgraph. Every model is loaded in a child of its own: bad ones kill it.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any, TextIO

try:
    from tflite_runtime import interpreter as runtime  # type: ignore[import-not-found]  # an old wheel, where its folder is on the path
except ImportError:
    from ai_edge_litert import interpreter as runtime  # type: ignore[import-untyped]  # the wheel ships no types

SECONDS = 20


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


def child(path: str, out: TextIO) -> None:
    """Load and allocate, and write how that went; then write it again with addresses, which not every tensor survives."""
    answer: dict[str, Any] = {"path": path, "allocates": True, "signal": 0, "log": "", "at": {}}
    resolver = runtime.OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
    try:
        interpreter = runtime.Interpreter(model_path=path, experimental_op_resolver_type=resolver)
        interpreter.allocate_tensors()
    except (ValueError, RuntimeError) as why:
        print(json.dumps(answer | {"allocates": False, "log": str(why)}), file=out, flush=True)
        return
    print(json.dumps(answer), file=out, flush=True)
    print(json.dumps(answer | {"at": addresses(interpreter)}), file=out, flush=True)


def ask(path: str) -> dict[str, Any]:
    """Return the answer of one model from a process that may die of it."""
    reading, writing = os.pipe()
    process = os.fork()
    if not process:
        signal.alarm(SECONDS)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        with os.fdopen(writing, "w") as out:
            child(path, out)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told:
        lines = told.read().splitlines()
    _, status = os.waitpid(process, 0)
    if lines:
        answer: dict[str, Any] = json.loads(lines[-1])
        return answer
    died = os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
    return {"path": path, "allocates": False, "signal": died, "log": "", "at": {}}


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(ask(line.rstrip("\n"))), flush=True)
