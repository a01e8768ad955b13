"""Make tools/snapshots/unsettled.json: what of a month's code is as in no measured commit near it.

    python tools/tflm_history.py MIRRORS [--check] [--commits]

MIRRORS holds tensorflow+tflite-micro/repo, a git repository with its whole history. For every month between two measured commits
(tools/snapshots/catalogue.json), each file that can change the arena or a verdict is compared with its state at either, definition by
definition: without comments, log statements, and functions that run in Invoke() only. A definition as neither has it unsettles the ops whose
`Register_` or `Parse` function reaches it (tools/tflm_calls.py), with each library's kernels; outside of the kernels' files, or reached from there,
it unsettles the month, which is a bound as a whole. What TFLM shares with TensorFlow Lite and never reaches is left out. Another CMSIS-NN
unsettles the ops that have a kernel for it. `--commits` lists for each unsettled file the commits that touched it between the two.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from generate_snapshots import TOOLS, History
from mirrors import TFLM, demand
from tflm_calls import ANY, code_of, definitions, every, names_of, reached

if TYPE_CHECKING:
    from tflm_calls import Code, Definition, Place

FILE = TOOLS / "unsettled.json"
ROOTS = ("tensorflow/lite/micro", "tensorflow/lite/c", "tensorflow/lite/core", "tensorflow/lite/kernels", "signal/micro/kernels")
WANTED = re.compile(
    r"tensorflow/lite/micro/([^/]*|(arena_allocator|memory_planner|kernels|kernels/cmsis_nn|kernels/ethos_u)/[^/]*)\.(h|cc)"
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
HEADER = "tensorflow/lite/micro/micro_mutable_op_resolver.h"
KERNELS = ("tensorflow/lite/micro/kernels/", "signal/micro/kernels/")
FOR_CMSIS_NN = "tensorflow/lite/micro/kernels/cmsis_nn/"
# files of TFLM and TensorFlow Lite whose definitions serve single ops: a parser and a parameter struct each
FOR_OPS = re.compile(r"tensorflow/lite/(core/)?(c/builtin_op_data|api/flatbuffer_conversions)\.(h|cc)")
# files that TFLM shares with TensorFlow Lite, much of which it never reaches, and who may name what is in them
WITH_LITE = ("tensorflow/lite/c/", "tensorflow/lite/core/", "tensorflow/lite/kernels/")
NAMING = ("tensorflow/lite/micro", "tensorflow/lite/kernels/internal", "signal")
REGISTERED = re.compile(r"\b(?:Register|Parse)\w+")
ADDED = re.compile(r"TfLiteStatus\s+Add\w+\(")
OP = re.compile(r'BuiltinOperator_(\w+)|AddCustom\(\s*"([^"]+)"|GetString_(ETHOSU)')
LIBRARIES = ("reference", "cmsis-nn")


class Unsettled(NamedTuple):
    """What of a month no measured commit near it has: files that are not an op's alone, and for each library a file of each op."""

    shared: list[str]
    ops: dict[str, dict[str, str]]

    @property
    def files(self) -> list[str]:
        """Return all files, without CMSIS-NN itself."""
        return sorted({*self.shared, *(file for ops in self.ops.values() for file in ops.values())} - {"CMSIS-NN"})


