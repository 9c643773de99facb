"""What a monitor says: an alert with its probable start, or that nothing was found, and how often it errs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from kvalspc.words import numbers
from kvalspc.words.catalogue import check_language, say
from kvalspc.words.facts import known
from kvalspc.words.levels import LevelWords
from kvalspc.words.measure import Measure
from kvalspc.words.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class MonitorFacts(Protocol):
    """What the sentences need of a monitor."""

    @property
    def kind(self) -> str:
        """The kind of chart."""
        ...

    @property
    def reason(self) -> str | None:
        """Why nothing is monitored."""
        ...

    @property
    def signals(self) -> Sequence[Mapping[str, Any]]:
        """The contract's list."""
        ...

    @property
    def level(self) -> float:
        """What is compared with."""
        ...

    @property
    def false_alarm(self) -> float:
        """The promise."""
        ...

    @property
    def horizon(self) -> int:
        """Its periods; -1: for ever."""
        ...

    @property
    def period(self) -> Sequence[Any] | None:
        """The periods' labels."""
        ...


def monitor_text(
    monitor: MonitorFacts, language: str = "nb", *, measure: Measure | None = None, promise: bool = True
) -> str:
    """Say what a monitor has found, or that it has found nothing.

    "Nivået ble trolig høyere enn 35 % i mars 2024. Varselet kom i juni 2024. Det er en forverring. Slik overvåking
    varsler om omtrent 5 % av stabile avdelinger i løpet av 60 måneder."

    Args:
        monitor: The result of `kvalspc.monitor`.
        language: "nb", "nn" or "en".
        measure: How the indicator is worded and scaled; None: by the kind of chart.
        promise: Whether it ends with how many stable units it alerts of; see `promise_text`.

    Raises:
        ValueError: An unknown language.
    """
    check_language(language)
    if monitor.reason is not None:
        return say("monitor.none", language)
    active = [signal for signal in monitor.signals if not signal["ended"]]
    chosen = active[-1] if active else monitor.signals[-1] if monitor.signals else None
    timeline = Timeline.of(monitor)
    levels = LevelWords(measure or Measure.for_kind(monitor.kind), language, timeline.type)
    found = say("monitor.quiet", language) if chosen is None else _alert(chosen, monitor, levels, timeline, language)
    return f"{found} {promise_text(monitor, language)}".strip() if promise else found


def _alert(
    signal: Mapping[str, Any], monitor: MonitorFacts, levels: LevelWords, timeline: Timeline, language: str
) -> str:
    first, at = timeline.moment(int(signal["first"])), timeline.moment(int(signal["signalled"]))
    assert first is not None
    assert at is not None
    reference = known(monitor.level)
    state = "ended" if signal["ended"] else "active"
    places = {"first": first.begins(language), "at": at.when(language)}
    if reference is None:
        text = say(f"monitor.expected.{state}.{signal['direction']}", language, **places)
    else:
        state = "target" if signal["rule"] == "e_process" else state
        text = say(f"monitor.{state}.{signal['direction']}", language, **places, level=levels.one(reference))
    if signal["effect"] is None:
        return text
    return f"{text} {say('monitor.effect.' + str(signal['effect']), language)}"


def promise_text(monitor: MonitorFacts, language: str = "nb") -> str:
    """Say how many stable units such monitoring alerts of; empty where that is not known.

    "Slik overvåking varsler om omtrent 5 % av stabile avdelinger i løpet av 60 måneder."
    """
    share = known(monitor.false_alarm)
    if share is None:
        return ""
    worded = numbers.percent(share, numbers.needed(share, 1, 100), language)
    if monitor.horizon < 0:
        return say("monitor.promise.ever", language, share=worded)
    return say("monitor.promise", language, share=worded, time=Timeline.of(monitor).count(monitor.horizon, language))
