"""Make src/tflint/runtime/tflm/ops/*.json: which op has a kernel since when, and which snapshots of TFLM people really build.

    python tools/generate_op_tables.py MIRRORS [--check]

MIRRORS is a folder of git repositories with their whole history: tensorflow+tflite-micro, espressif+esp-tflite-micro,
tensorflow+tflite-micro-arduino-examples, zephyrproject-rtos+tflite-micro, each as OWNER+NAME/repo. An op is known by its
`AddXxx` method in micro_mutable_op_resolver.h; it has a kernel from the first commit of TFLM's main whose header has that method.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

OPS = Path(__file__).resolve().parent.parent / "src" / "tflint" / "runtime" / "tflm" / "ops"
HEADER = "tensorflow/lite/micro/micro_mutable_op_resolver.h"
ETHOS_U = "tensorflow/lite/micro/kernels/ethos_u/ethosu.cc"
METHOD = re.compile(r"TfLiteStatus (Add\w+)\((.*?)\n  }", re.DOTALL)
BUILTIN = re.compile(r"AddBuiltin\(\s*BuiltinOperator_(\w+),[^;]*?(Parse\w+)", re.DOTALL)
CUSTOM = re.compile(r'AddCustom\(\s*"([^"]+)"')
NAMED_ELSEWHERE = re.compile(r"AddCustom\(\s*tflite::GetString_ETHOSU\(\)")
# releases whose own allocator was measured against the arena model, see docs/arena.md
MEASURED_ESP = ("1.3.1", "1.3.2", "1.3.3", "1.3.3~1", "1.3.4", "1.3.5", "1.3.7", "1.3.8")
ZEPHYR = {"3.6.0": "zephyr-v3.6.0", "4.1.0": "zephyr-v4.1.0", "4.4.0": "zephyr-v4.4.0"}

Row = dict[str, object]


class Method(NamedTuple):
    """An `AddXxx` method: its name, its parser (empty for a custom op)."""

    name: str
    parser: str


class Repository(NamedTuple):
    """A bare git repository."""

    path: Path

    def git(self, *arguments: str) -> str:
        """Return what git prints."""
        command = ["git", "-C", str(self.path), *arguments]
        return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout

    def show(self, revision: str, path: str) -> str:
        """Return a file's text at a revision."""
        return self.git("show", f"{revision}:{path}")


def methods(header: str, ethos_u: str) -> dict[str, Method]:
    """Return the `AddXxx` method of each builtin's name and custom op's code in a resolver header."""
    found: dict[str, Method] = {}
    for name, body in METHOD.findall(header):
        for builtin, parser in BUILTIN.findall(body):
            found[builtin] = Method(name, parser)
        for code in CUSTOM.findall(body):
            found[code] = Method(name, "")
        if NAMED_ELSEWHERE.search(body):
            found[ethos_u] = Method(name, "")
    return found


def history(tflm: Repository) -> dict[str, Row]:
    """Return every op with its method today, the date since when its kernel is there, and until when where it was taken out."""
    ethos_u = re.findall(r'"([^"]+)"', tflm.show("HEAD", ETHOS_U).partition("GetString_ETHOSU")[2])[0]
    log = tflm.git("log", "--reverse", "--first-parent", "--format=%H %cs", "--", HEADER).split("\n")
    ops: dict[str, Row] = {}
    for line in filter(None, log):
        commit, date = line.split()
        now = methods(tflm.show(commit, HEADER), ethos_u)
        for op in ops.keys() - now.keys():
            ops[op].setdefault("until", date)
        for op, method in now.items():
            row = ops.setdefault(op, {"since": date})
            row.pop("until", None)
            row.update(method=method.name, custom=not method.parser, parser=method.parser)
    return dict(sorted(ops.items()))


def at(ops: dict[str, Row], date: str) -> set[str]:
    """Return the ops that TFLM's main had at the end of a day."""
    return {op for op, row in ops.items() if str(row["since"]) <= date < str(row.get("until", "9999"))}


def snapshot(ops: dict[str, Row], name: str, date: str, header: str) -> Row:
    """Return a snapshot's row; `without` and `with` are where its own header differs from TFLM's of that day."""
    own, main = set(methods(header, "ethos-u")), at(ops, date)
    row: Row = {"name": name, "date": date}
    if main - own:
        row["without"] = sorted(main - own)
    if own - main:
        row["with"] = sorted(own - main)
    return row


