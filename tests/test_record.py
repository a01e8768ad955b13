"""Records: what `typing.NamedTuple` promises, at a tenth of what its classes cost."""

from __future__ import annotations

import copy
import inspect
import pickle
import subprocess
import sys
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

import pytest

from tflint.record import Record, new

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
FIELDS = [f"field_{number}" for number in range(40)]


class Span(Record):
    """From a byte to another."""

    low: int
    high: int
    of: str = "head"
    marks: tuple[int, ...] = ()

    @property
    def size(self) -> int:
        return self.high - self.low


class Twin(NamedTuple):
    """The same by the standard library."""

    low: int
    high: int
    of: str = "head"
    marks: tuple[int, ...] = ()

    @property
    def size(self) -> int:
        return self.high - self.low


class Box(Record, Generic[T]):
    content: T


BOTH: list[Any] = [Span, Twin]
MAKE: Any = type(Span)


@pytest.mark.parametrize(
    "call",
    [
        lambda of: of(1, 2),
        lambda of: of(1, 2, "tail", (3,)),
        lambda of: of(1, high=2),
        lambda of: of(high=2, low=1, marks=(9,)),
        lambda of: of(1, 2).size,
        lambda of: of(1, 2)._replace(high=7, of="tail"),
        lambda of: of(1, 2)._asdict(),
        lambda of: of._make([1, 2, "head", ()]),
        lambda of: of(1, 2) == (1, 2, "head", ()),
        lambda of: of(1, 2) == of(1, 3),
        lambda of: of(1, 2) < of(1, 3),
        lambda of: hash(of(1, 2)),
        lambda of: (of._fields, of._field_defaults, of.__match_args__),
        lambda of: [(it.name, it.default, it.kind) for it in inspect.signature(of).parameters.values()],
        lambda of: [*of(1, 2)],
    ],
)
def test_a_record_does_what_a_named_tuple_does(call: Callable[[Any], object]) -> None:
    ours, theirs = (call(of) for of in BOTH)
    assert ours == theirs


def test_repr_is_that_of_a_named_tuple() -> None:
    assert repr(Span(1, 2)) == repr(Twin(1, 2)).replace("Twin", "Span") == "Span(low=1, high=2, of='head', marks=())"


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda of: of(), "missing 2 required positional arguments: 'low' and 'high'"),
        (lambda of: of(1), "missing 1 required positional argument: 'high'"),
        (lambda of: of(1, 2, "", (), 5), "takes from 3 to 5 positional arguments but 6 were given"),
        (lambda of: of(1, 2, low=1), "got multiple values for argument 'low'"),
        (lambda of: of(1, 2, wide=1), "got an unexpected keyword argument 'wide'"),
    ],
)
def test_wrong_arguments_are_named_as_for_any_function(call: Callable[[Any], object], says: str) -> None:
    for of in BOTH:
        with pytest.raises(TypeError) as caught:
            call(of)
        assert str(caught.value) == f"{of.__name__}.__new__() {says}"


def test_a_record_of_all_its_values_needs_no_constructor() -> None:
    made = new(Span, (1, 2, "head", ()))
    assert type(made) is Span
    assert made == Span(1, 2)


def test_a_change_of_no_field_is_refused() -> None:
    with pytest.raises(TypeError, match="Span has no field 'wide'"):
        Span(1, 2)._replace(wide=3)  # type: ignore[call-arg]  # what is to be refused
    with pytest.raises(TypeError, match="expected 4 values, got 2"):
        Span._make([1, 2])


def test_a_record_has_no_room_for_what_is_not_a_field() -> None:
    for name in ("low", "wide"):
        with pytest.raises(AttributeError):
            setattr(Span(1, 2), name, 3)
    assert not hasattr(Span(1, 2), "__dict__")


def test_a_record_survives_pickle_and_copy() -> None:
    span = Span(1, 2, marks=(4,))
    for back in (pickle.loads(pickle.dumps(span)), copy.copy(span), copy.deepcopy(span)):  # noqa: S301  what was pickled here
        assert back == span
        assert type(back) is Span


def test_a_record_matches_by_position_and_by_name() -> None:
    match Span(1, 2, "tail"):
        case Span(low, 2, of=of):
            assert (low, of) == (1, "tail")
        case _:
            pytest.fail("not matched")


def test_a_record_can_be_generic() -> None:
    assert Box[int](3) == Box(3) == (3,)
    assert Box(content="x").content == "x"


@pytest.mark.parametrize("count", range(len(FIELDS)))
def test_any_number_of_fields_is_taken_by_position_and_by_name(count: int) -> None:
    names = FIELDS[:count]
    made: Any = MAKE("Many", (Record,), {"__annotations__": dict.fromkeys(names, "int")})
    assert made(*range(count)) == made(**{name: number for number, name in enumerate(names)}) == tuple(range(count))
    assert [getattr(made(*range(count)), name) for name in names] == [*range(count)]


@pytest.mark.parametrize(
    ("values", "named", "says"),
    [
        (39, {}, "expected 40 values, got 39"),
        (41, {}, "expected 40 values, got 41"),
        (39, {"field_1": 0}, "got an unexpected keyword argument 'field_1'"),
        (39, {"wide": 0}, "got an unexpected keyword argument 'wide'"),
    ],
)
def test_wrong_arguments_of_many_are_named(values: int, named: dict[str, int], says: str) -> None:
    made: Any = MAKE("Many", (Record,), {"__annotations__": dict.fromkeys(FIELDS, "int")})
    with pytest.raises(TypeError, match=says):
        made(*range(values), **named)


def test_the_last_of_many_fields_may_have_defaults() -> None:
    made: Any = MAKE("Many", (Record,), {"__annotations__": dict.fromkeys(FIELDS, "int"), FIELDS[-1]: 7})
    assert made(*range(39)) == made(*range(38), field_38=38) == (*range(39), 7)


def test_a_class_of_a_record_keeps_its_fields() -> None:
    class Named(Span):
        name: str = "x"

    assert Named(1, 2)._fields == Span._fields
    assert Named(1, 2).size == 1


def test_annotations_are_asked_for_where_python_keeps_them_in_a_function() -> None:
    made: Any = MAKE("Later", (Record,), {"__annotate_func__": lambda _: {"low": int, "high": int}})  # as Python 3.14
    assert made(1, high=2)._asdict() == {"low": 1, "high": 2}


@pytest.mark.parametrize(
    ("namespace", "error", "says"),
    [
        (
            {"__annotations__": {"a": "int", "b": "int"}, "a": 1},
            TypeError,
            "a field without a default follows one that has a default",
        ),
        ({"__annotations__": {"_a": "int"}}, ValueError, "the name of a field starts with an underscore: '_a'"),
    ],
)
def test_a_class_that_cannot_be_a_record_is_refused(namespace: dict[str, object], error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        MAKE("Wrong", (Record,), namespace)


def test_a_record_imports_nothing() -> None:
    say = "import sys; before = {*sys.modules}; import tflint.record; print(*sorted({*sys.modules} - before))"
    done = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys; sys.path[:] = {sys.path!r}; {say}"],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert set(done.stdout.split()) <= {"__future__", "_collections", "tflint", "tflint.record"}
