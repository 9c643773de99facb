"""New phases suggested from the data: for a person to look at, never a default."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kvalspc import _core
from kvalspc._chart import Chart, chart
from kvalspc.arguments import explained
from kvalspc.options import number, optional_word, whole, word
from kvalspc.rows import read_rows

if TYPE_CHECKING:
    from kvalspc.rows import Rows

__all__ = ["Rephasing", "rephase"]


@dataclass(frozen=True, repr=False)
class Rephasing:
    """Phases that the data suggest. Made by :func:`rephase`.

    Limits drawn from the points that suggested them look better than they are: show such phases as a suggestion, beside
    the chart without them, or let :func:`kvalspc.compare` test a change that was planned.

    Attributes:
        method: "stable_shift" or "sustained_run".
        breaks: the first position of each suggested phase but the first; `chart(..., breaks=found.breaks)` draws them.
        steps: every decision, one dict each: decision ("baseline", "next_run", "inside_run", "accepted", "rejected",
            "too_few", "too_few_left", "too_few_after_run", "no_run"), position, at, direction ("up", "down" or None),
            opposed, unsettled; :meth:`log` words them.
        points: "stable_shift": arrays value, centre, lower, upper, calculation (limits rest on the point), excluded,
            in_run. "sustained_run": value, centre.
        medians: "sustained_run": one dict a phase: median, first, last (what it rests on), direction.
        period: labels of the points; None when no period was given.
    """

    method: str
    kind: str
    breaks: list[int]
    steps: list[dict[str, Any]]
    points: dict[str, Any]
    medians: list[dict[str, Any]]
    period: list[str] | None
    _rows: Rows = field(repr=False)

    def __repr__(self) -> str:
        return f"<kvalspc.Rephasing {self.method}: {len(self.breaks)} new phase(s) suggested at {self.breaks}>"

    def log(self, language: str = "nb") -> list[str]:
        """Every decision as a sentence: "nb", "nn" or "en"."""
        from kvalspc.words import rephasing_log

        return rephasing_log(self, language)

    def text(self, language: str = "nb") -> str:
        """The suggestion in words, marked as such."""
        from kvalspc.words import rephasing_text

        return rephasing_text(self, language)

    def chart(self, **options: Any) -> Chart:
        """The chart with the suggested phases; options as for :func:`kvalspc.chart`."""
        rows = self._rows
        period = None if rows.calendar is None else list(rows.calendar.labels)
        return chart(self.kind, rows.numerator, rows.denominator, period=period, breaks=self.breaks, **options)


@explained
def rephase(
    kind: str,
    numerator: Any,
    denominator: Any = None,
    *,
    period: Any = None,
    method: str = "stable_shift",
    phase: int = 21,
    baseline: int | None = None,
    run: int | None = None,
    direction: str | None = None,
    most_excluded: int = 3,
    tolerance: float = 0.0,
    no_regrets: bool = True,
    overhanging: bool = True,
    every_shift: bool = False,
    baseline_only: bool = False,
    limits: str = "sigma",
    screen: bool | None = False,
    constants: str = "field",
    profile: str | None = None,
) -> Rephasing:
    """Suggests where new phases begin, and logs why.

    "stable_shift" (as autospc): a long run on one side of the centre proposes a phase; its limits come from the next
    `phase` points; it is taken unless a long run goes back on it, or more data still could. "sustained_run" (as
    runcharter): each run of `run` useful points makes a new median of its own points; no test of whether it lasts.

    Args:
        kind, numerator, denominator, period: as for :func:`kvalspc.chart`.
        method: "stable_shift" or "sustained_run".
        phase: points that a phase's limits rest on, and that must be left to begin one (stable shift).
        baseline: the same of the first phase. None: as `phase`; 13 for sustained runs.
        run: points in a row that count as a long run. None: 8 for stable shifts, 9 for sustained runs.
        direction: "up" or "down": only runs on that side (sustained runs).
        most_excluded: points beyond limits left out of a phase's limits, the furthest first.
        tolerance: a point as near to the centre line lies on it.
        no_regrets: take a phase only if no later data could undo it. overhanging: an opposing run may end after the
            `phase` points (always so with no_regrets). every_shift: take every phase proposed. baseline_only: only the
            first phase's limits.
        limits, screen, constants, profile: as for :func:`kvalspc.chart`; profile "autospc-0.0.0.9051" reproduces it.

    Raises:
        ValueError, TypeError: misuse. Too few points are a fact: no phases, and a log that says so.

    The procedure of autospc was written from a description of it, not from its code. Medians after runs: Perla, Provost
    and Murray (2011), doi:10.1136/bmjqs.2009.037895, for what runs can show.
    """
    kind = "i" if word(kind, "kind") == "xmr" else kind
    rows = read_rows(kind, numerator, denominator, period)
    if word(method, "method") == "sustained_run":
        return _sustained(kind, rows, whole_or(baseline, 13, "baseline"), whole_or(run, 9, "run"), direction)
    if method != "stable_shift":
        raise ValueError(f'method: got "{method}", need "stable_shift", "sustained_run"')
    if direction is not None:
        raise ValueError('direction: got one for method "stable_shift", need none: it looks for shifts either way')
    how = {
        "phase": whole_or(phase, 21, "phase"),
        "baseline": whole_or(baseline, 0, "baseline"),
        "run": whole_or(run, 8, "run"),
        "most_excluded": whole_or(most_excluded, 3, "most_excluded"),
        "tolerance": number(tolerance, "tolerance"),
        "no_regrets": bool(no_regrets),
        "overhanging": bool(overhanging),
        "every_shift": bool(every_shift),
        "baseline_only": bool(baseline_only),
    }
    found = _core.stable_shift(
        kind, rows.numerator, rows.denominator, limits=word(limits, "limits"),
        screen=None if screen is None else bool(screen), constants=word(constants, "constants"),
        profile=optional_word(profile, "profile"), how=how,
    )  # fmt: skip
    return Rephasing("stable_shift", kind, found["breaks"], found["steps"], found["points"], [], _labels(rows), rows)


def whole_or(value: Any, default: int, name: str) -> int:
    """`value` as a whole number of 0 or more; None means the default."""
    result = default if value is None else whole(value, name)
    if result < 0:
        raise ValueError(f"{name}: got {result}, need 0 or more")
    return result


def _sustained(kind: str, rows: Rows, baseline: int, run: int, direction: str | None) -> Rephasing:
    values = chart("run", rows.numerator, rows.denominator, rules=None).points["value"]
    medians = _core.sustained_runs(values, baseline=baseline, run=run, direction=optional_word(direction, "direction"))
    centre = values * float("nan")
    steps = []
    for k, one in enumerate(medians):
        centre[one["first"] :] = one["median"]
        steps.append({
            "decision": "accepted" if k else "baseline", "position": one["first"], "direction": one["direction"],
            "at": one["first"] if k else one["last"] + 1, "opposed": False, "unsettled": False,
        })  # fmt: skip
    if not medians:
        steps = [
            {"decision": "too_few", "position": 0, "at": 0, "direction": None, "opposed": False, "unsettled": False}
        ]
    breaks = [one["first"] for one in medians[1:]]
    points = {"value": values, "centre": centre}
    return Rephasing("sustained_run", kind, breaks, steps, points, medians, _labels(rows), rows)


def _labels(rows: Rows) -> list[str] | None:
    return None if rows.calendar is None else list(rows.calendar.labels)
