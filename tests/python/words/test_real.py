"""The core's own results in words: no fake stands between."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest

import kvalspc
from kvalspc.periods import Period
from kvalspc.words import LANGUAGES, Measure, chart_text, verdict_lines, verdict_text

# C. difficile infections, 24 months before and 12 after (the real series of qicharts2); patient-days made even
CASES = [17, 12, 27, 20, 20, 18, 22, 19, 19, 24, 17, 16, 24, 19, 19, 22, 25, 19, 17, 6, 25, 17, 11, 14]
CASES += [9, 11, 7, 13, 5, 5, 3, 5, 9, 4, 5, 9]
MONTHS = [str(Period.parse("2022-01") + k) for k in range(36)]
PER_10000 = Measure("rate", per=10000, unit={"nb": "pasientdøgn", "en": "patient-days"})


def shares(levels: list[float], n: int, seed: int = 1) -> tuple[list[int], list[int]]:
    draw = random.Random(seed)
    return [sum(draw.random() < level for _ in range(n)) for level in levels], [n] * len(levels)


def test_a_strong_improvement_of_a_rate() -> None:
    comparison = kvalspc.compare(CASES, [15000] * 36, kind="u", start=24, period=MONTHS, better="lower")
    assert verdict_text(comparison, "nb", PER_10000).replace("\u202f", " ") == (
        "Tydelig forbedring: Raten er 4,7 per 10 000 pasientdøgn etter tiltaket (januar 2024), mot 12,5 før."
    )
    first = verdict_lines(comparison, "nb", PER_10000)[0].replace("\u202f", " ")
    assert first.startswith(
        "85 på 180 000 pasientdøgn etter tiltaket, mot 449 på 360 000 før. "
        "Nivået er 7,8 per 10 000 pasientdøgn lavere enn før (95 % KI "
    )
    assert comparison.text("en").startswith("Clear improvement: ")


@pytest.mark.parametrize(
    ("levels", "n", "start", "better", "said"),
    [
        ([0.3] * 24 + [0.6] * 12, 30, 24, "higher", "Tydelig forbedring: Andelen er "),
        ([0.6] * 24 + [0.3] * 12, 30, 24, "higher", "Tydelig forverring: Andelen er "),
        ([0.3] * 24 + [0.6] * 12, 30, 24, None, "Nivået har endret seg tydelig: "),
        ([0.5] * 36, 200, 24, "higher", "Ingen sikker endring: Andelen er "),
        ([0.5] * 30, 4, 24, "higher", "For "),
        ([0.5] * 26, 30, 24, "higher", "For få målinger til å si noe (2 av 4 måneder etter tiltaket)."),
        ([0.5] * 9, 30, None, None, "For få målinger til å si noe (9 av 10 måneder)."),
        ([0.5] * 36, 30, None, None, "Bare naturlig variasjon: Nivået er stabilt rundt "),
        ([0.3] * 18 + [0.6] * 18, 30, None, None, "Nivået skiftet tydelig rundt august 2023: fra "),
        ([0.0] * 36, 30, 24, "higher", "Kan ikke vurderes: det er ingen hendelser. Nivået er høyst 0,3\u202f%"),
        ([1.0] * 36, 30, 24, "higher", "Kan ikke vurderes: alle målingene er like. Nivået er minst 99,7\u202f%"),
    ],
)
def test_every_sort_of_verdict(levels: list[float], n: int, start: int | None, better: str | None, said: str) -> None:
    numerator, denominator = shares(levels, n)
    comparison = kvalspc.compare(
        numerator, denominator, kind="p", start=start, period=MONTHS[: len(levels)], better=better
    )
    text = verdict_text(comparison)
    assert text.startswith(said), (comparison, text)
    for language in LANGUAGES:
        assert verdict_text(comparison, language) == comparison.text(language)
        assert all(verdict_lines(comparison, language))


def test_values_and_their_units() -> None:
    draw = random.Random(3)
    minutes = [44 + draw.gauss(0, 3) for _ in range(24)] + [31 + draw.gauss(0, 3) for _ in range(12)]
    comparison = kvalspc.compare(minutes, kind="i", start="2024-01", period=MONTHS, better="lower")
    measure = Measure("median", unit={"nb": "minutter"})
    assert verdict_text(comparison, "nb", measure).startswith("Tydelig forbedring: Medianen er 29 ")
    assert "minutter etter tiltaket (januar 2024), mot 4" in verdict_text(comparison, "nb", measure)


def test_positions_without_a_calendar() -> None:
    numerator, denominator = shares([0.3] * 24 + [0.6] * 12, 30)
    comparison = kvalspc.compare(numerator, denominator, kind="p", start=24, better="higher")
    assert "etter tiltaket, mot" in verdict_text(comparison)
    scanned = kvalspc.compare(numerator, denominator, kind="p")
    assert " rundt måling nr. 25: fra" in verdict_text(scanned)


def test_too_early_counts_in_the_periods_of_the_series() -> None:
    numerator, denominator = shares([0.5] * 14, 40)
    quarters = [str(Period.parse("2021-Q1") + k) for k in range(14)]
    comparison = kvalspc.compare(numerator, denominator, kind="p", start=9, period=quarters, better="higher")
    assert comparison.verdict == "uncertain"
    # 38 quarters are told in years; 2 quarters as they are
    assert comparison.periods_needed == 38
    assert "Om omtrent 9,5 år er den 80\u202f%." in verdict_text(comparison)
    numerator, denominator = shares([0.5] * 14, 60)
    nearer = kvalspc.compare(numerator, denominator, kind="p", start=9, period=quarters, better="higher")
    assert "Om omtrent 2 kvartaler er den 80\u202f%." in verdict_text(nearer)


def test_periods_anchored_at_an_intervention() -> None:
    # quarters that begin in December, March, June and September are no quarters of the calendar
    numerator, denominator = shares([0.3] * 8 + [0.6] * 5, 90)
    periods = [Period.anchored(date(2024, 3, 1), "quarter", k) for k in range(-8, 5)]
    comparison = kvalspc.compare(
        numerator, denominator, kind="p", start=date(2024, 3, 1), period=periods, better="higher"
    )
    assert "etter tiltaket (mars 2024), mot" in verdict_text(comparison)
    chart = kvalspc.chart("p", numerator, denominator, period=periods, breaks=date(2024, 3, 1))
    text = chart_text(chart, comparison=comparison)
    assert text.startswith("Kontrolldiagram, mars 2022–mai 2025, 13 kvartaler. ")
    assert "Før tiltaket i mars 2024: " in text
    assert "Siste måling: mars–mai 2025, " in text


def test_a_chart_of_the_core() -> None:
    numerator, denominator = shares([0.4] * 30, 20, seed=5)
    numerator[20] = 19
    chart = kvalspc.chart("p", numerator, denominator, period=MONTHS[:30], target=0.5)
    text = chart.text().replace("\u202f", " ")
    assert text.startswith("Kontrolldiagram, januar 2022–juni 2024, 30 måneder. Gjennomsnitt 4")
    assert "Mål: 50 %." in text
    assert "Én måling skiller seg ut: september 2023 (95 %)." in text
    quiet = kvalspc.chart("p", *shares([0.4] * 30, 20, seed=6), period=MONTHS[:30])
    if not any(phase["runs_signal"] for phase in quiet.phases) and not any(quiet.points["beyond"]):
        assert quiet.text().endswith("Bare naturlig variasjon.")


def test_a_chart_without_patients_in_some_months() -> None:
    given: dict[str, Any] = {"period": MONTHS[:12]}
    chart = kvalspc.chart("p", [3, 4, 0, 5, 3, 4, 3, 5, 4, 3, 0, 0], [9, 9, 0, 9, 9, 9, 9, 9, 9, 9, 0, 0], **given)
    assert "Siste måling: oktober 2022, 33 % (3 av 9)." in chart.text().replace("\u202f", " ")
    nothing = kvalspc.chart("p", [0] * 3, [0] * 3, period=MONTHS[:3])
    assert nothing.text() == "Kontrolldiagram, januar–mars 2022, 3 måneder. Kan ikke vurderes."
