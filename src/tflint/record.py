"""The base class of records: `typing.NamedTuple` to type checkers, and at run time a tuple with the same behaviour that is cheaper to define.

For each class `typing.NamedTuple` compiles a constructor from generated source, and every annotation that is a string. Here the constructor is
one of the compiled ones below, with the names of the fields put in, and annotations are left alone: 10 µs per class instead of 100.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple as Record
    from typing import TypeVar

    T = TypeVar("T")

    def new(_kind: type[T], _values: tuple[object, ...], /) -> T:
        """Return a record of these values, all of them in order: in half the time of a constructor, for what is made by the thousand."""
else:
    from _collections import _tuplegetter  # as in collections, which would have to be imported

    new = _new = tuple.__new__
    _CONSTRUCTORS = (  # by the number of fields
        lambda _cls: _new(_cls, ()),
        lambda _cls, a: _new(_cls, (a,)),
        lambda _cls, a, b: _new(_cls, (a, b)),
        lambda _cls, a, b, c: _new(_cls, (a, b, c)),
        lambda _cls, a, b, c, d: _new(_cls, (a, b, c, d)),
        lambda _cls, a, b, c, d, e: _new(_cls, (a, b, c, d, e)),
        lambda _cls, a, b, c, d, e, f: _new(_cls, (a, b, c, d, e, f)),
        lambda _cls, a, b, c, d, e, f, g: _new(_cls, (a, b, c, d, e, f, g)),
        lambda _cls, a, b, c, d, e, f, g, h: _new(_cls, (a, b, c, d, e, f, g, h)),
        lambda _cls, a, b, c, d, e, f, g, h, i: _new(_cls, (a, b, c, d, e, f, g, h, i)),
        lambda _cls, a, b, c, d, e, f, g, h, i, j: _new(_cls, (a, b, c, d, e, f, g, h, i, j)),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k: _new(_cls, (a, b, c, d, e, f, g, h, i, j, k)),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k, m: _new(_cls, (a, b, c, d, e, f, g, h, i, j, k, m)),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k, m, n: _new(_cls, (a, b, c, d, e, f, g, h, i, j, k, m, n)),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k, m, n, o: _new(_cls, (a, b, c, d, e, f, g, h, i, j, k, m, n, o)),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p: _new(_cls, (a, b, c, d, e, f, g, h, i, j, k, m, n, o, p)),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q: _new(_cls, (a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q)),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q, r: _new(
            _cls, (a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q, r)
        ),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q, r, s: _new(
            _cls, (a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q, r, s)
        ),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q, r, s, t: _new(
            _cls, (a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q, r, s, t)
        ),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q, r, s, t, u: _new(
            _cls, (a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q, r, s, t, u)
        ),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q, r, s, t, u, v: _new(
            _cls, (a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q, r, s, t, u, v)
        ),
    )
    _Function = type(_CONSTRUCTORS[0])

    def _constructor(name: str, fields: dict[str, object], defaults: dict[str, object]) -> object:
        """Return a `__new__` with these parameters, name → annotation; the last ones have these defaults."""
        if len(fields) >= len(_CONSTRUCTORS):
            return _constructor_of_many(name, fields, defaults)
        template = _CONSTRUCTORS[len(fields)].__code__
        code = template.replace(co_varnames=("_cls", *fields), co_name="__new__", co_qualname=f"{name}.__new__")
        made = _Function(code, globals(), "__new__", tuple(defaults.values()))
        made.__annotations__ = fields
        return made

    def _constructor_of_many(name: str, fields: dict[str, object], defaults: dict[str, object]) -> object:
        """Return the same for more fields than any function above has."""

        def __new__(_cls: type, /, *values: object, **named: object) -> object:  # noqa: N807  it becomes one
            if len(values) == len(fields) and not named:
                return _new(_cls, values)
            given = dict(zip(fields, values, strict=False))
            if wrong := [it for it in named if it in given or it not in fields]:
                raise TypeError(f"{name}.__new__() got an unexpected keyword argument {wrong[0]!r}")
            whole = defaults | given | named
            if len(values) > len(fields) or len(whole) < len(fields):
                raise TypeError(f"{name}.__new__() expected {len(fields)} values, got {max(len(values), len(whole))}")
            return _new(_cls, map(whole.__getitem__, fields))

        return __new__

    class _Fields(type):
        """Turns the annotated names of a class into the fields of a tuple."""

        def __new__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, object]) -> type:
            if "_fields" not in namespace and not any(hasattr(base, "_field_defaults") for base in bases):
                cls._add_fields(name, namespace)
            return super().__new__(cls, name, bases, namespace)

        @staticmethod
        def _add_fields(name: str, namespace: dict[str, object]) -> None:
            annotations = namespace.get("__annotations__", {})
            if annotate := namespace.get("__annotate_func__"):  # Python 3.14, without the future import
                annotations = annotate(1)
            fields = tuple(annotations)
            defaults = {field: namespace[field] for field in fields if field in namespace}
            if (*defaults,) != fields[len(fields) - len(defaults) :]:
                raise TypeError(f"{name}: a field without a default follows one that has a default")
            for place, field in enumerate(fields):
                if field.startswith("_"):
                    raise ValueError(f"{name}: the name of a field starts with an underscore: {field!r}")
                namespace[field] = _tuplegetter(place, None)
            namespace["__slots__"] = ()
            namespace["__new__"] = _constructor(name, annotations, defaults)
            namespace["_fields"] = namespace["__match_args__"] = fields
            namespace["_field_defaults"] = defaults

    class Record(tuple, metaclass=_Fields):
        """A tuple whose fields are the annotated names of the class: as `typing.NamedTuple` in all that its documentation says."""

        __slots__ = ()
        _fields = ()

        @classmethod
        def _make(cls, values: object) -> Record:
            """Return a record of these values, one per field."""
            made = _new(cls, values)
            if len(made) != len(cls._fields):
                raise TypeError(f"expected {len(cls._fields)} values, got {len(made)}")
            return made

        def _replace(self, /, **changes: object) -> Record:
            """Return a copy with these fields changed."""
            made = _new(type(self), map(changes.pop, self._fields, self))
            if changes:
                raise TypeError(f"{type(self).__name__} has no field {', '.join(map(repr, changes))}")
            return made

        def _asdict(self) -> dict[str, object]:
            """Return the fields as name → value."""
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self) -> str:
            """Return the class and the fields as they would be written."""
            return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self._asdict().items())})"

        def __getnewargs__(self) -> tuple[object, ...]:
            """Return what `__new__` takes, for pickle and copy."""
            return tuple(self)


__all__ = ["Record", "new"]
