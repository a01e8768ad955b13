"""`build` of a board: how its TFLM is built."""

import pytest

from tflint.manifest import tflint_toml
from tflint.manifest.board import Board, SplitArena
from tflint.manifest.mistakes import ManifestError
from tflint.manifest.target import BUILD_OPTIONS, parse


def board(body: str) -> Board:
    return tflint_toml.loads(f"version = 1\n[boards.a]\n{body}\n").boards["a"]


def test_a_board_that_says_nothing_is_built_as_the_makefile_does() -> None:
    assert board("cpu = 'cortex-m4'").target.build == ()


def test_options_are_kept_once_each() -> None:
    assert board("cpu = 'cortex-m33'\nbuild = ['no-dsp', 'optimized-for-size', 'no-dsp']").target.build == (
        "no-dsp",
        "optimized-for-size",
    )


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (
            "cpu = 'cortex-m4'\nbuild = ['no-dsp']",
            "no-dsp is for cortex-m33, cortex-m55, cortex-m85, and this board's cpu is cortex-m4",
        ),
        ("cpu = 'cortex-m33'\nbuild = ['no-mve']", "no-mve is for cortex-m55, cortex-m85, and this board's cpu is cortex-m33"),
        ("kernels = 'litert'\nbuild = ['compression']", "speaks of TFLM, and this board runs LiteRT"),
        ("cpu = 'cortex-m4'\nbuild = ['fast']", "fast"),
    ],
)
def test_an_option_that_does_not_go_with_the_board_is_refused(body: str, sentence: str) -> None:
    with pytest.raises(ManifestError) as refused:
        board(body)
    assert sentence in str(refused.value)


def test_the_target_is_built_for_the_board_s_npu_and_arenas() -> None:
    plain = Board("a", parse("cortex-m55/cmsis-nn"))
    assert (plain.built_target.ethos_u, plain.built_target.split_arena) == (False, False)
    both = plain._replace(npu="ethos-u55-128", split=SplitArena(1, 1)).built_target
    assert (both.ethos_u, both.split_arena) == (True, True)


def test_the_schema_names_every_option() -> None:
    with pytest.raises(ManifestError) as refused:
        board("build = ['?']")
    assert all(option in str(refused.value) for option in BUILD_OPTIONS)
