"""The settings of a chart as the compiled core takes them, from arguments as given to :func:`kvalspc.chart`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kvalspc.options import number, optional_word, whole, word
from kvalspc.rules import rules_of

if TYPE_CHECKING:
    from kvalspc.rules import RuleSet

__all__ = ["WITHIN", "settings_of", "within_of"]

WITHIN = {"xbar": "sd", "s": "sd", "r": "range"}
"""Charts of subgroups, and how the spread of their measurements is told unless `spread` says so."""

UNORDERED = frozenset({"pp", "up", "cp"})
"""Charts whose spread may be that of points without an order (`spread="sd"`)."""


def settings_of(
    kind: str,
    phases: int,
    *,
    limits: str,
    screen: bool | None,
    rules: str | RuleSet | None,
    better: str | None,
    target: float | None,
    centre: Any,
    sigma: Any,
    lower: Any,
    upper: Any,
    spread: str | None,
    constants: str,
    profile: str | None,
    width: float,
) -> dict[str, Any]:
    """Checks types and words; what chart `kind` can follow is the core's business.

    Args:
        kind: which chart.
        phases: how many the series has.
        target: as it is now.
        others: as for :func:`kvalspc.chart`.

    Raises:
        TypeError, ValueError, IndexError: an argument of the wrong type, an unknown word, a phase that is not there.
    """
    median = isinstance(centre, str)
    if median and centre != "median":
        raise TypeError(f'centre: got str, need a number, or "median" for charts i and t ({centre!r} is neither)')
    return {
        "limits": word(limits, "limits"),
        "screen": None if screen is None else bool(screen),
        "width": number(width, "width"),
        "rules": rules_of(rules),
        "better": optional_word(better, "better"),
        "target": target,
        "standards": _standards(None if median else centre, sigma, lower, upper, phases),
        "constants": word(constants, "constants"),
        "profile": optional_word(profile, "profile"),
        "median_centre": median,
        "median_ranges": spread == "median",
        "unordered": kind in UNORDERED and spread == "sd",
        "within": within_of(kind, spread),
    }


def within_of(kind: str, spread: str | None) -> str:
    """How the spread within subgroups is told: "sd" or "range". Raises for a `spread` that chart `kind` has not."""
    if spread is None or word(spread, "spread") == "median":
        return WITHIN.get(kind, "sd")
    if kind in UNORDERED and spread == "sd":
        return "sd"
    if kind != "xbar":
        raise ValueError(f'spread: got "{spread}" for chart "{kind}", need "median" (moving ranges) or None')
    return spread


def _standards(centre: Any, sigma: Any, lower: Any, upper: Any, phases: int) -> list[tuple[float | None, ...]]:
    """(centre, sigma, lower, upper) of every phase; empty where nothing is given, one where phases share them."""
    if centre is None and sigma is None and lower is None and upper is None:
        return []
    given = {"centre": centre, "sigma": sigma, "lower": lower, "upper": upper}
    each = [_by_phase(value, name, phases) for name, value in given.items()]
    return list(zip(*each, strict=True))


def _by_phase(value: Any, name: str, phases: int) -> list[float | None]:
    if value is None:
        return [None] * phases
    if not isinstance(value, Mapping):
        return [number(value, name)] * phases
    result: list[float | None] = [None] * phases
    for key, one in value.items():
        phase = whole(key, f"{name}: phase")
        if not 0 <= phase < phases:
            raise IndexError(f"{name}: got phase {phase}, need a phase from 0 to {phases - 1}")
        result[phase] = number(one, f"{name}[{phase}]")
    return result
