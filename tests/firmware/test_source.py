"""Any file can be named as a source: whatever it holds, reading it ends soon, and what was not read is said."""

import random
import time

import pytest

from tflint.firmware import source

HEAD = b"tflite::MicroMutableOpResolver<3> r;\n"
LINES = {
    "one long line": HEAD + b"r.AddAdd(); " * 850_000,
    "one long word": HEAD + b"a" * 10_000_000,
    "spaces": HEAD + b" " * 10_000_000,
    "calls": HEAD + b"void f(){" + b"r.AddAdd(); " * 15_000 + b"}",
    "declarations": HEAD * 5_000,
    "open braces": HEAD + b"void f()" + b"{" * 100_000,
    "nested braces": HEAD + b"void f()" + b"{" * 90_000 + b"r.AddAdd();" + b"}" * 90_000,
    "closing braces": HEAD + b"}}}}))))" * 1000,
    "parentheses": HEAD + b"a((" * 60_000,
    "templates": HEAD + b"a<" * 90_000,
    "conditionals": HEAD + b"#if A\n" * 30_000,
    "quotes": HEAD + b'"' * 190_000,
    "comments": HEAD + b"/*" * 250_000,
    "const": HEAD + b"const " * 30_000,
    "enum": HEAD + b"enum " * 38_000,
    "brackets": HEAD + b"a[1] " * 38_000,
    "continued": HEAD + b"#define A \\\n" * 15_000,
    "chain of macros": HEAD
    + b"".join(b"#define A%d A%d+A%d\n" % (i, i + 1, i + 1) for i in range(40))
    + b"tflite::MicroMutableOpResolver<A0> q;",
    "aliases in a ring": b"using A = B; using B = A; A x;\n" * 200 + HEAD,
    "helpers in a ring": HEAD
    + b"void f(tflite::MicroMutableOpResolver<3>& q) { g(q); } void g(tflite::MicroMutableOpResolver<3>& q) { f(q); } void h() { f(r); }",
    "binary": HEAD + bytes(range(256)) * 1500,
    "utf-16": HEAD.decode().encode("utf-16"),
    "nul": b"\0" * 100_000,
    "invalid utf-8": HEAD + b"\xff\xfe\x80" * 10_000,
}


@pytest.mark.parametrize("name", LINES)
def test_a_hostile_source_is_read_soon(name: str) -> None:
    start = time.process_time()
    source.read({"main.cc": LINES[name]})
    assert time.process_time() - start < 20  # seconds, whatever else the machine does; no bound that grows with a square


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("one long line", "characters without its arrays"),
        ("nested braces", "nested deeper than"),
        ("spaces", "characters without its arrays"),
    ],
)
def test_what_is_not_read_is_said(name: str, why: str) -> None:
    assert any(why in line for line in source.read({"main.cc": LINES[name]}).unsure)


def test_a_source_of_more_than_64_mib_is_not_read() -> None:
    assert source.read({"big.cc": bytes(65 << 20)}).unsure == ("big.cc: 68,157,440 B, 67,108,864 are read",)


def test_a_model_of_some_megabytes_is_read_with_the_rest() -> None:
    array = b"const unsigned char g_model[] = {" + b"0x54, " * 2_000_000 + b"};"
    found = source.read({"main.cc": HEAD + array})
    assert found.unsure == ()
    assert [len(it.data or b"") for _, it in found.arrays] == [2_000_000]
    assert len(found.resolvers) == 1


def test_random_sources_are_read_without_complaint() -> None:
    words = [
        "tflite::MicroMutableOpResolver<2>",
        " r",
        "q",
        ";",
        "{",
        "}",
        "(",
        ")",
        "r.AddAdd()",
        "&",
        "*",
        "#if A\n",
        "#endif\n",
        "#else\n",
        "void f",
        "=",
        "using ",
        "class ",
        ": public ",
        "<",
        ">",
        "::",
        ",",
        "new ",
        "1",
    ]
    choice = random.Random(11)
    for _ in range(400):
        source.read({"main.cc": "".join(choice.choices(words, k=60)).encode()})


STUDIO = b"#define EI_TFLITE_RESOLVER static tflite::MicroMutableOpResolver<2> resolver; \\\n    resolver.AddAdd(); \\\n    resolver.AddPad();\n"


def test_studio_s_resolver_is_not_read_next_to_an_engine_that_may_leave_it() -> None:
    engine = b"#ifdef EI_TFLITE_RESOLVER\nEI_TFLITE_RESOLVER\n#else\nstatic tflite::AllOpsResolver resolver;\n#endif\n"
    (read,) = source.read({"engine.h": engine, "tflite-resolver.h": STUDIO}).resolvers
    assert read.everything


def test_studio_s_resolver_is_read_as_the_function_that_it_becomes_part_of() -> None:
    (read,) = source.read({"tflite-resolver.h": STUDIO}).resolvers
    assert (read.capacity, [it.place.line for it in read.registrations]) == (2, [2, 3])
