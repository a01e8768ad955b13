"""The context in which a kernel is walked: it collects what the runtime holds against an operator and stops at what is fatal."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn, Protocol, Self

from tflint.runtime.verdict import Cause, Effect, Phase, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from tflint.model.view import Operator
    from tflint.runtime.printed import Printed
    from tflint.runtime.verdict import Citation


class Operand(Protocol):
    """What both runtimes know of a tensor while a kernel is walked."""

    @property
    def index(self) -> int:
        """Return its index in the subgraph."""

    @property
    def name(self) -> str:
        """Return its name in the file."""

    @property
    def dtype(self) -> str:
        """Return its type as the schema spells it, in lower case."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Return its dims as the kernel sees them."""


class _Stopped(Exception):
    """The runtime goes no further with this operator; the verdict that says why is on the list."""


class KernelContext:
    """What Init, Prepare and Eval of one operator run against.

    A kernel's function calls `ensure` where its C++ has TF_LITE_ENSURE, and `refuse`, `abort` or `undefined` where it ends
    otherwise: these never return. `wrong` and `debug_only` are noted, and the kernel goes on. Only `run` catches what stops.
    """

    def __init__(self, operator: Operator) -> None:
        self.operator = operator
        self.name = operator.name
        self.phase = Phase.LOAD
        self.verdicts: list[Verdict] = []
        self.stopped = False

    def run(self, phase: Phase, step: Callable[[Self], None]) -> None:
        """Run a kernel's function in a phase, unless one before it has stopped."""
        if self.stopped:
            return
        self.phase = phase
        try:
            step(self)
        except _Stopped:
            self.stopped = True

    def type_cause(self, tensor: Operand) -> Cause:
        """Return the cause of a refusal for a tensor's type."""
        del tensor
        return Cause.TYPE

    def ensure(
        self,
        holds: bool,
        why: str,
        at: Citation,
        *,
        cause: Cause = Cause.CONSTRAINT,
        tensor: Operand | None = None,
        message: Printed | None = None,
    ) -> None:
        """Refuse the model unless a condition holds (TF_LITE_ENSURE)."""
        if not holds:
            self.refuse(why, at, cause=cause, tensor=tensor, message=message)

    def refuse(
        self,
        why: str,
        at: Citation,
        *,
        cause: Cause = Cause.CONSTRAINT,
        tensor: Operand | None = None,
        message: Printed | None = None,
    ) -> NoReturn:
        """Stop: the runtime returns an error here."""
        self._note(Effect.REFUSED, why, at, cause=cause, tensor=tensor, message=message)
        raise _Stopped

    def abort(
        self,
        why: str,
        at: Citation,
        *,
        cause: Cause = Cause.CONSTRAINT,
        tensor: Operand | None = None,
        message: Printed | None = None,
    ) -> NoReturn:
        """Stop: TFLITE_CHECK fails here, which release builds keep."""
        self._note(Effect.ABORTS, why, at, cause=cause, tensor=tensor, message=message)
        raise _Stopped

    def undefined(self, why: str, at: Citation, *, cause: Cause = Cause.CONSTRAINT, tensor: Operand | None = None) -> NoReturn:
        """Stop: what the program does from here on C++ does not define."""
        self._note(Effect.UNDEFINED, why, at, cause=cause, tensor=tensor)
        raise _Stopped

    def wrong(self, why: str, at: Citation, *, cause: Cause = Cause.CONSTRAINT, tensor: Operand | None = None) -> None:
        """Note that the runtime takes the model and computes something else, and go on."""
        self._note(Effect.WRONG, why, at, cause=cause, tensor=tensor)

    def debug_only(self, why: str, at: Citation, *, cause: Cause = Cause.CONSTRAINT, tensor: Operand | None = None) -> None:
        """Note what only TFLITE_DCHECK looks at, which release builds leave out, and go on."""
        self._note(Effect.DEBUG_ONLY, why, at, cause=cause, tensor=tensor)

    def _note(
        self, effect: Effect, why: str, at: Citation, *, cause: Cause, tensor: Operand | None, message: Printed | None = None
    ) -> None:
        operator, number = self.operator, None if tensor is None else tensor.index
        self.verdicts.append(Verdict(self.phase, effect, cause, why, operator.subgraph, operator.index, number, message, at))
