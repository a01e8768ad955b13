"""What git would leave out: asked of git itself, else read from the .gitignore files."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

GIT = (
    "git",
    "--no-optional-locks",  # nothing is written into the repository
    "-c",
    "core.fsmonitor=false",  # a repository's own settings start no program
)
LISTING = ("ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z", "--", ".")


class GitIgnored:
    """Says which paths under a folder git leaves out; one question per repository, nested ones when the walk comes to them."""

    def __init__(self, top: str) -> None:
        self._specs: dict[str, GitIgnoreSpec | None] = {}
        self._top = top
        self._by_git: bool | None = None  # not asked yet: a folder without models and folders needs no answer
        self._ignored: set[str] = set()

    def __call__(self, path: str, *, folder: bool) -> bool:
        """Return whether git leaves a path out; asked of a folder before anything in it."""
        if self._by_git is None:
            listed = _listed(self._top)
            self._by_git = listed is not None
            self._ignored = set(listed or ()) - {self._top}
        if path in self._ignored:
            return True
        if self._by_git and not (folder and os.path.lexists(os.path.join(path, ".git"))):
            return False
        if self._by_git:
            self._ignored |= set(_listed(path) or ()) - {path}
            return False
        return self._by_files(path, folder=folder)

    def _by_files(self, path: str, *, folder: bool) -> bool:
        """Ask the .gitignore files from the path's own folder up to the top; the deepest that has an opinion decides."""
        holder = os.path.dirname(path)
        while True:
            spec = self._spec(holder)
            if spec is not None:
                inner = os.path.relpath(path, holder or ".").replace(os.sep, "/")
                opinion = spec.check_file(inner + ("/" if folder else "")).include
                if opinion is not None:
                    return opinion
            if len(holder) <= len(self._top.rstrip(os.sep)):
                return False
            holder = os.path.dirname(holder)

    def _spec(self, folder: str) -> GitIgnoreSpec | None:
        if folder not in self._specs:
            self._specs[folder] = _read(os.path.join(folder, ".gitignore"))
        return self._specs[folder]


def _listed(folder: str) -> list[str] | None:
    """Return the paths under a folder that git ignores, as the walk names them; None where git has no answer."""
    import subprocess

    try:
        done = subprocess.run(  # noqa: S603  a fixed command; the folder is only its working folder
            [*GIT, *LISTING], cwd=folder or ".", capture_output=True, check=False, stdin=subprocess.DEVNULL
        )
    except OSError:
        return None
    if done.returncode:
        return None
    names = os.fsdecode(done.stdout).split("\0")[:-1]
    return [os.path.join(folder, *name.rstrip("/").split("/")) if name != "./" else folder for name in names]


def _read(path: str) -> GitIgnoreSpec | None:
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            lines = file.read(1 << 20).splitlines()
    except OSError:
        return None
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(lines)
