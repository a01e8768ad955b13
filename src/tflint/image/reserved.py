"""What an image sets aside for the stack and the heap, where its linker script or start-up code names them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.image.elf import Image

# symbols whose value is a size: STM32CubeIDE's linker scripts, CMSIS's start-up code
_SIZES = {
    "_Min_Stack_Size": "stack",
    "_Min_Heap_Size": "heap",
    "__STACK_SIZE": "stack",
    "__HEAP_SIZE": "heap",
    "__stack_size__": "stack",
    "__heap_size__": "heap",
}
# symbols that stand at the lower and the upper end: CMSIS, nRF5 SDK, Pico SDK, Mbed OS
_ENDS = (
    ("__StackLimit", "__StackTop", "stack"),
    ("__StackBottom", "__StackTop", "stack"),
    ("__StackOneBottom", "__StackOneTop", "stack"),
    ("__HeapBase", "__HeapLimit", "heap"),
    ("__heap_start__", "__heap_end__", "heap"),
)
_LARGEST = 1 << 30


class Reserved(Record):
    """Bytes for the stack or the heap (`what`), and the symbols that say so. `address` is where they begin, None where it is not said."""

    what: str
    size: int
    by: str
    address: int | None = None


def reserved(image: Image) -> tuple[Reserved, ...]:
    """Return what the image's symbols set aside, the stack first, one of each kind and place; none for a stripped image."""
    found = {(it.what, it.address): it for it in _named(image)}
    return tuple(sorted(found.values(), key=lambda it: (it.what != "stack", it.address or 0)))


def _named(image: Image) -> Iterator[Reserved]:
    wanted = {*_SIZES, *(name for low, high, _ in _ENDS for name in (low, high))}
    values = {it.name: it.address for it in image.symbols if it.name in wanted}
    between = [
        Reserved(what, values[high] - values[low], f"{low} to {high}", values[low])
        for low, high, what in _ENDS
        if low in values and 0 < values.get(high, 0) - values[low] < _LARGEST
    ]
    yield from between
    for name, what in _SIZES.items():
        if 0 < values.get(name, 0) < _LARGEST and not any(it.what == what for it in between):
            yield Reserved(what, values[name], name)
