"""Op resolver registers more ops than it has room for.

## Why
`MicroMutableOpResolver<N>` holds N ops. The call that adds one more returns an error, which many programs do not look at; the op is then
missing, and `AllocateTensors()` fails for a reason that the code seems to contradict: the line that adds the op is there.

## Example
A line was added, the number was not raised:

    tflint.toml: error: resolver-too-small: 3 ops are added to 'resolver', which has room for 2
        at firmware/main.cc:7:44
        write MicroMutableOpResolver<3>

## Runtime
`Couldn't register builtin op #…, resolver size is too small (…).`
(`tensorflow/lite/micro/micro_mutable_op_resolver.h`, `AddBuiltin` and `AddCustom`).

## Fix
Raise N to the number in the finding, and check what `AddXxx()` returns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Deployment, Rule, Severity, Skip, UnreadableSource, firmware, op_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Finding

rule = Rule(__name__, severity=Severity.ERROR, since="0.1", needs="boards.*.resolver.source", runtimes=("tflm",))


@rule.on(Deployment)
def check(deployment: Deployment) -> Iterator[Finding]:
    """Count the ops that each resolver is sure to get."""
    try:
        sources = deployment.models[0](firmware)
    except UnreadableSource as why:
        raise Skip(str(why)) from None
    if sources is None:
        raise Skip("no resolver source declared")
    for resolver in sources.resolvers:
        sure = [it for it in resolver.registrations if not it.conditional]
        added = len({op_of(it) or it.place for it in sure})
        if resolver.capacity is not None and added > resolver.capacity:
            yield rule.finding(
                None,
                f"{added} ops are added to {resolver.name!r}, which has room for {resolver.capacity}",
                place=resolver.place,
                help=(f"write MicroMutableOpResolver<{added}>",),
                added=added,
                capacity=resolver.capacity,
            )
