"""What a search for models comes to: a file to lint, one that was left out, or one that cannot be read."""

from typing import NamedTuple

C_SUFFIXES = (".c", ".cc", ".cpp", ".cxx", ".h", ".hh", ".hpp", ".ino")  # sources, which may hold models as arrays


class Source(NamedTuple):
    """A file to lint: `path` opens it; `name` is how people see it; `relative` starts from the manifest's folder, with `/`.

    `budget` is the ESPHome manifest that was named in its place, if one was.
    """

    path: str
    name: str
    relative: str
    budget: str = ""


class LeftOut(NamedTuple):
    """A file or folder that a walk met and did not take, and why."""

    name: str
    why: str


class Unreadable(NamedTuple):
    """A path that was asked for by name and cannot be linted, and why."""

    name: str
    why: str


def is_url(path: str) -> bool:
    """Tell whether a path is a URL: `s3://bucket/models`; a URL's scheme has two letters at least, a Windows drive one."""
    scheme, colon, _ = path.partition("://")
    return bool(colon) and len(scheme) > 1 and scheme.replace("+", "").replace("-", "").replace(".", "").isalnum()


Found = Source | LeftOut | Unreadable
