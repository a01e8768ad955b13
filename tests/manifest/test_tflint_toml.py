"""tflint.toml, from its text to boards, models and rules; and every mistake at once, each at its place."""

import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from tflint.manifest import tflint_toml
from tflint.manifest.board import Ignore, ResolverSpec
from tflint.manifest.mistakes import ManifestError
from tflint.manifest.target import DEFAULT, Target

WHOLE = """\
#:schema ./docs/tflint.schema.json
version = 1
packs = ["acme_rules"]
exclude = ["build/**"]
select = ["memory"]

[boards.nano33]
extends = "arduino-nano-33-ble-sense"
runtime = "tflm@2024-08"
arena = "136 KiB"
ram = { reserved = "96 KiB" }
flash = { models = "512 KiB" }
resolver = { source = "firmware/main.cc", custom = ["my_op"] }

[boards.s3]
cpu = "esp32s3"
kernels = "esp-nn@1.2.1"
arena = 26080
arena_shared = false
resource_variables = 0
ram = { total = 524288 }
resolver = "all"
expect = "int8"

[boards."a board"]
kernels = "litert@2.3.0"

[[models]]
path = "models/kws_*.tflite"
boards = ["nano33"]
inputs = [{ shape = [1, 49, -1], dtype = "int8", name = "x", scale = 0.5, zero_point = -3 }]
outputs = [{ shape = [1, 12], dtype = "int8" }]
labels = "models/kws_labels.txt"
array = "firmware/kws_model.cc"
signatures = ["serving_default"]
ignore = [{ rule = "float-output", tensor = "probabilities", reason = "the host wants float" }]

[[models]]
path = "other.tflite"

[[ignore]]
rule = "hygiene"
path = "models/old/*"
board = "nano33"
operator = "CONV_2D"

[rules]
arena-headroom = { severity = "warning", minimum = "10%" }
float-input = "off"
"""


def mistakes(text: str, path: str = "tflint.toml") -> list[str]:
    with pytest.raises(ManifestError) as refused:
        tflint_toml.loads(text, path)
    return [str(mistake) for mistake in refused.value.mistakes]


def test_an_empty_manifest_is_one() -> None:
    assert tflint_toml.loads("").boards == {}


def test_a_board_extends_one_of_the_catalogue() -> None:
    board = tflint_toml.loads(WHOLE).boards["nano33"]
    assert board.target == Target("cortex-m4", "cmsis-nn", runtime="tflm@2024-08")
    assert (board.arena, board.ram, board.ram_reserved) == (139264, 262144, 98304)
    assert (board.flash, board.flash_models) == (1048576, 524288)
    assert board.resolver == ResolverSpec(source=("firmware/main.cc",), custom=("my_op",))
    assert board.title == "Arduino Nano 33 BLE Sense"
    assert board.sources["ram"]


def test_a_board_stands_for_itself() -> None:
    board = tflint_toml.loads(WHOLE).boards["s3"]
    assert board.target == Target("esp32s3", "esp-nn", "1.2.1", resource_variables=0)
    assert (board.arena, board.arena_shared, board.ram, board.flash) == (26080, False, 524288, None)
    assert (board.resolver, board.expect) == (ResolverSpec(everything=True), "int8")


def test_models_may_stay_on_one_allocator() -> None:
    board = tflint_toml.loads('version = 1\n[boards.n]\narena_shared = "allocator"\n').boards["n"]
    assert (board.arena_shared, board.one_allocator) == (True, True)


def test_memory_for_decompressed_tensors_is_of_the_target() -> None:
    board = tflint_toml.loads('version = 1\n[boards.n]\ncpu = "cortex-m4"\ndecompression_memory = ["1 KiB", 64]\n').boards["n"]
    assert board.target.decompression_memory == (1024, 64)


def test_a_board_may_run_litert() -> None:
    assert tflint_toml.loads(WHOLE).boards["a board"].target == Target("", "litert", "2.3.0")


