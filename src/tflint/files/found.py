"""What a search for models comes to: a file to lint, one that was left out, or one that cannot be read."""

from tflint.record import Record

C_SUFFIXES = (".c", ".cc", ".cpp", ".cxx", ".h", ".hh", ".hpp", ".ino")  # sources, which may hold models as arrays


class ArrayMember(Record):
    """A model inside a C source: the array's name, and its number among the source's arrays that hold a model."""

    name: str
    number: int


class Source(Record):
    """A file to lint: `path` opens it; `name` is how people see it; `relative` starts from the manifest's folder, with `/`.

    `budget` is the ESPHome manifest that was named in its place, if one was. `member` is the array of a C source that
    holds the model. `manifest` is the path of the manifest that the file is held against, empty where there is none.
    """

    path: str
    name: str
    relative: str
    budget: str = ""
    member: ArrayMember | None = None
    manifest: str = ""

    @property
    def key(self) -> str:
        """Return what no other model of a run has: the path, with the array's name and number."""
        return self.path if self.member is None else f"{self.path}#{self.member.name}#{self.member.number}"


class LeftOut(Record):
    """A file or folder that a walk met and did not take, and why."""

    name: str
    why: str


class Unreadable(Record):
    """A path that was asked for by name and cannot be linted, and why."""

    name: str
    why: str


def is_url(path: str) -> bool:
    """Return whether a path is a URL: `s3://bucket/models`; a URL's scheme has two letters at least, a Windows drive one."""
    scheme, colon, _ = path.partition("://")
    return bool(colon) and len(scheme) > 1 and scheme.replace("+", "").replace("-", "").replace(".", "").isalnum()


def is_c_source(path: str) -> bool:
    """Return whether a path is called like a C, C++ or Arduino source."""
    return path.lower().endswith(C_SUFFIXES)


Found = Source | LeftOut | Unreadable
