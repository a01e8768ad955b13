"""Orders that the C++ library decides: LiteRT's planner iterates an unordered_set and sorts with the unstable std::sort.

Ties between buffers of one size fall as GNU libstdc++ lets them fall, which every Linux wheel is linked with; Android's
libc++ may break them otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

BUCKET_COUNTS = (13, 29, 59, 127, 257, 541, 1109, 2357, 5087, 10273, 20753, 42043, 85229, 172933, 351061, 712697)
"""What _Prime_rehash_policy steps through when a set grows one element at a time (hashtable_c++0x.cc)."""

INSERTION_LIMIT = 16
"""std::sort leaves runs up to this length to insertion sort (stl_algo.h, _S_threshold)."""


def set_order(elements: Iterable[int]) -> list[int]:
    """Return the iteration order of a std::unordered_set<int> after inserting `elements` one by one.

    A bucket's elements stand together; an element goes in front of its bucket, a new bucket in front of the list.
    """
    order: list[int] = []
    seen: set[int] = set()
    sizes = iter(BUCKET_COUNTS)
    count = next(sizes)
    for element in elements:
        if element in seen:
            continue
        seen.add(element)
        if len(seen) > count:
            count = next(sizes)
            order = _linked(order, count)
        order = _insert(order, element, count)
    return order


def _linked(elements: list[int], count: int) -> list[int]:
    runs: dict[int, list[int]] = {}
    for element in elements:
        runs.setdefault(element % count, []).append(element)
    return [element for run in reversed(runs.values()) for element in reversed(run)]


def _insert(order: list[int], element: int, count: int) -> list[int]:
    bucket = element % count
    at = next((i for i, other in enumerate(order) if other % count == bucket), 0)
    return [*order[:at], element, *order[at:]]


def sort(items: list[int], less: Callable[[int, int], bool]) -> None:
    """Sort in place as std::sort does: introsort with the median of three, then one insertion sort."""
    _introsort(items, 0, len(items), 2 * (len(items).bit_length() - 1), less)
    if len(items) > INSERTION_LIMIT:
        _insertion_sort(items, 0, INSERTION_LIMIT, less)
        for i in range(INSERTION_LIMIT, len(items)):
            _linear_insert(items, i, less)
    else:
        _insertion_sort(items, 0, len(items), less)


def _introsort(items: list[int], first: int, last: int, depth: int, less: Callable[[int, int], bool]) -> None:
    while last - first > INSERTION_LIMIT:
        if depth == 0:
            _heap_sort(items, first, last, less)
            return
        depth -= 1
        middle = first + (last - first) // 2
        _median_to_first(items, first, (first + 1, middle, last - 1), less)
        cut = _partition(items, first + 1, last, items[first], less)
        _introsort(items, cut, last, depth, less)
        last = cut


def _median_to_first(items: list[int], result: int, three: tuple[int, int, int], less: Callable[[int, int], bool]) -> None:
    a, b, c = three
    if less(items[a], items[b]):
        at = b if less(items[b], items[c]) else c if less(items[a], items[c]) else a
    else:
        at = a if less(items[a], items[c]) else c if less(items[b], items[c]) else b
    items[result], items[at] = items[at], items[result]


def _partition(items: list[int], first: int, last: int, pivot: int, less: Callable[[int, int], bool]) -> int:
    while True:
        while less(items[first], pivot):
            first += 1
        last -= 1
        while less(pivot, items[last]):
            last -= 1
        if first >= last:
            return first
        items[first], items[last] = items[last], items[first]
        first += 1


def _insertion_sort(items: list[int], first: int, last: int, less: Callable[[int, int], bool]) -> None:
    for i in range(first + 1, last):
        if less(items[i], items[first]):
            items.insert(first, items.pop(i))
        else:
            _linear_insert(items, i, less)


def _linear_insert(items: list[int], i: int, less: Callable[[int, int], bool]) -> None:
    value = items[i]
    while i and less(value, items[i - 1]):
        items[i] = items[i - 1]
        i -= 1
    items[i] = value


def _heap_sort(items: list[int], first: int, last: int, less: Callable[[int, int], bool]) -> None:
    """Sort a run as std::partial_sort over the whole of it does (make_heap, then sort_heap)."""
    heap = items[first:last]
    for parent in range((len(heap) - 2) // 2, -1, -1):
        _adjust_heap(heap, parent, len(heap), heap[parent], less)
    for end in range(len(heap) - 1, 0, -1):
        value, heap[end] = heap[end], heap[0]
        _adjust_heap(heap, 0, end, value, less)
    items[first:last] = heap


def _adjust_heap(heap: list[int], hole: int, length: int, value: int, less: Callable[[int, int], bool]) -> None:
    top, child = hole, hole
    while child < (length - 1) // 2:
        child = 2 * (child + 1)
        if less(heap[child], heap[child - 1]):
            child -= 1
        heap[hole], hole = heap[child], child
    if length % 2 == 0 and child == (length - 2) // 2:
        child = 2 * (child + 1)
        heap[hole], hole = heap[child - 1], child - 1
    parent = (hole - 1) // 2
    while hole > top and less(heap[parent], value):
        heap[hole], hole = heap[parent], parent
        parent = (hole - 1) // 2
    heap[hole] = value
