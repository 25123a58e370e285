"""Texts as one array of code points, the form in which the kernels read them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import numpy as np

from reviewapp.domain.scoring.kernels.compiler import Integers, compiled


def pack_texts(texts: Sequence[str]) -> tuple[Integers, Integers]:
    """Return the code points of all texts in a row, and the bounds of each: one more than there are texts."""
    joined = "".join(texts).encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(joined, dtype="<u4").astype(np.int64)
    bounds = np.fromiter(accumulate(map(len, texts), initial=0), np.int64, len(texts) + 1)
    return codes, bounds


@compiled
def largest_text(bounds: Integers) -> int:
    """Return the number of code points of the longest text."""
    largest = 0
    for text in range(len(bounds) - 1):
        largest = max(largest, bounds[text + 1] - bounds[text])
    return largest


@compiled
def largest_group(bounds: Integers, size: int) -> int:
    """Return the number of code points of the pair that has most, each of `size` texts."""
    largest = 0
    for text in range(0, len(bounds) - 1, size):
        largest = max(largest, bounds[text + size] - bounds[text])
    return largest
