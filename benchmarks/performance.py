"""The table of docs/performance.md: tflint and its peers, as ratios in one run.

TFLINT_CORPUS=DATA python benchmarks/performance.py [--markdown] [--against CHECKOUT] [--smoke]

CPU seconds (user + system) of whole processes, the least of several runs each, interleaved; peak memory is the child's own.
Peers that are not installed are left out, and said. CHECKOUT is another state of this repository, started in turns with this one.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import platform
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
CORPUS = Path(os.environ.get("TFLINT_CORPUS") or ROOT / "no-corpus") / "models"
CHILD = """
import os, resource, subprocess, sys, time
began = time.perf_counter()
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
took = time.perf_counter() - began
use = resource.getrusage(resource.RUSAGE_CHILDREN)
print(use.ru_utime + use.ru_stime, use.ru_maxrss, done.returncode, took)
"""
TFLM = """
import sys
from tflite_micro import runtime
for path in sys.argv[1:]:
    try:
        runtime.Interpreter.from_file(path, arena_size=1 << 26)
    except Exception:
        pass
"""


ACCESSORS = """
import sys
import tflite
for path in sys.argv[1:]:
    model = tflite.Model.GetRootAs(open(path, "rb").read(), 0)
    for graph in map(model.Subgraphs, range(model.SubgraphsLength())):
        for tensor in map(graph.Tensors, range(graph.TensorsLength())):
            tensor.Name(), tensor.ShapeAsNumpy(), tensor.Type()
        for operator in map(graph.Operators, range(graph.OperatorsLength())):
            operator.InputsAsNumpy(), operator.OutputsAsNumpy(), operator.OpcodeIndex()
"""
LITERT = """
import sys
from ai_edge_litert.interpreter import Interpreter
for path in sys.argv[1:]:
    Interpreter(path).allocate_tensors()
"""
CAMERA = """version = 1
[boards.camera]
extends = "esp32-s3-devkitc-1"
kernels = "esp-nn@1.2.1"
arena = "128 KiB"
[[models]]
path = "person.tflite"
boards = ["camera"]
"""
MODEL = "person.tflite"
OTHER = ", the other checkout"
PEERS = {
    "tflite-micro, load": ("tflite_micro", TFLM),
    "ai-edge-litert, load": ("ai_edge_litert", LITERT),
    "tflite's accessors": ("tflite", ACCESSORS),
}


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process took: CPU seconds, peak MiB, exit code, seconds by the clock."""

    cpu: float
    mib: float
    code: int
    clock: float


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: a claim, what was measured, its target, and whether it is met (None: not measured here)."""

    what: str
    measured: str
    target: str
    met: bool | None


def run(command: list[str], cwd: Path, **more: str) -> Cost:
    """Run a command once, with more environment variables if wanted, and return its cost."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"} | more
    child = [sys.executable, "-c", CHILD, *command]
    done = subprocess.run(child, cwd=cwd, env=environment, capture_output=True, encoding="utf-8", check=True)
    cpu, kib, code, clock = done.stdout.split()
    return Cost(float(cpu), float(kib) / 1024, int(code), float(clock))


def best(commands: dict[str, list[str]], cwd: Path, runs: int, other: Path | None = None) -> dict[str, Cost]:
    """Run every command `runs` times, interleaved, and return each one's cheapest run.

    `other` is the checkout that those run whose names end with OTHER.
    """
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    more = {name: _of_checkout(other) if other and name.endswith(OTHER) else {} for name in commands}
    for name, command in commands.items():
        run(command, cwd, **more[name])  # compiles modules, as an installation does once
    for _ in range(runs):
        for name, command in commands.items():
            costs[name].append(run(command, cwd, **more[name]))
    return {name: min(seen, key=lambda cost: cost.cpu) for name, seen in costs.items()}


def _of_checkout(folder: Path) -> dict[str, str]:
    return {"PYTHONPATH": os.pathsep.join(str(folder / name) for name in ("rules", "src"))}


def ratio_row(what: str, ours: Cost, theirs: Cost, most: float, unit: str) -> Row:
    """Return a row that compares CPU seconds."""
    ratio = ours.cpu / theirs.cpu
    return Row(what, f"{ratio:.2f} × ({ours.cpu * 1000:.0f} / {theirs.cpu * 1000:.0f} ms)", f"≤ {most} × {unit}", ratio <= most)


def against(tflint: list[str], other: Path, runs: int) -> list[Row]:
    """Measure this checkout against another one, in turns."""
    rows = []
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as empty:
        write_one_model(Path(folder))
        for what, cwd, words in (
            ("`tflint --version`", empty, ["--version"]),
            ("a run with no files", empty, ["check"]),
            ("lint one model with a manifest", folder, ["check", "--no-cache", MODEL]),
        ):
            costs = best({"this": [*tflint, *words], f"this{OTHER}": [*tflint, *words]}, Path(cwd), runs, other)
            rows.append(ratio_row(what, costs["this"], costs[f"this{OTHER}"], 1, "the other checkout"))
    return rows


