"""Make src/tflint/runtime/tflm/ops/ops.json: every op that TFLM ever had a kernel for, and the last op of its schema, by days.

    python tools/generate_op_tables.py MIRRORS [--check]

MIRRORS is a folder with the git repository tensorflow+tflite-micro/repo and its whole history. An op is known by its `AddXxx` method
in micro_mutable_op_resolver.h; it has a kernel from the first commit of TFLM's main whose header has that method. BuiltinOperator_MAX
is the schema's, of before TFLM had a repository of its own as the copies of tools/snapshots/catalogue.json have it.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from mirrors import TFLM, demand, repository

OPS = Path(__file__).resolve().parent.parent / "src" / "tflint" / "runtime" / "tflm" / "ops" / "ops.json"
HEADER = "tensorflow/lite/micro/micro_mutable_op_resolver.h"
ETHOS_U = "tensorflow/lite/micro/kernels/ethos_u/ethosu.cc"
SCHEMAS = ("tensorflow/lite/schema/schema_generated.h", "tensorflow/compiler/mlir/lite/schema/schema_generated.h")
CATALOGUE = Path(__file__).resolve().parent / "snapshots" / "catalogue.json"
LAST = re.compile(r"BuiltinOperator_MAX = BuiltinOperator_(\w+)", re.ASCII)
METHOD = re.compile(r"TfLiteStatus (Add\w+)\((.*?)\n  }", re.DOTALL)
BUILTIN = re.compile(r"AddBuiltin\(\s*BuiltinOperator_(\w+),[^;]*?(Parse\w+)", re.DOTALL)
CUSTOM = re.compile(r'AddCustom\(\s*"([^"]+)"')
NAMED_ELSEWHERE = re.compile(r"AddCustom\(\s*tflite::GetString_ETHOSU\(\)")

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


def schema(tflm: Repository) -> dict[str, int]:
    """Return the number of the schema's last op by the day from which on it was the last, oldest first."""
    found: dict[str, int] = dict(json.loads(CATALOGUE.read_text("utf-8"))["last_op_before_main"])
    for line in tflm.git("log", "--reverse", "--first-parent", "--format=%H %cs", "--", *SCHEMAS).splitlines():
        commit, day = line.split()
        for path in tflm.git("ls-tree", "--name-only", commit, *SCHEMAS).splitlines():
            text = tflm.show(commit, path)
            if match := LAST.search(text):
                number = re.search(rf"BuiltinOperator_{match[1]} = (\d+)", text)
                assert number, commit
                found[day] = int(number[1])
    numbers = list(found.items())
    return {day: last for (day, last), (_, before) in zip(numbers, [("", -1), *numbers], strict=False) if last != before}


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


def table(mirrors: Path) -> str:
    """Return the file's text."""
    tflm = Repository(repository(mirrors, TFLM))
    made = {"_": "made by tools/generate_op_tables.py; do not edit", "last_op": schema(tflm), "ops": history(tflm)}
    return json.dumps(made, separators=(",", ":")) + "\n"


def main() -> int:
    """Write the tables, or with --check say whether they are current."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mirrors", type=Path)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    demand(parser, arguments.mirrors, TFLM)
    made = table(arguments.mirrors)
    if arguments.check and OPS.read_text("utf-8") != made:
        print("ops/ops.json is stale: run tools/generate_op_tables.py", file=sys.stderr)
        return 1
    OPS.write_text(made, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
