"""Variation between units: is there any, how much, where does each one stand without chance, what over time?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kvalspc import _core
from kvalspc.arguments import explained
from kvalspc.arrays import to_floats
from kvalspc.calendar import Calendar
from kvalspc.options import number
from kvalspc.unit_rows import added_up, read_units

if TYPE_CHECKING:
    from kvalspc.arrays import Floats
    from kvalspc.unit_rows import UnitRows

__all__ = ["Heterogeneity", "Variation", "variation"]


@dataclass(frozen=True)
class Heterogeneity:
    """The test of equal levels: chi-squared, or exact by simulation where a unit expects fewer than five events."""

    statistic: float
    degrees: float
    p_value: float
    simulated: bool


@dataclass(frozen=True, repr=False)
class Variation:
    """Variation between units. Made by :func:`variation`; NaN where there is nothing to say.

    Attributes:
        kind: "p", "u" or "oe". n_units: with data.
        level: all units together; typical: the level of a unit in the middle.
        heterogeneity: do the units differ at all?
        tau: standard deviation between units on the logit ("p") or log scale, with the 95 % interval tau_lower,
            tau_upper; tau2 is its square.
        median_ratio: the median odds ratio (rate ratio) of two units drawn at random, with interval.
        systematic: McPherson's systematic component of variation (often printed times 100).
        units: equally long arrays, one entry a unit: unit, numerator, denominator, value, shrunk (its level when the
            others are taken into account), shrunk_lower, shrunk_upper, above and below (probabilities that its level is
            more than `delta` above or below all units'), worse (that of the two which `better` makes the worse; NaN
            without it); with ``ranks=True`` rank, rank_lower, rank_upper.
        over_time: equally long arrays, one entry a period: period, n_units, level, tau, tau_lower, tau_upper,
            median_ratio, p_value; None without periods.
        delta, alpha, better: as given.
    """

    kind: str
    n_units: int
    level: float
    typical: float
    heterogeneity: Heterogeneity
    tau: float
    tau_lower: float
    tau_upper: float
    median_ratio: float
    median_ratio_lower: float
    median_ratio_upper: float
    systematic: float
    units: dict[str, Any]
    over_time: dict[str, Any] | None
    delta: float
    alpha: float
    better: str | None

    @property
    def tau2(self) -> float:
        """Variance between units on the logit or log scale."""
        return self.tau * self.tau

    def __len__(self) -> int:
        return len(self.units["unit"])

    def __repr__(self) -> str:
        return (
            f"<kvalspc.Variation {self.kind}: {self.n_units} units about {self.level:.4g}, median ratio "
            f"{self.median_ratio:.3g} ({self.median_ratio_lower:.3g} to {self.median_ratio_upper:.3g}), "
            f"p {self.heterogeneity.p_value:.2g}>"
        )

    def text(self, language: str = "nb", **options: Any) -> str:
        """The answer in words: "nb", "nn" or "en"; `measure` says how the indicator is worded."""
        from kvalspc.words.units import variation_text

        return variation_text(self, language, **options)

    def to_frame(self, backend: str | None = None) -> Any:
        """The units as a data frame: "pandas", "polars" or "pyarrow"; by default the first of these installed."""
        from kvalspc.frames import to_frame

        return to_frame(self.units, backend)


@explained
def variation(
    numerator: Any,
    denominator: Any,
    *,
    kind: str = "p",
    unit: Any = None,
    period: Any = None,
    delta: float = 0.0,
    alpha: float = 0.05,
    better: str | None = None,
    ranks: bool = False,
) -> Variation:
    """How much units differ beyond chance, and where each one stands when chance is taken out.

    Args:
        numerator, denominator, kind, unit: as for :func:`kvalspc.funnel`.
        period: labels or dates, one a row, where there are several rows a unit: `over_time` then has one entry a
            period, and everything else is of all periods together.
        delta: what it takes to be called above or below the rest, as a difference of levels.
        alpha: intervals of units and ranks cover 1 - alpha.
        better: "higher" or "lower": tells which side is worse, and which end rank 1 is at (without it: the lowest
            level).
        ranks: True adds ranks with their intervals. They are wide; never show a rank without its interval.

    Raises:
        ValueError, TypeError: misuse. Facts about the data (one unit, no events) are NaN.

    Median odds ratio: Larsen and Merlo (2005), Am. J. Epidemiol. 161:81-88. Systematic component: McPherson et al.
    (1982), N. Engl. J. Med. 307:1310-1314. Shrinkage: beta-binomial or gamma-Poisson model, Normand et al. (1997), J.
    Am. Stat. Assoc. 92:803-814. Ranks: Goldstein and Spiegelhalter (1996), J. R. Stat. Soc. A 159:385-443.
    """
    if better not in (None, "higher", "lower"):
        raise ValueError(f'better: got {better!r}, need "higher", "lower"')
    rows = read_units(kind, numerator, denominator, unit)
    raw = _core.variation(
        kind, rows.numerator, rows.denominator, alpha=number(alpha, "alpha"), delta=number(delta, "delta"),
        ranks=bool(ranks), highest_first=better == "higher",
    )  # fmt: skip
    over_time = None
    if period is not None:
        x, n = to_floats(numerator, "numerator"), to_floats(denominator, "denominator")
        over_time = _over_time(kind, x, n, rows, Calendar.of(period))
    worse = np.full(len(rows.unit), np.nan) if better is None else raw["below" if better == "higher" else "above"]
    with np.errstate(invalid="ignore", divide="ignore"):
        value = rows.numerator / rows.denominator
    shown = {name: raw[name] for name in ("shrunk", "shrunk_lower", "shrunk_upper", "above", "below")}
    ranked: dict[str, Any] = {name: raw[name] for name in ("rank", "rank_lower", "rank_upper") if name in raw}
    units: dict[str, Any] = {
        "unit": np.array(rows.unit, dtype=object), "numerator": rows.numerator, "denominator": rows.denominator,
        "value": value, **shown, "worse": worse, **ranked,
    }  # fmt: skip
    test = Heterogeneity(raw["statistic"], raw["degrees"], raw["p_value"], raw["simulated"])
    summary = {name: raw[name] for name in _SUMMARY}
    return Variation(
        kind=kind, heterogeneity=test, units=units, over_time=over_time, delta=float(delta), alpha=float(alpha),
        better=better, **summary,
    )  # fmt: skip


_SUMMARY = (
    "n_units", "level", "typical", "tau", "tau_lower", "tau_upper", "median_ratio", "median_ratio_lower",
    "median_ratio_upper", "systematic",
)  # fmt: skip

_EACH_PERIOD = ("n_units", "level", "tau", "tau_lower", "tau_upper", "median_ratio", "p_value")


def over_time(numerator: Any, denominator: Any, *, kind: str, unit: Any, period: Any) -> dict[str, Any]:
    """:attr:`Variation.over_time` by itself; arguments as for :func:`variation`."""
    x, n = to_floats(numerator, "numerator"), to_floats(denominator, "denominator")
    return _over_time(kind, x, n, read_units(kind, x, n, unit), Calendar.of(period))


def _over_time(kind: str, x: Floats, n: Floats, rows: UnitRows, calendar: Calendar) -> dict[str, Any]:
    """The same of each period on its own, in calendar order."""
    if len(calendar) != len(x):
        raise ValueError(f"period: got {len(calendar)} values, need as many as the numerator ({len(x)})")
    unit_of = {row: k for k, members in enumerate(rows.rows) for row in members}
    groups: dict[str, dict[int, list[int]]] = {}
    for row in calendar.order():
        groups.setdefault(calendar.labels[row], {}).setdefault(unit_of[row], []).append(row)
    found = [_core.spread_between(kind, *added_up(x, n, list(members.values()))) for members in groups.values()]
    columns: dict[str, Any] = {"period": np.array(list(groups), dtype=object)}
    columns.update({name: np.array([one[name] for one in found]) for name in _EACH_PERIOD})
    return columns
