"""Make src/tflint/manifest/firmware.toml: what well-known firmwares register, give and are built with, each figure with its line.

    python tools/generate_known_firmware.py MIRRORS [--check]

MIRRORS is a folder of git repositories, each as OWNER+NAME/repo: those that tools/firmware/known.json names, espressif+esp-nn and
espressif+esp-tflite-micro. Nothing is fetched, and
no text of a source is kept. The sources of a firmware are read as `tflint init` reads them: the op resolver, the arena, the macros; a runtime is
what a submodule or a build file pins, or the state that a copy of TFLM in the repository has. What the files do not settle is listed under `open`.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from mirrors import demand
from mirrors import repository as clone_of

from tflint.facts.sources import op_of
from tflint.firmware import constant, source
from tflint.firmware.given import Given
from tflint.project import commits, vendored
from tflint.project.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tflint.finding import Place

ROOT = Path(__file__).resolve().parents[1]
ROWS = ROOT / "tools" / "firmware" / "known.json"
OUTPUT = ROOT / "src" / "tflint" / "manifest" / "firmware.toml"
HEAD = "# made by tools/generate_known_firmware.py; do not edit\n"
DEFINE = re.compile(rb"^[ \t]*#[ \t]*define[ \t]+([A-Za-z_]\w*)[ \t]+([^\n/]+?)[ \t]*(?://[^\n]*|/\*[^\n]*)?$", re.MULTILINE)
CONDITION = re.compile(rb"^([ \t]*#[ \t]*if[ \t]+)((?:[A-Za-z_]\w*)(?:[ \t]*\|\|[ \t]*[A-Za-z_]\w*)*)[ \t]*$", re.MULTILINE)
REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+")
BOARD_KEYS = ("extends", "cpu", "kernels")
Row = dict[str, Any]


class File(NamedTuple):
    """A file of a commit: its repository as OWNER/REPO, the whole hash, its path and bytes."""

    repository: str
    commit: str
    path: str
    data: bytes

    def link(self, line: int) -> str:
        """Return the address of a line."""
        return f"https://github.com/{self.repository}/blob/{self.commit}/{self.path}#L{line}"

    def line_of(self, pattern: str) -> tuple[int, re.Match[bytes]]:
        """Return the line at which a pattern is found, and its match; raise SystemExit."""
        found = re.search(pattern.encode(), self.data, re.DOTALL)
        if found is None:
            raise SystemExit(f"{self.path}: {pattern} is not there")
        return self.data.count(b"\n", 0, found.start()) + 1, found


class Mirrors(NamedTuple):
    """The folder of repositories."""

    folder: Path

    def git(self, repository: str, *arguments: str) -> bytes:
        """Return what git prints in a repository."""
        return subprocess.run(
            ["git", f"--git-dir={clone_of(self.folder, repository)}", *arguments], check=True, capture_output=True
        ).stdout

    def commit(self, repository: str, commit: str) -> str:
        """Return a commit's whole hash."""
        return self.git(repository, "rev-parse", f"{commit}^{{commit}}").decode().strip()

    def file(self, repository: str, commit: str, path: str) -> File:
        """Return a file of a commit."""
        return File(repository, self.commit(repository, commit), path, self.git(repository, "show", f"{commit}:{path}"))

    def submodule(self, repository: str, commit: str, path: str) -> str:
        """Return the commit that a submodule is at."""
        mode, _, hash_ = self.git(repository, "ls-tree", commit, path).decode().partition("\t")[0].split()
        if mode != "160000":
            raise SystemExit(f"{repository}: {path} is not a submodule")
        return hash_

    @cache  # noqa: B019  one folder a run
    def version(self, repository: str, commit: str) -> str:
        """Return the version that an ESP-IDF component's file has at a commit, else the commit's own tag; raise SystemExit."""
        text = self.git(repository, "show", f"{commit}:idf_component.yml").decode()
        if found := re.search(r'^version:\s*"?([^"\s]+)', text, re.MULTILINE):
            return found[1]
        tags = self.git(repository, "tag", "--points-at", commit).decode().split()
        if len(tags) != 1:
            raise SystemExit(f"{repository} {commit}: no version")
        return tags[0].removeprefix("v")


