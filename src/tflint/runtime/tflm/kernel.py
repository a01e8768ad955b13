"""What a kernel file tells: the names it serves, the bytes it takes, the models it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tflint.runtime.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tflint.model.view import Model, Operator, Option, Tensor
    from tflint.runtime.tflm.build import Build, Library
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Cause, Effect

    Step = Callable[["Node", MicroContext], None]
    Check = Callable[["Node"], Iterator[Verdict]]


class Node(NamedTuple):
    """An operator as its kernel sees it: tensors by position, options by name (zeros where the file has none), the build it runs in.

    `dims` holds the shapes that kernels before it have given their outputs, by (subgraph, tensor): to a kernel they count
    more than the file's (MicroAllocator::AllocateTempTfLiteTensor); `rooms` the bytes of the arena that those copies have.
    """

    model: Model
    operator: Operator
    build: Build
    dims: Mapping[tuple[int, int], tuple[int, ...]] = {}
    rooms: Mapping[tuple[int, int], int] = {}

    @property
    def name(self) -> str:
        """Return the op's name."""
        return self.operator.name

    def input(self, position: int) -> Tensor | None:
        """Return input `position`, None where it is omitted or the op has fewer."""
        return self._tensor(self.operator.inputs, position)

    def output(self, position: int = 0) -> Tensor | None:
        """Return output `position`, None where it is omitted or the op has fewer."""
        return self._tensor(self.operator.outputs, position)

    @property
    def inputs(self) -> tuple[Tensor | None, ...]:
        """Return all inputs, None where one is omitted."""
        return tuple(map(self.input, range(len(self.operator.inputs or ()))))

    @property
    def outputs(self) -> tuple[Tensor | None, ...]:
        """Return all outputs, None where one is omitted."""
        return tuple(map(self.output, range(len(self.operator.outputs or ()))))

    def unprepared(self) -> Node:
        """Return the node as its Prepare meets it: its outputs with the dims that the file declares, not those that Prepare gives them."""
        own = {(self.operator.subgraph, number) for number in self.operator.outputs or ()}
        if own.isdisjoint(self.dims):
            return self
        return self._replace(dims={place: dims for place, dims in self.dims.items() if place not in own})

    def option(self, name: str) -> Option:
        """Return a builtin option by its schema name, 0 where the options are absent: TFLM's parsers zero the struct."""
        options = self.operator.options
        return 0 if options is None else options.get(name, 0)

    def constant(self, tensor: Tensor | None) -> memoryview | None:
        """Return the bytes of a constant tensor, None for a computed or omitted one."""
        return None if tensor is None else self.model.constant(tensor)

    @property
    def custom_options(self) -> bytes:
        """Return the custom options' bytes, empty where absent."""
        at, size = self.operator.custom_at, self.operator.custom_size
        return b"" if at is None else bytes(self.model.data[at : at + size])

    def verdict(
        self,
        effect: Effect,
        cause: Cause,
        why: str,
        *,
        tensor: Tensor | None = None,
        message: str | None = None,
        source: str = "",
    ) -> Verdict:
        """Return a verdict on this op; `message` is the runtime's own text, `source` its file and function."""
        number = None if tensor is None else tensor.index
        return Verdict(effect, cause, why, self.operator.subgraph, self.operator.index, number, message, source)

    def _tensor(self, numbers: tuple[int, ...] | None, position: int) -> Tensor | None:
        if numbers is None or position >= len(numbers):
            return None
        tensor = self.model.tensor(self.operator, numbers[position])
        if self.dims and tensor is not None and (relocated := self.dims.get((tensor.subgraph, tensor.index))) is not None:
            return tensor._replace(shape=relocated)
        return tensor


def no_step(_node: Node, _context: MicroContext) -> None:
    """Allocate nothing: the kernel has no Init, or no Prepare."""


def no_check(_node: Node) -> Iterator[Verdict]:
    """Refuse nothing."""
    return iter(())


class Kernel(NamedTuple):
    """One kernel file's contribution for one op.

    `op` is the builtin's name or the custom code; `params` the `TfLite…Params` struct that its parser allocates (empty: none).
    `init` and `prepare` ask `MicroContext` for memory in the very order in which TFLM's kernel does; the variants hold
    what another kernel library does instead, by `Library`. `check` yields the verdicts on a node, in the kernel's order;
    it looks at `node.build` where libraries differ.
    """

    op: str
    params: str = ""
    init: Step = no_step
    prepare: Step = no_step
    check: Check = no_check
    init_variants: Mapping[Library, Step] = {}
    prepare_variants: Mapping[Library, Step] = {}

    def run_init(self, node: Node, context: MicroContext) -> None:
        """Run the Init of the build's library."""
        self.init_variants.get(node.build.library, self.init)(node, context)

    def run_prepare(self, node: Node, context: MicroContext) -> None:
        """Run the Prepare of the build's library."""
        self.prepare_variants.get(node.build.library, self.prepare)(node, context)
