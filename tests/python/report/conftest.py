"""Results of a made-up run, computed by kvalspc from numbers written out here (synthetic: no patients)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import kvalspc
from kvalspc.job.problems import Problem
from kvalspc.job.project import Project
from kvalspc.job.results import TOTAL, IndicatorResult, PhaseMark, Points, Results, UnitResult
from kvalspc.report import pages, write

N, START = 36, 24
EVIL_ID = '../../x"><img src=//evil.test onerror=alert(1)>'
EVIL_NAME = "Avdeling <script>alert('x')</script> & \u202egnp \u2028 \x07{{ 7 * 7 }}"


def months(n: int) -> list[str]:
    return [f"{2022 + i // 12}-{i % 12 + 1:02d}" for i in range(n)]


def counts(before: float, after: float, size: int) -> tuple[list[int], list[int]]:
    """Numerators and denominators that wave around two levels, the same each time."""
    denominators = [size + (7 * i) % 5 for i in range(N)]
    wave = [(-1) ** i * ((3 * i) % 4) / 4 for i in range(N)]
    levels = [before if i < START else after for i in range(N)]
    pairs = zip(denominators, levels, wave, strict=True)
    return [min(d, max(0, round(d * p + w * (d * p * (1 - p)) ** 0.5))) for d, p, w in pairs], denominators


def unit(
    indicator: str,
    identifier: str,
    name: str,
    levels: tuple[float, float, int],
    *,
    start: bool = True,
    notes: dict[Any, str] | None = None,
    problems: tuple[Problem, ...] = (),
) -> UnitResult:
    numerator, denominator = counts(*levels)
    period = months(N)
    at = START if start else None
    chart = kvalspc.chart(
        "p", numerator, denominator, period=period, breaks=at, target=0.5, better="higher", notes=notes
    )
    comparison = kvalspc.compare(numerator, denominator, kind="p", start=at, period=period, better="higher")
    points = chart.points
    days = tuple(date(2022 + i // 12, i % 12 + 1, 1) for i in range(N))
    phases = (PhaseMark("baseline", days[0], 0), PhaseMark("intervention", days[START], START)) if start else ()
    return UnitResult(
        indicator,
        identifier,
        name,
        comparison.verdict,
        {language: comparison.text(language) for language in ("nb", "nn", "en")},
        comparison.strength,
        comparison.reason,
        start=days[START] if start else None,
        phases=phases,
        period_type="month",
        points=Points(
            tuple(period),
            days,
            points["value"],
            points["numerator"],
            points["denominator"],
            points["centre"],
            points["lower"],
            points["upper"],
            points["phase"],
            points["included"],
            points["beyond"],
            np.arange(N) >= N - 2,
        ),
        chart=chart,
        comparison=comparison,
        problems=problems,
    )


def project(languages: tuple[str, ...], indicators: int, participate: list[str] | str) -> Project:
    return Project.model_validate(
        {
            "project": {
                "id": "dtn",
                "title": "Raskere <trombolyse>",
                "registry": "Syntetisk hjerneslagregister",
                "languages": list(languages),
            },
            "data": {"aggregated": "a.csv", "complete_until": date(2024, 10, 31)},
            "indicator": [
                {
                    "id": f"dtn{k}",
                    "title": {"nb": f"Andel innen {k} minutter", "en": f"Within {k} minutes"},
                    "type": "andel",
                    "better": "higher",
                    "target": 0.5,
                }
                for k in range(30, 30 + indicators)
            ],
            "units": {"participate": participate},
        }
    )


def make_results(languages: tuple[str, ...] = ("nb", "en"), *, units: int = 0, indicators: int = 1) -> Results:
    """Four telling units and one rejected, or `units` stable ones without a start."""
    found = []
    asked: list[str] | str = "all" if units else ["9", "4001", "4002", EVIL_ID, "4009"]
    about = project(languages, indicators, asked)
    for indicator in about.indicator:
        bad = Problem("row_fields", "3 fields; need 4, as in the header", file="a.csv", line=12, unit="4009")
        warning = Problem("encoding_guessed", "a warning about <b>Avdeling D</b>", file="a.csv", unit="9")
        if units:
            everyone = [
                unit(indicator.id, f"U{i:03d}", f"Sykehus {i}", (0.4, 0.4, 20), start=False) for i in range(units)
            ]
            together = None
        else:
            everyone = [
                unit(indicator.id, "4001", "Avdeling A", (0.35, 0.65, 30), notes={"2022-09": "Ny <i>rutine</i>"}),
                unit(indicator.id, "4002", "Avdeling B", (0.55, 0.25, 30)),
                UnitResult(
                    indicator.id, "4009", "Avdeling H", "not_assessable", {}, status="rejected", problems=(bad,)
                ),
                unit(indicator.id, "9", "Avdeling D", (0.45, 0.45, 30), problems=(warning,)),
                unit(indicator.id, EVIL_ID, EVIL_NAME, (0.40, 0.42, 30)),
            ]
            together = unit(indicator.id, TOTAL, "", (0.40, 0.55, 120))
        found.append(IndicatorResult(indicator, tuple(everyone), together))
    return Results(
        about,
        tuple(found),
        (Problem("columns_ignored", "columns that are not used: <u>x</u>", file="a.csv"),),
        (),
        None,
        date(2024, 12, 31),
        "0.0.0",
    )


@pytest.fixture(scope="session")
def results() -> Callable[..., Results]:
    return make_results


@pytest.fixture(scope="session")
def few(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The files of a report of few units: everything on one page."""
    return write(make_results(), tmp_path_factory.mktemp("few"))


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The files of a report of more units than stand on one page."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pages, "APART", 3)
        return write(make_results(units=4), tmp_path_factory.mktemp("many"))


@pytest.fixture(scope="session")
def unplanned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first page of a run without a start: one unit that shifted by itself, one that is stable."""
    found = make_results(("nb",), units=1)
    (indicator,) = found.indicators
    shifted = unit(indicator.indicator.id, "S", "Sykehus S", (0.3, 0.7, 40), start=False)
    at = shifted.comparison.change_at if shifted.comparison is not None else None
    shifted = replace(shifted, change_at=at)
    run = replace(found, indicators=(replace(indicator, units=(shifted, *indicator.units)),))
    return write(run, tmp_path_factory.mktemp("unplanned"))[0]
