"""Alerts: what someone must be told tonight, once.

They come only from calibrated monitors and from verdicts at planned looks, never from chart rules or limits, which
are signals for the eye: with a hundred charts some rule fires every night. Beside them one is no test but a fact about
the data: the set of units has changed. An alert keeps its key as long as it lasts, whatever late data do to its dates;
it is new in one run, and in no other.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from kvalspc.job.columns import SCHEMA_VERSION
from kvalspc.job.looks import planned_verdicts, rule_of
from kvalspc.job.results import TOTAL
from kvalspc.job.units_changed import RULE, changes_of_units

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kvalspc.job.looks import PlannedVerdict
    from kvalspc.job.project import Indicator
    from kvalspc.job.results import Results, UnitResult
    from kvalspc.job.units_changed import UnitsChanged
    from kvalspc.job.watch import Watch

VERDICT = "verdict"
"""The source of alerts that planned looks give; those of monitors name their own."""

UNITS = "units"
"""The source of alerts that tell of units which came or went."""

NEWS = frozenset({"new", "revised", "withdrawn"})
"""States that someone must be told of."""

OPEN = frozenset({"new", "continuing", "revised"})
"""States of alerts that last."""


@dataclass(frozen=True)
class Alert:
    """One alert. `first` and `signalled` are labels of periods, with their first days beside them.

    `state`: "new"; "continuing" as it was; "revised": late data moved its dates; "ended": a return has been seen, the
    next planned look has come, or units came or went more than a year ago; "withdrawn": late data took it away. Ended
    and withdrawn alerts are listed once.
    """

    key: str
    state: str
    indicator: str
    unit: str
    source: str
    rule: str
    since: str
    direction: str
    effect: str | None
    first: str
    first_day: str
    signalled: str
    signalled_day: str
    last: str
    last_day: str

    @property
    def subject(self) -> tuple[str, ...]:
        """What it is about: two alerts of one subject that overlap in time are the same."""
        return (self.indicator, self.unit, self.source, self.rule, self.since, self.direction)


@dataclass(frozen=True)
class Told:
    """The alerts of a run and what alerts.json says of them; `news` are those to be sent."""

    alerts: tuple[Alert, ...]
    document: dict[str, Any]
    news: int


def tell(results: Results, before: Sequence[Alert]) -> Told:
    """Compare the alerts of these results with those of the last different run."""
    words = {(u.indicator, u.unit): u for u in results}
    alerts, missing = _compared(_found(results), [a for a in before if a.state in OPEN])
    alerts += [replace(old, state=_gone(old, words.get((old.indicator, old.unit)))) for old in missing]
    measures = {i.indicator.id: i.indicator for i in results.indicators}
    changes = {_alert_of_units(change).key: change for change in changes_of_units(results)}
    listed = []
    for alert in alerts:
        said = _said(alert, words.get((alert.indicator, alert.unit)), measures[alert.indicator])
        if alert.key in changes:
            said["text"] = _changed_units(changes[alert.key])
        listed.append({**asdict(alert), **said, "acknowledged": alert.key in results.acknowledged})
    news = sum(one["state"] in NEWS and not one["acknowledged"] for one in listed)
    document = {"schema_version": SCHEMA_VERSION, "project": results.project.project.id, "alerts": listed}
    return Told(tuple(alerts), document, news)


def _found(results: Results) -> Iterator[tuple[Alert, bool]]:
    """Yield every signal of every monitor, and whether it has ended; then the verdicts at planned looks."""
    for unit in results:
        for watch in unit.watches:
            for signal in watch.monitor.signals:
                yield _alert(unit, watch, signal), bool(signal["ended"])
    for verdict in planned_verdicts(results):
        yield _alert_of_verdict(verdict), False
    for change in changes_of_units(results):
        yield _alert_of_units(change), not change.recent


def _alert(unit: UnitResult, watch: Watch, signal: dict[str, Any]) -> Alert:
    labels, days = watch.labels, [day.isoformat() for day in watch.first_days]
    first, signalled, last = (int(signal[name]) for name in ("first", "signalled", "last"))
    subject = (unit.indicator, unit.unit, signal["source"], signal["rule"], watch.since, signal["direction"])
    return Alert(
        key="/".join((*subject, days[first])),
        state="new",
        indicator=unit.indicator,
        unit=unit.unit,
        source=signal["source"],
        rule=signal["rule"],
        since=watch.since,
        direction=signal["direction"],
        effect=signal["effect"],
        first=labels[first],
        first_day=days[first],
        signalled=labels[signalled],
        signalled_day=days[signalled],
        last=labels[last],
        last_day=days[last],
    )


def _alert_of_verdict(found: PlannedVerdict) -> Alert:
    first_day, last_day = found.first_day.isoformat(), found.last_day.isoformat()
    subject = (found.indicator, found.unit, VERDICT, found.rule, "start", found.direction)
    return Alert(
        key="/".join((*subject, first_day)),
        state="new",
        indicator=found.indicator,
        unit=found.unit,
        source=VERDICT,
        rule=found.rule,
        since="start",
        direction=found.direction,
        effect=found.effect,
        first=found.first,
        first_day=first_day,
        signalled=found.last,
        signalled_day=last_day,
        last=found.last,
        last_day=last_day,
    )


def _alert_of_units(change: UnitsChanged) -> Alert:
    label, day = str(change.period), change.period.start.isoformat()
    direction = "up" if change.joined > change.left else "down"
    return Alert(
        key="/".join((change.indicator, TOTAL, UNITS, RULE, "period", direction, day)),
        state="new",
        indicator=change.indicator,
        unit=TOTAL,
        source=UNITS,
        rule=RULE,
        since="period",
        direction=direction,
        effect=None,
        first=label,
        first_day=day,
        signalled=label,
        signalled_day=day,
        last=label,
        last_day=day,
    )


def _changed_units(change: UnitsChanged) -> dict[str, str]:
    from kvalspc.words import LANGUAGES, units_changed_text

    facts = (change.period, change.reporting, change.joined, change.left)
    return {language: units_changed_text(*facts, language) for language in LANGUAGES}


def _compared(found: Iterable[tuple[Alert, bool]], before: list[Alert]) -> tuple[list[Alert], list[Alert]]:
    """Return the alerts as they stand now, and those of before that were not found any more."""
    left = list(before)
    alerts = []
    for alert, ended in found:
        known = next((old for old in left if old.subject == alert.subject and _overlap(old, alert)), None)
        if known is None:
            if not ended:  # what came and went between two runs is history: it stands in the signals
                alerts.append(alert)
            continue
        left.remove(known)
        moved = (known.first_day, known.signalled_day) != (alert.first_day, alert.signalled_day)
        state = "ended" if ended else "revised" if moved else "continuing"
        alerts.append(replace(alert, key=known.key, state=state))
    return alerts, left


def _gone(old: Alert, unit: UnitResult | None) -> str:
    """Say what became of an alert that was not found any more.

    A unit that could not be scored says nothing about it: the alert waits. The finding of a planned look ends when
    the next look has come, which speaks for itself.
    """
    if unit is not None and unit.status == "rejected":
        return "continuing"
    look = None if unit is None or unit.comparison is None else unit.comparison.look
    if old.source == VERDICT and look is not None and old.rule in {rule_of(k) for k in range(1, look.number)}:
        return "ended"
    return "withdrawn"


def _overlap(one: Alert, other: Alert) -> bool:
    return one.first_day <= other.last_day and other.first_day <= one.last_day


def _said(alert: Alert, unit: UnitResult | None, indicator: Indicator) -> dict[str, Any]:
    """Return the name of the unit, the figures of the monitor and its sentences; none where it is gone."""
    from kvalspc.job.measure import measure_of
    from kvalspc.words import LANGUAGES, monitor_text, promise_text

    said: dict[str, Any] = {"unit_name": unit.name if unit is not None else alert.unit}
    comparison = unit.comparison if unit is not None else None
    if alert.source == VERDICT and unit is not None and comparison is not None and comparison.look is not None:
        look = comparison.look
        return {
            **said,
            "level": comparison.baseline.level,
            "threshold": look.alpha,
            "false_alarm": look.alpha_of_all,
            "horizon": look.last,
            "text": dict(unit.text),
        }
    watch = next((w for w in unit.watches if w.since == alert.since), None) if unit is not None else None
    if watch is None or alert.source == VERDICT:
        return {**said, "level": None, "threshold": None, "false_alarm": None, "horizon": None, "text": {}}
    monitor = watch.monitor
    measure = measure_of(indicator, None if unit is None else unit.period_type)
    return {
        **said,
        "level": monitor.level,
        "threshold": monitor.threshold,
        "false_alarm": monitor.false_alarm,
        "horizon": monitor.horizon,
        "text": {language: monitor_text(monitor, language, measure=measure, promise=False) for language in LANGUAGES},
        "promise": {language: promise_text(monitor, language) for language in LANGUAGES},
    }
