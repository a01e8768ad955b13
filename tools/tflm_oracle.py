"""Ask the real TFLM (the tflite-micro wheel) what it makes of models; one JSON object a line in, one out.

    python tools/tflm_oracle.py < questions.jsonl

A question is {"path": FILE, "arena": BYTES, "invoke": BOOL, "seconds": NUMBER}; an answer {"allocates": BOOL, "invokes": BOOL,
"signal": NUMBER, "log": TEXT, "used", "head", "tail": BYTES, "recorded": {CATEGORY: BYTES}}. Every model is loaded in a child of its own: bad ones kill it.
"""

from __future__ import annotations

import json
import os
import re
import signal
import sys
import tempfile
from pathlib import Path
from typing import Any

from tflite_micro.python.tflite_micro import runtime

ARENA = 64 << 20
SECONDS = 20
TOTAL = re.compile(r"Arena allocation (total|head|tail) (\d+) bytes")
CATEGORY = re.compile(r"'([^']+)' used (\d+) bytes with alignment overhead")
ALLOCATES, INVOKES, REFUSES = 0, 3, 4


def child(question: dict[str, Any]) -> int:
    """Load, print the allocations, invoke where asked for; return how far it came as an exit code."""
    data = Path(question["path"]).read_bytes()
    try:
        interpreter = runtime.Interpreter.from_bytes(data, arena_size=question.get("arena", ARENA))
    except (RuntimeError, AttributeError):  # the wheel's own Python counts variables, and trips over options that are absent
        return REFUSES
    interpreter.print_allocations()
    if not question.get("invoke"):
        return ALLOCATES
    try:
        interpreter.invoke()
    except RuntimeError:
        return ALLOCATES
    return INVOKES


def ask(question: dict[str, Any]) -> dict[str, Any]:
    """Return the answer to a question."""
    with tempfile.TemporaryFile() as log:
        pid = os.fork()
        if pid == 0:
            os.dup2(log.fileno(), 1)
            os.dup2(log.fileno(), 2)
            signal.alarm(question.get("seconds", SECONDS))
            os._exit(child(question))
        _, status = os.waitpid(pid, 0)
        log.seek(0)
        return answer(status, log.read().decode(errors="replace"))


def answer(status: int, log: str) -> dict[str, Any]:
    """Return what an exit status and a log say."""
    killed, code = os.WIFSIGNALED(status), os.WEXITSTATUS(status)
    sizes = {{"total": "used"}.get(name, name): int(size) for name, size in TOTAL.findall(log)}
    return {
        "allocates": bool(sizes) and code != REFUSES,
        "invokes": not killed and code == INVOKES,
        "signal": os.WTERMSIG(status) if killed else 0,
        "log": log,
        "recorded": {name: int(size) for name, size in CATEGORY.findall(log)},
        **sizes,
    }


def main() -> None:
    """Answer line by line."""
    for line in sys.stdin:
        print(json.dumps(ask(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
