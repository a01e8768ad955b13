"""Arrays of C sources."""

import random

import pytest

from tflint.firmware import c_array

MODEL = bytes([28, 0, 0, 0]) + b"TFL3" + bytes(range(200))
HEX = ", ".join(f"0x{byte:02x}" for byte in MODEL)


def only(text: str) -> c_array.Array:
    (array,) = c_array.arrays(text.encode())
    return array


@pytest.mark.parametrize(
    "values",
    [
        HEX,
        HEX.upper().replace("0X", "0x"),
        HEX.replace("0x", "0X"),
        HEX + ",",
        HEX.replace(", ", ","),
        HEX.replace(", ", ",\n  "),
        ", ".join(map(str, MODEL)),
        ", ".join(str(byte - 256 if byte > 127 else byte) for byte in MODEL),
        ", ".join(f"{byte}u" for byte in MODEL),
        ", ".join(f"0{byte:o}" for byte in MODEL),
        HEX.replace(", ", ", /* more */ ", 3),
        HEX.replace(", ", ", // a row\n", 3),
    ],
    ids=[
        "hex",
        "upper",
        "0X",
        "trailing comma",
        "dense",
        "rows",
        "decimal",
        "signed",
        "unsigned",
        "octal",
        "comments",
        "line comments",
    ],
)
def test_bytes_may_be_written_in_many_ways(values: str) -> None:
    array = only(f"const unsigned char g_model[] = {{{values}}};")
    assert array.data == MODEL
    assert array.is_model


@pytest.mark.parametrize(
    ("declaration", "alignment"),
    [
        ("unsigned char m[] =", 1),
        ("const uint8_t m[4096] =", 1),
        ("alignas(16) const unsigned char m[] =", 16),
        ("_Alignas(8) const char m[] =", 8),
        ("const unsigned char m[] __attribute__((aligned(4))) =", 4),
        ('__attribute__((section(".rodata"), aligned(32))) const uint8_t m[] =', 32),
        ("__align(16) const char m[] =", 16),
        ("ALIGN(16) const char m[] =", 16),
        ("#define A 16\nalignas(A) const char m[] =", 16),
        ("alignas(NOWHERE) const char m[] =", None),
        ("alignas(uint64_t) const char m[] =", None),
        ("MODEL_ALIGNED const char m[] =", None),
        ("#define MODEL_ALIGNED\nMODEL_ALIGNED const char m[] =", 1),
        ("#define MODEL_ALIGNED __attribute__((aligned(4)))\nconst char m[] MODEL_ALIGNED =", 4),
        ("#if X\n#define D_ALIGN __attribute__((aligned(4)))\n#else\n#define D_ALIGN\n#endif\nconst char m[] D_ALIGN =", 4),
        ("int x; alignas(16) int y; const char m[] =", 1),
        ("#pragma pack(16)\nconst char m[] =", 1),
    ],
)
def test_the_alignment_is_what_the_declaration_asks_for(declaration: str, alignment: int | None) -> None:
    assert only(f"{declaration} {{{HEX}}};").alignment == alignment


@pytest.mark.parametrize(("kind", "width"), [("uint16_t", 2), ("uint32_t", 4), ("unsigned int", 4), ("uint64_t", 8)])
def test_wider_elements_hold_their_bytes_in_little_endian_order(kind: str, width: int) -> None:
    padded = MODEL + bytes(-len(MODEL) % width)
    words = [int.from_bytes(padded[at : at + width], "little") for at in range(0, len(padded), width)]
    array = only(f"const {kind} m[] = {{{', '.join(f'0x{word:x}' for word in words)}}};")
    assert (array.data, array.alignment) == (padded, width)


def test_a_value_that_is_no_number_is_reported() -> None:
    array = only("const char m[] = {1, 2, SIZE_OF_IT, 4, 5, 6, 7, 8};")
    assert (array.data, array.why) == (None, "'SIZE_OF_IT' is not a plain number")


def test_an_array_knows_its_line_and_column() -> None:
    array = only(f"// a model\n\nalignas(16)\n  const char g_model[] = {{{HEX}}};")
    assert (array.line, array.column) == (4, 14)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "int x = 3;",
        "const char m[] = {};",
        "const char m[] = {1, 2, 3};",
        'const char m[] = "TFL3";',
        "f(m[0]); m[1] = {1};",
        f"// const char m[] = {{{HEX}}};",
        f"/* const char m[] = {{{HEX}}}; */",
        f"std::vector m[] = {{{HEX}}};",
        f"const char m[] = {{{HEX}",
        f"const char* m[] = {{ {{{HEX}}} }};",
    ],
)
def test_what_is_no_array_of_bytes_is_none(text: str) -> None:
    assert c_array.arrays(text.encode()) == ()


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xfe\x00m[]={1,2,3}",
        b"char m[]={" + b"0x11 " * 100_000 + b"};",
        b"a[" * 200_000,
        b"a[1]={" * 50_000,
        b"char a[1]" * 50_000,
        b"{" * 500_000,
        b'"' * 500_000,
        b"/*" * 300_000,
        b"char m[] = {" + b"9" * 500_000 + b"};",
        b"char m[] = {" + b"1," * 100_000,
    ],
    ids=["utf-16", "no commas", "brackets", "braces", "declarators", "open braces", "quotes", "comments", "one number", "no end"],
)
def test_any_bytes_are_read_without_complaint(data: bytes) -> None:
    c_array.arrays(data)


def test_random_text_is_read_without_complaint() -> None:
    letters = random.Random(7)
    for _ in range(300):
        text = "".join(
            letters.choices(
                ["char ", "m", "[", "]", "=", "{", "}", ";", "0x1f", ",", "\n", "#define A ", "alignas(", ")", "/*", '"'], k=80
            )
        )
        c_array.arrays(text.encode())
