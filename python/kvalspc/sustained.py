"""Does an improvement last after the end of the project?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kvalspc import _core
from kvalspc.sides import Side, Test

if TYPE_CHECKING:
    from kvalspc.rows import Rows

__all__ = ["Lasting", "follow"]

YEARLY_SUSTAINED = 2


@dataclass(frozen=True)
class Lasting:
    """What became of an improvement after the project's end.

    Attributes:
        outcome: "sustained", "partly_lost", "lost" or "too_early".
        side: level, numerator, denominator and n (periods with data) after the end.
        needed: periods that it takes before anything is said.
        p_fall: one-sided p-value of no fall from the level reached, given that the series had been found improved.
        against_baseline, against_reached: the effect against the baseline, and against the project's own periods.
    """

    outcome: str
    side: Side
    needed: int
    p_fall: float
    against_baseline: Test
    against_reached: Test

    @property
    def n(self) -> int:
        """Periods with data after the end."""
        return self.side.n


def follow(
    kind: str,
    rows: Rows,
    verdict: _core.Verdict,
    *,
    start: int,
    sustained_from: int,
    end: int,
    exclude: list[int],
    better: str | None,
    alpha: float,
    yearly: bool,
    prior: tuple[float, float, float] | None,
) -> Lasting | None:
    """Follow up what was found improved; None where there is nothing to follow."""
    needed = YEARLY_SUSTAINED if yearly else _core.min_sustained
    raw: dict[str, Any] = _core.sustained(
        kind, rows.numerator, rows.denominator, verdict, start=start, sustained_from=sustained_from, end=end,
        exclude=exclude, better=better, alpha=alpha, min_periods=needed, prior=prior,
    )  # fmt: skip
    if raw["outcome"] == "none":
        return None
    return Lasting(
        raw["outcome"], Side(**raw["side"]), needed, raw["p_fall"], Test(**raw["against_baseline"]),
        Test(**raw["against_reached"]),
    )  # fmt: skip
