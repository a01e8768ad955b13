"""The schema holds a document as the jsonschema package would, and what it takes can be decoded."""

import json
from pathlib import Path
from typing import Any

import jsonschema
from hypothesis import given, settings
from hypothesis import strategies as st

from tflint.manifest import decode, schema_check, value_checks
from tflint.manifest.toml_places import Source

PUBLISHED = Path(__file__).parents[2] / "docs" / "tflint.schema.json"
SCALARS = st.one_of(
    st.none().map(lambda _: {}),
    st.booleans(),
    st.integers(-3, 3),
    st.just(1 << 70),
    st.floats(allow_nan=True, allow_infinity=True),
    st.sampled_from(
        ["", "x", "all", "1 KiB", "1K", "../x", "a/b", "int8", "off", "cortex-m4", "cmsis-nn", "esp-nn@1.2.1", "litert"]
    ),
    st.sampled_from(["teensy-41", "raspberry-pi-4", "CONV_2D", "tflm@2024-08", "error", "/abs", "$x"]),
)
VALUES = st.one_of(SCALARS, st.lists(SCALARS, max_size=3))
KEYS = {
    "board": [
        "extends",
        "title",
        "cpu",
        "kernels",
        "runtime",
        "arena",
        "arena_shared",
        "resource_variables",
        "static_memory",
        "build",
        "ram",
        "flash",
        "resolver",
        "expect",
        "npu",
        "memory",
        "device",
        "threads",
        "delegate",
        "ruy",
        "image",
        "arna",
    ],
    "model": ["path", "boards", "inputs", "outputs", "labels", "array", "signatures", "ignore", "pth"],
    "tensor": ["shape", "dtype", "name", "scale", "zero_point", "shap"],
    "ignore": ["rule", "reason", "tensor", "operator", "path", "board"],
}


def table(kind: str, **inner: st.SearchStrategy[object]) -> st.SearchStrategy[dict[str, object]]:
    fields = {key: st.one_of(inner[key], VALUES) if key in inner else VALUES for key in KEYS[kind]}
    return st.fixed_dictionaries({}, optional=fields)


SIZES = st.fixed_dictionaries({}, optional=dict.fromkeys(("total", "reserved", "models"), VALUES))
RESOLVER = st.fixed_dictionaries({}, optional={"ops": VALUES, "custom": VALUES, "source": VALUES})
PART = st.one_of(st.fixed_dictionaries({}, optional={"size": VALUES, "in": VALUES, "x": VALUES}), VALUES)
ARENA = st.fixed_dictionaries({}, optional={"size": VALUES, "in": VALUES, "persistent": PART, "non_persistent": PART})
MEMORY = st.dictionaries(st.sampled_from(["psram", "", "a b"]), VALUES, max_size=2)
IGNORES = st.lists(table("ignore"), max_size=2)
TENSORS = st.lists(table("tensor"), max_size=2)
DOCUMENTS = st.fixed_dictionaries(
    {},
    optional={
        "version": VALUES,
        "packs": VALUES,
        "select": VALUES,
        "exclude": VALUES,
        "ignore": st.one_of(IGNORES, VALUES),
        "boards": st.one_of(
            st.dictionaries(
                st.sampled_from(["a", ""]),
                st.one_of(table("board", ram=SIZES, flash=SIZES, resolver=RESOLVER, arena=ARENA, memory=MEMORY), VALUES),
                max_size=2,
            ),
            VALUES,
        ),
        "models": st.one_of(st.lists(table("model", inputs=TENSORS, outputs=TENSORS, ignore=IGNORES), max_size=2), VALUES),
        "rules": st.one_of(
            st.dictionaries(
                st.just("r"), st.one_of(st.fixed_dictionaries({}, optional={"severity": VALUES, "x": VALUES}), VALUES)
            ),
            VALUES,
        ),
        "bords": VALUES,
    },
)


def validator() -> jsonschema.Draft202012Validator:
    """Return the jsonschema package's reading of the published schema, with the formats and integers that TOML has."""
    formats = jsonschema.FormatChecker(formats=())
    for name, check in value_checks.FORMATS.items():
        formats.checks(name, raises=ValueError)(lambda value, check=check: (check(value), True)[1])
    types = jsonschema.Draft202012Validator.TYPE_CHECKER.redefine("integer", lambda _, value: type(value) is int)
    exact: Any = jsonschema.validators.extend(  # type: ignore[no-untyped-call]  # its stubs lack it
        jsonschema.Draft202012Validator, type_checker=types
    )
    made: jsonschema.Draft202012Validator = exact(json.loads(schema_check.schema_text()), format_checker=formats)
    return made


VALIDATOR = validator()


def blamed(document: dict[str, object]) -> set[tuple[str | int, ...]]:
    """Return the keys that jsonschema blames: of an unknown key and a bad name, its own."""
    found: set[tuple[str | int, ...]] = set()
    for error in VALIDATOR.iter_errors(document):
        key = tuple(error.absolute_path)
        if error.validator == "additionalProperties":
            found |= {(*key, name) for name in error.instance if name not in error.schema["properties"]}
        elif error.parent is None and "propertyNames" in error.absolute_schema_path:
            found.add((*key, error.instance))
        else:
            found.add(key)
    return found


@settings(max_examples=600, deadline=None)
@given(DOCUMENTS)
def test_the_walk_blames_what_jsonschema_blames(document: dict[str, object]) -> None:
    complaints = list(schema_check.complaints(document))
    assert {it.key for it in complaints} == blamed(document)
    assert len({(it.key, it.of_key) for it in complaints}) == len(complaints)  # a name and what stands under it may both be wrong


def refusal(document: dict[str, object]) -> tuple[schema_check.Complaint, ...]:
    try:
        decode.manifest(document, Source("tflint.toml", ""), ".")
    except decode.Refused as refused:
        return refused.complaints
    return ()


@settings(max_examples=600, deadline=None)
@given(DOCUMENTS)
def test_a_document_of_the_right_shape_is_a_manifest_or_contradicts_itself(document: dict[str, object]) -> None:
    expected = tuple(schema_check.complaints(document))[: decode.MOST]
    refused = refusal(document)
    assert refused == expected or (not expected and {it.key[0] for it in refused} == {"boards"})


def test_the_schema_uses_no_keyword_that_the_walk_does_not_know() -> None:
    names = {"properties", "$defs"}  # their members are keys of a manifest, not keywords
    inside = {"additionalProperties", "else", "if", "items", "propertyNames", "required", "then"}

    def used(schema: object) -> set[str]:
        if not isinstance(schema, dict):
            return set()
        inner = [value for key, it in schema.items() for value in (it.values() if key in names else [it])]
        return set(schema).union(*map(used, inner))

    said = {"$schema", "$id", "$ref", "title", "description"}
    assert used(json.loads(schema_check.schema_text())) == names | inside | said | set(schema_check.KEYWORDS)


def test_the_published_schema_is_the_one_in_use() -> None:
    assert PUBLISHED.read_text("utf-8") == schema_check.schema_text()
