"""The C++ that registers exactly what models need."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from networks import dense, one

from tflint.manifest.board import Board
from tflint.manifest.target import Target
from tflint.model import reader
from tflint.runtime import target_runtime
from tflint.runtime.tflm import op_tables
from tflint.scaffold import resolver_cpp

BOARD = Board("nano33")
COMPILER = shutil.which("g++") or shutil.which("c++")
NAMES = ("my_op", "my-op", "Flex;Erf", 'quote"op', "back\\slash\n", "über", "??/", "9lives", "")


def use(data: bytes, name: str = "models/kws.tflite", board: Board = BOARD) -> resolver_cpp.Use:
    model = reader.read(memoryview(data))
    return resolver_cpp.use(name, model, target_runtime.plan(model, board.target))


def custom(name: str) -> resolver_cpp.Use:
    return use(one(name, [{"shape": (1, 8)}], {"shape": (1, 8)}))


def stub() -> str:
    """Return a header with the methods of TFLM's resolver, as the op tables have them."""
    methods = "\n".join(
        f"  TfLiteStatus {method}() {{ return kTfLiteOk; }}" for method in sorted({op.method for op in op_tables.ops().values()})
    )
    return (
        "#pragma once\nenum TfLiteStatus { kTfLiteOk, kTfLiteError };\nstruct TFLMRegistration;\nnamespace tflite {\n"
        "template <unsigned N> class MicroMutableOpResolver {\n public:\n"
        f"{methods}\n  TfLiteStatus AddCustom(const char*, const TFLMRegistration*) {{ return kTfLiteOk; }}\n}};\n}}\n"
    )


def compiled(text: str, folder: Path) -> subprocess.CompletedProcess[str]:
    if COMPILER is None:
        pytest.skip("no C++ compiler")
    header = folder / "tensorflow" / "lite" / "micro"
    header.mkdir(parents=True, exist_ok=True)
    (header / "micro_mutable_op_resolver.h").write_text(stub(), "utf-8")
    (folder / "resolver.h").write_text(text, "utf-8", "surrogatepass")
    main = '#include "resolver.h"\nint main() { static OpResolver r; return RegisterOps(r) != kTfLiteOk && kTensorArenaSize; }\n'
    (folder / "main.cc").write_text(main, "utf-8")
    command = [COMPILER, "-std=c++17", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", "-I", str(folder), str(folder / "main.cc")]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


def added(text: str) -> list[str]:
    return re.findall(r"resolver\.(Add\w+)\(", text)


def test_each_op_of_all_models_comes_once() -> None:
    text = resolver_cpp.render((use(dense(ends="float32")), use(dense())), BOARD)
    assert added(text) == ["AddDequantize", "AddFullyConnected", "AddQuantize"]
    assert "MicroMutableOpResolver<3>" in text


def test_the_arena_holds_the_largest_model_on_a_boundary() -> None:
    small, large = use(dense()), use(dense(inputs=200), "large.tflite")
    text = resolver_cpp.render((small, large), BOARD)
    assert large.plan is not None
    assert small.plan is not None
    assert large.plan.minimum > small.plan.minimum
    (size,) = re.findall(r"kTensorArenaSize = (\d+);", text)
    assert int(size) == -(-large.plan.minimum // 16) * 16
    assert "needs" in text
    assert "large.tflite" in text


@pytest.mark.parametrize(
    "target", [Target("host", "reference"), Target("cortex-m4", "cmsis-nn"), Target("esp32s3", "esp-nn", "1.1.2")]
)
def test_it_compiles_for_every_target(tmp_path: Path, target: Target) -> None:
    board = Board("b", target)
    result = compiled(resolver_cpp.render((use(dense(ends="float32"), board=board),), board), tmp_path)
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize("name", NAMES)
def test_it_compiles_with_any_custom_op(tmp_path: Path, name: str) -> None:
    result = compiled(resolver_cpp.render((custom(name),), BOARD), tmp_path)
    assert (result.returncode, result.stderr) == (0, "")


def test_it_compiles_with_every_op_at_once(tmp_path: Path) -> None:
    ops = tuple(resolver_cpp.Op(op.name, op.custom) for op in op_tables.ops().values())
    plan = use(dense()).plan
    result = compiled(resolver_cpp.render((resolver_cpp.Use("all.tflite", ops, plan),), BOARD), tmp_path)
    assert (result.returncode, result.stderr) == (0, "")


def test_tflm_s_own_custom_ops_have_their_method() -> None:
    text = resolver_cpp.render((resolver_cpp.Use("a", (resolver_cpp.Op("SignalFramer", custom=True),), None),), BOARD)
    assert added(text) == ["AddFramer"]


def test_a_custom_op_called_like_a_builtin_is_the_firmware_s_own() -> None:
    text = resolver_cpp.render((resolver_cpp.Use("a", (resolver_cpp.Op("ADD", custom=True),), None),), BOARD)
    assert 'AddCustom("ADD", Register_ADD())' in text


def test_an_op_without_a_kernel_is_said_and_not_registered() -> None:
    uses = (resolver_cpp.Use("a", (resolver_cpp.Op("TOPK_V2", custom=False), resolver_cpp.Op("ADD", custom=False)), None),)
    text = resolver_cpp.render(uses, BOARD)
    assert resolver_cpp.without_kernel(uses, BOARD) == ("TOPK_V2",)
    assert added(text) == ["AddAdd"]
    assert "// TOPK_V2 has no kernel in this runtime" in text


def test_a_file_s_name_stays_in_its_comment(tmp_path: Path) -> None:
    hostile = use(dense(), "a\n#error x\\\n\u2028*/.tflite")
    result = compiled(resolver_cpp.render((hostile,), BOARD), tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
