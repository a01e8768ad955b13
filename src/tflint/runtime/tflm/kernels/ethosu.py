"""ethos-u (custom): micro/kernels/ethosu.cc and ethos_u/ethosu.cc, and what Arm's driver checks of its payload (ethosu_driver.c)."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.printed import logged, not_true
from tflint.runtime.tflm import flexbuffers
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE = Citation("micro/kernels/ethos_u/ethosu.cc", "Prepare")
EVAL = Citation("micro/kernels/ethos_u/ethosu.cc", "Eval")
DRIVER = Citation("ethosu_driver.c", "ethosu_invoke_v3")
STREAM = Citation("ethosu_driver.c", "handle_command_stream")
OP_DATA = 3 * 4  # three ints
UINT64 = 8
BASE_ADDRESSES = 8
FAST_SCRATCH = 3  # the input that the driver moves to its fast memory
CO_TYPE = 1
FOURCC = int.from_bytes(b"COP1", "little")
WORD, ALIGNMENT = 4, 16
OPTIMIZER_CONFIG, COMMAND_STREAM, NOP = 1, 2, 5
OPTIMIZER_CONFIG_WORDS = 3  # the action and two words


def init(k: MicroContext) -> None:
    """Walk Init: the command stream's size and two scratch buffers' indices."""
    k.persistent(OP_DATA, "kernels/ethos_u/ethosu:OpData")


def prepare(k: MicroContext) -> None:
    """Walk Prepare: an address and a size for each operand; builds without an NPU do not even register the op."""
    if not k.operator.inputs:
        k.refuse("ethos-u has no input", PREPARE, message=not_true("node->inputs->size > 0"))
    if not k.custom_options:
        message = not_true("node->custom_initial_data_size > 0")
        k.refuse("ethos-u has no custom options", PREPARE, message=message)
    count = len(k.operator.inputs) + len(k.operator.outputs or ())
    k.scratch(UINT64 * count, "base addresses")
    k.scratch(k.sizeof("size_t") * count, "base address sizes")
    k.temp_input(0, None, PREPARE)


def invoke(k: MicroContext) -> None:
    """Walk Eval."""
    if (found := flexbuffers.root(k.custom_options).integer()) != CO_TYPE:
        why = f"custom options say type {found}, expected {CO_TYPE} (Ethos-U)"
        k.refuse(why, EVAL, message=logged("CO_TYPE != ETHOSU"))
    count = len(k.operator.inputs or ()) - 1 + len(k.operator.outputs or ())
    if count > BASE_ADDRESSES:
        k.wrong(f"{count} base addresses, the driver is given {BASE_ADDRESSES}", EVAL)
    _base_addresses(k)
    _payload(k)


def _fast_memory(k: MicroContext) -> None:
    """Compare the fast scratch tensor with the memory that the driver puts in its place, where that is known."""
    inputs, given = k.operator.inputs or (), k.build.npu_fast_memory
    fast = k.input(FAST_SCRATCH)
    if given is None or fast is None or len(inputs) <= FAST_SCRATCH:
        return
    needed = prod(fast.shape)
    if given and needed > given:
        message = logged(f"Fast memory area too small. fast_memory_size={given}, base_addr_size={needed}")
        k.refuse(f"{fast.name!r} needs {needed:,} B of fast memory, {given:,} B given", DRIVER, tensor=fast, message=message)
    if not given and inputs[FAST_SCRATCH] != inputs[FAST_SCRATCH - 1]:
        why = (
            f"{fast.name!r} belongs in the NPU's fast memory, and the driver is given none: it overlaps the scratch in the arena"
        )
        k.wrong(why, EVAL, tensor=fast)


def _base_addresses(k: MicroContext) -> None:
    """Check that constants lie where the NPU can read them, in a file that is loaded to a multiple of 16."""
    for tensor in (*k.inputs[1:], *k.outputs):
        if tensor is not None and k.constant(tensor) is not None and k.model.buffers[tensor.buffer].at % ALIGNMENT:
            at = k.model.buffers[tensor.buffer].at
            k.refuse(f"{tensor.name!r} is at byte {at:,} of the file, expected a multiple of {ALIGNMENT}", STREAM, tensor=tensor)


def _payload(k: MicroContext) -> None:
    """Walk ethosu_invoke_v3 over the first input: a magic word, then actions up to its end."""
    tensor = k.input(0)
    data = k.constant(tensor)
    if tensor is None or data is None:
        k.wrong("the command stream is not constant: it is read from the arena", DRIVER, tensor=tensor)
        return
    if len(data) % WORD:
        why = f"the payload of {tensor.name!r} has {len(data)} bytes, expected a multiple of {WORD}"
        k.refuse(why, DRIVER, tensor=tensor, message=logged(f"custom_data_size=0x{len(data):x} not a multiple of 4"))
    words = data.cast("B").cast("I") if data.nbytes else memoryview(b"").cast("I")
    first = words[0] if words else 0
    if first != FOURCC:
        message = logged(f"Custom Operator Payload: {first} is not correct, expected {FOURCC:x}")
        k.refuse(f"the payload of {tensor.name!r} does not begin with COP1", DRIVER, tensor=tensor, message=message)
    _fast_memory(k)
    _actions(k, tensor, words)


def _actions(k: MicroContext, tensor: Tensor, words: memoryview) -> None:
    at, start = 1, k.model.buffers[tensor.buffer].at
    while at < len(words):
        action, length = words[at] & 0xFF, (words[at] >> 16) | (words[at] >> 8 & 0xFF) << 16
        if action == OPTIMIZER_CONFIG:
            at += OPTIMIZER_CONFIG_WORDS
        elif action == COMMAND_STREAM:
            place = start + WORD * (at + 1)
            if place % ALIGNMENT:
                k.refuse(
                    f"the command stream is at byte {place:,} of the file, expected a multiple of {ALIGNMENT}",
                    STREAM,
                    tensor=tensor,
                )
            if at + 1 + length > len(words):
                k.undefined(f"the command stream of {length:,} words leads out of {tensor.name!r}", STREAM, tensor=tensor)
            at += 1 + length
        elif action == NOP:
            at += 1
        else:
            message = logged(f"UNSUPPORTED driver_action_command: {action}")
            k.refuse(f"the payload of {tensor.name!r} has action {action} at word {at}", DRIVER, tensor=tensor, message=message)


KERNELS = (Kernel("ethos-u", init=init, prepare=prepare, invoke=invoke),)
