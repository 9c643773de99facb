"""Is something happening now? Monitors that look at every period, with a stated rate of false alarms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kvalspc import _core
from kvalspc.arguments import explained
from kvalspc.arrays import to_floats
from kvalspc.options import number, optional_number, optional_word, positive, whole, word
from kvalspc.periods import PeriodType
from kvalspc.rows import listed, read_rows

if TYPE_CHECKING:
    from kvalspc.calendar import Calendar
    from kvalspc.rows import Rows

__all__ = ["METHODS", "Monitor", "baseline_residuals", "monitor"]

METHODS = ("cusum", "ewma", "e_process", "vlad")
"""What :func:`monitor` can do."""

FIVE_YEARS = 60
"""The horizon of the promise, in months."""

SHARES = frozenset({"p", "pp", "np"})


@dataclass(frozen=True, repr=False)
class Monitor:
    """A monitored series. Made by :func:`monitor`.

    Attributes:
        kind, method: what was monitored, and how: "cusum", "ewma", "e_process" or "vlad".
        points: equally long arrays, one entry a point: period, value, numerator, denominator, monitored, and of a
            CUSUM up and down (the sums that look for a rise and a fall), of an EWMA average, lower and upper, of
            an e-process log_e, of a VLAD vlad (and up and down of the CUSUM beside it). NaN where a point does
            not count.
        signals: one dict a signal: rule, source ("monitor"), first (estimated start), last, direction, effect,
            signalled (the point at which it was given), ended (as much evidence for a return has come since).
        threshold: of up and down, or of log_e; NaN where there is none.
        level, sigma: what is compared with (sigma of values only); level_up, level_down: the levels that the CUSUM
            looks for. dispersion: variance / variance of chance that the threshold allows for.
        false_alarm: the share of stable units that are alerted once or more within `horizon` periods.
        reason: why nothing is monitored ("no_data", "no_variation", "baseline_periods"); else None.
        start: position of the first monitored point. baseline_numerator, baseline_denominator, baseline_n: what
            the level rests on.
    """

    kind: str
    method: str
    points: dict[str, Any]
    signals: list[dict[str, Any]]
    threshold: float
    level: float
    sigma: float
    level_up: float
    level_down: float
    dispersion: float
    false_alarm: float
    horizon: int
    reason: str | None
    start: int
    baseline_numerator: float
    baseline_denominator: float
    baseline_n: int
    better: str | None
    period: list[str] | None
    calendar: Calendar | None

    def __len__(self) -> int:
        return len(self.points["value"])

    @property
    def active(self) -> list[dict[str, Any]]:
        """The signals that have not ended."""
        return [signal for signal in self.signals if not signal["ended"]]

    def text(self, language: str = "nb", **options: Any) -> str:
        """What the monitor says, in one or two sentences: "nb", "nn" or "en"."""
        from kvalspc.words import monitor_text

        return monitor_text(self, language, **options)

    def to_frame(self, backend: str | None = None) -> Any:
        """The points as a data frame: "pandas", "polars" or "pyarrow"; by default the first of these installed."""
        from kvalspc.frames import to_frame

        return to_frame(self.points, backend)

    def __repr__(self) -> str:
        said = self.reason or f"{len(self.signals)} signal(s), {len(self.active)} active"
        return f"<kvalspc.Monitor {self.method} of {self.kind}: {len(self)} points, {said}>"


@explained
def monitor(
    numerator: Any,
    denominator: Any = None,
    *,
    kind: str,
    method: str = "cusum",
    start: Any = None,
    period: Any = None,
    better: str | None = None,
    change: float | None = None,
    false_alarm: float = 0.05,
    horizon: int | None = None,
    level: float | None = None,
    sigma: float | None = None,
    expected: Any = None,
    dispersion: float | None = None,
    others: tuple[float, float] = (0.0, 0.0),
    threshold: float | None = None,
    head_start: float = 0.0,
    weight: float = 0.2,
    width: float = 3.0,
    exact: bool = True,
    prior: float = 20.0,
    exclude: Any = None,
    min_baseline: int | None = None,
) -> Monitor:
    """Monitors one series from `start` on: has the level left the one before it, or a known one?

    Args:
        numerator, denominator, period: as for :func:`kvalspc.chart`.
        kind: "p" (shares; also "pp", "np"), "u" (rates; also "up", "c", "cp"), "i" or "run" (values).
        method: "cusum" (finds a lasting change fastest; with `expected` it is risk-adjusted), "ewma" (a smoothed
            level with limits), "e_process" (counts against a fixed `level`, valid however long one looks), "vlad"
            (events fewer than `expected`, added up: for the eye).
        start: first period to monitor: a position, a period or a date; the periods before it are the baseline. Not
            needed with a known `level` or with `expected`.
        better: "higher" or "lower"; says which signals are improvements.
        change: what is to be found fast: a difference of shares or values, a ratio of rates, with `expected` a ratio
            of odds or rates. Default: odds or rates doubled or halved, values moved by one standard deviation.
        false_alarm, horizon: of stable units, at most this share is ever alerted within so many periods (five years
            of the periods given; 60 where they are unknown). The threshold of a CUSUM is found for this: for the level,
            volumes, length and dispersion of this very baseline, on average over its error. With `expected`,
            `horizon` counts rows (by default those given). An e-process keeps `false_alarm` for ever.
        level, sigma: known, instead of a baseline's (sigma: standard deviation of values).
        expected: events expected of each row, by a risk model that is known.
        dispersion: variance / variance of chance, where known; else it is judged from the baseline.
        others: the sums of :func:`baseline_residuals` over other units' baselines that share the dispersion.
        threshold: instead of one for `false_alarm`; of values in standard deviations, as in a tabular CUSUM.
        head_start: where the sums begin, as a share of a given threshold (fast initial response).
        weight, width, exact: of an EWMA: weight of the newest value, limits in standard deviations of the average,
            and whether they widen as it fills.
        prior: of an e-process: how firmly other levels are expected near `level` (patients of a share; twice the
            events of a rate).
        exclude: points to leave out.
        min_baseline: periods with data that a baseline needs (8; of years 3).

    Raises:
        ValueError, IndexError, TypeError: misuse; facts about the data are reasons.

    CUSUM: Page (1954); scores: Lucas (1985), Steiner et al. (2000); thresholds for estimated levels: Jones, Champ and
    Rigdon (2004). EWMA: Roberts (1959). VLAD: Lovegrove et al. (1997). E-process: Howard et al. (2021).
    docs/monitor.md gives each, and the error rates.
    """
    kind = "i" if word(kind, "kind") == "xmr" else kind
    if word(method, "method") not in METHODS:
        raise ValueError(f'method: got "{method}", need one of {", ".join(METHODS)}')
    rows = read_rows(kind, numerator, denominator, period)
    asked = _Asked(kind, method, rows, optional_word(better, "better"), number(false_alarm, "false_alarm"))
    known = optional_number(level, "level")
    if method == "vlad" or expected is not None:
        return _expected(asked, expected, change, horizon, optional_number(threshold, "threshold"))
    if method == "e_process":
        if known is None:
            raise ValueError("level: got none, need the fixed target of an e-process")
        return _evidence(asked, exclude, known, positive(prior, "prior"))
    at = _first(asked, start, known)
    left_out = asked.excluded(exclude, start)
    minimum = _minimum(rows) if min_baseline is None else whole(min_baseline, "min_baseline")
    spread = optional_number(sigma, "sigma")
    if method == "ewma":
        raw = _core.monitor_ewma(
            kind, rows.numerator, rows.denominator, start=at, exclude=left_out, better=asked.better,
            weight=number(weight, "weight"), width=number(width, "width"), exact=bool(exact), level=known,
            sigma=spread, min_baseline=minimum,
        )  # fmt: skip
        return asked.result(raw, at, 0, ("average", "lower", "upper"))
    periods = _horizon(rows) if horizon is None else whole(horizon, "horizon")
    raw = _core.monitor_cusum(
        kind, rows.numerator, rows.denominator, start=at, exclude=left_out, better=asked.better,
        change=0.0 if change is None else positive(change, "change"), false_alarm=asked.false_alarm,
        horizon=periods, level=known, sigma=spread, dispersion=optional_number(dispersion, "dispersion"),
        others=(number(others[0], "others[0]"), number(others[1], "others[1]")),
        threshold=optional_number(threshold, "threshold"), head_start=number(head_start, "head_start"),
        min_baseline=minimum,
    )  # fmt: skip
    return asked.result(raw, at, periods, ("up", "down"))


@explained
def baseline_residuals(
    numerator: Any,
    denominator: Any = None,
    *,
    kind: str,
    start: Any = None,
    period: Any = None,
    exclude: Any = None,
) -> tuple[float, float]:
    """Squared standardised residuals of a baseline of counts, added up, and their degrees of freedom.

    The sums over the baselines of other units with the same dispersion are what `monitor(others=...)` takes. Arguments
    as for :func:`monitor`; without `start` all periods are the baseline.
    """
    rows = read_rows(word(kind, "kind"), numerator, denominator, period)
    calendar = rows.dated()
    end = len(rows.numerator) if start is None else calendar.position(start, "start")
    left_out = _left_out(rows, exclude, start)
    return _core.monitor_residuals(kind, rows.numerator, rows.denominator, exclude=left_out, end=end)


@dataclass(frozen=True)
class _Asked:
    """What every method is asked, and the answer that they share."""

    kind: str
    method: str
    rows: Rows
    better: str | None
    false_alarm: float

    def excluded(self, exclude: Any, start: Any = None) -> list[int]:
        return _left_out(self.rows, exclude, start)

    def result(self, raw: dict[str, Any], start: int, horizon: int, columns: tuple[str, ...]) -> Monitor:
        rows, calendar = self.rows, self.rows.calendar
        shown = np.ones_like(rows.numerator) if rows.denominator is None else rows.denominator
        labels = list(calendar.labels) if calendar is not None else None
        points: dict[str, Any] = {
            "period": np.arange(len(rows.numerator)) if labels is None else np.array(labels, dtype=object),
            "value": np.divide(rows.numerator, shown, out=np.full_like(shown, np.nan), where=shown > 0),
            "numerator": rows.numerator,
            "denominator": shown,
            "monitored": ~np.isnan(raw[columns[0]]),
        }
        points.update({name: raw[name] for name in columns})
        reason = raw.get("reason")
        return Monitor(
            kind=self.kind, method=self.method, points=points, signals=raw["signals"],
            threshold=raw.get("threshold", np.nan), level=raw.get("level", np.nan), sigma=raw.get("sigma", np.nan),
            level_up=raw.get("level_up", np.nan), level_down=raw.get("level_down", np.nan),
            dispersion=raw.get("dispersion", np.nan), false_alarm=self.false_alarm if horizon != 0 else np.nan,
            horizon=horizon, reason=None if not reason else reason.name.lower(), start=start,
            baseline_numerator=raw.get("baseline_numerator", 0.0),
            baseline_denominator=raw.get("baseline_denominator", 0.0), baseline_n=raw.get("baseline_n", 0),
            better=self.better, period=labels, calendar=calendar,
        )  # fmt: skip


def _expected(
    asked: _Asked, expected: Any, change: float | None, horizon: int | None, threshold: float | None
) -> Monitor:
    if expected is None:
        raise ValueError("expected: got none, need the events expected of each row")
    if asked.kind not in SHARES and asked.kind not in {"u", "up", "c", "cp"}:
        raise ValueError(f'kind: got "{asked.kind}", need a chart of counts for expected events')
    rows = asked.rows
    size = max(len(rows.numerator), 1) if horizon is None else whole(horizon, "horizon")
    raw = _core.monitor_risk_adjusted(
        rows.numerator, rows.denominator if asked.kind in SHARES else None,
        expected=to_floats(expected, "expected"), shares=asked.kind in SHARES, better=asked.better,
        ratio=2.0 if change is None else positive(change, "change"), false_alarm=asked.false_alarm,
        horizon=size, threshold=threshold,
    )  # fmt: skip
    columns = ("vlad", "up", "down") if asked.method == "vlad" else ("up", "down")
    return asked.result(raw, 0, size, columns)


def _evidence(asked: _Asked, exclude: Any, target: float, prior: float) -> Monitor:
    raw = _core.monitor_evidence(
        asked.kind, asked.rows.numerator, asked.rows.denominator, exclude=asked.excluded(exclude),
        better=asked.better, target=target, alpha=asked.false_alarm, prior=prior,
    )  # fmt: skip
    raw |= {"level": target, "threshold": -float(np.log(asked.false_alarm))}
    return asked.result(raw, 0, -1, ("log_e",))


def _first(asked: _Asked, start: Any, level: float | None) -> int:
    if start is not None:
        return asked.rows.dated().position(start, "start")
    if level is None:
        raise ValueError("start: got none, need the first period to monitor (or a known level)")
    return 0


def _left_out(rows: Rows, exclude: Any, start: Any) -> list[int]:
    calendar = rows.dated()
    positions = {calendar.holding(one, "exclude") for one in listed(exclude)}
    torn = None if start is None else calendar.straddling(start, "start")
    return sorted(positions if torn is None else positions | {torn})


def _horizon(rows: Rows) -> int:
    """Five years of the periods given."""
    kind = None if rows.calendar is None else rows.calendar.type
    if kind is None:
        return FIVE_YEARS
    if kind.months is not None:
        return FIVE_YEARS // kind.months
    return 5 * (366 if kind is PeriodType.DAY else 52)


def _minimum(rows: Rows) -> int:
    from kvalspc._compare import minima_of

    return minima_of(rows.calendar is not None and rows.calendar.type is PeriodType.YEAR)[0]