def firmware(name: str, row: Row, mirrors: Mirrors) -> str:
    """Return a firmware's table."""
    files = [mirrors.file(*place) for place in row["sources"]]
    given = _given(row, files)
    read = source.read({it.path: _settled(it.data, row, given) for it in files}, Given(given or {"__cplusplus": "1"}))
    made: Row = {"title": row["title"], **{key: row[key] for key in BOARD_KEYS if key in row}}
    sources: dict[str, str] = {"repository": _repository(files[0])}
    open_: list[str] = list(row.get("open", ()))
    links = {it.path: it for it in files}
    _resolver(read, made, sources, open_, links)
    _arena(row, read, made, sources, links)
    _stated(row, "arena_in", made, sources, mirrors)
    _runtime(row, made, sources, mirrors)
    _stated(row, "resource_variables", made, sources, mirrors)
    if open_:
        made["open"] = sorted(dict.fromkeys(open_))
    return f"[{name}]\n{_toml(made)}\n[{name}.sources]\n{_toml(sources)}"


def _repository(it: File) -> str:
    return f"https://github.com/{it.repository}/tree/{it.commit}"


def _given(row: Row, files: list[File]) -> dict[str, str]:
    """Return the macros that the build defines: those of the sources under a closed prefix, and those that the row names."""
    prefixes = tuple(row.get("closed", ()))
    found = {name.decode(): value.decode().strip() for it in files for name, value in DEFINE.findall(it.data)} if prefixes else {}
    given = {name: value for name, value in found.items() if name.startswith(prefixes)}
    return given | dict.fromkeys(row.get("defined", ()), "1")


def _settled(data: bytes, row: Row, given: dict[str, str]) -> bytes:
    """Return a source whose conditions on closed prefixes, and on macros that are not defined, are 0 or 1."""
    prefixes = tuple(it.encode() for it in row.get("closed", ()))
    for names, value in ((row.get("undefined", ()), b"0"), (row.get("defined", ()), b"1")):
        for name in names:
            data = re.sub(
                rb"#([ \t]*)if(?:def)?[ \t]+" + name.encode() + rb"[ \t]*$", rb"#\1if " + value, data, flags=re.MULTILINE
            )

    def decided(match: re.Match[bytes]) -> bytes:
        names = re.split(rb"\s*\|\|\s*", match[2])
        if not prefixes or not all(name.startswith(prefixes) for name in names):
            return match[0]
        return match[1] + (b"1" if any(given.get(name.decode(), "0") not in {"0", ""} for name in names) else b"0")

    return CONDITION.sub(decided, data)


def _resolver(read: source.Firmware, made: Row, sources: dict[str, str], open_: list[str], links: dict[str, File]) -> None:
    found = max(read.resolvers, key=lambda it: (it.everything, len(it.registrations)))
    sources["resolver"] = _link(found.place, links)
    open_ += [f"resolver: {it}" for it in (*found.unsure, *read.unsure)]
    if found.everything:
        made["everything"] = True
        return
    names = {name for it in found.registrations if (name := op_of(it)) is not None and not it.conditional}
    open_ += [f"resolver: {it.method} is added under a condition" for it in found.registrations if it.conditional]
    open_ += [f"resolver: {it.method} is not a method of TFLM's resolver" for it in found.registrations if op_of(it) is None]
    made["ops"] = sorted(it for it in names if it.isupper())
    custom = sorted(it for it in names if not it.isupper())
    if custom:
        made["custom"] = custom
    lines = sorted(it.place.line for it in found.registrations)
    sources["ops"] = _link(next(it.place for it in found.registrations if it.place.line == lines[0]), links)


def _arena(row: Row, read: source.Firmware, made: Row, sources: dict[str, str], links: dict[str, File]) -> None:
    if "arena" in row:
        it, line, text = _macro(row["arena"], links.values())
        made["arena"] = constant.constants(()).value(text)
        sources["arena"] = it.link(line)
    elif known := [it for it in read.arenas if it.size is not None]:
        made["arena"], sources["arena"] = known[0].size, _link(known[0].place, links)


def _stated(row: Row, key: str, made: Row, sources: dict[str, str], mirrors: Mirrors) -> None:
    """Take a value that the row gives with the line that says so."""
    if key in row:
        made[key], place, pattern = row[key]
        it = mirrors.file(*place)
        sources[key] = it.link(it.line_of(pattern)[0])


def _macro(name: str, files: Iterable[File]) -> tuple[File, int, str]:
    for it in files:
        for match in DEFINE.finditer(it.data):
            if match[1].decode() == name:
                return it, it.data.count(b"\n", 0, match.start()) + 1, match[2].decode().strip()
    raise SystemExit(f"{name} is not defined in the sources")


