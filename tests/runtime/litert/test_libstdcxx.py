"""The C++ library itself is the oracle: the same insertions and the same comparisons, compiled with g++."""

import random
import shutil
import subprocess
from collections.abc import Callable

import pytest

from tflint.runtime.litert import libstdcxx

Oracle = Callable[[list[tuple[int, list[int]]]], list[list[int]]]

PROGRAM = r"""
#include <algorithm>
#include <cstdio>
#include <unordered_set>
#include <vector>
int main() {
  int kind, count;
  while (std::scanf("%d %d", &kind, &count) == 2) {
    std::vector<int> items(count);
    for (int& item : items) std::scanf("%d", &item);
    if (kind == 0) {
      std::unordered_set<int> set;
      for (int item : items) set.insert(item);
      items.assign(set.begin(), set.end());
    } else {
      std::sort(items.begin(), items.end(), [](int a, int b) { return a / 1000 < b / 1000; });
    }
    for (int item : items) std::printf("%d ", item);
    std::printf("\n");
  }
}
"""


@pytest.fixture(scope="module")
def cxx(tmp_path_factory: pytest.TempPathFactory) -> Oracle:
    compiler = shutil.which("g++")
    if compiler is None:
        pytest.skip("g++ is not installed: nothing to compare with")
    folder = tmp_path_factory.mktemp("cxx")
    (folder / "order.cc").write_text(PROGRAM, "utf-8")
    subprocess.run([compiler, "-O1", "-o", folder / "order", folder / "order.cc"], check=True, capture_output=True)

    def run(cases: list[tuple[int, list[int]]]) -> list[list[int]]:
        lines = "\n".join(f"{kind} {len(items)} {' '.join(map(str, items))}" for kind, items in cases)
        done = subprocess.run([folder / "order"], input=lines, capture_output=True, encoding="utf-8", check=True)
        return [[int(word) for word in line.split()] for line in done.stdout.splitlines()]

    return run


def test_sets_iterate_as_in_cxx(cxx: Oracle) -> None:
    source = random.Random(1)
    cases = [[source.randrange(0, 5000) for _ in range(source.choice((1, 3, 13, 14, 30, 200)))] for _ in range(300)]
    assert cxx([(0, items) for items in cases]) == [libstdcxx.set_order(items) for items in cases]


def shuffled(source: random.Random) -> list[int]:
    ties = source.choice((1, 3, 50))
    return [source.randrange(0, ties) * 1000 + i % 1000 for i in range(source.choice((2, 16, 17, 40, 300)))]


def test_ties_fall_as_in_cxx(cxx: Oracle) -> None:
    source = random.Random(2)
    cases = [shuffled(source) for _ in range(300)]
    ours = []
    for items in cases:
        copy = items.copy()
        libstdcxx.sort(copy, lambda a, b: a // 1000 < b // 1000)
        ours.append(copy)
    assert cxx([(1, items) for items in cases]) == ours


def test_the_fall_back_to_heap_sort_is_the_same_too(cxx: Oracle) -> None:
    killer = [k * 1000 for k in median_of_three_killer(400)]
    copy = killer.copy()
    libstdcxx.sort(copy, lambda a, b: a // 1000 < b // 1000)
    assert cxx([(1, killer)]) == [copy]
    assert copy == sorted(killer)


def median_of_three_killer(count: int) -> list[int]:
    """Return a permutation that makes every partition of median-of-three quicksort as uneven as can be."""
    half = count // 2
    return [value for i in range(half) for value in ((i + 1) if i % 2 == 0 else half + i + (half % 2),)] + [
        2 * (i + 1) for i in range(half)
    ]
