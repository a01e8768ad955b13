"""Make src/tflint/project/tflm_{fingerprints,commits,models}.json: to date a copy of TFLM, and to know its own models.

    python tools/generate_tflm_fingerprints.py MIRRORS [--check]

MIRRORS is a folder with tensorflow+tflite-micro/repo and espressif+esp-tflite-micro/repo, git repositories with their whole
history. Each file's content is taken without includes, comments and white space (`vendored.fingerprint`), with the days from
which and until which main had it. Copies of before TFLM had a repository of its own (OLDER) are known by their snapshots; their
repositories lie in MIRRORS too. Commits are known by their first six digits (`commits.DIGITS`): those of main by their day, those of
esp-tflite-micro by the version that its idf_component.yml had. Models are the .tflite files
under tensorflow/lite/ that any commit added.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

from mirrors import TFLM, demand, repository

from tflint.project import commits
from tflint.project.vendored import GONE, State, fingerprint

PROJECT = Path(__file__).resolve().parent.parent / "src" / "tflint" / "project"
ESPRESSIF = "espressif/esp-tflite-micro"
LITE = "tensorflow/lite/"
FILES = (
    "c/common.h",
    "core/c/common.h",
    "core/api/flatbuffer_conversions.cc",
    "core/api/flatbuffer_conversions.h",
    "kernels/internal/common.h",
    "kernels/kernel_util.cc",
    "micro/all_ops_resolver.cc",
    "micro/kernels/activations.cc",
    "micro/kernels/add.cc",
    "micro/kernels/concatenation.cc",
    "micro/kernels/conv.h",
    "micro/kernels/conv_common.cc",
    "micro/kernels/fully_connected.h",
    "micro/kernels/kernel_util.cc",
    "micro/kernels/kernel_util.h",
    "micro/kernels/micro_ops.h",
    "micro/kernels/quantize_common.cc",
    "micro/kernels/reduce.cc",
    "micro/kernels/reshape.cc",
    "micro/kernels/strided_slice.cc",
    "micro/memory_helpers.cc",
    "micro/memory_planner/greedy_memory_planner.cc",
    "micro/micro_allocator.cc",
    "micro/micro_allocator.h",
    "micro/micro_context.cc",
    "micro/micro_context.h",
    "micro/micro_graph.cc",
    "micro/micro_interpreter.cc",
    "micro/micro_interpreter.h",
    "micro/micro_interpreter_graph.cc",
    "micro/micro_mutable_op_resolver.h",
    "micro/micro_profiler.h",
    "micro/micro_utils.h",
    "micro/recording_micro_allocator.cc",
    "schema/schema_generated.h",
)
# copies of before TFLM had a repository of its own: the snapshot, the repository, the commit, the folder in which tensorflow/ lies
OLDER: tuple[tuple[str, str, str, str], ...] = (
    ("tf@2.1", "tanakamasayuki/Arduino_TensorFlowLite_ESP32", "c1a43bc", "src/"),
    ("eloquenttinyml@0.0.10", "eloquentarduino/EloquentTinyML", "fc99c6b", "src/"),
    ("tf@2.2", "neosensory/tensorflow", "2b96f36", ""),
    ("tfmicro@2020-04", "dimtass/stm32f746-tflite-micro-mnist", "e08d136", "source/libs/tensorflow/"),
    ("tf@2.3", "SwaroopKaimal/STM32_TfLite_sine_wave", "7814536", "tensorflow_lite/"),
    ("tf@2.3", "neosensory/tensorflow", "v2.3.0", ""),
    ("tf@2.4", "graphcore/tensorflow", "582c8d2", ""),
    ("arduino@2020-06", "onderbedirhan/Arduino_TensorFlowLite-2.1.0-ALPHA", "80ab5ec", "src/"),
    ("tfmicro@2020-10", "atomic14/diy-alexa", "5c10c30", "firmware/lib/tfmicro/"),
    ("pico-tflmicro@2020-11", "raspberrypi/pico-tflmicro", "386cbcd", "src/"),
    ("harvard-tinymlx@1.2.4", "tinyMLx/arduino-library", "2e829a7", "src/"),
)
# Edge Impulse's SDK patches TFLM's kernels: the commits that changed them, by the snapshot that has them
PATCHED = "edgeimpulse/inferencing-sdk-cpp"
PATCHED_SINCE = {
    "edge-impulse@2021-08": "be7b099 64736ab f0e6213 144730e",
    "edge-impulse@2022-09": "4c96547",
    "edge-impulse@2023-03": "85471be",
    "edge-impulse@2023-06": "63d49e4 abf7f15",
    "edge-impulse@2023-11": "29ca890 380fe7a 3b2f7cd",
    "edge-impulse@2024-08": "e8a7b5d f58efea c4864e2 5573a81 9f2b818 15fd14e 6864566 919819f",
}
OLDER += tuple((name, PATCHED, commit, "") for name, commits in PATCHED_SINCE.items() for commit in commits.split())
OLDER_FILES = tuple(
    f"tensorflow/lite/{folder}/{name}"
    for folder in ("micro", "experimental/micro")
    for name in (
        "kernels/all_ops_resolver.cc",
        "kernels/conv.cc",
        "kernels/fully_connected.cc",
        "kernels/softmax.cc",
        "memory_helpers.cc",
        "micro_allocator.cc",
        "micro_allocator.h",
        "micro_interpreter.cc",
        "micro_interpreter.h",
        "micro_mutable_op_resolver.h",
        "simple_memory_allocator.cc",
    )
)


def needed() -> list[str]:
    """Return the repositories whose histories the tables are made from."""
    return [TFLM, ESPRESSIF, *dict.fromkeys(name for _, name, _, _ in OLDER)]


def main() -> int:
    """Write the table, or compare it; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mirrors", type=Path)
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    options = parser.parse_args()
    demand(parser, options.mirrors, *needed())
    main_line = repository(options.mirrors, TFLM)
    texts = {
        "tflm_fingerprints.json": _text(main_line, _older(options.mirrors)),
        "tflm_commits.json": _commits(main_line, repository(options.mirrors, ESPRESSIF)),
        "tflm_models.json": _models(main_line),
    }
    stale = [name for name, text in texts.items() if options.check and (PROJECT / name).read_text(encoding="utf-8") != text]
    for name in stale:
        print(f"{name} is not what the histories say", file=sys.stderr)
    for name, text in texts.items() if not options.check else ():
        (PROJECT / name).write_text(text, encoding="utf-8")
    return 1 if stale else 0


