"""kvalspc on real public series (the optional folder ../shared/data); the figures' sources stand beside them."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from typing import Any

import numpy as np
import peer_data
import pytest

import kvalspc

pytestmark = peer_data.needs_data

CDI_START = 24  # "24 months before and 12 after": qicharts2's help page of `cdi`


def cdi() -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], list[str]]:
    rows = peer_data.rows_of("data/qicharts2__cdi.csv")
    return (
        np.array([float(row["n"]) for row in rows]),
        np.array([float(row["days"]) for row in rows]),
        [row["month"][:7] for row in rows],
    )


def test_c_difficile_improved() -> None:
    cases, days, months = cdi()
    result = kvalspc.compare(cases, days, kind="u", start=months[CDI_START], period=months, better="lower")
    assert result.verdict == "improved"
    assert result.strength in {"moderate", "strong"}
    assert result.start == CDI_START
    assert (result.baseline.n, result.after.n) == (24, 12)
    # Level per 10 000 patient-days, rate ratio and conditional mid-P interval: the reference figures, from the
    # totals alone; recomputed here by sums, and by R's exactci-type mid-P.
    assert result.baseline.level * 10_000 == pytest.approx(13.0242, abs=5e-5)
    assert result.after.level * 10_000 == pytest.approx(5.0089, abs=5e-5)
    assert result.exact.ratio == pytest.approx(0.384585, abs=5e-7)
    assert result.exact.ratio_lower == pytest.approx(0.303489, abs=5e-7)
    assert result.exact.ratio_upper == pytest.approx(0.482937, abs=5e-7)
    before, after = slice(0, CDI_START), slice(CDI_START, None)
    assert result.baseline.numerator == cases[before].sum()
    assert result.baseline.denominator == pytest.approx(math.fsum(days[before]), rel=1e-14)
    assert result.exact.ratio == pytest.approx(
        cases[after].sum() / math.fsum(days[after]) / (cases[before].sum() / math.fsum(days[before])), rel=1e-13
    )


def test_c_difficile_mid_p_interval_is_where_each_tail_is_half_alpha() -> None:
    """The interval's ends, put back into the binomial that the totals follow, leave 2.5 % mid-P on each side."""
    cases, days, _ = cdi()
    result = kvalspc.compare(cases, days, kind="u", start=CDI_START)
    x, total = int(cases[CDI_START:].sum()), int(cases.sum())
    before, after = math.fsum(days[:CDI_START]), math.fsum(days[CDI_START:])

    def tail(ratio: float, which: str) -> float:
        share = ratio * after / (ratio * after + before)
        terms = [
            math.exp(
                math.lgamma(total + 1)
                - math.lgamma(k + 1)
                - math.lgamma(total - k + 1)
                + k * math.log(share)
                + (total - k) * math.log1p(-share)
            )
            for k in range(total + 1)
        ]
        outer = terms[x + 1 :] if which == "upper" else terms[:x]
        return math.fsum(outer) + terms[x] / 2

    assert tail(result.exact.ratio_lower, "upper") == pytest.approx(0.025, rel=1e-6)
    assert tail(result.exact.ratio_upper, "lower") == pytest.approx(0.025, rel=1e-6)


def test_c_difficile_chart_signals_when_the_baseline_is_frozen() -> None:
    cases, days, months = cdi()
    chart = kvalspc.chart("u", cases, days, period=months, freeze=CDI_START, better="lower", per=10_000)
    assert chart.phases[0]["after_runs_signal"]
    assert not chart.phases[0]["baseline_runs_signal"]
    assert any(signal["effect"] == "improvement" for signal in chart.signals)


HOSPITALS = ["AHH", "BFH", "BOH", "HGH", "NOH", "RGH"]
INFECTIONS = ["BAC", "CDI", "UTI"]


def danish(infection: str) -> dict[str, list[tuple[str, float, float]]]:
    result: dict[str, list[tuple[str, float, float]]] = {}
    for row in peer_data.rows_of("data/qicharts2__hospital_infections.csv"):
        if row["infection"] == infection:
            point = row["month"][:7], peer_data.number(row["n"]), peer_data.number(row["days"])
            result.setdefault(row["hospital"], []).append(point)
    return result


@pytest.mark.parametrize("infection", INFECTIONS)
def test_danish_hospitals_one_by_one_and_all(infection: str) -> None:
    by_hospital = danish(infection)
    assert sorted(by_hospital) == HOSPITALS
    charts = {}
    for hospital, points in by_hospital.items():
        months, cases, days = (list(column) for column in zip(*points, strict=True))
        chart = charts[hospital] = kvalspc.chart("u", cases, days, period=months, per=10_000)
        assert len(chart) == 24
        assert chart.status is kvalspc.Status.OK
        centre = math.fsum(cases) / math.fsum(days)
        np.testing.assert_allclose(chart.points["centre"], centre, rtol=1e-13)
        inside = (chart.points["value"] <= chart.points["upper"]) & ~(chart.points["value"] < chart.points["lower"])
        np.testing.assert_array_equal(chart.points["beyond"], ~inside)
    everything = [point for points in by_hospital.values() for point in points]
    months, cases, days = (list(column) for column in zip(*everything, strict=True))
    total = kvalspc.chart("u", cases, days, period=months, per=10_000)
    assert len(total) == 24  # the hospitals of a month are added up
    np.testing.assert_array_equal(
        total.points["numerator"], sum(chart.points["numerator"] for chart in charts.values())
    )
    np.testing.assert_allclose(
        total.points["denominator"], sum(chart.points["denominator"] for chart in charts.values()), rtol=1e-13
    )
    assert total.points["centre"][0] == pytest.approx(math.fsum(cases) / math.fsum(days), rel=1e-13)


def emergency(kind: str) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {"period": [], "organisation": [], "breaches": [], "attendances": []}
    for row in peer_data.rows_of("data/NHSRdatasets__ae_attendances.csv"):
        if row["type"] != kind:
            continue
        columns["period"].append(dt.date.fromisoformat(row["period"]))
        columns["organisation"].append(row["org_code"])
        columns["breaches"].append(int(row["breaches"]))
        columns["attendances"].append(int(row["attendances"]))
    return columns


@pytest.mark.parametrize(("kind", "rows"), [("1", 4932), ("2", 1135), ("other", 6698)])
def test_every_english_emergency_department_gets_a_verdict(kind: str, rows: int) -> None:
    pandas = pytest.importorskip("pandas")
    columns = emergency(kind)
    assert len(columns["period"]) == rows
    scores = kvalspc.score(
        pandas.DataFrame(columns),
        kind="p",
        unit="organisation",
        period="period",
        numerator="breaches",
        denominator="attendances",
        better="lower",
    )
    assert sorted(scores.units) == sorted(set(columns["organisation"]))  # NQT5F stands before NQT10
    words = [kvalspc.Verdict(int(v)).name.lower() for v in scores.columns["verdict"]]
    assert set(words) <= {"stable", "shifted", "too_few_data", "not_assessable"}
    counts = Counter(words)
    if kind == "1":
        # Winters made the four-hour target worse nearly everywhere between 2016 and 2019.
        assert counts["shifted"] > len(words) / 2
        assert len(words) == 140
    for k, unit in enumerate(scores.units):
        r = scores.rows[k]
        alone = kvalspc.compare(
            r.numerator, r.denominator, kind="p", period=r.calendar and list(r.calendar.labels), better="lower"
        )
        assert alone.verdict == words[k], unit
        assert np.array_equal(alone.change_p, scores.columns["change_p"][k], equal_nan=True), unit
