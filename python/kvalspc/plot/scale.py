"""The vertical scale of a chart: round ticks, decided here so that labels can be placed by pixel."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class Scale:
    """Values low..high drawn on `height` pixels, with round `ticks`; pixel 0 is the top."""

    low: float
    high: float
    ticks: tuple[float, ...]
    decimals: int
    height: float

    def pixel(self, value: float) -> float:
        """Distance from the top, in pixels."""
        return self.height * (self.high - value) / (self.high - self.low)

    def holds(self, value: float) -> bool:
        """True where a value can be drawn: finite and inside the range."""
        return math.isfinite(value) and self.low <= value <= self.high


def _finite(values: Iterable[float]) -> list[float]:
    return [float(v) for v in values if math.isfinite(v)]


def _step(span: float, count: int) -> float:
    """The smallest of 1, 2, 2.5, 5 times a power of ten that gives at most `count` steps."""
    raw = span / count
    power = 10.0 ** math.floor(math.log10(raw))
    for factor in (1.0, 2.0, 2.5, 5.0, 10.0):
        if raw <= factor * power * (1 + 1e-9):
            return factor * power
    return 10.0 * power


def _decimals(step: float) -> int:
    """Decimals that a multiple of `step` needs (2.5 -> 1, 0.05 -> 2, 20 -> 0)."""
    for decimals in range(12):
        if abs(step * 10**decimals - round(step * 10**decimals)) < 1e-6:
            return decimals
    return 12


def make_scale(
    main: Iterable[float],
    limits: Iterable[float],
    *,
    height: float,
    bounds: tuple[float, float] = (-math.inf, math.inf),
    count: int = 5,
) -> Scale:
    """A scale that holds `main` (points, levels, target), and of `limits` what does not flatten the rest.

    Zero is part of it unless the values lie far from zero; `bounds` are the possible values (0 and 1 for a
    proportion). A limit further away than one and a half times the spread of `main` is left outside: points
    are what matters.
    """
    inner = _finite(main) or [0.0, 1.0]
    low, high = min(inner), max(inner)
    spread = (high - low) or abs(high) or 1.0
    lowest, highest = low - 1.5 * spread, high + 1.5 * spread
    for limit in _finite(limits):
        low = min(low, max(limit, lowest))
        high = max(high, min(limit, highest))
    if 0.0 <= low <= 1.5 * (high - low) or low == high:
        low = min(low, 0.0)
    if low == high:
        high = low + 1.0
    step = _step(high - low, count)
    decimals = _decimals(step)
    bottom = max(round(math.floor(low / step + 1e-9) * step, decimals), bounds[0])
    top = min(round(math.ceil(high / step - 1e-9) * step, decimals), bounds[1])
    if bottom >= top:
        bottom, top = low, high
    first, last = math.ceil(bottom / step - 1e-9), math.floor(top / step + 1e-9)
    ticks = tuple(round(k * step, decimals) for k in range(first, last + 1))
    return Scale(bottom, top, ticks, decimals, height)
