"""Rules as values: the sets known by name, and sets of one's own.

By name: "anhoej" (2014), "best_box" and "cut_box" (2020), "runs_exact", "western_electric" (1956), "nelson" (1984),
"nhs" (2023; "nhs-2020" for the rules before), "ihi" (2011). A name with its year reproduces a published result whatever
becomes the newest.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, TypeAlias

from kvalspc import _core
from kvalspc.options import optional_word, whole, word

__all__ = [
    "RULE_TYPES",
    "Alternating",
    "FalseAlarms",
    "OneSigma",
    "Rule",
    "RuleSet",
    "Shift",
    "Trend",
    "Zone",
    "by_name",
    "rules_of",
    "runs_inside",
    "runs_p",
]


@dataclass(frozen=True)
class Shift:
    """`length` points in a row on one side of the centre line; a point on the line breaks the run or is skipped."""

    length: int = 8
    ties_break: bool = True
    name: str = "shift"


@dataclass(frozen=True)
class Trend:
    """`length` points each above (or each below) the one before; equal values break the trend or are skipped."""

    length: int = 6
    ties_break: bool = True
    name: str = "trend"


@dataclass(frozen=True)
class Zone:
    """`needed` of `window` points in a row more than `width` standard deviations out on one side (window at most 8).

    `all_on_side`: the whole window must lie on that side. `count_beyond_limits`: points beyond 3 count too.
    """

    needed: int = 2
    window: int = 3
    width: float = 2.0
    all_on_side: bool = False
    count_beyond_limits: bool = True
    name: str = "zone"


@dataclass(frozen=True)
class Alternating:
    """`length` points in a row going up and down by turns."""

    length: int = 14
    name: str = "alternating"


@dataclass(frozen=True)
class OneSigma:
    """`length` points (at most 32) in a row within (`inside`) or beyond one standard deviation.

    `both_sides`: not all of them on one side.
    """

    length: int = 15
    inside: bool = True
    both_sides: bool = False
    name: str = "one_sigma"


Rule: TypeAlias = "Shift | Trend | Zone | Alternating | OneSigma"


@dataclass(frozen=True)
class FalseAlarms:
    """P(at least one signal) in a whole stable series: beyond limits, by rules, by either.

    `simulated`: how many series were drawn, with a fixed seed; 0 where the figures are exact. NaN where there is
    nothing to compute from.
    """

    limits: float
    rules: float
    either: float
    simulated: int

    def text(self, language: str = "nb") -> str:
        """One sentence: how often a stable series like this one signals all the same ("nb", "nn" or "en")."""
        from kvalspc.words import false_alarms_text

        return false_alarms_text(self, language)


@dataclass(frozen=True)
class RuleSet:
    """A set of at most 8 rules for ``chart(..., rules=...)``; a point beyond its limits signals whatever the set.

    `name` says which set it is; a rule's own name is the name of its signals. `runs` judges the runs of each whole
    phase: "anhoej", "best_box", "cut_box", "exact" (at most 5 % false signals given the numbers above and below),
    "wald_wolfowitz" (too few or too many runs), or None.
    """

    name: str
    rules: tuple[Rule, ...] = ()
    runs: str | None = None

    def false_alarms(self, points: int) -> FalseAlarms:
        """False alarms among `points` independent normal values, centre line and 3-sigma limits known.

        Exact for sets that only count far points (a Markov chain: Champ and Woodall 1987) or only judge runs; others
        are simulated.

        Raises:
            ValueError: no points.
        """
        if whole(points, "points") < 1:
            raise ValueError(f"points: got {points}, need 1 or more")
        return FalseAlarms(**_core.false_alarms_of_rules(rules_of(self), points))

    def false_alarm_rate(self, points: int) -> float:
        """P(at least one signal, beyond limits or by a rule): `either` of :meth:`false_alarms`."""
        return self.false_alarms(points).either


def by_name(name: str) -> RuleSet:
    """The set known by `name` as a value: its rules with their parameters. Raises ValueError listing the names."""
    found = _core.rule_set(word(name, "rules"))
    rules = tuple(RULE_TYPES[one.pop("type")](**one) for one in found["rules"])
    return RuleSet(found["name"], rules, None if found["runs"] == "none" else found["runs"])


def runs_inside(longest: int, crossings: int, useful: int, above: int | None = None) -> float:
    """P(longest run <= `longest` and crossings >= `crossings`), exactly, for any number of useful points.

    Each point falls on either side with equal chance; with `above` given, every order of that many above and the others
    below is equally likely. Raises ValueError for no points, or more above than there are.
    """
    return _core.runs_inside(
        whole(longest, "longest"), whole(crossings, "crossings"), whole(useful, "useful"), _whole_or_none(above)
    )


def runs_p(longest: int, crossings: int, useful: int, above: int | None = None) -> float:
    """The exact p-value of a longest run and a number of crossings; arguments as for :func:`runs_inside`.

    How often chance makes the smaller of P(run as long) and P(crossings as few) as small as it is here.
    """
    return _core.runs_p(
        whole(longest, "longest"), whole(crossings, "crossings"), whole(useful, "useful"), _whole_or_none(above)
    )


def _whole_or_none(value: int | None) -> int | None:
    return None if value is None else whole(value, "above")


RULE_TYPES: dict[str, type[Rule]] = {
    "shift": Shift,
    "trend": Trend,
    "zone": Zone,
    "alternating": Alternating,
    "one_sigma": OneSigma,
}
"""The types of rules by the names that the compiled core and project files have for them."""

_NAMES = {type_: name for name, type_ in RULE_TYPES.items()}


def rules_of(rules: Any) -> str | dict[str, Any] | None:
    """`rules` as the compiled core takes them. Raises TypeError for what is neither a name, a RuleSet nor None."""
    if rules is None:
        return None
    if not isinstance(rules, RuleSet):
        return word(rules, "rules")
    for rule in rules.rules:
        if type(rule) not in _NAMES:
            raise TypeError(f"rules: got {type(rule).__name__} in the set, need rules of kvalspc.rules")
    return {
        "name": rules.name,
        "runs": optional_word(rules.runs, "runs"),
        "rules": [{"type": _NAMES[type(rule)], **asdict(rule)} for rule in rules.rules],
    }
