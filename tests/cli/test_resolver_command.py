"""`tflint resolver`, as a user calls it."""

from pathlib import Path

import pytest
from networks import dense, one

from tflint.cli import main


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "kws.tflite").write_bytes(dense())
    (tmp_path / "gelu.tflite").write_bytes(one("GELU", [{"shape": (1, 8)}], {"shape": (1, 8)}))
    (tmp_path / "broken.tflite").write_bytes(b"no model")


def test_it_prints_the_resolver_of_a_model(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["resolver", "kws.tflite"]) == 0
    out = capsys.readouterr().out
    assert "if (resolver.AddFullyConnected() != kTfLiteOk) return kTfLiteError;" in out
    assert "// for cortex-m4/cmsis-nn, tflm@" in out


def test_a_board_of_the_manifest_is_meant_where_it_is_the_only_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "tflint.toml").write_text('[boards.s3]\ncpu = "esp32s3"\nkernels = "esp-nn@1.1.2"\n', "utf-8")
    assert main(["resolver", "kws.tflite"]) == 0
    assert "// for s3, esp32s3/esp-nn@1.1.2" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "head"),
    [
        (["--board", "raspberry-pi-pico"], "// for raspberry-pi-pico, cortex-m0plus/cmsis-nn"),
        (["--target", "host/reference"], "// for host/reference, tflite-micro@"),
        (["--target", "cortex-m4/cmsis-nn", "--runtime", "tflm@2024-01"], "tflm@2024-01"),
    ],
)
def test_board_target_and_runtime_may_be_named(arguments: list[str], head: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["resolver", "kws.tflite", *arguments]) == 0
    assert head in capsys.readouterr().out


def test_the_models_of_each_board_get_a_resolver_of_their_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "conv.tflite").write_bytes(one("RELU", [{"shape": (1, 8)}], {"shape": (1, 8)}))
    boards = '[boards.door]\ncpu = "cortex-m7"\nkernels = "cmsis-nn"\n[boards.cam]\ncpu = "esp32s3"\nkernels = "esp-nn@1.1.2"\n'
    models = '[[models]]\npath = "kws.tflite"\nboards = ["door"]\n[[models]]\npath = "conv.tflite"\nboards = ["cam"]\n'
    (tmp_path / "tflint.toml").write_text(boards + models, "utf-8")
    assert main(["resolver", "kws.tflite", "conv.tflite"]) == 0
    door, cam = capsys.readouterr().out.split("// for cam, ")
    assert "// for door, cortex-m7/cmsis-nn" in door
    assert ("AddFullyConnected" in door, "AddRelu" in door) == (True, False)
    assert ("AddFullyConnected" in cam, "AddRelu" in cam) == (False, True)


def test_an_op_without_a_kernel_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["resolver", "gelu.tflite"]) == 1
    assert "GELU: no kernel in this runtime" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["missing.tflite"], "no such file"),
        (["broken.tflite"], "tflint: broken.tflite: the file has 8 B, too short for a model\n"),
        (["kws.tflite", "--target", "litert"], "brings every op"),
        (["kws.tflite", "--board", "nowhere"], "no board is called 'nowhere'"),
    ],
)
def test_what_cannot_be_is_said_and_exits_with_2(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["resolver", *arguments]) == 2
    assert said in capsys.readouterr().err
