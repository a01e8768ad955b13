"""Boards, budgets and contracts as the manifest declares them, validated; each value knows the line that it came from."""

from collections.abc import Mapping

from tflint.finding import Place
from tflint.manifest.target import DEFAULT, Target
from tflint.record import Record


class ResolverSpec(Record):
    """What the firmware's op resolver holds: `ops` (builtin names) and `custom` codes, `source` files to read them from, or all.

    `ops` is None where nothing was declared in the manifest itself. `fixed` says that the list is a platform's, not the user's.
    """

    everything: bool = False
    ops: tuple[str, ...] | None = None
    custom: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    fixed: bool = False


class SplitArena(Record):
    """Two arenas, bytes: for what is kept for the interpreter's life and for what is planned, each in its region (None: RAM)."""

    persistent: int
    non_persistent: int
    persistent_in: str | None = None
    non_persistent_in: str | None = None


class CopyOps(Record):
    """What the resolvers of a copy of TFLM have, of which no table knows the state: their `AddXxx` methods, and those AllOpsResolver calls.

    `root` is the copy's folder, `at` the header that declares the methods. `all_ops` is empty where the copy has no AllOpsResolver.
    """

    root: str
    at: str
    methods: frozenset[str]
    all_ops: frozenset[str] = frozenset()


class Board(Record):
    """A board with its budgets, bytes; None where nothing is declared.

    `arena` is what the firmware gives the interpreter, `arena_in` the memory region that it lies in (None: the chip's own RAM);
    `split` are the two arenas of a firmware that hands both to MicroAllocator::Create: `arena` is None then. `memory` are the regions besides `ram`, by name. `ram`/`flash` are the chip's totals, `ram_reserved` the firmware's own
    share, `flash_models` what models may take. Boards of one `device` share its memory: the interpreters of one firmware.
    `arena_shared` says that the models take turns in one arena, `one_allocator` that they stay in it at once, on one MicroAllocator.
    `extends` is the catalogue's board, `image` the linked firmware, an ELF file. `places` maps a key's dotted path (`arena`, `ram.reserved`, `resolver.source`) to the
    line that declares it.
    """

    name: str
    target: Target = DEFAULT
    title: str = ""
    extends: str | None = None
    arena: int | None = None
    arena_in: str | None = None
    split: SplitArena | None = None
    arena_shared: bool = True
    one_allocator: bool = False
    memory: Mapping[str, int] = {}
    device: str | None = None
    ram: int | None = None
    ram_reserved: int | None = None
    flash: int | None = None
    flash_models: int | None = None
    resolver: ResolverSpec | None = None
    expect: str | None = None
    npu: str | None = None
    npu_fast_memory: int | None = None
    image: str | None = None
    copy: CopyOps | None = None
    sources: Mapping[str, str] = {}
    places: Mapping[str, Place] = {}

    @property
    def built_target(self) -> Target:
        """Return the target with what the board's other keys say of how its runtime is built: for an Ethos-U, with two arenas."""
        if self.target.is_litert:
            return self.target
        return self.target._replace(
            ethos_u=(self.npu or "").startswith("ethos-u"),
            npu_fast_memory=self.npu_fast_memory,
            split_arena=self.split is not None,
        )

    def where(self, key: str) -> tuple[Place, ...]:
        """Return the place that declares a key, as a tuple for `related=`; empty where it is not from a file."""
        place = self.places.get(key)
        return () if place is None else (place,)


class TensorContract(Record):
    """What code around a model expects of one input or output; None where it does not care. A -1 in `shape` matches any."""

    shape: tuple[int, ...] | None = None
    dtype: str | None = None
    name: str | None = None
    scale: float | None = None
    zero_point: int | None = None
    place: Place | None = None


class Ignore(Record):
    """A suppression with its reason: a rule's or family's name or glob, optionally one tensor, operator, path or board.

    `baseline` marks an entry of a baseline, which tflint wrote itself.
    """

    rule: str
    reason: str = ""
    tensor: str | None = None
    operator: str | None = None
    path: str | None = None
    board: str | None = None
    place: Place | None = None
    baseline: bool = False


class ModelEntry(Record):
    """A `[[models]]` entry: a path pattern, its boards (empty: all), and the contract of the code around it.

    `nowhere` says that it goes on no board that is known, `boards = []`: it is checked without a budget.
    """

    path: str
    boards: tuple[str, ...] = ()
    nowhere: bool = False
    inputs: tuple[TensorContract, ...] | None = None
    outputs: tuple[TensorContract, ...] | None = None
    labels: str | None = None
    array: str | None = None
    signatures: tuple[str, ...] = ()
    ignore: tuple[Ignore, ...] = ()
    places: Mapping[str, Place] = {}

    def where(self, key: str) -> tuple[Place, ...]:
        """Return the place that declares a key (`path`, `labels`, `inputs.0.shape`), as a tuple for `related=`."""
        place = self.places.get(key)
        return () if place is None else (place,)


class Manifest(Record):
    """A whole tflint.toml; `root` is the folder that its paths start from.

    `rules` maps a rule's name to its settings: `severity` and the rule's own options, as TOML values.
    """

    path: str | None = None
    root: str = "."
    boards: Mapping[str, Board] = {}
    models: tuple[ModelEntry, ...] = ()
    packs: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[Ignore, ...] = ()
    rules: Mapping[str, Mapping[str, object]] = {}
    places: Mapping[str, Place] = {}
