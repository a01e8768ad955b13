"""Copies of TFLM in a repository: where each is, which state of TFLM's main it is, which kernels it brings."""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
from collections import Counter
from datetime import date, timedelta
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from tflint.project import edge_impulse
from tflint.project.tables import table_text
from tflint.project.tree import upwards
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tflint.project.tree import Tree

HEADER = "tensorflow/lite/micro/micro_interpreter.h"
EXPERIMENTAL = "tensorflow/lite/experimental/micro/micro_interpreter.h"
MOST_TREES = 16
LIBRARY = ("library.properties", "library.json", "idf_component.yml")
LITE = "tensorflow/lite/"
FOR_EVER = "9999"  # until today
DIGITS = 6  # of a content: one patched file in 190,000 would agree with one of the 89 that a file of main had at most
GONE = "-"  # no content: the file is not there
# declarations alone, what projects cut down or put other macros into (TF_LITE_STATIC_MEMORY is looked at by itself), and what logs
_DECIDES_NOTHING = re.compile(
    r"(?:/micro_ops|/micro_utils|/conv|/fully_connected|_op_resolver|_profiler|schema_generated|c/common|internal/common)\.h$"
    r"|(?:all_ops_resolver|lite/kernels/kernel_util)\.cc$|/flatbuffer_conversions\.|/recording_"
)
MOST = 2  # one of so many of the files that a copy has must agree on its state: some have not changed for years
_IGNORED = re.compile(r"//[^\n]*|/\*.*?\*/|^[ \t]*#[ \t]*include\b[^\n]*", re.DOTALL | re.MULTILINE)
_SPACE = re.compile(r"\s+")
_METHOD = re.compile(r"\bTfLiteStatus\s+(Add[A-Z]\w*)\s*\(", re.ASCII)

_LIBRARY_NAME = re.compile(r"^name=(\w+)[ \t]*$", re.MULTILINE)
# the snapshots of libraries that are main of some month but for what their build defines, by name and month
_LIBRARIES = {
    ("Arduino_TensorFlowLite", "2023-02"): "arduino@2023-02",
    ("MicroTFLite", "2023-02"): "arduino@2023-02",
    ("Chirale_TensorFLowLite", "2023-01"): "arduino@2023-01",
    ("tflm_cortexm", "2023-01"): "arduino@2023-01",
    ("TensorFlowLite_ESP32", "2022-04"): "tensorflowlite-esp32@1.0.0",
    ("tflm_esp32", "2022-04"): "tensorflowlite-esp32@1.0.0",
}
# what decides between the larger struct of TensorFlow Lite and the smaller one: TF_LITE_STATIC_MEMORY, ARDUINO in copies that rewrite it
_GUARD = re.compile(r"^#ifndef (\w+)\s*\n\s*typedef struct TfLiteTensor\b", re.ASCII | re.MULTILINE)
# around every file of EloquentTinyML 2.4, which brings one copy for ESP32s and one for other chips
_FOR_CHIPS = re.compile(r"#if!?defined\(ESP32\)")
_ESP_NN = re.compile(r"\bD?ESP_NN\b|/esp_nn/")
_CALL = re.compile(r"\b(Add[A-Z]\w*)\s*\(\s*\)", re.ASCII)


class State(Record):
    """The days (ISO) from which and until which TFLM's main had what a copy has, and how many of its files say so."""

    since: str
    until: str
    files: int

    @property
    def month(self) -> str:
        """Return the month at whose end main was like this, else the one whose end is nearest."""
        since, until = date.fromisoformat(self.since), _day(self.until)
        before, after = since.replace(day=1) - timedelta(1), _end(since)
        return f"{before if since - before < after - until else after:%Y-%m}"


def _day(text: str) -> date:
    return date.max if text.startswith(FOR_EVER) else date.fromisoformat(text)


def _end(day: date) -> date:
    """Return the last day of a day's month."""
    return (day.replace(day=1) + timedelta(32)).replace(day=1) - timedelta(1)


