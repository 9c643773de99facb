"""Was the goal reached: "at least 50 % by the end of the year" as data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from kvalspc import _core
from kvalspc.arguments import explained
from kvalspc.options import number, whole, word
from kvalspc.periods import Period, PeriodType
from kvalspc.rows import listed, no_calendar, read_rows
from kvalspc.sides import Side

if TYPE_CHECKING:
    from kvalspc.calendar import Calendar
    from kvalspc.rows import Rows
    from kvalspc.words import Measure

__all__ = ["Goal", "GoalWindow", "goal", "judge", "window_of"]

WINDOW = {
    PeriodType.DAY: 182,
    PeriodType.WEEK: 26,
    PeriodType.MONTH: 6,
    PeriodType.QUARTER: 2,
    PeriodType.TERTIAL: 2,
    PeriodType.HALF_YEAR: 1,
    PeriodType.YEAR: 1,
}
"""The periods that a goal is judged by unless it says so itself: those of the last half year or more."""
WINDOW_UNDATED = 6

GAP_KINDS = frozenset({"t", "g"})
"""Charts of gaps between events: a goal is set for periods."""


@dataclass(frozen=True, repr=False)
class Goal:
    """The answer of :func:`goal`.

    Attributes:
        outcome: "yes", "no" or "undecided".
        problem: what is wrong with the goal: "no_data" (nothing measured in the window), "not_due" (its date has not
            come), "already_met" (the level before the start was there), "volume" (with so few patients even a level
            well beyond the goal would hardly be told from it); else None.
        bound, at_least: the goal; by: its last day, where the periods are dated.
        side: level, numerator, denominator and n of the window; first, end: its positions.
        lower, upper: interval of the level; "yes" and "no" exactly when it lies beyond the bound.
        p_reached, p_missed: one-sided p-values of "not reached" and of "reached".
        power: probability of "yes" when the level truly lies a relevant change beyond the goal.
        held: in how many of the n periods the goal was reached, each on its own.
    """

    kind: str
    outcome: str
    problem: str | None
    bound: float
    at_least: bool
    by: date | None
    side: Side
    first: int
    end: int
    lower: float
    upper: float
    p_reached: float
    p_missed: float
    power: float
    held: int
    alpha: float
    calendar: Calendar | None

    def text(self, language: str = "nb", measure: Measure | None = None) -> str:
        """The answer in one or two sentences: "nb", "nn" or "en"."""
        from kvalspc.words import goal_text

        return goal_text(self, language, measure)

    def __repr__(self) -> str:
        sign = ">=" if self.at_least else "<="
        problem = f" ({self.problem})" if self.problem else ""
        return f"<kvalspc.Goal {self.outcome}{problem}: {self.side.level:.4g} {sign} {self.bound:g}>"


@explained
def goal(
    numerator: Any,
    denominator: Any = None,
    *,
    kind: str,
    at_least: float | None = None,
    at_most: float | None = None,
    by: Any = None,
    start: Any = None,
    period: Any = None,
    window: int | None = None,
    alpha: float = 0.05,
    relevant_change: float | None = None,
    exclude: Any = None,
) -> Goal:
    """Judges a goal by the level of the last periods before its date: yes, no, or undecided.

    Yes: a level this good would be unlikely were the true level just short of the goal. No: a level this poor would be
    as unlikely were the goal reached. Between them the figure is too uncertain to say.

    Args:
        numerator, denominator, period: as for :func:`kvalspc.chart`.
        kind: as for :func:`kvalspc.compare`.
        at_least, at_most: the goal, on the scale of the level (50 % is 0.5); exactly one of them.
        by: the goal's last day, the last period that counts, or the position after it; None: all periods.
        start: first period of the intervention, as for :func:`kvalspc.compare`; nothing before it counts as reaching
            the goal, but it tells whether the goal was met already.
        window: how many of the last periods are judged together; None: those of the last half year.
        alpha: of each answer, one-sided; the interval covers 1 - 2 alpha.
        relevant_change: as for :func:`kvalspc.compare`: how far beyond the goal `power` is asked for.
        exclude: points to leave out.

    Raises:
        ValueError, IndexError, TypeError: misuse; facts about the data are outcomes and problems.

    Counts: the larger of the exact mid-P and the quasi p-value (score test over the root of the dispersion); means:
    Student's t; medians: the sign test. docs/verdict.md gives each step.
    """
    if (at_least is None) == (at_most is None):
        raise ValueError("goal: got both or none of at_least and at_most, need exactly one of them")
    kind = "i" if word(kind, "kind") == "xmr" else kind
    rows = read_rows(kind, numerator, denominator, period)
    calendar = rows.calendar or no_calendar()
    left_out = {calendar.holding(one, "exclude") for one in listed(exclude)}
    straddling = calendar.straddling(start, "start")
    return judge(
        kind, rows,
        bound=number(at_least if at_least is not None else at_most, "goal"), at_least=at_least is not None,
        by=by, start=None if start is None else calendar.position(start, "start"), window=window,
        alpha=number(alpha, "alpha"), relevant_change=relevant_change,
        exclude=sorted(left_out if straddling is None else left_out | {straddling}),
    )  # fmt: skip


def judge(
    kind: str,
    rows: Rows,
    *,
    bound: float,
    at_least: bool,
    by: Any,
    start: int | None,
    relevant_change: float | None,
    exclude: list[int],
    window: int | None = None,
    alpha: float = 0.05,
    first: int | None = None,
    due: bool | None = None,
) -> Goal:
    """As :func:`goal`, for rows that are read already.

    `first` is the window's first position, where `window` does not tell it; `due` whether the date has come, where
    the rows do not.
    """
    from kvalspc._compare import relevant

    seen = window_of(by, rows.calendar or no_calendar(), len(rows.numerator), start, window=window, first=first)
    raw = _core.judge_goal(
        kind, rows.numerator, rows.denominator, bound=bound, at_least=at_least, start=seen.start, first=seen.first,
        end=seen.end, exclude=exclude, alpha=alpha, relevant_change=relevant(relevant_change),
        due=seen.reached if due is None else due,
    )  # fmt: skip
    problem = raw["problem"]
    return Goal(
        kind=kind, outcome=raw["outcome"], problem=None if problem == "none" else problem, bound=bound,
        at_least=at_least, by=seen.day, side=Side(**raw["side"]), first=seen.first, end=seen.end, lower=raw["lower"],
        upper=raw["upper"], p_reached=raw["p_reached"], p_missed=raw["p_missed"], power=raw["power"],
        held=raw["held"], alpha=alpha, calendar=rows.calendar,
    )  # fmt: skip


@dataclass(frozen=True)
class GoalWindow:
    """The positions that a goal is judged by, whether its date has come (`reached`), and that date.

    `start` is the intervention's, within the series; None: there is none.
    """

    start: int | None
    first: int
    end: int
    reached: bool
    day: date | None


def window_of(
    by: Any, calendar: Calendar, size: int, start: int | None, *, window: int | None = None, first: int | None = None
) -> GoalWindow:
    """The window of a series of `size` points; arguments as for :func:`judge`."""
    end, reached, day = _end(by, calendar, size)
    begin = 0 if start is None else min(start, size)
    end = max(end, begin)
    opens = end - _window(window, calendar) if first is None else min(first, end)
    return GoalWindow(None if start is None else begin, max(begin, opens), end, reached, day)


def _end(by: Any, calendar: Calendar, size: int) -> tuple[int, bool, date | None]:
    """The position after the last period that counts, whether the date has come, and the date."""
    if by is None:
        last = calendar.ends[-1] - timedelta(days=1) if calendar.ends else None
        return size, True, last
    if hasattr(by, "__index__"):
        position = calendar.position(by, "by")
        return min(position, size), position <= size, None
    if not calendar.ends:
        raise ValueError(f"by: got {by}, need a position, or calendar periods given with period=")
    day = by if isinstance(by, date) else _period(by).end - timedelta(1)
    over = sum(end - timedelta(days=1) <= day for end in calendar.ends)
    return over, calendar.ends[-1] - timedelta(days=1) >= day, day


def _window(window: int | None, calendar: Calendar) -> int:
    if window is None:
        return WINDOW_UNDATED if calendar.type is None else WINDOW[calendar.type]
    length = whole(window, "window")
    if length < 1:
        raise ValueError(f"window: got {length}, need 1 period or more")
    return length


def _period(by: Any) -> Period:
    try:
        return by if isinstance(by, Period) else Period.parse(str(by))
    except ValueError as error:
        raise ValueError(str(error).replace("period:", "by:", 1)) from None
