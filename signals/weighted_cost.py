"""The cost under which ruptures finds the change points of `signals.shifts`: least squares, weighted by precision."""

import numpy as np
import numpy.typing as npt
from ruptures.base import BaseCost


class Weighted(BaseCost):  # type: ignore[misc]
    """Σ w·(x - mean)² over blocks of days; the signal's columns are the blocks' sums of w, w·x and w·x²."""

    model = "weighted"
    min_size = 1

    def fit(self, signal: npt.NDArray[np.float64]) -> "Weighted":
        """Take in the blocks, shape (blocks, 3)."""
        self.signal = signal
        sums = np.vstack([np.zeros(3), signal.cumsum(axis=0)])
        self._weight, self._first, self._second = (column.tolist() for column in sums.T)  # lists: quicker one by one
        return self

    def error(self, start: int, end: int) -> float:
        """Cost of the blocks from `start` to `end` (exclusive) as one level."""
        first = self._first[end] - self._first[start]
        weight = self._weight[end] - self._weight[start]
        return float(self._second[end] - self._second[start] - first * first / weight)