def esp(ops: dict[str, Row], repository: Repository) -> list[Row]:
    """Return esp-tflite-micro's releases: a copy of TFLM's main of the day of the last sync commit."""
    rows = []
    releases = {tag.removeprefix("v"): tag for tag in repository.git("tag").split()}
    releases = {name: tag for name, tag in releases.items() if repository.git("ls-tree", tag, HEADER)}
    releases[re.findall(r'version: "([^"]+)"', repository.show("HEAD", "idf_component.yml"))[0]] = "HEAD"
    proven = {
        repository.git("rev-parse", f"{tag}:tensorflow").strip() for name, tag in releases.items() if dashed(name) in MEASURED_ESP
    }
    for version, tag in sorted(releases.items(), key=lambda item: [int(part) for part in item[0].split(".")]):
        synced = repository.git("log", "-1", "--format=%cs", "--grep", "^tflite-micro-sync", tag).strip()
        date = synced or repository.git("log", "-1", "--format=%cs", tag).strip()
        row = snapshot(ops, f"esp-tflite-micro@{dashed(version)}", date, repository.show(tag, HEADER))
        row["exact"] = repository.git("rev-parse", f"{tag}:tensorflow").strip() in proven
        rows.append(row)
    return rows


def dashed(version: str) -> str:
    """Return a version as the component registry writes it: a fourth number follows a tilde."""
    numbers = version.split(".")
    return ".".join(numbers[:3]) + "".join(f"~{number}" for number in numbers[3:])


def arduino(ops: dict[str, Row], repository: Repository) -> list[Row]:
    """Return Arduino's library, whose last sync with TFLM was in February 2023."""
    path = f"src/{HEADER}"
    date = repository.git("log", "-1", "--format=%cs", "--", path).strip()
    return [snapshot(ops, f"arduino@{date[:7]}", date, repository.show("HEAD", path))]


def zephyr(ops: dict[str, Row], repository: Repository, tflm: Repository) -> list[Row]:
    """Return the TFLM that Zephyr's releases pin, as of the last commit there that is TFLM's own."""
    rows, own = [], set(tflm.git("log", "--format=%H").split())
    for version, revision in ZEPHYR.items():
        log = (line.split() for line in repository.git("log", "--format=%H %cs", revision).split("\n"))
        date = next(date for commit, date in log if commit in own)
        rows.append(snapshot(ops, f"zephyr@{version}", date, repository.show(revision, HEADER)))
    return rows


def tables(mirrors: Path) -> dict[str, str]:
    """Return the files' texts by their names."""
    tflm = Repository(mirrors / "tensorflow+tflite-micro" / "repo")
    ops = history(tflm)
    newest = tflm.git("log", "-1", "--format=%cs").strip()
    rows: list[Row] = [*esp(ops, Repository(mirrors / "espressif+esp-tflite-micro" / "repo"))]
    rows += arduino(ops, Repository(mirrors / "tensorflow+tflite-micro-arduino-examples" / "repo"))
    rows += zephyr(ops, Repository(mirrors / "zephyrproject-rtos+tflite-micro" / "repo"), tflm)
    head = {"_": "made by tools/generate_op_tables.py; do not edit"}
    return {
        "ops.json": json.dumps({**head, "newest": newest, "ops": ops}, indent=1) + "\n",
        "snapshots.json": json.dumps({**head, "snapshots": rows}, indent=1) + "\n",
    }


def main() -> int:
    """Write the tables, or with --check tell whether they are current."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mirrors", type=Path, nargs="?")
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    if arguments.mirrors is None:
        print("ops/*.json comes from the histories of TFLM and its copies: not at hand, not checked")
        return 0 if arguments.check else 2
    stale = False
    for name, text in tables(arguments.mirrors).items():
        if arguments.check:
            stale |= (OPS / name).read_text("utf-8") != text
        else:
            (OPS / name).write_text(text, "utf-8")
    if stale:
        print("ops/*.json is stale: run tools/generate_op_tables.py", file=sys.stderr)
    return int(stale)


if __name__ == "__main__":
    sys.exit(main())
