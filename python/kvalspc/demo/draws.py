"""Random draws with the same bits everywhere: a stated generator, and our own formulas on top of it.

Python documents that `random.Random(seed).random()` gives the same sequence in every version; the other
methods of that class, and NumPy's distributions, may change.
"""

from __future__ import annotations

import math
from random import Random
from statistics import NormalDist

_STANDARD = NormalDist()
_STREAMS = 1_000_033  # far more than there are units, so that streams of neighbouring seeds do not meet


class Draws:
    """One stream of draws; a unit has its own, so that adding a unit changes no other."""

    def __init__(self, seed: int, stream: int) -> None:
        self._random = Random(seed * _STREAMS + stream)

    def uniform(self) -> float:
        """Draw from [0, 1)."""
        return self._random.random()

    def chance(self, probability: float) -> bool:
        """Draw yes with the given probability."""
        return self.uniform() < probability

    def below(self, n: int) -> int:
        """Draw one of 0, 1, ..., n - 1."""
        return int(self.uniform() * n)

    def poisson(self, mean: float) -> int:
        """Draw a Poisson count by multiplying uniforms (Knuth 1969, Seminumerical Algorithms, 3.4.1)."""
        floor, product, count = math.exp(-mean), self.uniform(), 0
        while product > floor:
            product *= self.uniform()
            count += 1
        return count

    def log_normal(self, median: float, sigma: float) -> float:
        """Draw a log-normal value by inverting its distribution."""
        quantile = self.uniform() or 0.5  # 0 has no quantile
        return median * math.exp(sigma * _STANDARD.inv_cdf(quantile))