@pytest.mark.parametrize(
    ("lines", "target"),
    [
        ("", DEFAULT),
        ('extends = "linux"', Target("", "litert")),
        ('extends = "raspberry-pi-4"', Target("", "litert", ruy=True)),
        ('extends = "raspberry-pi-4"\nruy = false\nthreads = 4', Target("", "litert", threads=4)),
        ('kernels = "litert@2.3.0"\ndelegate = "none"', Target("", "litert", "2.3.0", delegate="none")),
        ('extends = "raspberry-pi-4"\ncpu = "cortex-m7"', Target("cortex-m7", "cmsis-nn")),
        ('extends = "raspberry-pi-pico"\nkernels = "reference"', Target("cortex-m0plus", "reference")),
        ('cpu = "esp32"\nkernels = "esp-nn"', Target("esp32", "esp-nn")),
        ('extends = "esp32-s3-devkitc-1"\nkernels = "litert"', Target("", "litert")),
    ],
)
def test_cpu_and_kernels_overlay_those_of_the_catalogue(lines: str, target: Target) -> None:
    assert tflint_toml.loads(f"[boards.b]\n{lines}\n").boards["b"].target == target


def test_a_model_has_boards_and_a_contract() -> None:
    entry, other = tflint_toml.loads(WHOLE).models
    assert (entry.path, entry.boards, entry.labels, entry.array) == (
        "models/kws_*.tflite",
        ("nano33",),
        "models/kws_labels.txt",
        "firmware/kws_model.cc",
    )
    assert entry.inputs is not None
    (tensor,) = entry.inputs
    assert (tensor.shape, tensor.dtype, tensor.name, tensor.scale, tensor.zero_point) == ((1, 49, -1), "int8", "x", 0.5, -3)
    assert (entry.signatures, other.inputs, other.boards) == (("serving_default",), None, ())


def test_ignores_rules_and_lists_are_taken_over() -> None:
    manifest = tflint_toml.loads(WHOLE)
    assert manifest.models[0].ignore[0].reason == "the host wants float"
    assert manifest.ignore == (
        Ignore("hygiene", path="models/old/*", board="nano33", operator="CONV_2D", place=manifest.ignore[0].place),
    )
    assert manifest.rules == {"arena-headroom": {"severity": "warning", "minimum": "10%"}, "float-input": {"severity": "off"}}
    assert (manifest.packs, manifest.exclude, manifest.select) == (("acme_rules",), ("build/**",), ("memory",))


@pytest.mark.parametrize(
    ("key", "line", "column"),
    [("arena", 10, 9), ("ram.reserved", 11, 20), ("resolver.source", 13, 23), ("resolver.custom.0", 13, 53), ("extends", 8, 11)],
)
def test_a_board_s_value_knows_its_line(key: str, line: int, column: int) -> None:
    (place,) = tflint_toml.loads(WHOLE).boards["nano33"].where(key)
    assert (place.path, place.line, place.column, place.message) == ("tflint.toml", line, column, "declared here")


def test_a_model_s_value_knows_its_line() -> None:
    entry = tflint_toml.loads(WHOLE).models[0]
    assert [(p.line, p.column) for p in entry.where("inputs.0.shape")] == [(31, 21)]
    assert entry.ignore[0].place is not None
    assert (entry.ignore[0].place.line, entry.ignore[0].place.column) == (36, 11)


def test_what_is_not_declared_has_no_place() -> None:
    assert tflint_toml.loads(WHOLE).boards["s3"].where("ram.reserved") == ()


def test_places_survive_another_process() -> None:
    manifest = pickle.loads(pickle.dumps(tflint_toml.loads(WHOLE)))  # noqa: S301  our own bytes
    assert manifest.boards["nano33"].where("arena")[0].line == 10
    assert manifest.models[0].ignore[0].place == tflint_toml.loads(WHOLE).models[0].ignore[0].place