class Files:
    """The files of TFLM's commits, by what they decide."""

    def __init__(self, history: History) -> None:
        self.repository, self.ethos_u = history.repository, history.ethos_u

    @cache  # noqa: B019  one history a run
    def of(self, commit: str) -> dict[str, frozenset[Definition]]:
        """Return the definitions of each wanted file at a commit."""
        rows = self.repository.git("ls-tree", "-r", commit, *ROOTS).splitlines()
        blobs = {path: words.split()[2] for words, _, path in (row.partition("\t") for row in rows)}
        return {
            path: self.definitions(blob) for path, blob in blobs.items() if WANTED.fullmatch(path) and not UNWANTED.search(path)
        }

    @cache  # noqa: B019  as above
    def definitions(self, blob: str) -> frozenset[Definition]:
        """Return the definitions in a file's text."""
        return definitions(self.repository.git("cat-file", "blob", blob))

    @cache  # noqa: B019  as above
    def words(self, commit: str) -> frozenset[str]:
        """Return the words in the files that may name what TFLM shares with TensorFlow Lite."""
        paths = [f"{folder}/*.{ending}" for folder in NAMING for ending in ("h", "cc")]
        return frozenset(self.repository.git("grep", "-hoE", "[A-Za-z_][A-Za-z_0-9]*", commit, "--", *paths).split())

    @cache  # noqa: B019  as above
    def roots(self, commit: str) -> dict[str, frozenset[str]]:
        """Return the functions that register and parse each op, as the resolver names them."""
        made: dict[str, frozenset[str]] = {}
        for body in ADDED.split(self.repository.show(commit, HEADER))[1:]:
            called = frozenset(REGISTERED.findall(body))
            for builtin, custom, npu in OP.findall(body):
                op = builtin or custom or (npu and self.ethos_u)
                if op != "CUSTOM":  # that is AddCustom() itself
                    made[op] = made.get(op, frozenset()) | called
        return made

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


def differing(own: Code, states: list[Code]) -> list[Place]:
    """Return the definitions of a commit that no neighbour has, and those that it lacks and all of them have, each with its file."""
    found = []
    for path in sorted(own.keys() | set().union(*states)):
        theirs, mine = [it.get(path, frozenset()) for it in states], own.get(path, frozenset())
        differ = (mine - frozenset().union(*theirs)) | (frozenset.intersection(*theirs) - mine)
        found += [(path, it) for it in sorted(differ, key=lambda it: it.digest)]
    return found


def unsettled(files: Files, commit: str, near: list[str]) -> Unsettled:
    """Return what of a commit no neighbour has."""
    if commit in near:
        return Unsettled([], {})
    states, own = [files.of(it) for it in near], files.of(commit)
    differ = differing(own, states)
    together = every([own, *states])
    lite = reached(code_of(together, WITH_LITE), files.words(commit).union(*map(files.words, near)))
    differ = [(path, it) for path, it in differ if not path.startswith(WITH_LITE) or (path, it) in lite or ANY in it.names]
    apart = {path for path in together if path.startswith(KERNELS) or FOR_OPS.fullmatch(path)}
    rest = {path: found for path, found in together.items() if path not in apart}
    from_rest = reached({path: together[path] for path in apart}, names_of(rest), files_of_names=rest)
    shared = sorted(
        {path for path, it in differ if path not in apart or (path, it) in from_rest or (ANY in it.names and path.endswith(".h"))}
    )
    replaced = {path for path in own if path.startswith(FOR_CMSIS_NN) and all(path in it for it in states)}
    ops = {}
    for library in LIBRARIES if not shared else ():
        left_out = FOR_CMSIS_NN if library == "reference" else tuple(path.replace("cmsis_nn/", "") for path in replaced)
        code = {path: together[path] for path in apart if not path.startswith(left_out or "/")}
        new_library = library != "reference" and files.cmsis_nn(commit) not in map(files.cmsis_nn, near)
        ops[library] = by_op(files, commit, near, code, differ, new_library=new_library)
    return Unsettled(shared, ops)


def by_op(files: Files, commit: str, near: list[str], code: Code, differ: list[Place], *, new_library: bool) -> dict[str, str]:
    """Return for each op a file of its own that is unsettled, `CMSIS-NN` where it is another one and the op calls it."""
    found = {}
    for op, called in sorted(files.roots(commit).items()):
        own = reached(code, called.union(*(files.roots(it).get(op, frozenset()) for it in near)))
        touched = {path for path, _ in own}
        paths = {path for path, it in differ if (path, it) in own or (ANY in it.names and path in touched)}
        if paths:
            found[op] = min(paths)
        elif not any(path.startswith(KERNELS) for path in touched):
            found[op] = HEADER  # its kernel was not found, or is yet to come
        elif new_library and any(path.startswith(FOR_CMSIS_NN) for path in touched):
            found[op] = "CMSIS-NN"
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
        made[name] = found._asdict() if any(found.ops.values()) or found.shared else {}
        for path in found.files if arguments.commits else ():
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
