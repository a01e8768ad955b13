"""Make tools/snapshots/unsettled.json: which of a month's files do what no measured commit near it does.

    python tools/tflm_history.py MIRRORS [--check] [--commits]

MIRRORS holds tensorflow+tflite-micro/repo, a git repository with its whole history. For every month between two measured commits
(tools/snapshots/catalogue.json), each file that can change the arena or a verdict is compared with its state at either, definition by
definition: without comments, log statements, and functions that run in Invoke() only. A file with a function or struct as neither has it
is unsettled, and the month is a bound. `--commits` lists for each unsettled file the commits that touched it between the two.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from generate_snapshots import TOOLS, History
from mirrors import TFLM, demand

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE = TOOLS / "unsettled.json"
ROOTS = ("tensorflow/lite/micro", "tensorflow/lite/c", "tensorflow/lite/core", "tensorflow/lite/kernels", "signal/micro/kernels")
WANTED = re.compile(
    r"tensorflow/lite/micro/([^/]*|(arena_allocator|memory_planner|kernels|kernels/cmsis_nn)/[^/]*)\.(h|cc)"
    r"|tensorflow/lite/(core/)?c/(common|builtin_op_data|c_api_types)\.(h|cc|c)"
    r"|tensorflow/lite/core/api/(flatbuffer_conversions|tensor_utils)\.(h|cc)"
    r"|tensorflow/lite/kernels/(kernel_util|padding)(_micro)?\.(h|cc)"
    r"|signal/micro/kernels/[^/]*\.(h|cc)"
)
# what no arena and no verdict follows from: tests, the recorder, the table of ops (generate_op_tables.py has it), ports, logs
UNWANTED = re.compile(
    r"_test|test_|/testing|recording_|op_resolver|debug_log|system_setup|micro_time|mock_|fake_|micro_profiler|cortex_m|/benchmarks"
    r"|micro_error_reporter|micro_log|micro_string|hexdump|all_ops_resolver|micro_ops\.h|micro_allocation_info|span\.h|micro_utils|simple_tensor|static_vector|ibuffer|kernel_runner|/micro_arena_constants"
)
CMSIS_NN = "tensorflow/lite/micro/tools/make/ext_libs/cmsis_nn_download.sh"
CMSIS = "tensorflow/lite/micro/tools/make/ext_libs/cmsis_download.sh"
THIRD_PARTY = "tensorflow/lite/micro/tools/make/third_party_downloads.inc"
COMMENT = re.compile(r'//[^\n]*|/\*.*?\*/|("(?:\\.|[^"\\])*")', re.DOTALL)
PREPROCESSOR = re.compile(r"^\s*#\s*(include|ifndef TENSORFLOW|define TENSORFLOW|pragma)[^\n]*$", re.MULTILINE)
LOGS = re.compile(r"\b(TF_LITE_KERNEL_LOG|TF_LITE_REPORT_ERROR|MicroPrintf|TFLITE_DCHECK\w*|TFLITE_CHECK\w*)\s*\([^;]*\)\s*;")
RENAMED = re.compile(r"\bTfLiteRegistration(_V1)?\b|\bTFLMRegistration\b")
SCOPE = re.compile(r'\b(?:namespace\b[\w\s:]*|extern\s*"C"\s*)\{')
RUNS = re.compile(r"(?:\b[\w:]+[\s*&]+){0,3}\b\w*(?:Eval|Invoke|Quantized\w*Impl)\w*\s*\([^;{}]*\)\s*\{")


def definitions(text: str) -> frozenset[str]:
    """Return hashes of a file's definitions, those that decide arenas and verdicts: functions, structs, constants."""
    code = COMMENT.sub(lambda match: match[1] or " ", text)
    code = RENAMED.sub("Registration", PREPROCESSOR.sub("", code))
    code = SCOPE.sub("", LOGS.sub("", _without_runs(code)))
    return frozenset(hashlib.sha256(it.encode()).hexdigest()[:16] for it in _pieces(code))


def _pieces(code: str) -> Iterator[str]:
    """Yield what stands at the outermost level, without white space; the ends of namespaces are left out."""
    depth, start = 0, 0
    for match in re.finditer(r"[{};]", code):
        if match[0] == "{":
            depth += 1
            continue
        if match[0] == "}":
            depth -= 1
        if depth <= 0:
            piece = re.sub(r"\s+", "", code[start : match.end()])
            depth, start = 0, match.end()
            if piece not in {";", "}"}:
                yield piece