def test_a_valid_manifest_loads_no_validator_and_no_parser() -> None:
    code = (
        "import sys; from tflint.manifest import tflint_toml; m = tflint_toml.loads(sys.stdin.read());"
        "import pickle; pickle.dumps(m); m.boards['nano33'].where('arena'); loaded = [n for n in sys.modules if n.startswith(('jsonschema', 'tree_sitter'))];"
        "print(loaded)"
    )
    out = subprocess.run([sys.executable, "-c", code], input=WHOLE, capture_output=True, encoding="utf-8", check=True).stdout
    assert out.strip() == "[]"


def test_pyproject_holds_the_same_in_a_table_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text('[project]\nname = "x"\n\n[tool.tflint.boards.b]\narena = "1 KiB"\n', "utf-8")
    manifest = tflint_toml.load(str(path))
    assert manifest.boards["b"].arena == 1024
    assert manifest.boards["b"].where("arena")[0].line == 5
    assert manifest.root == str(tmp_path)


def test_a_mistake_in_pyproject_is_reported_without_the_table_s_name(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text('[tool.tflint.boards.b]\nareana = 1\n[tool.other]\nversion = "x"\n', "utf-8")
    with pytest.raises(ManifestError, match=r"2:1: boards\.b\.areana: unknown key; did you mean 'arena'") as refused:
        tflint_toml.load(str(path))
    assert len(refused.value.mistakes) == 1


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("version = 2", "1:11: version: 2 is not 1"),
        ("version = '1'", "1:11: version: expected an integer, got the string '1'"),
        ("version = true", "1:11: version: expected an integer, got true"),
        ("version = 1.0", "1:11: version: expected an integer, got the number 1.0"),
        ("packs = 'a'", "1:9: packs: expected an array, got the string 'a'"),
        ("packs = ['']", "1:10: packs.0: expected at least one character"),
        ("boards = []", "1:10: boards: expected a table, got an array"),
        ("[boards.b]\narena = '136K'", "2:9: boards.b.arena: '136K' is ambiguous: 139,264 B (136 KiB) or 136,000 B (136 kB)"),
        ("[boards.b]\narena = -1", "2:9: boards.b.arena: a size is between 0 and 1,099,511,627,776 B"),
        ("[boards.b]\narena = 1979-05-27", "2:9: boards.b.arena: expected an integer or a string or a table, got a date or time"),
        ("[boards.b]\n  arna\t= 1", "2:3: boards.b.arna: unknown key; did you mean 'arena'?"),
        (
            "[boards.b]\nextends = 'arduino-nano-33'",
            "did you mean 'arduino-nano-33-ble-sense' or 'arduino-nano-33-ble-sense-rev2'?",
        ),
        ("[boards.b]\ncpu = 'cortex-m44'", "2:7: boards.b.cpu: 'cortex-m44' is not a cpu that tflint knows"),
        ("[boards.b]\nkernels = 'cmsis'", "did you mean 'cmsis-nn'?"),
        ("[boards.b]\nkernels = 'esp-nn@'", "lacks the version after its @"),
        ("[boards.b]\nruntime = 'newest'", "is not a snapshot of a runtime"),
        (
            "[boards.b]\nextends = 'raspberry-pi-4'\nkernels = 'cmsis-nn'",
            "3:11: boards.b.kernels: 'cmsis-nn' are kernels of TFLM",
        ),
        ("[boards.b]\nresolver = 'some'", '"all"'),
        ("[boards.b]\nresolver = {}", "expected at least one of ops, custom, source"),
        ("[boards.b]\nresolver = { ops = ['AddConv2D'] }", "write it as the schema does: CONV_2D"),
        ("[boards.b]\nram = '256 KiB'", "expected a table, got the string '256 KiB'"),
        ("[[models]]", "1:1: models.0: missing key 'path'"),
        ("[[models]]\npath = '../x'", "2:8: models.0.path: '../x' leaves the manifest's folder"),
        ("[[models]]\npath = 'a'\ninputs = [{ dtype = 'int9' }]", "3:21: models.0.inputs.0.dtype: 'int9' is not one of"),
        ("[[models]]\npath = 'a'\ninputs = [{ shape = [1, 2.5] }]", "3:25: models.0.inputs.0.shape.1: expected an integer"),
        ("[[models]]\npath = 'a'\noutputs = [{ scale = nan }]", "is not a scale"),
        ("[[models]]\npath = 'a'\nignore = [{ reason = 'x' }]", "models.0.ignore.0: missing key 'rule'"),
        (
            "[rules]\nfloat-input = 'warn'",
            '2:15: rules.float-input: \'warn\' is not one of "off", "note", "warning", "error"; did you mean \'warning\'?',
        ),
        ("[rules]\nfloat-input = 3", "expected a string or a table, got the number 3"),
    ],
)
def test_a_mistake_is_reported_at_its_place(lines: str, told: str) -> None:
    (only,) = mistakes(lines)
    assert told in only


