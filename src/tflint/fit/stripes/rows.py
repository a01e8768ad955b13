"""Which rows of its input an operator needs for which rows of its output, and what it makes of a band of rows.

Rows are those of dimension 1 of an NHWC tensor of batch 1, as half-open pairs. A kernel that runs on a band pads the band as if
it were a whole image: its first and last rows can be false, and must be dropped. They are computed with the formulas of
tensorflow/lite/kernels/padding.h, ComputePaddingWithOffset and ComputeOutSize.
"""

from __future__ import annotations

from tflint.record import Record

Rows = tuple[int, int]


class Band(Record):
    """What an operator makes of a band: the rows of its output that exist afterwards, and those of them that are right."""

    made: Rows
    good: Rows


class Window(Record):
    """A convolution or pool along the rows: `size` of the kernel with dilation, `stride`, and whether it pads (SAME)."""

    size: int
    stride: int
    same: bool
    height: int  # of the whole input

    @property
    def padding(self) -> int:
        """Return the rows of padding above the whole image."""
        return _above(self.height, self.size, self.stride) if self.same else 0

    def needed(self, rows: Rows) -> Rows:
        """Return the input rows that so many output rows are computed from, at least one."""
        first = rows[0] * self.stride - self.padding
        last = (rows[1] - 1) * self.stride - self.padding + self.size
        low = min(max(first, 0), self.height - 1)
        return low, max(min(last, self.height), low + 1)

    def run(self, fed: Rows) -> Band | None:
        """Return what comes of a band; None where it does not meet the whole image's rows: another phase of the stride."""
        low, high = fed
        count = high - low
        if self.same:
            made, above = -(-count // self.stride), _above(count, self.size, self.stride)
        else:
            made, above = (count - self.size) // self.stride + 1, 0
        start = low - above + self.padding
        if made < 1 or start % self.stride or start < 0:
            return None
        first, end = start // self.stride, start // self.stride + made
        # right are the rows that read nothing above the band, or begin with the image, and nothing below it, or end with the image
        right = max(first, -(-(low + self.padding) // self.stride)) if low > 0 else first
        wrong = min(end, (high + self.padding - self.size) // self.stride + 1) if high < self.height else end
        return Band((first, end), (right, wrong) if right < wrong else (first, first))


class Padding(Record):
    """PAD along the rows: so many rows are added above and below."""

    above: int
    below: int
    height: int

    def needed(self, rows: Rows) -> Rows:
        """Return the input rows among so many output rows, at least one."""
        low = min(max(rows[0] - self.above, 0), self.height - 1)
        return low, max(min(rows[1] - self.above, self.height), low + 1)

    def run(self, fed: Rows) -> Band | None:
        """Return what comes of a band when it is padded only where it touches the image's edge."""
        above, below = self.added(fed)
        made = fed[0] + self.above - above, fed[1] + self.above + below
        return Band(made, made)

    def added(self, fed: Rows) -> Rows:
        """Return how many rows are added above and below a band."""
        return (self.above if fed[0] == 0 else 0), (self.below if fed[1] == self.height else 0)


class Pointwise(Record):
    """An operator that makes each row of its output from the same row of its inputs."""

    height: int

    def needed(self, rows: Rows) -> Rows:
        """Return the same rows."""
        return rows

    def run(self, fed: Rows) -> Band | None:
        """Return the same rows, all right as far as the input's are."""
        return Band(fed, fed)


RowMap = Window | Padding | Pointwise


def feed(rule: RowMap, made: Rows, good: Rows) -> Rows | None:
    """Return the smallest band of the input that makes (at least) the rows `made` and gets `good` of them right; None where none does."""
    (low, high), (lowest, highest) = rule.needed(good), rule.needed(made)
    slack = rule.stride + rule.size if isinstance(rule, Window) else 1
    best: Rows | None = None
    for start in range(low, max(min(low, lowest) - slack, -1), -1):
        for end in range(high, min(max(high, highest) + slack, rule.height) + 1):
            if best is not None and end - start >= best[1] - best[0]:
                break
            band = rule.run((start, end))
            if band is not None and _covers(band.made, made) and _covers(band.good, good):
                best = start, end
                break
    return best


def _covers(outer: Rows, inner: Rows) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _above(count: int, size: int, stride: int) -> int:
    """Return the rows of SAME padding above `count` rows."""
    return max((-(-count // stride) - 1) * stride + size - count, 0) // 2
