"""Loads model files in a real runtime, each in a forked process of its own, and tells which of them it survived.

Run by tests and tools as a program: `python run_in_runtime.py tflm|litert FILE…` prints a JSON object a line:
`{"file", "outcome": "ok"|"refused"|"died"|"hung", "signal", "seconds", "log"}`. Bad models crash runtimes: never load one elsewhere.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any

SECONDS = 5  # of CPU that a model may take: the ones used here run in milliseconds
ARENA = 16 << 20  # bytes
ADDRESS_SPACE = 8 << 30  # bytes; a wild allocation is refused, not swapped
REFUSED = 3  # exit code of a child whose runtime raised


def tflm(data: bytes) -> None:
    """Allocate and invoke once in TensorFlow Lite Micro."""
    from tflite_micro.python.tflite_micro import runtime

    interpreter = runtime.Interpreter.from_bytes(data, arena_size=ARENA)
    interpreter.invoke()


def litert(data: bytes) -> None:
    """Load, allocate and invoke once in LiteRT, without delegates."""
    from ai_edge_litert.interpreter import Interpreter, OpResolverType

    interpreter: Any = Interpreter(
        model_content=data, num_threads=1, experimental_op_resolver_type=OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
    )
    interpreter.allocate_tensors()
    interpreter.invoke()


def load(data: bytes) -> None:
    """Only open a model in LiteRT, which runs its flatbuffer verifier."""
    from ai_edge_litert.interpreter import Interpreter, OpResolverType

    Interpreter(model_content=data, experimental_op_resolver_type=OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES)


RUNTIMES = {"tflm": tflm, "litert": litert, "litert-load": load}


def child(name: str, path: Path, log: int) -> None:
    """Run one model in this process, which may not survive it."""
    os.dup2(log, 1)
    os.dup2(log, 2)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)  # of CPU: a busy machine is no hang
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    try:
        RUNTIMES[name](path.read_bytes())
    except Exception as error:  # noqa: BLE001  any refusal is one
        os.write(2, f"\n{type(error).__name__}: {error}\n".encode(errors="replace"))
        os._exit(REFUSED)
    os._exit(0)


def outcome(name: str, path: Path) -> dict[str, object]:
    """Fork, run one model, and tell how it went, with the end of what the runtime printed."""
    log = os.memfd_create("log")
    pid = os.fork()
    if not pid:
        child(name, path, log)
    _, status, used = os.wait4(pid, 0)
    size = os.fstat(log).st_size
    text = os.pread(log, 2000, max(0, size - 2000)).decode(errors="replace")
    os.close(log)
    number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else None
    how = (
        ("ok" if not os.WEXITSTATUS(status) else "refused") if number is None else "hung" if number == signal.SIGPROF else "died"
    )
    name_of = None if number is None else signal.Signals(number).name
    return {"file": str(path), "outcome": how, "signal": name_of, "seconds": used.ru_utime + used.ru_stime, "log": text}


def main() -> None:
    """Run each file of the command line."""
    warm = {"tflm": "tflite_micro.python.tflite_micro.runtime"}.get(sys.argv[1], "ai_edge_litert.interpreter")
    __import__(warm)
    for path in sys.argv[2:]:
        sys.stdout.write(json.dumps(outcome(sys.argv[1], Path(path))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