def _commits(main_branch: Path, espressif: Path) -> str:
    months: dict[str, list[str]] = {}
    for line in _git(main_branch, "log", "--first-parent", "--reverse", "--format=%H %cs").splitlines():
        commit, day = line.split()
        months.setdefault(State(day, day, 0).month, []).append(commit[: commits.DIGITS])
    versions: dict[str, list[str]] = {}
    for commit in _git(espressif, "log", "--all", "--reverse", "--format=%H").split():
        shown = subprocess.run(
            ["git", "-C", str(espressif), "show", f"{commit}:idf_component.yml"],
            capture_output=True,
            check=False,
        )
        if match := re.search(rb'(?m)^version: "?([0-9.~]+)"?', shown.stdout):
            versions.setdefault(match[1].decode(), []).append(commit[: commits.DIGITS])
    lines = ["{", f' "made_by": {json.dumps(Path(__file__).name)},']
    for name, table in zip(commits.FAMILIES, (months, versions), strict=True):
        rows = ",\n".join(f"  {json.dumps(key)}: {json.dumps(''.join(found))}" for key, found in table.items())
        lines += [f' "{name}": {{', rows, " }" + ("," if table is months else "")]
    return "\n".join([*lines, "}"]) + "\n"


def _models(repository: Path) -> str:
    added = _git(repository, "log", "--all", "--format=", "--name-only", "--diff-filter=AR", "--", f"{LITE}*.tflite")
    names = sorted({name.removeprefix(LITE) for name in added.split()})
    table = {"made_by": Path(__file__).name, "models": names}
    return json.dumps(table, indent=1) + "\n"


def _older(mirrors: Path) -> dict[str, dict[str, list[str]]]:
    """Return for each file of older copies which snapshots its contents are of, by their fingerprints."""
    made: dict[str, dict[str, list[str]]] = {}
    for snapshot, owner_and_name, commit, folder in OLDER:
        for name in OLDER_FILES:
            for path in (folder + name, folder + name.removesuffix(".cc") + ".cpp"):
                command = ["git", "-C", str(repository(mirrors, owner_and_name)), "show", f"{commit}:{path}"]
                shown = subprocess.run(command, capture_output=True, check=False)
                if shown.returncode == 0:
                    found = made.setdefault(name, {}).setdefault(fingerprint(shown.stdout.decode("utf-8", "replace")), [])
                    found += [snapshot] if snapshot not in found else []
    return made


def _text(repository: Path, older: dict[str, dict[str, list[str]]]) -> str:
    made = {LITE + name: _timeline(repository, LITE + name) for name in FILES}
    lines = [
        "{",
        f' "made_by": {json.dumps(Path(__file__).name)},',
        f' "sources": {{"tensorflow/tflite-micro": {json.dumps(_git(repository, "rev-parse", "HEAD").strip()[:12])}}},',
        ' "files": {',
        ",\n".join(f"  {json.dumps(name)}: {json.dumps(listed)}" for name, listed in made.items()),
        " },",
        ' "older": {',
        ",\n".join(f"  {json.dumps(name)}: {json.dumps(found, separators=(',', ':'))}" for name, found in older.items()),
        " }",
        "}",
    ]
    return "\n".join(lines) + "\n"


def _timeline(repository: Path, path: str) -> str:
    """Return main's contents of a file, each after the day on which it came: `2021-04-09 5550f21b 2021-04-21 …`, `-` for a file that went."""
    listed: list[str] = []
    for line in _git(repository, "log", "--first-parent", "--reverse", "--format=%H %cs", "--", path).splitlines():
        commit, day = line.split()
        shown = subprocess.run(["git", "-C", str(repository), "show", f"{commit}:{path}"], capture_output=True, check=False)
        content = fingerprint(shown.stdout.decode("utf-8", "replace")) if shown.returncode == 0 else GONE
        if listed[-1:] != [content]:
            listed += [day, content]
    return " ".join(listed)


def _git(repository: Path, *arguments: str) -> str:
    return subprocess.run(["git", "-C", str(repository), *arguments], check=True, capture_output=True, encoding="utf-8").stdout


if __name__ == "__main__":
    sys.exit(main())