def test_all_mistakes_are_reported_at_once_in_the_file_s_order() -> None:
    text = "version = 3\n[boards.b]\narena = '1K'\n[[models]]\npath = '/etc'\nlables = 'x'\n"
    assert [line.split(":")[1] for line in mistakes(text)] == ["1", "3", "5", "6"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a = 1\na = 2", "2:1: a: declared twice, first on line 1"),
        ("[boards.b]\n[boards.b]\narena = 'x'", "2:1: boards.b: declared twice"),
        ("version = " + "9" * 5000, "1:11: version: a number of more than 4,300 digits"),
        ("version = ", "1:10: version: invalid value"),
        ("[boards.b\narena = 1", "not TOML"),
        ("x = '\x01'", "invalid character"),
        ("\ufeffversion = 1", "1:1: starts with a byte order mark"),
        ("x = " + "[" * 100, "not TOML"),
        ("x = " + "[" * 5000 + "]" * 5000, "nested deeper than 32"),
    ],
)
def test_what_is_not_toml_is_reported_at_its_place(text: str, told: str) -> None:
    assert any(told in line for line in mistakes(text))


def test_beside_a_broken_line_the_others_are_checked_too() -> None:
    told = mistakes("version = 1\nversion = 2\n[boards.b]\narena = '136K'\nkernels = cmsis\n[[models]]\nboards = [1]\n")
    assert any("2:1: version: declared twice" in line for line in told)
    assert any("ambiguous" in line for line in told)
    assert any("5:1: not TOML" in line for line in told)
    assert any("missing key 'path'" in line for line in told)


def test_columns_count_characters() -> None:
    assert "1:20: boards.é.arena" in mistakes('boards = { "é" = { arna = 1 } }')[0].replace("arna", "arena")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"\xff\xfev\x00", "is UTF-16"),
        (b"\xfe\xff\x00v", "is UTF-16"),
        (b"v\x00e\x00", "is UTF-16"),
        (b"version = 1\nx = '\xff'", "2:6: is not UTF-8: byte 0xff"),
        (b"#" * (1 << 21) + b"\n", "larger than"),
    ],
)
def test_a_file_that_cannot_be_text_is_reported(tmp_path: Path, data: bytes, told: str) -> None:
    (tmp_path / "tflint.toml").write_bytes(data)
    with pytest.raises(ManifestError, match=told):
        tflint_toml.load(str(tmp_path / "tflint.toml"))


@pytest.mark.parametrize("name", ["missing.toml", "folder"])
def test_a_path_that_is_no_file_is_reported(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(ManifestError, match=r"no such file|is not a file"):
        tflint_toml.load(str(tmp_path / name))


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "[" * 50_000,
        "x = " + "{a=" * 30_000,
        ".".join(["a"] * 100_000) + " = 1",
        "[" + ".".join(["a"] * 100_000) + "]",
        "a" * 200_000,
        '"' * 200_000,
        "[[models]]\n" * 5_000,
        "=\n" * 50_000,
    ],
    ids=["brackets", "inline tables", "dotted key", "dotted header", "one word", "quotes", "empty models", "no keys"],
)
def test_a_hostile_text_is_refused_soon(text: str) -> None:
    assert 0 < len(mistakes(text)) <= 100
