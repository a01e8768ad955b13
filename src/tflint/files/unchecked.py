"""Models that a tree holds and a walk does not take: what a run that found none has to say for itself."""

from __future__ import annotations

import os

from tflint.files import array_models, walk
from tflint.files.found import LeftOut, is_c_source
from tflint.files.ignored import GitIgnored
from tflint.files.shown import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.files.owners import Owners

MOST = 50_000  # files that are looked at
IDENTIFIER = b"TFL3"
INCLUDED = (".inc", ".inl", ".ipp", ".tpp")  # texts that a source includes between the braces of an array


def unchecked(top: str, owners: Owners) -> Iterator[LeftOut]:
    """Yield the models below a folder that a walk leaves out, in any form, with the reason; at most 50,000 files are looked at."""
    ignored, looked_at = GitIgnored(top), 0
    outside: dict[str, str] = {}  # folders that a walk does not enter, or whose sources it does not take -> why
    for folder, folders, names in os.walk(top):
        folders[:] = sorted(name for name in folders if name not in walk.NEVER)
        why_all = outside.get(folder, "")
        for name in folders:
            path = os.path.join(folder, name)
            outside[path] = why_all or _why(path, ignored, owners, folder=True) or _vendored(name)
        for name in sorted(names):
            path = os.path.join(folder, name)
            looked_at += 1
            if looked_at > MOST:
                return
            form = _form(path)
            if form:
                why = why_all or _why(path, ignored, owners, folder=False)
                yield LeftOut(shown(path).removeprefix("./"), f"{form}{why and ', '}{why}")


def _why(path: str, ignored: GitIgnored, owners: Owners, *, folder: bool) -> str:
    if ignored(path, folder=folder):
        return "ignored by git"
    return f"excluded by {owners.of(path).path}" if owners.excludes(path) else ""


def _vendored(name: str) -> str:
    return f"in a folder of other people's sources ({name})" if name in walk.VENDORED else ""


def _form(path: str) -> str:
    """Return in which form a file holds a model, empty where it holds none."""
    if path.lower().endswith(walk.SUFFIX):
        return "a .tflite file"
    if is_c_source(path) or path.lower().endswith(INCLUDED):
        return "a model as numbers in a C source" if array_models.may_hold_model(path) else ""
    try:
        if os.path.islink(path) or not os.path.isfile(path):
            return ""
        with open(path, "rb", buffering=0) as file:
            return "a .tflite model under another name" if file.read(8)[4:] == IDENTIFIER else ""
    except OSError:
        return ""
