"""Models in copies of TFLM: its own are not the project's, those that the project's sources use are."""

from pathlib import Path

import pytest
from firmware_project import c_array
from networks import dense
from repository import write

from tflint.cli import main

COPY = "lib/tflm/tensorflow/lite"
HEADER = {f"{COPY}/micro/micro_interpreter.h": b"class MicroInterpreter;\n"}
OWN = f"{COPY}/micro/models/person_detect.tflite"


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def checked(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    """Return the models that a run takes."""
    main(["--show-files", *arguments])
    return [line.split()[0] for line in capsys.readouterr().out.splitlines()]


def test_a_model_of_tflm_in_a_copy_of_it_is_not_the_projects(capsys: pytest.CaptureFixture[str]) -> None:
    write(Path(), HEADER | {OWN: dense(), "kws.tflite": dense(classes=3)})
    assert checked(capsys) == ["kws.tflite"]


def test_a_run_without_any_other_model_names_it_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    write(Path(), HEADER | {OWN: dense()})
    assert main(["--no-cache"]) == 1
    assert f"{OWN}: not checked" in capsys.readouterr().out


def test_a_model_of_tflm_that_is_named_is_checked(capsys: pytest.CaptureFixture[str]) -> None:
    write(Path(), HEADER | {OWN: dense()})
    assert checked(capsys, OWN) == [OWN]


def test_a_file_that_tflm_never_had_is_the_projects_wherever_it_lies(capsys: pytest.CaptureFixture[str]) -> None:
    mine = f"{COPY}/micro/models/doorbell.tflite"
    write(Path(), HEADER | {mine: dense()})
    assert checked(capsys) == [mine]


def test_a_model_under_a_folder_that_is_not_a_copy_stays(capsys: pytest.CaptureFixture[str]) -> None:
    write(Path(), {OWN: dense()})
    assert checked(capsys) == [OWN]


def test_in_the_repository_of_tflm_its_models_are_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    own = OWN.removeprefix("lib/tflm/")
    lite = COPY.removeprefix("lib/tflm/")
    write(
        Path(),
        {own: dense(), f"{lite}/micro/micro_interpreter.h": b"", f"{lite}/micro/tools/ci_build/test.sh": b"", ".git/HEAD": b""},
    )
    assert checked(capsys) == [own]


def test_an_array_in_a_copy_is_taken_where_a_source_uses_it(capsys: pytest.CaptureFixture[str]) -> None:
    array = f"{COPY}/micro/models/person_detect_model_data.cc"
    other = f"{COPY}/micro/examples/hello_world/hello_world_model_data.cc"
    write(
        Path(),
        HEADER
        | {
            array: c_array(dense(), "const unsigned char g_person_detect_model_data[]").encode(),
            other: c_array(dense(classes=3), "const unsigned char g_hello_world_model_data[]").encode(),
            "src/main.cc": b"// g_hello_world_model_data\nauto* m = tflite::GetModel(g_person_detect_model_data);\n",
        },
    )
    assert checked(capsys) == [array]


def test_a_file_whose_generated_array_a_source_uses_is_taken(capsys: pytest.CaptureFixture[str]) -> None:
    write(Path(), HEADER | {OWN: dense(), "src/main.cc": b"auto* m = tflite::GetModel(g_person_detect_model_data);\n"})
    assert checked(capsys) == [OWN]
