"""Fit a model into as little arena as it can do with, or into as much as there is: the plan alone first, then stripes."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from tflint.fit import trial
from tflint.fit.draft import as_model
from tflint.fit.offline_plan import IN_PLACE, LEVELS, VIEWS, Layout, has_in_place, lay
from tflint.fit.stripes.build import build
from tflint.fit.stripes.chain import Chain
from tflint.fit.stripes.choose import choices
from tflint.fit.stripes.costs import costs_of
from tflint.fit.stripes.neighbours import neighbours
from tflint.fit.stripes.segments import segments
from tflint.fit.stripes.shape import Shape
from tflint.record import Record
from tflint.runtime.tflm import op_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tflint.fit.draft import Draft
    from tflint.fit.offline_plan import Laid
    from tflint.fit.stripes.choose import Choice
    from tflint.model.view import Model, Operator
    from tflint.runtime.tflm.build import Build

EFFORT = 15_000  # operators planned in all trials together; half of them for choices as they come, the rest to improve the best
HURRY = 6_000  # of these, first of all: where that leads to an arena that is enough, the search ends
ALIKE = 2  # choices tried that differ in the number of bands only
FIRST = 16  # choices tried as they come
CLIMBS = 3  # of these improved step by step
QUICK, THOROUGH = 20, 300  # rounds of the placement's local search
ADDED = ("SLICE", "CONCATENATION")  # what stripes need besides the model's own operators


class Wish(Record):
    """What a model is fitted for.

    `macs` counts an operator's multiplications, of which `max_macs` is the share that may be added; a negative share means no
    stripes. `enough` is an arena below which nothing is gained, None for the smallest. `hurried` ends the search after its first
    part: where that came to an arena that is enough, the whole search returns the same, else nothing that takes more arena.
    `keep_inputs`: the application reads its inputs after Invoke(). `also` are further builds that are to run the same file:
    nothing is done that one of them does not support.
    """

    macs: Callable[[Model, Operator], int]
    max_macs: float = 0.1
    enough: int | None = None
    keep_inputs: bool = False
    also: tuple[Build, ...] = ()
    effort: float = EFFORT
    hurried: bool = False


class Fitted(Record):
    """A way to fit a model. `draft` is None where the graph stays as it is; `macs` are those of one inference afterwards.

    `before` is the arena that the model needs without any offline plan, bytes.
    """

    shape: Shape
    draft: Draft | None
    laid: Laid
    macs: int
    before: int

    @property
    def adds(self) -> tuple[str, ...]:
        """Return the operators that are new in the graph, sorted."""
        return () if self.draft is None else tuple(sorted({it.op for it in self.draft.operators if it.base is None}))

    @property
    def rank(self) -> tuple[int, int]:
        """Return what makes one way better than another: less arena, then fewer multiplications."""
        return self.laid.minimum, self.macs


def fit(model: Model, built: Build, wish: Wish) -> Fitted | None:
    """Return the best way found to fit a model, the least intrusive one that is `enough`; None where no offline plan can be written."""
    search = _Search(model, built, wish)
    whole = search.whole()
    if whole is None or search.enough(whole) or not search.may_stripe:
        return whole
    return min((whole, *search.striped()), key=search.rank)


class _Search:
    def __init__(self, model: Model, built: Build, wish: Wish) -> None:
        self.model = model
        self.built = built
        self.wish = wish
        self.layout = Layout(built, wish.also, wish.keep_inputs)
        self.trial = trial.replay(model, built)
        self.before = self.trial.minimum({})
        self.macs = sum(wish.macs(model, operator) for operator in model.operators())
        self.limit = int(self.macs * (1 + wish.max_macs))
        self.quick = (IN_PLACE,) if has_in_place(model, self.layout) else (VIEWS,)
        self.effort = 0.0
        self.may_stripe = wish.max_macs >= 0 and all(_has_all(it) for it in (built, *wish.also))
        self.tried: dict[tuple[Shape, tuple[str, ...], int], Fitted | None] = {}
        self.best: Fitted | None = None  # of the striped ways
        self.planned: dict[tuple[object, tuple[str, ...], int], Shape] = {}  # the first shape of each drawing

    def enough(self, way: Fitted) -> bool:
        """Return whether a way needs no more arena than there is."""
        return self.wish.enough is not None and way.laid.minimum <= self.wish.enough

    def rank(self, way: Fitted) -> tuple[int, ...]:
        """Return what to minimise: multiplications among the ways that are enough, the arena else."""
        return (0, way.macs, way.laid.minimum) if self.enough(way) else (1, way.laid.minimum, way.macs)

    def whole(self) -> Fitted | None:
        """Return the graph as it is, with the best plan; the first level that is enough."""
        laid = lay(self.model, self.trial, self.layout, rounds=THOROUGH)
        self.may_stripe &= len(laid) > 1  # a graph of which only TFLM's own view is safe stays as it is
        ways = [Fitted(Shape(()), None, it, self.macs, self.before) for it in laid]
        return next((it for it in ways if self.enough(it)), min(ways, key=self.rank, default=None))

    def striped(self) -> Iterator[Fitted]:
        """Yield striped ways, each planned thoroughly."""
        self.chain = Chain(self.model, costs_of(self.model, self.built, self.wish.macs), self.layout)
        self.known = {it.place: it for it in segments(self.chain, self.limit - self.macs)}
        picked = choices(self.chain, self.known.values(), self.limit - self.macs)
        if self.wish.enough is not None:
            hurried = list(self._with_effort(self._frugal(picked), min(HURRY, self.wish.effort)))
            yield from hurried
            if self.wish.hurried or any(map(self.enough, hurried)):
                return
        yield from self._with_effort(picked, self.wish.effort)

    def _with_effort(self, picked: list[Choice], effort: float) -> Iterator[Fitted]:
        """Yield the striped ways that these choices lead to, planned thoroughly."""
        self.effort = effort
        found = list(self._as_they_come(_of_many_kinds(picked), effort / 2))
        bases = {it.shape.segments: it for it in sorted(found, key=self.rank, reverse=True)}
        best = sorted(bases.values(), key=self.rank)[:CLIMBS]
        climbed = sorted((self._climbed(it) for it in best), key=self.rank)
        for way in climbed[:2]:
            thorough = self.way(way.shape, LEVELS, THOROUGH)
            if thorough is not None:
                yield thorough

    def way(self, shape: Shape, levels: tuple[str, ...] = (), rounds: int = QUICK) -> Fitted | None:
        """Return a striped graph planned; None where it cannot be built or multiplies too much."""
        key = shape, levels or self.quick, rounds
        if key not in self.tried:
            self.tried[key] = self._way(*key)
        return self.tried[key]

    def _way(self, shape: Shape, levels: tuple[str, ...], rounds: int) -> Fitted | None:
        draft = build(self.chain, shape)
        if draft is None:
            return None
        same = self.planned.setdefault((draft.drawing, levels, rounds), shape)
        if same != shape:
            return self.tried[same, levels, rounds]
        model = as_model(self.model, draft)
        macs = sum(self.wish.macs(model, operator) for operator in model.operators())
        if macs > self.limit:
            return None
        self.effort -= len(draft.operators) * len(levels) * (1 + rounds / 100)
        near = _near(draft, self.best)
        laid = lay(model, trial.replay(model, self.built), self.layout, levels=levels, rounds=rounds, near=near)
        way = Fitted(shape, draft, min(laid, key=lambda it: it.minimum), macs, self.before)
        self.best = min(self.best, way, key=self.rank) if self.best is not None else way
        return way

    def _as_they_come(self, picked: list[Choice], reserve: float) -> Iterator[Fitted]:
        """Yield the first choices, in all directions, with false rows cut late and at once."""
        for choice in picked:
            for turned in _directions(len(choice.segments)):
                for trim in (False, True):
                    way = self.way(Shape(choice.segments, turned, trim)) if self.effort > reserve else None
                    if way is not None:
                        yield way

    def _frugal(self, picked: list[Choice]) -> list[Choice]:
        """Return the choices with those that multiply least among what seems to be enough, every second one, first."""
        room = (self.wish.enough or 0) - self.trial.alongside
        frugal = sorted((it for it in picked if it.head + it.tail <= room), key=lambda it: it.macs)
        in_turn = (it for pair in zip_longest(frugal, picked) for it in pair if it is not None)
        return list({it.segments: it for it in in_turn}.values())

    def _climbed(self, way: Fitted) -> Fitted:
        """Return the way that comes of taking the first better neighbour, again and again."""
        while self.effort > 0:
            better = self._better(way, neighbours(way.shape, self.known))
            if better is None:
                return way
            way = better
        return way

    def _better(self, way: Fitted, shapes: Iterator[Shape]) -> Fitted | None:
        for shape in shapes:
            if self.effort <= 0:
                return None
            other = self.way(shape)
            if other is not None and self.rank(other) < self.rank(way):
                return other
        return None


def _of_many_kinds(choices: list[Choice]) -> list[Choice]:
    """Return the first choices: at most so many, and few that differ in the number of bands only."""
    kinds: dict[tuple[tuple[int, int], ...], int] = {}
    picked = []
    for choice in choices:
        kind = tuple((it.first, it.last) for it in choice.segments)
        kinds[kind] = kinds.get(kind, 0) + 1
        if kinds[kind] <= ALIKE:
            picked.append(choice)
    return picked[:FIRST]


def _near(draft: Draft, best: Fitted | None) -> dict[tuple[int, int], int]:
    """Return where a way that is good so far puts the tensors that a draft has too."""
    if best is None or best.draft is None:
        return {}
    known = {it: number for number, it in enumerate(best.draft.tensors)}
    pairs = ((number, known.get(it)) for number, it in enumerate(draft.tensors))
    return {(0, new): best.laid.offsets[0, old] for new, old in pairs if old is not None and (0, old) in best.laid.offsets}


def _has_all(built: Build) -> bool:
    """Return whether a runtime has every operator that stripes add."""
    snapshot = op_tables.snapshot(built.snapshot)
    return all(snapshot.has(op) for op in ADDED)


def _directions(count: int) -> tuple[int, ...]:
    """Return which segments run backwards, as bits: none, or every second one either way."""
    alternate = sum(1 << place for place in range(0, count, 2))
    return (0, alternate, ((1 << count) - 1) ^ alternate) if count > 1 else (0, 1)