def start_up(tflint: list[str], runs: int) -> list[Row]:
    """Measure --version and an empty run against the interpreter's start-up."""
    with tempfile.TemporaryDirectory() as empty:
        commands = {
            "python": [sys.executable, "-c", "pass"],
            "version": [*tflint, "--version"],
            "nothing": [*tflint, "check"],
        }
        costs = best(commands, Path(empty), runs)
    unit = "interpreter's start-up"
    return [
        ratio_row("`tflint --version`", costs["version"], costs["python"], 3, unit),
        ratio_row("a run with no files", costs["nothing"], costs["python"], 2.2, unit),
    ]


def one_model(tflint: list[str], runs: int) -> list[Row]:
    """Measure the example person detector, with a manifest and a board that it fits, against the real TFLM's own load.

    On a board that it does not fit, the finding says what `tflint fix` would make of it, which is a search of seconds.
    """
    peers = {
        name: [sys.executable, "-c", text, MODEL] for name, (package, text) in PEERS.items() if importlib.util.find_spec(package)
    }
    with tempfile.TemporaryDirectory() as folder:
        write_one_model(Path(folder))
        commands = {"ours": [*tflint, "check", "--no-cache", MODEL], "cached": [*tflint, "check", MODEL]}
        costs = best({"python": [sys.executable, "-c", "pass"], **commands, **peers}, Path(folder), runs)
    bare, ours, cached = costs.pop("python"), costs.pop("ours"), costs.pop("cached")
    rows = [
        ratio_row("lint one model with a manifest", ours, bare, 5, "interpreter's start-up"),
        ratio_row("the same model from the cache", cached, ours, 1, "linting it"),
        Row("peak memory of that", f"{ours.mib:.1f} MiB", "≤ 30 MiB", ours.mib <= 30),
    ]
    rows += [Row(f"the same model: {name}", f"{it.cpu * 1000:.0f} ms, {it.mib:.0f} MiB", "", None) for name, it in costs.items()]
    if "tflite-micro, load" in costs:
        tflm = costs["tflite-micro, load"]
        rows.insert(0, ratio_row("lint one model with a manifest", ours, tflm, 0.35, "tflite-micro's load"))
    return rows


def write_one_model(folder: Path) -> None:
    """Write the example person detector and its manifest."""
    (folder / MODEL).write_bytes((ROOT / "examples" / "models" / MODEL).read_bytes())
    (folder / "tflint.toml").write_text(CAMERA, "utf-8")


