"""Constant expressions of C."""

import pytest

from tflint.firmware import constant

TEXT = """
#define ARENA_KB 136
#define BYTES(x) ((x) * 1024)
constexpr int kScratch = 39 * 1024;
const size_t kBraced{64};
const int kInParentheses  (2 * 1024);
const int kFunction(int size);
static constexpr unsigned kSum = ARENA_KB * 1024 + kScratch;
enum { kOps = 5, kMore = kOps + 2 };
namespace a { constexpr int kInner = 7; }
#define LONG_ONE 4 * \\
    1024
#ifdef BIG
#define SIZE 10
constexpr int kSame = 1 << 4;
#else
#define SIZE 20
constexpr int kSame = 16;
#endif
#define LOOP_A LOOP_B
#define LOOP_B LOOP_A + 1
int kVariable = 3;
int kTwice = 1;
void f() { kTwice = 2; }
"""
CONSTANTS = constant.constants((TEXT,))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2000", 2000),
        ("0x10000", 65536),
        ("0b101", 5),
        ("0777", 511),
        ("136 * 1024", 139264),
        ("64u * 1024UL", 65536),
        ("65'536", 65536),
        ("(1 << 10) + 8 - 2 * 3", 1026),
        ("7 / 2 % 2", 1),
        ("-7 / 2 + 10", 7),
        ("~0 & 0xFF | 256", 511),
        ("3e6", 3_000_000),
        ("1.5e3f", 1500),
        ("(size_t)(8) * 2", 16),
        ("static_cast<int>(8) * 2", 16),
        ("ARENA_KB * 1024", 139264),
        ("kSum", 179200),
        ("kBraced", 64),
        ("kInParentheses", 2048),
        ("kMore", 7),
        ("a::kInner", 7),
        ("LONG_ONE", 4096),
        ("kSame", 16),
        ("kVariable", 3),
    ],
)
def test_a_constant_expression_has_its_value(text: str, value: int) -> None:
    assert CONSTANTS.value(text) == value


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"),
        ("NOWHERE", "NOWHERE is not defined in these sources"),
        ("kFunction", "kFunction is not defined in these sources"),
        ("kTwice", "kTwice is one of 1, 2"),
        ("SIZE", "SIZE is one of 10, 20, as the preprocessor decides"),
        ("SIZE * 1024", "one of 10, 20"),
        ("LOOP_A", "leads too far"),
        ("BYTES(4)", "BYTES"),
        ("sizeof(int)", "sizeof"),
        ("8 / 0", "not a plain constant"),
        ("1 << 100", "not a plain constant"),
        ("1 << -1", "not a plain constant"),
        ("1 +", "not a plain constant"),
        ("(1", "not a plain constant"),
        ("1)", "not a plain constant"),
        ("1 2", "not a plain constant"),
        ("089", "not a plain constant"),
        ("1.5", "not a plain constant"),
        ("x ? 1 : 2", "not a plain constant"),
        ("'a'", "not a plain constant"),
        ("(" * 500 + "1", "not a plain constant"),
        ("9" * 3000, "leads too far"),
        ("9" * 60, "not a plain constant"),
    ],
)
def test_what_the_source_does_not_settle_is_unknown(text: str, why: str) -> None:
    with pytest.raises(constant.Unknown, match=r".") as unknown:
        CONSTANTS.value(text)
    assert why in str(unknown.value)
