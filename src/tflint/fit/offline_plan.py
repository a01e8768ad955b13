"""The offline plan of a graph as it stands: plain, with views, and with outputs over inputs too; the best of the three is taken."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from tflint.fit.placement import ROUNDS, Block, Rectangle, place
from tflint.fit.storage import Storage
from tflint.record import Record
from tflint.runtime.tflm import in_place
from tflint.runtime.tflm.build import Library

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tflint.fit.trial import Trial
    from tflint.model.view import Model, Operator
    from tflint.runtime.tflm.build import Build

    Places = dict[tuple[int, int], int]  # a block's tensors, as (subgraph, tensor), and their distance from its base

PLAIN, VIEWS, IN_PLACE = "plan", "views", "in-place"
LEVELS = (PLAIN, VIEWS, IN_PLACE)  # the least intrusive first: it wins where another gains nothing
JOINS = ("CONCATENATION", "PACK")
NOWHERE: Mapping[tuple[int, int], int] = {}
UNPLANNABLE = frozenset(("ethos-u",))  # custom operators whose own commands hold addresses


class Laid(Record):
    """An offline plan: offsets by (subgraph, tensor), the arena and head that come of it, and how it was made.

    `bound` is the head that no placement of this level can go below. Bytes.
    """

    level: str
    offsets: Mapping[tuple[int, int], int]
    minimum: int
    head: int
    bound: int

    @property
    def optimal(self) -> bool:
        """Return whether no placement of the same tensors, sharing memory as they do, has a smaller head."""
        return self.head <= self.bound


class Layout(Record):
    """What plans are made for: the build whose arena counts, others that are to run the same file, whether inputs survive an inference."""

    build: Build
    also: tuple[Build, ...] = ()
    keep_inputs: bool = False

    @property
    def alignment(self) -> int:
        """Return the bytes at which a tensor inside another may begin: 4, and 16 where ESP-NN's vector loads ask for it."""
        return 16 if any(it.library is Library.ESP_NN for it in (self.build, *self.also)) else 4

    def under(self, model: Model, operator: Operator) -> tuple[int, ...]:
        """Return the inputs that an operator's output may be written over, whichever of the builds runs it."""
        found = [in_place.inputs(model, operator, it) for it in (self.build, *self.also)]
        return tuple(number for number in found[0] if all(number in it for it in found))


def lay(
    model: Model,
    trial: Trial,
    layout: Layout,
    *,
    levels: Sequence[str] = LEVELS,
    rounds: int = ROUNDS,
    near: Mapping[tuple[int, int], int] = NOWHERE,
) -> list[Laid]:
    """Return a plan for each level that can be offered for a model, in that order; empty where none can.

    `near` are offsets that were good for much the same graph: the search begins with their order.
    """
    if not all(_plannable(model, it) for it in (layout.build, *layout.also)):
        return []
    if not _one_writer_each(model):
        return [_laid(PLAIN, *_as_tflm_sees_them(model, trial), trial, rounds=rounds, near=near)]
    found = ((level, *_storage(model, trial, layout, level).blocks()) for level in levels)
    return [_laid(*it, trial, rounds=rounds, near=near) for it in found]


def has_in_place(model: Model, layout: Layout) -> bool:
    """Return whether some operator's output may lie over an input."""
    return any(layout.under(model, operator) for operator in model.subgraphs[0].operators)


def _plannable(model: Model, build: Build) -> bool:
    """Return whether the runtime takes an offline plan for a model, and the model does not depend on where its tensors lie."""
    if any(entry.name == "COMPRESSION_METADATA" for entry in model.metadata):
        return False
    if any(operator.code.custom_code in UNPLANNABLE or _remembers(model, operator) for operator in model.operators()):
        return False
    return len(model.subgraphs) == 1 or build.features.offline_plan_of_subgraphs


def _remembers(model: Model, operator: Operator) -> bool:
    """Return whether an operator's output is its memory, and lies where other tensors may (circular_buffer.cc shifts what is there)."""
    return operator.name == "CIRCULAR_BUFFER" and not all(it is not None and it.is_variable for it in model.outputs(operator))


def _one_writer_each(model: Model) -> bool:
    """Return whether views can be reasoned about: one subgraph, each tensor written once and before it is read."""
    if len(model.subgraphs) > 1:
        return False
    graph = model.subgraphs[0]
    made = set(graph.inputs or ())
    made |= {tensor.index for tensor in graph.tensors if tensor.is_variable or model.is_constant(tensor)}
    for operator in graph.operators:
        outputs = set(operator.outputs or ())
        if not made.issuperset(number for number in operator.inputs or () if number >= 0) or made & outputs:
            return False
        made |= outputs
    return True


def _storage(model: Model, trial: Trial, layout: Layout, level: str) -> Storage:
    storage = Storage(model, trial.requests, alignment=layout.alignment, keep_inputs=layout.keep_inputs)
    if level != PLAIN:
        # what becomes part of a larger tensor first: else it may wait in memory of its own until the very end
        operators = model.subgraphs[0].operators
        for _, moved in sorted(storage.copies.items(), key=lambda it: operators[it[0]].code.name not in JOINS):
            for copy in moved:
                storage.view(copy)
    if level == IN_PLACE:
        for operator in model.subgraphs[0].operators:
            any(storage.in_place(source, output) for source in layout.under(model, operator) for output in operator.outputs or ())
    return storage


def _as_tflm_sees_them(model: Model, trial: Trial) -> tuple[list[Block], list[dict[tuple[int, int], int]]]:
    """Return a block for each buffer, from its first to its last step by TFLM's own count; what must stay online is marked."""
    kept_out = set(_read_by_mistake(model))
    blocks, places = [], []
    for request in trial.requests:
        whole = (Rectangle(0, request.size, 2 * request.first, 2 * request.last + 1),)
        key = None if request.tensor is None else (request.subgraph, request.tensor)
        online = key is None or key in kept_out
        blocks.append(Block(whole, whole, request.size, online=online))
        places.append({} if key is None or online else {key: 0})
    return blocks, places


def _read_by_mistake(model: Model) -> Iterator[tuple[int, int]]:
    """Yield the tensors whose offset TFLM takes for that of a variable: AllocateVariables looks each up as if it were in subgraph 0."""
    for subgraph in model.subgraphs:
        for tensor in subgraph.tensors:
            if tensor.is_variable:
                yield 0, tensor.index


def _laid(
    level: str, blocks: list[Block], places: list[Places], trial: Trial, *, rounds: int, near: Mapping[tuple[int, int], int]
) -> Laid:
    placed = place(blocks, trial.spare, rounds, _order(blocks, places, near))
    offsets = {key: base + at for base, members in zip(placed.bases, places, strict=True) for key, at in members.items()}
    head = trial.head(offsets)
    return Laid(level, offsets, trial.arena(head), head, placed.bound)


def _order(blocks: list[Block], places: list[Places], near: Mapping[tuple[int, int], int]) -> list[int]:
    """Return the blocks from the lowest up where their tensors lay before; those that are new come last, the largest first."""
    bases = [min((near[key] - at for key, at in members.items() if key in near), default=inf) for members in places]
    return sorted(range(len(blocks)), key=lambda i: (bases[i], -blocks[i].height)) if near else []