def many_models(tflint: list[str], runs: int) -> list[Row]:
    """Measure a set of models in one process against the real TFLM loading the same files."""
    models = sorted(str(path) for path in CORPUS.glob("tensorflow+tflite-micro/*.tflite"))
    if not models:
        return [Row("lint TFLM's own set", "the corpus is not here", "≤ 1 × tflite-micro", None)]
    command = {"ours": [*tflint, "check", "--no-cache", "--jobs=1", *models]}
    if importlib.util.find_spec("tflite_micro") is not None:
        command["tflm"] = [sys.executable, "-c", TFLM, *models]
    costs = best(command, ROOT, max(1, runs // 3))
    each = costs["ours"].cpu / len(models) * 1000
    rows = [Row(f"CPU a model, {len(models)} models", f"{each:.1f} ms", "≤ 5 ms", each <= 5)]
    if "tflm" in costs:
        rows.insert(0, ratio_row(f"lint TFLM's own {len(models)} models", costs["ours"], costs["tflm"], 1, "tflite-micro"))
    return rows


def registry(tflint: list[str], count: int) -> list[Row]:
    """Measure many models that differ in a byte of their description: alone, and once more out of the cache."""
    with tempfile.TemporaryDirectory() as folder:
        write_copies(Path(folder) / "models", count)
        check = [*tflint, "check", "models"]
        where = {"XDG_CACHE_HOME": folder, "LOCALAPPDATA": folder}
        first, again = (run([*check, "--jobs=1"], Path(folder), **where) for _ in range(2))
    each, less = first.cpu / count * 1000, again.cpu / first.cpu
    return [
        Row(f"CPU a model, {count:,} models", f"{each:.1f} ms", "≤ 1.5 ms", each <= 1.5),
        Row(
            "the same again, from the cache",
            f"{less:.2f} × ({again.cpu:.2f} / {first.cpu:.2f} s)",
            "≤ 0.1 × the first run",
            less <= 0.1,
        ),
    ]


def two_workers(tflint: list[str], count: int) -> Row:
    """Measure by the clock what a second worker brings: both in turns, the least of three each."""
    with tempfile.TemporaryDirectory() as folder:
        write_copies(Path(folder) / "models", count)
        check = [*tflint, "check", "--no-cache", "models"]
        pairs = [[run([*check, f"--jobs={jobs}"], Path(folder)).clock for jobs in (1, 2)] for _ in range(3)]
    faster = min(one for one, _ in pairs) / min(two for _, two in pairs)
    return Row(f"{count:,} models with two workers", f"{faster:.1f} × as fast", "≥ 1.7 ×, on two idle processors", faster >= 1.7)


def write_copies(folder: Path, count: int) -> None:
    """Write copies of the corpus, or of the examples where it is not at hand, no two alike."""
    folder.mkdir()
    models = [path.read_bytes() for path in sorted((*CORPUS.rglob("*.tflite"), *(ROOT / "examples/models").glob("*.tflite")))]
    usable = [(data, at) for data in models if len(data) < 400_000 and (at := description_at(data)) is not None]
    for number in range(count):
        data, at = usable[number % len(usable)]
        letter = b"%c" % (33 + number // len(usable))
        (folder / f"{number:05}.tflite").write_bytes(data[:at] + letter + data[at + 1 :])


def description_at(data: bytes) -> int | None:
    """Return where a model's description is in its file, None where it has none."""
    from tflint.model.reader import Malformed, read

    try:
        text = read(data).description.encode()
    except (Malformed, UnicodeEncodeError):
        return None
    return data.find(text) if text and text in data else None


def large_graphs(tflint: list[str], sizes: tuple[tuple[int, float], ...]) -> list[Row]:
    """Measure generated chains of many ops, whole process."""
    from tflint.testing import ModelBuilder

    rows = []
    for count, most in sizes:
        builder = ModelBuilder()
        last = builder.input("x", (1, 16), "int8", scale=0.5, zero_point=0)
        for index in range(count):
            following = builder.tensor(f"t{index}", (1, 16), "int8", scale=0.5, zero_point=0)
            builder.operator("RELU", [last], [following])
            last = following
        builder.output(last)
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "chain.tflite").write_bytes(builder.build())
            cost = run([*tflint, "check", "--no-cache", "chain.tflite"], Path(folder))
        rows.append(Row(f"a model of {count:,} ops", f"{cost.cpu:.2f} s, {cost.mib:.0f} MiB", f"≤ {most} s", cost.cpu <= most))
    return rows


def huge_file(tflint: list[str], size: int) -> Row:
    """Measure a model whose weights make it `size` bytes large (a sparse file, so that only what is read costs)."""
    from tflint.testing import ModelBuilder

    builder = ModelBuilder()
    x = builder.input("x", (1, 16), "float32")
    w = builder.constant("w", bytes(16 * 16 * 4), (16, 16), "float32")
    y = builder.tensor("y", (1, 16), "float32")
    builder.operator("FULLY_CONNECTED", [x, w, -1], [y])
    builder.output(y)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "huge.tflite"
        path.write_bytes(builder.build())
        os.truncate(path, size)
        cost = run([*tflint, "check", "--no-cache", "huge.tflite"], Path(folder))
    return Row(f"a file of {size // 10**6} MB", f"{cost.mib:.1f} MiB peak, {cost.cpu:.2f} s", "≤ 64 MiB", cost.mib <= 64)


def table(rows: list[Row], *, markdown: bool) -> str:
    """Return the rows as aligned text, or as a Markdown table with the machine named."""
    marks = {True: "yes", False: "no", None: "–"}
    cells = [("what", "measured", "target", "met"), *((row.what, row.measured, row.target, marks[row.met]) for row in rows)]
    if markdown:
        head = f"Measured on {platform.machine()}, {os.cpu_count()} cores, CPython {platform.python_version()}, {platform.system()}.\n\n"
        lines = [f"| {' | '.join(row)} |" for row in cells]
        return head + "\n".join([lines[0], "| --- | --- | --- | --- |", *lines[1:]])
    widths = [max(len(row[i]) for row in cells) for i in range(4)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells)


def main() -> int:
    """Print the table; 0 even where a target is missed: the figures are for reading, not a gate."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--markdown", action="store_true", help="print a Markdown table")
    parser.add_argument("--smoke", action="store_true", help="one quick run of each, to see that it works")
    parser.add_argument("--against", type=Path, metavar="CHECKOUT", help="measure nothing but start-up, against another checkout")
    arguments = parser.parse_args()
    runs = 1 if arguments.smoke else 15
    script = Path(sys.executable).with_name("tflint")  # what people run; -m imports runpy as well
    tflint = [str(script)] if script.exists() else [sys.executable, "-m", "tflint"]
    sizes = ((1_000, 1.0),) if arguments.smoke else ((10_000, 1.0), (100_000, 12.0))
    if arguments.against:
        print(table(against(tflint, arguments.against.resolve(), runs), markdown=arguments.markdown))
        return 0
    rows = [*start_up(tflint, runs), *one_model(tflint, runs)]
    if not arguments.smoke:
        rows += many_models(tflint, runs)
    rows += [*registry(tflint, 20 if arguments.smoke else 10_000), two_workers(tflint, 20 if arguments.smoke else 2_000)]
    rows += [*large_graphs(tflint, sizes), huge_file(tflint, 10**7 if arguments.smoke else 5 * 10**8)]
    print(table(rows, markdown=arguments.markdown))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
