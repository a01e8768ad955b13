"""`tflint --watch`: the run again each time that a file which it could depend on has changed."""

from __future__ import annotations

import os
import sys
from functools import partial
from time import monotonic, sleep, strftime
from typing import TYPE_CHECKING

from tflint.cli import configuration
from tflint.cli.errors import Usage, complain
from tflint.cli.exit_codes import USAGE
from tflint.facts import sources
from tflint.files.walk import NEVER

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Iterator

    State = dict[str, tuple[int, int]]

PAUSE = 0.5  # seconds between two looks at the disk
QUIET = 0.2  # seconds without a further change before the run: an editor writes a file in several steps
SHARE = 20  # a look at a large tree is followed by a pause of so many times as long
# what a run reads besides models and sources: manifests, build files, ESPHome's JSONs, labels, images
SUFFIXES = (
    *(".tflite", ".lite", ".tfl", ".c", ".cc", ".cpp", ".cxx", ".h", ".hh", ".hpp", ".ino"),
    *(".toml", ".json", ".lock", ".ini", ".conf", ".overlay", ".yml", ".yaml", ".cmake", ".mk", ".txt", ".defaults", ".ioc"),
    *(".properties", ".ld", ".elf", ".axf", ".out", ".map", ".md", ".slcp", ".cproject"),
)
NAMES = frozenset({"Makefile", "Kconfig", "sdkconfig", ".gitignore", ".gitmodules"})
CLEAR = "\x1b[2J\x1b[H"


def watch(once: Callable[[], int], tops: Callable[[], tuple[str, ...]], outputs: tuple[str, ...] = ()) -> int:
    """Run `once` now and after each change below `tops`, until it is interrupted; return the last exit code that it gave.

    `outputs` are files that a run writes. A mistake in the manifest or on the command line is said, and waited for to go.
    """
    code = USAGE
    look = partial(looked, leave=frozenset(map(os.path.realpath, outputs)))
    try:
        while True:
            before, took = look(tops())
            code = _tried(once)
            _say("watching for changes; press Ctrl-C to end")
            _until_changed(before, took, lambda: look(tops()))
    except KeyboardInterrupt:
        return code


def _tried(once: Callable[[], int]) -> int:
    sources.forget()
    if sys.stdout.isatty():
        sys.stdout.write(CLEAR)
    try:
        code = once()
    except Usage as usage:
        complain(*usage.args)
        code = USAGE
    sys.stdout.flush()
    return code


def _until_changed(before: State, took: float, look: Callable[[], tuple[State, float]]) -> None:
    """Return when the files have changed and have been quiet for a moment."""
    now = before
    while now == before:
        sleep(max(PAUSE, SHARE * took))
        now, took = look()
    while True:
        sleep(QUIET)
        later, _ = look()
        if later == now:
            return
        now = later


def looked(tops: tuple[str, ...], leave: frozenset[str] = frozenset()) -> tuple[State, float]:
    """Return when each file below some paths was written and how large it is, and the seconds that looking took.

    `leave` are real paths that do not count.
    """
    begun = monotonic()
    state: State = {}
    for path in _files(tops):
        try:
            status = os.stat(path)
        except OSError:  # gone meanwhile
            continue
        if os.path.realpath(path) not in leave:
            state[path] = (status.st_mtime_ns, status.st_size)
    return state, monotonic() - begun


def _files(tops: tuple[str, ...]) -> Iterator[str]:
    for top in tops:
        if not os.path.isdir(top):
            yield top
            continue
        for folder, folders, names in os.walk(top):
            folders[:] = [name for name in folders if name not in NEVER]
            for name in names:
                if name in NAMES or name.lower().endswith(SUFFIXES):
                    yield os.path.join(folder, name)


def _say(sentence: str) -> None:
    print(f"tflint: {strftime('%H:%M:%S')} {sentence}", file=sys.stderr, flush=True)


def tops_of(arguments: Namespace) -> tuple[str, ...]:
    """Return what a command line searches, with its manifests; the working folder where these cannot be read."""
    try:
        settled = configuration.resolve(arguments, rules=False)
    except Usage:
        return tuple(arguments.paths) or (".",)
    return (*settled.tops, *(it.path for it in settled.owners.met() if it.path is not None))
