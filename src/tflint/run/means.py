"""How to lint many files: how many processes, from which cache, on which cluster, into which journal."""

from tflint.record import Record


class NoCluster(Exception):
    """The cluster cannot be reached; the message is one sentence."""


class Means(Record):
    """How to lint many files. `jobs` is the number of processes; None decides by the number of files and their bytes.

    `cached` allows to take lints from the user's cache, and to leave new ones there. `dask` is a scheduler's address, empty
    for a cluster of this machine, None for no cluster. `journal` is a file of JSON lines, written while the run goes on;
    `held_against` is the digest of all scopes of the run, empty where there is one only.
    """

    jobs: int | None = None
    cached: bool = True
    dask: str | None = None
    journal: str | None = None
    held_against: str = ""
