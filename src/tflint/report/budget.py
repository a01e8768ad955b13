"""Arena used, minimum and given, a row for each model and board, and the bar that shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.check.report import Report

_EIGHTHS = " ▏▎▍▌▋▊▉█"


class Budget(Record):
    """A model on a board, bytes. `sign` and `standing` say what bound the figures are (`Plan`); None where a figure is missing."""

    path: str
    board: str
    target: str
    used: int | None
    minimum: int | None
    given: int | None
    sign: str = ""
    standing: str = ""

    @property
    def share(self) -> float | None:
        """Return what part of the given arena the model needs; None where either is unknown."""
        return self.minimum / self.given if self.minimum is not None and self.given else None

    @property
    def over(self) -> int:
        """Return by how many bytes the arena is too small; 0 where it is not."""
        return max(0, self.minimum - self.given) if self.minimum is not None and self.given is not None else 0


def budgets(report: Report) -> Iterator[Budget]:
    """Yield a row for each model and board, in the report's order."""
    for model in report.models:
        for board in model.boards:
            plan = board.plan
            used, minimum = (plan.used, plan.minimum) if plan else (None, None)
            row = Budget(model.path, board.board, board.target, used, minimum, board.given)
            yield row if plan is None else row._replace(sign=plan.sign, standing=plan.standing)


def bar(share: float, cells: int = 10, beyond: int = 3) -> str:
    """Return `▕█████     ▏`: the given arena is the frame, what does not fit stands outside it."""
    eighths = max(1, round(share * cells * 8)) if share > 0 else 0
    inner = min(eighths, cells * 8)
    outer = min(eighths - inner, beyond * 8)
    if share > 1 and not outer:
        outer = 1
    return f"▕{_blocks(inner).ljust(cells)}▏{_blocks(outer).ljust(beyond)}"


def percent(share: float) -> str:
    """Return a share for people, rounded so that what does not fit is over 100 % and what fits is not."""
    whole = round(share * 100)
    if share > 1:
        return f"{max(whole, 101)} %"
    return f"{whole} %"


def _blocks(eighths: int) -> str:
    full, rest = divmod(eighths, 8)
    return "█" * full + (_EIGHTHS[rest] if rest else "")
