"""Facts are proved once, shared between boards of one target, and options are read from the manifest."""

from dataclasses import dataclass, field

from networks import dense

from tflint.facts import Facts, Option, number_formats
from tflint.facts.subject import of_target
from tflint.manifest.board import Board
from tflint.manifest.percentage import parse
from tflint.manifest.target import parse as target
from tflint.model import reader


@dataclass
class Counted:
    asked: list[str] = field(default_factory=list)

    def __call__(self, facts: Facts) -> str:
        self.asked.append(facts.board.name)
        return facts.board.name

    __hash__ = object.__hash__


def facts(board: Board, **settings: object) -> Facts:
    return Facts(reader.read(dense()), board, path="model.tflite", settings={"my-rule": settings})


def test_a_fact_is_proved_once() -> None:
    count, it = Counted(), facts(Board("a"))
    assert (it(count), it(count), count.asked) == ("a", "a", ["a"])


def test_boards_of_one_target_share_what_depends_on_it_alone() -> None:
    one, other, third = facts(Board("a")), facts(Board("b")), facts(Board("c", target("host/reference")))
    mine, ours = Counted(), of_target(Counted())
    assert (one(mine), one(ours)) == ("a", "a")
    other.share(one)
    third.share(one)
    assert (other(mine), other(ours)) == ("b", "a")
    assert third(ours) == "c"


def test_scheme_is_such_a_fact() -> None:
    one, other = facts(Board("a")), facts(Board("b"))
    proved = one(number_formats)
    other.share(one)
    assert other(number_formats) is proved


def test_an_option_is_the_manifest_s_or_its_default() -> None:
    option = Option("my-rule", "most", 0.5, parse, "a share")
    assert facts(Board("a")).option(option) == 0.5
    assert facts(Board("a"), most="10%").option(option) == 0.1
