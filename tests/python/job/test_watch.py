"""What the job gives its monitors: which periods are the baseline, which are watched, and whose dispersion."""

from __future__ import annotations

from typing import Any

import pytest

from kvalspc.job.watch import others_of

MONTHS = [f"{y}-{m:02d}" for y in (2021, 2022, 2023, 2024) for m in range(1, 13)]


CALM = "".join(f"{month};A;{8 + k % 5};20\n" for k, month in enumerate(MONTHS))


def watches(bench: Any, **more: Any) -> Any:
    outcome = bench.job(bench.header + CALM, rest='[report]\nperiod = "month"\n', **more)
    return bench.unit(outcome, "A").watches


def test_the_periods_before_the_start_are_the_baseline(bench: Any) -> None:
    (watch,) = watches(bench, units="start = 2023-01-01")
    assert watch.since == "start"
    assert watch.monitor.start == 24
    assert watch.monitor.baseline_n == 24
    assert watch.labels[24] == "2023-01"
    assert watch.first_days[24].isoformat() == "2023-01-01"
    assert len(watch.monitor) == 48


def test_testing_belongs_to_neither_side(bench: Any) -> None:
    phases = (
        '[[unit]]\nid = "A"\nphases = [{ name = "baseline", from = 2021-01-01 }, '
        '{ name = "testing", from = 2022-10-01 }, { name = "intervention", from = 2023-01-01 }]\n'
    )
    (watch,) = watches(bench, units=phases)
    assert watch.monitor.baseline_n == 21
    assert watch.labels[watch.monitor.start] == "2023-01"


def test_nothing_is_watched_without_a_start_or_with_nothing_before_it(bench: Any) -> None:
    assert watches(bench) == ()
    assert watches(bench, units="start = 2021-01-01") == ()
    assert watches(bench, units="start = 2025-01-01") == ()


def test_a_short_baseline_is_watched_by_nobody_and_says_so(bench: Any) -> None:
    (watch,) = watches(bench, units="start = 2021-04-01")
    assert watch.monitor.reason == "baseline_periods"
    assert watch.monitor.signals == []


@pytest.mark.parametrize("kind", ["gjennomsnitt", "median"])
def test_values_are_watched_too(bench: Any, kind: str) -> None:
    rows = "".join(f"{month};A;{30 + k % 5}\n" for k, month in enumerate(MONTHS))
    outcome = bench.job("period;resh;var\n" + rows, type=kind, units="start = 2023-01-01")
    (watch,) = bench.unit(outcome, "A").watches
    assert watch.monitor.reason is None
    assert watch.monitor.sigma > 0


def test_units_of_an_indicator_share_what_they_know_of_the_dispersion(bench: Any) -> None:
    wild = "".join(f"{month};B;{4 if k % 2 else 16};20\n" for k, month in enumerate(MONTHS))
    alone = bench.job(bench.header + CALM, units="start = 2023-01-01", rest='[report]\nperiod = "month"\n')
    both = bench.job(bench.header + CALM + wild, units="start = 2023-01-01", rest='[report]\nperiod = "month"\n')
    (before,), (after,) = bench.unit(alone, "A").watches, bench.unit(both, "A").watches
    assert after.monitor.dispersion > before.monitor.dispersion
    assert after.monitor.threshold > before.monitor.threshold


def test_a_unit_is_not_its_own_neighbour() -> None:
    assert others_of("A", {"A": (50.0, 23.0), "B": (20.0, 23.0), "C": (30.0, 11.0)}) == (50.0, 34.0)
    assert others_of("A", {"A": (50.0, 23.0)}) == (0, 0)
