"""The decoder and the published schema take the same documents."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tflint.manifest import decode, schema_check
from tflint.manifest.board import Manifest
from tflint.manifest.table import Off
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
        "ram",
        "flash",
        "resolver",
        "expect",
        "npu",
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
                st.one_of(table("board", ram=SIZES, flash=SIZES, resolver=RESOLVER), VALUES),
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


def decoded(document: dict[str, object]) -> Manifest | Off:
    try:
        return decode.manifest(document, Source("tflint.toml", ""), ".")
    except Off as off:
        return off


@settings(max_examples=600, deadline=None)
@given(DOCUMENTS)
def test_both_take_or_both_refuse(document: dict[str, object]) -> None:
    complaints = list(schema_check.complaints(document))
    result = decoded(document)
    if isinstance(result, Manifest):
        assert complaints == []
    elif "which needs a cpu beside them" not in str(result):  # keys that contradict each other: no schema's matter
        assert complaints


def test_the_published_schema_is_the_one_in_use() -> None:
    assert PUBLISHED.read_text("utf-8") == schema_check.schema_text()


@pytest.mark.parametrize("name", sorted(decode.DTYPES))
def test_every_type_of_the_schema_is_taken(name: str) -> None:
    assert not list(schema_check.complaints({"models": [{"path": "a", "inputs": [{"dtype": name}]}]}))
