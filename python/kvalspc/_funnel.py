"""The funnel: many units at one time, and which of them differ more than chance would give."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kvalspc import _core
from kvalspc.arguments import explained
from kvalspc.options import number, optional_number, optional_word, positive, word
from kvalspc.unit_rows import read_units

if TYPE_CHECKING:
    from collections.abc import Sequence
    from os import PathLike

__all__ = ["OUTLIER_LEVEL", "Funnel", "funnel"]

OUTLIER_LEVEL = 0.05
"""Of the q-value below which a unit does not belong with the others."""


@dataclass(frozen=True, repr=False)
class Funnel:
    """A funnel. Made by :func:`funnel`.

    Attributes:
        kind: "p" (shares), "u" (rates) or "oe" (observed over expected).
        centre: the level that units are compared with.
        units: equally long arrays, one entry a unit: unit, numerator, denominator, value; lower_95, upper_95,
            lower_99.8, upper_99.8 (by the levels asked for); outside (the widest level whose limits the unit is beyond,
            0 where none), direction ("above", "below" or ""), unusual (beyond all limits); exact_p (mid-P, chance
            alone), p_value (with the overdispersion), q_value; outlier_p, outlier_q and outlier: the hierarchical
            model's answer to "does it belong with the others?". NaN where a unit has no data.
        limits: equally long arrays, the curves: denominator and the same lower and upper columns. They pass through the
            units' own limits.
        levels: of the limits, rising.
        phi: mean of the squared standardised residuals after trimming; raw_phi without it; expected_phi what trimming
            makes of it where there is chance alone. tau2: variance between units on the funnel's scale.
        adjusted: True where the limits take up the overdispersion. overdispersion: what was asked for.
        expected_outside: by level, how many units are beyond its limits on the average if there is nothing but chance
            (and, where adjusted, the usual variation).
        better, per: as given.
    """

    kind: str
    centre: float
    units: dict[str, Any]
    limits: dict[str, Any]
    levels: tuple[float, ...]
    phi: float
    raw_phi: float
    expected_phi: float
    tau2: float
    adjusted: bool
    overdispersion: str | None
    expected_outside: dict[float, float]
    better: str | None
    per: float

    def __len__(self) -> int:
        return len(self.units["unit"])

    def __repr__(self) -> str:
        beyond = ", ".join(
            f"{np.count_nonzero(self.units['outside'] >= level)} beyond {level:.4g}" for level in self.levels
        )
        adjusted = f"{self.overdispersion} (phi {self.phi:.3g})" if self.adjusted else "chance alone"
        return f"<kvalspc.Funnel {self.kind}: {len(self)} units about {self.centre:.4g}, {beyond}; limits: {adjusted}>"

    def text(self, language: str = "nb", **options: Any) -> str:
        """The funnel in words: "nb", "nn" or "en"; `measure` says how the indicator is worded."""
        from kvalspc.words.units import funnel_text

        return funnel_text(self, language, **options)

    def plot(self, **options: Any) -> Any:
        """The funnel as an Altair chart; options as in :func:`kvalspc.plot.funnel.draw_funnel`."""
        from kvalspc.plot.funnel import draw_funnel

        return draw_funnel(self, **options)

    def save(self, path: str | PathLike[str], **options: Any) -> None:
        """Writes the funnel to a .svg, .png, .pdf or .html file (offline); options as for :meth:`plot`."""
        from kvalspc.plot.funnel import save_funnel

        save_funnel(self, Path(path), **options)

    def to_frame(self, backend: str | None = None) -> Any:
        """The units as a data frame: "pandas", "polars" or "pyarrow"; by default the first of these installed."""
        from kvalspc.frames import to_frame

        return to_frame(self.units, backend)


@explained
def funnel(
    numerator: Any,
    denominator: Any,
    *,
    kind: str = "p",
    unit: Any = None,
    centre: float | None = None,
    levels: Sequence[float] = (0.95, 0.998),
    limits: str = "spiegelhalter",
    overdispersion: str | None = "additive",
    scale: str = "natural",
    trim: str | None = "winsorise",
    trim_share: float = 0.1,
    rescale: bool = False,
    better: str | None = None,
    per: float = 1,
) -> Funnel:
    """Compares units at one time: exact limits, wider where units differ more than chance gives.

    Args:
        numerator: events, one row a unit (rows of one unit are added up).
        denominator: patients ("p"), exposure ("u"), or the events expected of the unit's patients ("oe", indirectly
            standardised by a model that the units share).
        kind: "p" shares, "u" rates, "oe" observed over expected.
        unit: the units' names; without it they are numbered from 0.
        centre: what units are compared with. None: all units together (for "oe" 1).
        levels: of the limits.
        limits: "spiegelhalter" (interpolated exact limits), or "mid-p" (such that a unit is beyond a limit exactly when
            its p-value is below one minus the level).
        overdispersion: "additive" (units differ: s^2 + tau2), "multiplicative" (chance is inflated: s^2 phi), None.
            Limits are never narrower than chance alone, and below ten units nothing is adjusted.
        scale: of the overdispersed limits: "natural"; "arcsine" for shares; "log" for rates and ratios.
        trim: "winsorise" moves the most extreme units inwards before phi is estimated, "truncate" drops them, None does
            neither. trim_share: how many at each end.
        rescale: True divides phi by expected_phi, which removes the bias of trimming for many units.
        better: "higher" or "lower": the wish. per: scale of texts and axes; computes nothing.

    Raises:
        ValueError, TypeError: misuse. Facts about the data (no events, one unit) are in the result.

    Spiegelhalter (2005), Stat. Med. 24:1185-1202, and Qual. Saf. Health Care 14:347-351; Spiegelhalter et al. (2012),
    J. R. Stat. Soc. A 175:1-47. Outliers: Marshall and Spiegelhalter (2003), Stat. Med. 22:1649-1660.
    docs/unwarranted-variation.md tells when to use what.
    """
    rows = read_units(kind, numerator, denominator, unit)
    shares = tuple(sorted(number(level, "levels") for level in levels))
    if not shares:
        raise ValueError("levels: got none, need at least one")
    raw = _core.funnel(
        kind, rows.numerator, rows.denominator, centre=optional_number(centre, "centre"), levels=shares,
        limits=word(limits, "limits"), scale=word(scale, "scale"),
        overdispersion=optional_word(overdispersion, "overdispersion"), trim=optional_word(trim, "trim"),
        trim_share=number(trim_share, "trim_share"), rescale=bool(rescale),
    )  # fmt: skip
    if better not in (None, "higher", "lower"):
        raise ValueError(f'better: got {better!r}, need "higher", "lower"')
    bands = _named(shares, raw["bands"])
    curve = {"denominator": raw["curve_denominator"], **_named(shares, raw["curve_bands"])}
    outside, direction = _outside(raw["value"], shares, raw["bands"])
    units = {
        "unit": np.array(rows.unit, dtype=object), "numerator": rows.numerator, "denominator": rows.denominator,
        "value": raw["value"], **bands, "outside": outside, "direction": direction, "unusual": outside == shares[-1],
        "exact_p": raw["exact_p"], "p_value": raw["p_value"], "q_value": raw["q_value"],
        "outlier_p": raw["outlier_p"], "outlier_q": raw["outlier_q"], "outlier": raw["outlier_q"] <= OUTLIER_LEVEL,
    }  # fmt: skip
    return Funnel(
        kind=kind, centre=raw["centre"], units=units, limits=curve, levels=shares, phi=raw["phi"],
        raw_phi=raw["raw_phi"], expected_phi=raw["expected_phi"], tau2=raw["tau2"], adjusted=raw["adjusted"],
        overdispersion=overdispersion, expected_outside=dict(zip(shares, raw["expected_outside"], strict=True)),
        better=better, per=positive(per, "per"),
    )  # fmt: skip


def _named(levels: Sequence[float], bands: Sequence[tuple[Any, Any]]) -> dict[str, Any]:
    named = {}
    for level, (lower, upper) in zip(levels, bands, strict=True):
        percent = f"{100 * level:.10g}"
        named[f"lower_{percent}"], named[f"upper_{percent}"] = lower, upper
    return named


def _outside(value: Any, levels: Sequence[float], bands: Sequence[tuple[Any, Any]]) -> tuple[Any, Any]:
    """The widest level whose limits each unit is beyond, and the side; comparisons with NaN are False."""
    outside = np.zeros(len(value))
    direction = np.full(len(value), "", dtype=object)
    for level, (lower, upper) in zip(levels, bands, strict=True):
        outside[(value < lower) | (value > upper)] = level
        direction[value < lower], direction[value > upper] = "below", "above"
    return outside, direction
