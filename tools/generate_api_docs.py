"""Make docs/api.md from the docstrings and signatures of tflint.api: python tools/generate_api_docs.py [--check]."""

from __future__ import annotations

import inspect
import re
import sys
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from tflint import api
from tflint.testing import builder
from tflint.testing import run as run_rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/api.md"
HEADER = "<!-- made by tools/generate_api_docs.py from the docstrings of tflint.api; do not edit -->"
INTRO = """\
# tflint.api

What a [rule pack](packs.md) may import: `from tflint.api import …`, and `tflint.testing` for its tests. Everything else is
the program's own and changes without notice. A fact is asked for as `facts(arena_plan)` inside a check; it is computed once for
a model on a board, however many rules ask.
"""
# headings, by what the origin's module begins with; the first that fits
SECTIONS = (
    ("Rules", ("tflint.check.rule",)),
    ("Findings", ("tflint.finding",)),
    ("The model", ("tflint.model.",)),
    ("Boards and the manifest", ("tflint.manifest.",)),
    ("Plans and verdicts", ("tflint.runtime.", "tflint.overlap.")),
    ("What a rule is run on", ("tflint.facts.subject",)),
    ("Facts", ("tflint.facts", "tflint.fix.advice")),
)
HIDDEN = {"count", "index", "mro", "with_traceback", "add_note"}
WIDEST = 100
FORWARD = re.compile(r"ForwardRef\('([^']+)'(?:, module='[^']+')?\)")
QUALIFIED = re.compile(r"\b(?:tflint|collections|typing)(?:\.[a-z_]+)*\.(?=[A-Z])")


def page() -> str:
    """Return the whole page."""
    grouped: dict[str, list[str]] = {title: [] for title, _ in SECTIONS}
    constants: list[str] = []
    for name in sorted(api.__all__, key=str.lower):
        thing = getattr(api, name)
        module = getattr(thing, "__module__", None)
        if module is None or not callable(thing):
            constants.append(name)
            continue
        grouped[_section(module)].append("\n".join(entry(name, thing)))
    parts = [f"{HEADER}\n", INTRO]
    for title, entries in grouped.items():
        parts += [f"## {title}\n", *entries]
    parts += ["## Constants\n", *(f"- `{name}` = `{_shown(getattr(api, name))}`" for name in constants), ""]
    parts += ["## tflint.testing\n", *("\n".join(entry(it.__name__, it)) for it in (builder.ModelBuilder, run_rule))]
    return "\n".join(parts).rstrip() + "\n"


def _section(module: str) -> str:
    found = [title for title, starts in SECTIONS if module.startswith(starts)]
    if not found:
        sys.exit(f"tflint.api has something of {module}: give it a heading in SECTIONS")
    return found[0]


def _shown(value: object) -> str:
    return ", ".join(sorted(map(str, value))) if isinstance(value, frozenset) else repr(value)


def entry(name: str, thing: object) -> Iterator[str]:
    """Yield the lines about a class or a function."""
    yield f"### {name}\n"
    if isinstance(thing, type) and issubclass(thing, Enum):
        yield f"{_doc(thing)}\n"
        yield from (f"- `{name}.{member.name}`" for member in thing)
        yield ""
        return
    yield f"```python\n{signature(name, thing)}\n```\n"
    yield f"{_doc(thing)}\n"
    if isinstance(thing, type):
        yield from members(thing)


def signature(name: str, thing: object) -> str:
    """Return a declaration as it would be typed, a parameter per line where it is long."""
    kind = "class" if isinstance(thing, type) else "def"
    if kind == "class" and issubclass(thing, Exception):  # type: ignore[arg-type]  # a class by the line above
        return f"class {name}(Exception)"
    assert callable(thing)
    try:
        found = inspect.signature(thing)
    except ValueError:
        return f"{kind} {name}"
    shown = [*_parameters(found)]
    returns = "" if kind == "class" or found.return_annotation is found.empty else f" -> {_annotation(found.return_annotation)}"
    line = f"{kind} {name}({', '.join(shown)}){returns}"
    return line if len(line) <= WIDEST else f"{kind} {name}(\n" + "".join(f"    {it},\n" for it in shown) + f"){returns}"


def _parameters(found: inspect.Signature) -> Iterator[str]:
    """Yield each parameter as it is written, and the `*` before those that must be named."""
    named = False
    for parameter in found.parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and not named:
            yield "*"
        named = named or parameter.kind in (parameter.KEYWORD_ONLY, parameter.VAR_POSITIONAL)
        yield _parameter(parameter)


def _parameter(parameter: inspect.Parameter) -> str:
    name = str(parameter).partition(":")[0].partition("=")[0].strip()  # with its stars
    typed = name if parameter.annotation is parameter.empty else f"{name}: {_annotation(parameter.annotation)}"
    return typed if parameter.default is parameter.empty else f"{typed} = {parameter.default!r}"


def _annotation(annotation: object) -> str:
    text = getattr(annotation, "__forward_arg__", None) or (
        annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)
    )
    return QUALIFIED.sub("", FORWARD.sub(r"\1", text))


def members(owner: type) -> Iterator[str]:
    """Yield the public methods and properties that a class declares, with the first sentence about each."""
    rows = []
    for name, member in vars(owner).items():
        function: Callable[..., object] | None = getattr(member, "fget", None) or getattr(member, "func", None) or member
        if name.startswith("_") or name in HIDDEN or not inspect.isfunction(function):
            continue
        called = (
            signature(name, member).removeprefix("def ").replace("(self, ", "(").replace("(self)", "()")
            if member is function
            else name
        )
        called = f"{name}(…)" if "\n" in called else called
        rows.append(f"- `{called}`: {_first(function)}")
    yield from ([*rows, ""] if rows else [])


def _doc(thing: object) -> str:
    text = inspect.getdoc(thing)
    if not text:
        sys.exit(f"{thing!r} has no docstring")
    return text


def _first(function: object) -> str:
    return _doc(function).split("\n\n")[0].replace("\n", " ")


def main() -> int:
    """Write the page, or with --check compare."""
    text = page()
    if PAGE.exists() and PAGE.read_text("utf-8") == text:
        return 0
    if "--check" in sys.argv:
        print(f"{PAGE.name} is stale: run python tools/generate_api_docs.py")
        return 1
    PAGE.write_text(text, "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
