"""Measure the resident memory of a LiteRT process, with XNNPACK and without: python tools/measure_litert_memory.py MODEL… > rows.jsonl.

`--networks N` measures N random networks (fuzz/conv_networks.py) with XNNPACK instead; their rows have the seed.

Each model is loaded, allocated and run twice by the installed wheel in a process of its own. Before it, a small model that XNNPACK
takes over is run, so that what the libraries need once is in the base. A row has, in bytes: `base`, the resident set before the
model; `rss`, how much it grew; `anonymous`, how much of that belongs to no file; `file`, the model's size.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from importlib import metadata
from pathlib import Path

CHILD = """
import gc, json, re, sys
import numpy as np
from ai_edge_litert import interpreter as runtime

def memory():
    gc.collect()
    text = open("/proc/self/smaps_rollup").read()
    return {name: int(size) * 1024 for name, size in re.findall(r"(Rss|Anonymous):\\\\s+(\\\\d+) kB", text)}

def run(path, resolver):
    interpreter = runtime.Interpreter(model_path=path, experimental_op_resolver_type=resolver)
    interpreter.allocate_tensors()
    for detail in interpreter.get_input_details():
        interpreter.set_tensor(detail["index"], np.zeros(detail["shape"], detail["dtype"]))
    interpreter.invoke()
    interpreter.invoke()
    return interpreter

resolvers = runtime.OpResolverType
resolver = resolvers.AUTO if sys.argv[1] == "xnnpack" else resolvers.BUILTIN_WITHOUT_DEFAULT_DELEGATES
small = run(sys.argv[2], resolver)
before = memory()
kept = run(sys.argv[3], resolver)
after = memory()
delegates = sum(op["op_name"] == "DELEGATE" for op in kept._get_ops_details())
print(json.dumps({"base": before["Rss"], "rss": after["Rss"] - before["Rss"],
                  "anonymous": after["Anonymous"] - before["Anonymous"], "partitions": delegates}))
"""
SECONDS = 120


def small() -> bytes:
    """Return a model of one convolution."""
    from tflint.testing import ModelBuilder

    builder = ModelBuilder()
    x = builder.input("x", (1, 8, 8, 4), "float32")
    w = builder.constant("w", 0.5, (4, 3, 3, 4), "float32")
    b = builder.constant("b", 0.5, (4,), "float32")
    y = builder.tensor("y", (1, 6, 6, 4), "float32")
    window = {"padding": 1, "stride_w": 1, "stride_h": 1, "dilation_w_factor": 1, "dilation_h_factor": 1}
    builder.operator("CONV_2D", [x, w, b], [y], window)
    builder.output(y)
    return builder.build()


def measure(path: Path, warm: Path, mode: str) -> dict[str, object] | None:
    """Return a row, None where the model does not run."""
    command = [sys.executable, "-c", CHILD.replace("\\\\", "\\"), mode, str(warm), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)
    if done.returncode or not done.stdout:
        return None
    data = path.read_bytes()
    row = {
        "sha256": hashlib.sha256(data).hexdigest(),
        "file": len(data),
        "mode": mode,
        "wheel": metadata.version("ai-edge-litert"),
    }
    return {**row, **json.loads(done.stdout)}


def networks(count: int, folder: Path, warm: Path) -> None:
    """Print a row for each random network."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "fuzz"))
    from conv_networks import network

    path = folder / "network.tflite"
    for seed in range(count):
        path.write_bytes(network(seed))
        row = measure(path, warm, "xnnpack")
        if row is not None:
            print(json.dumps({"seed": seed, **row}), flush=True)


def main() -> None:
    """Print a row for each model and mode."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        warm = Path(folder) / "small.tflite"
        warm.write_bytes(small())
        if sys.argv[1] == "--networks":
            networks(int(sys.argv[2]), Path(folder), warm)
            return
        for argument in sys.argv[1:]:
            for mode in ("xnnpack", "none"):
                row = measure(Path(argument), warm, mode)
                if row is not None:
                    print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()
