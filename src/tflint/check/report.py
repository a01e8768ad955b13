"""What a run found out: kept, suppressed, skipped, crashed; nothing disappears silently."""

from collections.abc import Mapping

from tflint.files.found import LeftOut, Unreadable
from tflint.finding import Finding
from tflint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from tflint.check.rule import Rule
    from tflint.facts import ProcessMemory
    from tflint.facts.alternatives import OnRuntime
    from tflint.files.found import Found
    from tflint.model.view import Model
    from tflint.runtime.plan import Plan


class BoardReport(Record):
    """A model on one board: the plan (None where the model could not be read or planned) and the arena given, bytes.

    `declared` is False where nothing declares a board and a mere target was planned. `runtime` is the snapshot planned for: `tflm@2024-08`.
    """

    board: str
    target: str
    plan: "Plan | None"
    given: int | None
    declared: bool = True
    runtime: str = ""


class ModelReport(Record):
    """A file that was linted. `sha256` and `size` are of its bytes; `model` is None where it is malformed.

    The digest is empty for a large file that is not a model: what its first page says needs no gigabytes read.

    `kind` is the model's numeric type for people: `int8`, `float32`, `int8/int16`, empty where unknown.
    """

    path: str
    sha256: str
    size: int
    operators: int
    kind: str
    boards: tuple[BoardReport, ...] = ()
    model: "Model | None" = None


class Suppressed(Record):
    """A finding that was not kept: by `ignore` or `baseline`, with the reason given."""

    finding: Finding
    by: str
    reason: str


class Skipped(Record):
    """A rule (or a path) that had nothing to check, and why."""

    what: str
    why: str


class Crashed(Record):
    """A rule that raised: on which file and board, the exception in one line, and the traceback for `-v`."""

    rule: str
    path: str
    board: str | None
    error: str
    traceback: str


class Trouble(Record):
    """A path that was asked for and could not be read."""

    path: str
    why: str


class ArenaChange(Record):
    """A model's minimum arena on one board, bytes, in the other revision and now; None where it could not be planned."""

    board: str
    target: str
    before: int | None
    after: int | None
    given: int | None = None


class Change(Record):
    """How a model differs from the other revision's. `size_before` is None for a new model, `size_after` for one that is gone.

    `operators_added` and `operators_gone` are op names, each once. `moved_from` is the other revision's name of a model that
    moved, `identical` says that nothing else about it changed.
    """

    path: str
    size_before: int | None
    size_after: int | None
    arenas: tuple[ArenaChange, ...] = ()
    operators_added: tuple[str, ...] = ()
    operators_gone: tuple[str, ...] = ()
    moved_from: str | None = None
    identical: bool = False

    @property
    def grew(self) -> int:
        """Return by how many bytes the file grew."""
        return (self.size_after or 0) - (self.size_before or 0)


class Changes(Record):
    """What differs from another revision: `against` is its name (`origin/main`, or the old file's path).

    `models` holds those whose bytes or names differ; `new` the kept findings that the other revision does not have, `fixed` its
    own, those of models that are gone among them.
    """

    against: str
    models: tuple[Change, ...] = ()
    new: tuple[Finding, ...] = ()
    fixed: tuple[Finding, ...] = ()


class Report(Record):
    """A whole run, sorted. `notices` are sentences for the first lines (no manifest, no target).

    `findings` has one finding for many alike on one model, `every` each of them: a baseline needs all. `changes` is set under
    `--diff` and by `tflint diff`. `unchecked` says, of a run that checked no model, which models it
    saw and why it did not check them.
    """

    models: tuple[ModelReport, ...]
    findings: tuple[Finding, ...]
    suppressed: tuple[Suppressed, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    crashed: tuple[Crashed, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    notices: tuple[str, ...] = ()
    rules: Mapping[str, "Rule"] = {}
    changes: Changes | None = None
    unchecked: tuple[str, ...] = ()
    every: tuple[Finding, ...] = ()


def without_lints(found: "Iterable[Found]") -> Report:
    """Return a report of what a search did not take, without any model."""
    return Report(
        (),
        (),
        skipped=tuple(Skipped(it.name, it.why) for it in sorted({it for it in found if isinstance(it, LeftOut)})),
        troubles=tuple(Trouble(it.name, it.why) for it in sorted({it for it in found if isinstance(it, Unreadable)})),
    )


class Planned(Record):
    """A model planned for one target, as `tflint plan` shows it; `sha256` and `size` are of its bytes.

    `plan` is None where the model could not be read or planned. `allocates` says whether AllocateTensors() can succeed with
    every op of the runtime registered; `reasons` names the rules that say no. `given` is the board's arena in bytes, if a board
    was named, and `smaller` says what would fit there, where the model does not. `runtime` is the snapshot planned for: `tflm@2024-08`;
    `elsewhere` has what other plausible runtimes take where none is declared, the least first. `process` is what a LiteRT process
    takes, `ram` the board's.
    """

    path: str
    sha256: str
    size: int
    target: str
    plan: "Plan | None"
    allocates: bool
    reasons: tuple[str, ...] = ()
    model: "Model | None" = None
    kind: str = ""
    runtime: str = ""
    board: str | None = None
    given: int | None = None
    elsewhere: "tuple[OnRuntime, ...]" = ()
    process: "ProcessMemory | None" = None
    ram: int | None = None
    smaller: tuple[str, ...] = ()