def _without_runs(code: str) -> str:
    """Return code without the functions that run in Invoke() only."""
    while match := RUNS.search(code):
        depth, at = 1, match.end()
        while depth and at < len(code):
            depth += {"{": 1, "}": -1}.get(code[at], 0)
            at += 1
        code = code[: match.start()] + code[at:]
    return code


class Files:
    """The files of TFLM's commits, by what they decide."""

    def __init__(self, history: History) -> None:
        self.repository = history.repository

    @cache  # noqa: B019  one history a run
    def of(self, commit: str) -> dict[str, frozenset[str]]:
        """Return the definitions of each wanted file at a commit, and CMSIS-NN's own commit."""
        rows = self.repository.git("ls-tree", "-r", commit, *ROOTS).splitlines()
        blobs = {path: words.split()[2] for words, _, path in (row.partition("\t") for row in rows)}
        found = {
            path: self.definitions(blob) for path, blob in blobs.items() if WANTED.fullmatch(path) and not UNWANTED.search(path)
        }
        return found | {"CMSIS-NN": frozenset({self.cmsis_nn(commit)})}

    @cache  # noqa: B019  as above
    def definitions(self, blob: str) -> frozenset[str]:
        """Return the definitions in a file's text."""
        return definitions(self.repository.git("cat-file", "blob", blob))

    def cmsis_nn(self, commit: str) -> str:
        """Return the commit of CMSIS-NN that a commit of TFLM downloads."""
        for path in (CMSIS_NN, CMSIS, THIRD_PARTY):
            try:
                text = self.repository.show(commit, path)
            except subprocess.CalledProcessError:
                continue
            hashes = re.findall(r"(?:CMSIS(?:_NN)?/archive/|GITHUB_COMMIT=\"|ZIP_PREFIX_NN=\"|ZIP_PREFIX=\")([0-9a-f]{40})", text)
            if hashes:
                return str(hashes[0])
        return ""


def neighbours(history: History, commit: str) -> list[str]:
    """Return the measured commits before and after a commit, itself where it is one."""
    order, anchors = history.order, [it for _, it in history.anchors()]
    before = [it for it in anchors if order[it] <= order[commit]][-1:]
    after = [it for it in anchors if order[it] >= order[commit]][:1]
    return list(dict.fromkeys([*before, *after]))


def unsettled(files: Files, commit: str, near: list[str]) -> list[str]:
    """Return the files of a commit with a definition that no neighbour has, or without one that all of them have."""
    states, own = [files.of(it) for it in near], files.of(commit)
    found = []
    for path in sorted(own.keys() | set().union(*states)):
        theirs = [it.get(path, frozenset()) for it in states]
        mine = own.get(path, frozenset())
        if mine - frozenset().union(*theirs) or frozenset.intersection(*theirs) - mine:
            found.append(path)
    return found


def main() -> int:
    """Write the file, or compare it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mirrors", type=Path)
    parser.add_argument("--check", action="store_true", help="only compare")
    parser.add_argument("--commits", action="store_true", help="print the commits that touched each unsettled file")
    arguments = parser.parse_args()
    demand(parser, arguments.mirrors, TFLM)
    history = History(arguments.mirrors)
    files = Files(history)
    made = {}
    for name, commit in sorted(history.months().items()):
        near = neighbours(history, commit)
        found = unsettled(files, commit, near)
        made[name] = found
        for path in found if arguments.commits else ():
            log = history.repository.git("log", "--format=%h %cs %s", f"{near[0]}..{near[-1]}", "--", path)
            print(f"{name} {path}\n  " + "\n  ".join(log.splitlines()))
    text = "{\n" + ",\n".join(f" {json.dumps(name)}: {json.dumps(found)}" for name, found in made.items()) + "\n}\n"
    stale = not FILE.is_file() or FILE.read_text("utf-8") != text
    if stale and not arguments.check:
        FILE.write_text(text, "utf-8")
    print(f"{sum(not it for it in made.values())} of {len(made)} months settled", "(stale)" if stale and arguments.check else "")
    return int(stale and arguments.check)


if __name__ == "__main__":
    sys.exit(main())