class Vendored:
    """A copy of TFLM: `root` is the folder in which `tensorflow/` lies."""

    def __init__(self, tree: Tree, root: str, header: str) -> None:
        self.tree = tree
        self.root = root
        self.header = header
        self.micro = posixpath.dirname(header)

    def holds(self, path: str) -> bool:
        """Return whether a file is part of the copy."""
        return path.startswith(self._folders)

    @cached_property
    def _folders(self) -> tuple[str, ...]:
        lite = self.micro.rpartition("/micro")[0].removesuffix("/experimental")
        return (f"{lite}/", *(posixpath.join(self.root, name, "") for name in ("signal", "third_party")))

    @cached_property
    def library(self) -> str | None:
        """Return the folder of the library that the copy is in, None where it is not in one."""
        above = upwards(self.root)
        return next((it for it in above if any(self.tree.has(posixpath.join(it, name)) for name in LIBRARY)), None)

    @cached_property
    def on_esp32(self) -> bool | None:
        """Return whether the copy is compiled for ESP32s, None where it is for any chip: EloquentTinyML 2.4 brings two copies."""
        guard = _FOR_CHIPS.match(_plain(self.tree.text(self.header)))
        return None if guard is None else "!" not in guard[0]

    @cached_property
    def is_edge_impulse(self) -> bool:
        """Return whether the copy is the one in Edge Impulse's SDK, whose kernels are patched: of no state of main."""
        return edge_impulse.is_sdk(self.tree, self.root)

    @cached_property
    def state(self) -> State | None:
        """Return the state of main that the copy's files agree on, None where too few of them are main's."""
        if self.is_edge_impulse:
            return None
        found = _agreed(list(self._spans.values()))
        return found if found is not None and found.files * MOST >= len(self._spans) else None

    @cached_property
    def _spans(self) -> dict[str, list[list[str]]]:
        """Return the spans of days in which main had each of the copy's files as it is, none where it never had."""
        files = {name: path for name in _files() if (path := self._path(name)) is not None}
        return {name: _files()[name].get(fingerprint(self.tree.text(path)), []) for name, path in files.items()}

    @property
    def is_built_elsewhere(self) -> bool:
        """Return whether the copy has headers without the sources of what they declare: its library is somewhere else."""
        return self._path(f"{LITE}micro/micro_allocator.cc") is None

    @cached_property
    def patched(self) -> tuple[str, ...]:
        """Return the sources that decide arenas and verdicts and are not as main had them on the copy's day, by their names in TFLM.

        Empty for a copy that is a snapshot of its own. Files that main did not have then do not count: they are not built.
        """
        state = self.state
        if state is None or not self.snapshot.startswith("tflm@"):
            return ()
        then = [
            name
            for name in self._spans
            if any(_holds(span, state) for spans in _files()[name].values() for span in spans)
            and not _DECIDES_NOTHING.search(name)
        ]
        return tuple(name.removeprefix(LITE) for name in then if not any(_holds(span, state) for span in self._spans[name]))

    @property
    def snapshot(self) -> str:
        """Return the name of the snapshot that the copy is of, empty where its state is not known.

        Arduino's library, and others like it, is one of 2023-02 that is built without TF_LITE_STATIC_MEMORY, which is a snapshot of its own.
        """
        if self.state is None:
            return self._older
        named = _LIBRARY_NAME.search(self.tree.text(posixpath.join(posixpath.dirname(self.root), "library.properties")))
        return _LIBRARIES.get((named[1] if named else "", self.state.month), f"tflm@{self.state.month}")

    @cached_property
    def _older(self) -> str:
        """Return the copy of before TFLM had a repository of its own that all files known of such are from."""
        votes: list[list[str]] = []
        for name, known in _older().items():
            path = self._path(name)
            if path is not None:
                votes.append(known.get(fingerprint(self.tree.text(path)), []))
        counts = Counter(name for vote in votes for name in vote)
        best, count = max(counts.items(), key=lambda it: (it[1], it[0]), default=("", 0))
        return best if count == len(votes) else ""

    @cached_property
    def is_older_than_main(self) -> bool:
        """Return whether the copy is from before TFLM had a repository of its own, by what its headers lack.

        `system_setup.h` came with InitializeTarget() in 2021-03.
        """
        return self.header.endswith(EXPERIMENTAL) or (self.state is None and not self._has("system_setup.h"))

    def kernels(self) -> tuple[str, str] | None:
        """Return the kernel library that the copy's CONV_2D is of and the file that says so, None where it has several or none.

        Edge Impulse's files have those of several libraries, chosen by macros (edge_impulse.kernels).
        """
        if self.is_edge_impulse:
            return None
        found = {}
        for library, folders in (("reference", ("",)), ("cmsis-nn", ("cmsis_nn/", "cmsis-nn/")), ("esp-nn", ("esp_nn/",))):
            for folder in folders:
                path = next((p for s in (".cc", ".cpp") if self.tree.has(p := f"{self.micro}/kernels/{folder}conv{s}")), None)
                if path is not None:
                    found[library] = path
        if len(found) == 1:
            return next(iter(found.items()))
        return self._of_component() if {*found} == {"reference", "esp-nn"} else None

    def _of_component(self) -> tuple[str, str] | None:
        """Return the kernels that the copy's CMakeLists.txt builds where it makes an ESP-IDF component of it."""
        path = posixpath.join(self.root, "CMakeLists.txt")
        lines = [line.partition("#")[0] for _, line in self.tree.lines(path)]
        if not any("idf_component_register" in line for line in lines):
            return None
        return ("esp-nn" if any(_ESP_NN.search(line) for line in lines) else "reference"), path

    def methods(self) -> frozenset[str]:
        """Return the `AddXxx` methods of the copy's resolver."""
        return frozenset(_METHOD.findall(self.tree.text(f"{self.micro}/micro_mutable_op_resolver.h")))

    def all_ops(self) -> frozenset[str]:
        """Return the `AddXxx` methods that the copy's AllOpsResolver calls, none where it has no such resolver."""
        texts = (self.tree.text(f"{self.micro}/all_ops_resolver.{suffix}") for suffix in ("cc", "cpp"))
        return frozenset(_CALL.findall(_IGNORED.sub("", next(filter(None, texts), ""))))

    def tensor_guard(self) -> tuple[str, str] | None:
        """Return the macro without which TfLiteTensor is the larger struct, with the header that tests it; None where none does."""
        lite = self.micro.rpartition("/micro")[0].removesuffix("/experimental")
        for path in (f"{lite}/core/c/common.h", f"{lite}/c/common.h"):
            if match := _GUARD.search(self.tree.text(path)):
                return match[1], path
        return None

    def _has(self, name: str) -> bool:
        return self.tree.has(f"{self.micro}/{name}")

    def _path(self, name: str) -> str | None:
        path = posixpath.join(self.root, name)
        return next((p for p in (path, path.removesuffix(".cc") + ".cpp") if self.tree.has(p)), None)


