"""Make src/tflint/runtime/tflm/snapshots/: what each snapshot of TFLM is, from TFLM's history and what was measured.

    python tools/generate_snapshots.py MIRRORS [--check]

MIRRORS is a folder of git repositories with their whole history, each as OWNER+NAME/repo (tensorflow+tflite-micro, and the
copies that tools/snapshots/catalogue.json names). Three files go in:

- tools/snapshots/features.json: the mechanisms by name, each with the commit that brought it and the one that took it away;
- tools/snapshots/catalogue.json: which commits were measured, and who ships which copy;
- tools/snapshots/sizes.json: the struct sizes that a compiler reported for each measured commit, where they differ from abi/*.json.

A month that was not measured has the mechanisms and sizes of its commit. It is exact for the ops whose code tools/tflm_history.py finds in
one of the two measured commits next to it; the others are `unsettled`, each with a file. Where code that all ops share is in neither, all is a bound.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from generate_op_tables import ETHOS_U, HEADER, Repository, methods
from mirrors import TFLM, demand, repository

from tflint.runtime.tflm import abi
from tflint.runtime.tflm.op_tables import SHARED, file_of

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parent.parent
SNAPSHOTS = ROOT / "src" / "tflint" / "runtime" / "tflm" / "snapshots"
TOOLS = ROOT / "tools" / "snapshots"
MADE = "made by tools/generate_snapshots.py; do not edit"
UNSETTLED: dict[str, dict[str, Any]] = json.loads((TOOLS / "unsettled.json").read_text("utf-8"))
SHOWN = 3
Sizes = dict[str, dict[str, int]]
compact = partial(json.dumps, separators=(",", ":"))


class State(NamedTuple):
    """What a commit of TFLM's main has."""

    commit: str
    date: str
    ops: frozenset[str]
    features: frozenset[str]
    sizes: Sizes


class History:
    """TFLM's main: which commit comes after which, and what each has."""

    def __init__(self, mirrors: Path) -> None:
        self.repository = Repository(repository(mirrors, TFLM))
        lines = self.repository.git("log", "--first-parent", "--reverse", "--format=%H %cI", "main").splitlines()
        self.dates = dict(line.split() for line in lines)
        self.order = {commit: number for number, commit in enumerate(self.dates)}
        self.features = json.loads((TOOLS / "features.json").read_text("utf-8"))
        self.catalogue = json.loads((TOOLS / "catalogue.json").read_text("utf-8"))
        self.measured: dict[str, Sizes] = json.loads((TOOLS / "sizes.json").read_text("utf-8"))

    @cache  # noqa: B019  one history a run
    def full(self, commit: str) -> str:
        """Return the whole hash of the commit of main with which a commit landed; raise SystemExit where it never did."""
        whole = self.repository.git("rev-parse", f"{commit}^{{commit}}").strip()
        if whole not in self.order:
            later = self.repository.git("rev-list", "--ancestry-path", f"{whole}..main").split()
            whole = min((it for it in later if it in self.order), key=self.order.__getitem__, default="")
        if not whole:
            raise SystemExit(f"{commit} is not on main")
        return whole

    def holds(self, commit: str, change: str) -> bool:
        """Return whether a commit of main has a change in it."""
        return change == "first" or self.order[self.full(change)] <= self.order[commit]

    def has(self, commit: str, feature: dict[str, Any]) -> bool:
        """Return whether a commit of main has a mechanism."""
        return any(
            (since is None or self.holds(commit, since)) and (until is None or not self.holds(commit, until))
            for since, until in feature["spans"]
        )

    def months(self) -> dict[str, str]:
        """Return the commit of each month: the measured one, else its last."""
        found = {f"tflm@{date[:7]}": commit for commit, date in self.dates.items()}
        return found | {name: self.full(row["commit"]) for name, row in self.catalogue["measured"].items()}

    def anchors(self) -> list[tuple[str, str]]:
        """Return (name, commit) of the measured commits of main, oldest first."""
        rows = [(name, self.full(row["commit"])) for name, row in self.catalogue["measured"].items()]
        return sorted(rows, key=lambda row: self.order[row[1]])

    @cache  # noqa: B019  one history a run
    def ops(self, commit: str) -> frozenset[str]:
        """Return the ops that the resolver of a commit has a method for."""
        later = {op for op, change in self.catalogue["kernels_later"].items() if not self.holds(commit, change)}
        return frozenset(methods(self.repository.show(commit, HEADER), self.ethos_u)) - later

    @property
    def ethos_u(self) -> str:
        """Return the custom code of Arm's NPU."""
        return str(re.findall(r'"([^"]+)"', self.repository.show("main", ETHOS_U).partition("GetString_ETHOSU")[2])[0])

    def sizes(self, commit: str) -> Sizes:
        """Return the struct sizes of a commit: of a struct that a compiler reported differently before and after it, as the change says."""
        anchors = [it for it in self.anchors() if it[0] in self.measured]
        before = [name for name, it in anchors if self.order[it] <= self.order[commit]]
        after = [name for name, it in anchors if self.order[it] >= self.order[commit]]
        old, new = self.measured[(before or after)[-1 if before else 0]], self.measured[(after or before)[0 if after else -1]]
        made: Sizes = {}
        for table in {**old, **new}:
            one, other = old.get(table, {}), new.get(table, {})
            for struct in {**one, **other}:
                changed = self.catalogue["size_changes"].get(struct.partition("@")[0], [])
                span = [it for it in changed if self._within(it, before, after)]
                chosen = other if one.get(struct) == other.get(struct) or (span and self.holds(commit, span[-1])) else one
                if struct in chosen:
                    made.setdefault(table, {})[struct] = chosen[struct]
        return made

    def _within(self, change: str, before: list[str], after: list[str]) -> bool:
        at = self.order[self.full(change)]
        commits = dict(self.anchors())
        return (not before or at > self.order[commits[before[-1]]]) and (not after or at <= self.order[commits[after[0]]])

    def state(self, commit: str) -> State:
        """Return what a commit of main has."""
        features = frozenset(name for name, row in self.features.items() if self.has(commit, row))
        return State(commit, self.dates[commit][:10], self.ops(commit), features, self.sizes(commit))