def _runtime(row: Row, made: Row, sources: dict[str, str], mirrors: Mirrors) -> None:
    if "runtime" in row:
        repository, commit, path = row["runtime"]
        pinned = mirrors.submodule(*row["runtime"])
        made["runtime"] = commits.snapshot(pinned) or f"esp-tflite-micro@{mirrors.version('espressif/esp-tflite-micro', pinned)}"
        sources["runtime"] = f"submodule {path} of https://github.com/{repository} at {commit}: {pinned}"
    if "runtime_text" in row:
        place, pattern, family = row["runtime_text"]
        made["runtime"], sources["runtime"] = _text(mirrors.file(*place), pattern, family)
    if "runtime_commit" in row:
        place, pattern = row["runtime_commit"]
        pinned, sources["runtime"] = _text(mirrors.file(*place), pattern)
        made["runtime"] = _snapshot(pinned)
    if "runtime_name" in row:
        made["runtime"], sources["runtime"] = row["runtime_name"], sources["repository"]
    if "copy" in row:
        made["runtime"], sources["runtime"] = _copy(row["copy"], mirrors)
    if "esp-nn" in row:
        repository, commit, path = row["esp-nn"]
        pinned = mirrors.submodule(*row["esp-nn"])
        made["kernels"] = f"esp-nn@{mirrors.version('espressif/esp-nn', pinned)}"
        sources["kernels"] = f"submodule {path} of https://github.com/{repository} at {commit}: {pinned}"
    if "esp-nn_text" in row:
        place, pattern = row["esp-nn_text"]
        version, sources["kernels"] = _text(mirrors.file(*place), pattern)
        made["kernels"] = f"esp-nn@{version}"


def _text(it: File, pattern: str, before: str = "") -> tuple[str, str]:
    line, match = it.line_of(pattern)
    return before + match[1].decode(), it.link(line)


def _snapshot(commit: str) -> str:
    found = commits.snapshot(commit)
    if found is None:
        raise SystemExit(f"{commit} is not a commit of TFLM that src/tflint/project/tflm_commits.json has")
    return found


def _copy(place: list[str], mirrors: Mirrors) -> tuple[str, str]:
    """Return the snapshot that a copy of TFLM in a repository is of, and the words for it."""
    repository, commit, folder = place
    data = mirrors.git(repository, "archive", commit, folder)
    with tempfile.TemporaryDirectory() as top, tarfile.open(fileobj=io.BytesIO(data)) as archive:
        archive.extractall(top, filter="data")
        names = [str(path.relative_to(top).as_posix()) for path in Path(top).rglob("*") if path.is_file()]
        (copy,) = vendored.copies(Tree(top, names))
        state = copy.state
        if state is None:
            raise SystemExit(f"{folder}: the copy is of no state of TFLM's main")
        words = f"{state.files} files of the copy of TFLM in {folder} are as on main between {state.since} and {state.until}"
        return copy.snapshot, f"{words} (https://github.com/{repository}/tree/{mirrors.commit(repository, commit)}/{folder})"


def _link(place: Place, links: dict[str, File]) -> str:
    return links[place.path].link(place.line)


def _toml(values: Row) -> str:
    return "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items())


def repositories(value: object) -> set[str]:
    """Return the repositories that rows name: whatever leads a list of repository, commit and path."""
    parts = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    own = {parts[0]} if len(parts) > 2 and isinstance(parts[0], str) and REPOSITORY.fullmatch(parts[0]) else set()  # noqa: PLR2004  repository, commit, path
    return own.union(*map(repositories, parts))


def read_rows() -> dict[str, Row]:
    """Return what tools/firmware/known.json says of each firmware."""
    return {name: row for name, row in json.loads(ROWS.read_text("utf-8")).items() if name != "_"}


def needed() -> list[str]:
    """Return the repositories whose histories the folder is made from."""
    return sorted(repositories(read_rows()) | {"espressif/esp-nn", "espressif/esp-tflite-micro"})


def main() -> int:
    """Write the folder, or compare with it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mirrors", type=Path)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    demand(parser, arguments.mirrors, *needed())
    mirrors = Mirrors(arguments.mirrors)
    text = "\n".join([HEAD, *(firmware(name, row, mirrors) for name, row in sorted(read_rows().items()))])
    if arguments.check:
        stale = not OUTPUT.exists() or OUTPUT.read_text("utf-8") != text
        print(f"{OUTPUT.name} is {'stale' if stale else 'current'}")
        return int(stale)
    OUTPUT.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