def _holds(span: list[str], state: State) -> bool:
    return span[0] <= state.since < span[1]


def copies(tree: Tree) -> Iterator[Vendored]:
    """Yield the copies of TFLM in a project, by their folders."""
    number = 0
    for name in sorted(tree.names):
        for header in (HEADER, EXPERIMENTAL):
            if name == header or name.endswith(f"/{header}"):
                yield Vendored(tree, name[: -len(header)].rstrip("/"), name)
                number += 1
        if number >= MOST_TREES:
            return


def fingerprint(text: str) -> str:
    """Return what stays of a source when a copy changes its includes, its comments and its white space, or compiles it for some chips only."""
    plain = _plain(text)
    if guard := _FOR_CHIPS.match(plain):
        plain = plain[guard.end() :].removesuffix("#endif")
    return hashlib.blake2b(plain.encode("utf-8", "replace"), digest_size=4).hexdigest()[:DIGITS]


def _plain(text: str) -> str:
    return _SPACE.sub("", _IGNORED.sub("", text))


def _agreed(votes: list[list[list[str]]]) -> State | None:
    """Return the span in which most files have been as they are, the first such; None where none was ever of main."""
    best: State | None = None
    for since in sorted({since for spans in votes for since, _ in spans}):
        holding = [until for spans in votes for start, until in spans if start <= since < until]
        if best is None or len(holding) > best.files:
            best = State(since, min(holding), len(holding))
    return best


@cache
def _older() -> Mapping[str, Mapping[str, list[str]]]:
    older: Mapping[str, Mapping[str, list[str]]] = _table()["older"]
    return older


@cache
def _files() -> Mapping[str, Mapping[str, list[list[str]]]]:
    """Return for each file of TFLM's main the spans of days in which it had each content."""
    return {name: _spans(timeline.split()) for name, timeline in _table()["files"].items()}


def _spans(listed: list[str]) -> dict[str, list[list[str]]]:
    """Return the spans of each content of a file from the days on which they came, each before its content."""
    made: dict[str, list[list[str]]] = {}
    for since, content, until in zip(listed[::2], listed[1::2], (*listed[2::2], FOR_EVER), strict=True):
        spans = made.setdefault(content, [])
        if spans and spans[-1][1] == since:
            spans[-1][1] = until
        else:
            spans.append([since, until])
    made.pop(GONE, None)
    return made


@cache
def _table() -> Mapping[str, Any]:
    table: Mapping[str, Any] = json.loads(table_text("tflm_fingerprints.json"))
    return table