def changes(base: frozenset[str], own: frozenset[str]) -> dict[str, list[str]]:
    """Return what one set has that the other has not, sorted."""
    found = {"add": sorted(own - base), "remove": sorted(base - own)}
    return {key: names for key, names in found.items() if names}


def overlay(base: Sizes, own: Sizes, root: Mapping[str, Mapping[str, int]]) -> Sizes:
    """Return the sizes in which a snapshot differs from its base; a struct of the root's size again is named."""
    made: Sizes = {}
    for table in {**base, **own}:
        mine, theirs = own.get(table, {}), base.get(table, {})
        known = {**root[table], **mine}  # a struct that neither has was measured in the base alone
        differ = {s: known[s] for s in sorted({**mine, **theirs}) if s in known and mine.get(s) != theirs.get(s)}
        if differ:
            made[table] = differ
    return made


def roots() -> dict[str, Mapping[str, int]]:
    """Return the tables of abi/*.json, each with what it extends."""
    return {name: abi.load(name).sizes for name in abi.names()}


def document(state: State, base: State | None, base_name: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401  a JSON document
    """Return a snapshot's file."""
    nothing = State("", "", frozenset(), frozenset(), {})
    from_ = base or nothing
    made: dict[str, Any] = {} if base is None else {"extends": base_name}
    made |= {"date": state.date, "commit": state.commit} | {
        key: value for key, value in more.items() if value not in (None, [], "")
    }
    made["ops"] = changes(from_.ops, state.ops)
    made["features"] = changes(from_.features, state.features)
    made["sizes"] = overlay(from_.sizes, state.sizes, roots())
    return {key: value for key, value in made.items() if value not in ({}, [])}


def months(history: History) -> dict[str, dict[str, Any]]:
    """Return the files of all months of TFLM's own: a measured one whole, unless its row says `differences`, others as differences from one."""
    measured = history.catalogue["measured"]
    whole = [it for it in history.anchors() if not measured[it[0]].get("differences")]
    made = {}
    for name, commit in sorted(history.months().items()):
        state, row = history.state(commit), measured.get(name)
        near, at = min(whole, key=lambda it: abs(history.order[it[1]] - history.order[commit]))
        base = None if near == name else history.state(at)
        shipped = history.catalogue["shipped"].get(name)
        if row is not None:
            made[name] = document(state, base, near, exact=row["exact"], shipped_by=shipped)
            continue
        exact, bounds = settled(history, name, commit)
        made[name] = document(
            state, base, near, exact=exact, bounds=bounds, shipped_by=shipped, unsettled=unsettled(name, state.ops)
        )
    return made


def settled(history: History, name: str, commit: str) -> tuple[list[str], list[str]]:
    """Return what an unmeasured month is exact for but for its unsettled ops, or why it is a bound as a whole (tools/tflm_history.py)."""
    anchors, order = history.anchors(), history.order
    before = [it for it, at in anchors if order[at] <= order[commit]][-1:]
    after = [it for it, at in anchors if order[at] >= order[commit]][:1]
    measured = set.intersection(*(set(history.catalogue["measured"][it]["exact"]) for it in (*before, *after)))
    files = [short(path) for path in UNSETTLED[name].get("shared", ())]
    if not files:
        return sorted(measured), []
    rest = f" and {len(files) - SHOWN} more files" if len(files) > SHOWN else ""
    verb = "differs" if len(files) == 1 else "differ"
    return [], [f"{name} was not measured, and {', '.join(files[:SHOWN])}{rest} {verb} from the nearest months that were"]


def unsettled(name: str, ops: frozenset[str]) -> dict[str, dict[str, str]]:
    """Return for each kernel library the ops of a month that are a bound, each with a file that no measured month has."""
    libraries = UNSETTLED[name].get("ops", {}).items()
    found = {library: {op: short(path) for op, path in rows.items() if op in ops} for library, rows in libraries}
    return {library: rows for library, rows in found.items() if rows}


def short(path: str) -> str:
    """Return a path as reasons name it."""
    return path.removeprefix("tensorflow/lite/")


def copies(history: History) -> dict[str, dict[str, Any]]:
    """Return the files of the copies that others ship."""
    made = {}
    states: dict[str, State] = {}
    for name, row in history.catalogue["copies"].items():
        base_name = row["extends"]  # a month, or a copy before this one
        base = states[base_name] if base_name in states else history.state(history.months()[base_name])
        main = history.state(history.full(row["main"])) if "main" in row else base
        own = main._replace(
            commit=row.get("commit", main.commit),
            date=row.get("date", main.date),
            ops=(main.ops - set(row.get("without", ()))) | set(row.get("with", ())),
            features=(main.features - set(row.get("lost", ()))) | set(row.get("gained", ())),
            sizes={**main.sizes, **history.measured.get(name, {})},
        )
        states[name] = own
        made[name] = document(
            own,
            base,
            base_name,
            exact=row.get("exact"),
            bounds=row.get("bounds"),
            static_memory=row.get("static_memory"),
            shipped_by=row.get("shipped_by"),
            unsettled=dict.fromkeys(("cmsis-nn", "reference"), row["own"]) if "own" in row else None,
            op_versions=row.get("op_versions"),
        )
    return made


MODULE = '''"""What a snapshot's allocator, kernels and libraries do that others' do not, by name (tools/generate_snapshots.py).

Kernels ask for a feature, never for a date; tools/snapshots/features.json says which commit brought each and which took it away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Collection


class Features(Record):
    """A snapshot's mechanisms; what is false is done in the older or the newer way. tools/snapshots/features.json says of each what it is."""

{fields}


def of(names: Collection[str]) -> Features:
    """Return the features of these names."""
    return Features(*(name in names for name in Features._fields))
'''


def module(features: dict[str, Any]) -> str:
    """Return the text of features.py."""
    return MODULE.format(fields="\n".join(f"    {name}: bool = False" for name in features))


def text(content: dict[str, Any]) -> str:
    """Return a file's text: a line for each entry of its tables, without a space, because all of them are in the wheel."""
    return "{" + ",\n".join(f"{compact(key)}:{_rows(value)}" for key, value in content.items()) + "}\n"


def _rows(value: Any) -> str:  # noqa: ANN401  a JSON value
    if not isinstance(value, dict):
        return compact(value)
    return "{\n" + ",\n".join(f"{compact(name)}:{compact(row)}" for name, row in value.items()) + "\n}"


def files(snapshots: dict[str, dict[str, Any]]) -> dict[Path, dict[str, Any]]:
    """Return the snapshots of each file, by version: those of a family, of TFLM's own those of a year; by name those of small families."""
    made: dict[Path, dict[str, Any]] = {}
    for name, content in snapshots.items():
        key = name if file_of(name) == SHARED else name.partition("@")[2]
        made.setdefault(SNAPSHOTS / f"{file_of(name)}.json", {})[key] = content
    return made


def main() -> int:
    """Write the folder, or compare with it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mirrors", type=Path)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    demand(parser, arguments.mirrors, TFLM)
    history = History(arguments.mirrors)
    made = {SNAPSHOTS.with_name("features.py"): module(history.features)}
    for path, content in files({**months(history), **copies(history)}).items():
        made[path] = text({"_": MADE, "snapshots": content})
    stale = [path for path, content in made.items() if not path.exists() or path.read_text("utf-8") != content]
    stale += [path for path in SNAPSHOTS.rglob("*.json") if path not in made]
    for path in () if arguments.check else stale:
        if path not in made:
            path.unlink()
            continue
        path.parent.mkdir(exist_ok=True)
        path.write_text(made[path], "utf-8")
    print(f"{len(stale)} files {'are stale' if arguments.check else 'written'}")
    return int(bool(stale) and arguments.check)


if __name__ == "__main__":
    sys.exit(main())
