import pytest
from one_op import HOST, T, asked

from tflint.manifest.target import parse
from tflint.model.reader import read
from tflint.runtime.tflm import micro_interpreter
from tflint.runtime.verdict import Cause, Effect
from tflint.testing import ModelBuilder


def handles(*names: tuple[str | None, str | None]) -> list[Effect]:
    b = ModelBuilder()
    for number, (container, shared_name) in enumerate(names):
        place = b.tensor(f"handle{number}", (1,), "resource")
        given = {"container": container, "shared_name": shared_name}
        b.operator("VAR_HANDLE", [], [place], {key: value for key, value in given.items() if value is not None})
        b.output(place)
    found = list(micro_interpreter.verdicts(read(b.build()), parse(HOST)))
    assert all(v.cause is Cause.RESOURCE for v in found)
    return [v.effect for v in found]


@pytest.mark.parametrize(
    "names",
    [
        [("", "a"), ("", "b"), ("", "a")],
        [(None, None)],
        [("x", "a"), (None, "a")],
        [("x", None), ("y", None)],
    ],
    ids=["named", "one without a name", "no container matches any", "containers that differ"],
)
def test_names_that_can_be_compared_are_fine(names: list[tuple[str | None, str | None]]) -> None:
    assert handles(*names) == []


@pytest.mark.parametrize(
    "names",
    [[(None, None), (None, None)], [("", "a"), ("", None)], [(None, "a"), ("x", "a")]],
    ids=["two without a name", "one without a name", "a container and none"],
)
def test_a_name_that_is_missing_crashes_when_it_is_compared(names: list[tuple[str | None, str | None]]) -> None:
    assert handles(*names) == [Effect.UNDEFINED]


def test_the_id_is_kept_and_the_variable_made() -> None:
    assert asked("VAR_HANDLE", [], [T((1,), "resource")], {"shared_name": "a"}) == ["P 4", "|", "variable of VAR_HANDLE"]
