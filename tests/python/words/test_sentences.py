"""What is said: the models of the project's word list to the letter, and what is never said."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

import kvalspc
from kvalspc.words import LANGUAGES, Measure, chart_text, verdict_lines, verdict_short, verdict_text

if TYPE_CHECKING:
    from collections.abc import Callable

NAN = float("nan")
MONTHS = [f"{year}-{month:02d}" for year in (2023, 2024, 2025) for month in range(1, 13)]

# verdict, what differs from 35 % before and 52 % after a start in March 2025, and the sentence in three languages
MODELS: list[tuple[str, dict[str, Any], tuple[str, str, str]]] = [
    (
        "improved",
        {"strength": "strong"},
        (
            "Tydelig forbedring: Andelen er 52 % etter tiltaket (mars 2025), mot 35 % før.",
            "Tydeleg betring: Delen er 52 % etter tiltaket (mars 2025), mot 35 % før.",
            "Clear improvement: 52% after the change (March 2025), against 35% before.",
        ),
    ),
    (
        "improved",
        {"strength": "moderate"},
        (
            "Forbedring: Andelen er 52 % etter tiltaket (mars 2025), mot 35 % før.",
            "Betring: Delen er 52 % etter tiltaket (mars 2025), mot 35 % før.",
            "Improvement: 52% after the change (March 2025), against 35% before.",
        ),
    ),
    (
        "worsened",
        {"strength": "moderate", "to": 0.28},
        (
            "Forverring: Andelen er 28 % etter tiltaket (mars 2025), mot 35 % før.",
            "Forverring: Delen er 28 % etter tiltaket (mars 2025), mot 35 % før.",
            "Deterioration: 28% after the change (March 2025), against 35% before.",
        ),
    ),
    (
        "no_evidence",
        {"strength": None, "to": 0.36, "effect_lower": -0.058, "effect_upper": 0.0734},
        (
            (
                "Ingen sikker endring: Andelen er 36 % etter tiltaket, mot 35 % før. "
                "En endring på mer enn 8 prosentpoeng er lite sannsynlig."
            ),
            (
                "Inga sikker endring: Delen er 36 % etter tiltaket, mot 35 % før. "
                "Ei endring på meir enn 8 prosentpoeng er lite sannsynleg."
            ),
            (
                "No sure change: 36% after the change, against 35% before. "
                "A change of more than 8 percentage points is unlikely."
            ),
        ),
    ),
    (
        "no_evidence",
        {"strength": "weak", "to": 0.42},
        (
            (
                "Ingen sikker endring: Andelen er høyere (42 % mot 35 %), men tallene svinger mer enn "
                "tilfeldigheter skulle tilsi."
            ),
            (
                "Inga sikker endring: Delen er høgare (42 % mot 35 %), men tala svingar meir enn "
                "tilfeldige utslag skulle tilseie."
            ),
            (
                "No sure change: the proportion is higher (42% against 35%), but the figures vary more than "
                "chance alone would."
            ),
        ),
    ),
    (
        "changed",
        {"strength": "moderate"},
        (
            ("Nivået har endret seg: 52 % etter tiltaket (mars 2025), mot 35 % før. (Ønsket retning er ikke oppgitt.)"),
            ("Nivået har endra seg: 52 % etter tiltaket (mars 2025), mot 35 % før. (Ønskt retning er ikkje oppgitt.)"),
            (
                "The level has changed: 52% after the change (March 2025), against 35% before. "
                "(No wanted direction was given.)"
            ),
        ),
    ),
    (
        "shifted",
        {"strength": "moderate", "to": 0.47, "start": None, "change_at": 17},
        (
            "Nivået skiftet rundt juni 2024: fra 35 % til 47 %.",
            "Nivået skifta rundt juni 2024: frå 35 % til 47 %.",
            "The level shifted around June 2024: from 35% to 47%.",
        ),
    ),
    (
        "shifted",
        {
            "strength": "strong",
            "to": 0.47,
            "start": None,
            "change_at": 17,
            "change_lower": 2,
            "change_upper": 30,
            "change_dated": False,
        },
        (
            "Nivået har skiftet fra omtrent 35 % til omtrent 47 %, men det er usikkert når (mars 2023–juli 2025).",
            "Nivået har skifta frå omtrent 35 % til omtrent 47 %, men det er usikkert når (mars 2023–juli 2025).",
            "The level has shifted from about 35% to about 47%, but it is uncertain when (March 2023–July 2025).",
        ),
    ),
    (
        "uncertain",
        {"strength": None, "power": 0.4567, "periods_needed": 7},
        (
            (
                "For tidlig å si: Det er 45 % sjanse for å oppdage en endring på 10 prosentpoeng så langt. "
                "Om omtrent 7 måneder er den 80 %."
            ),
            (
                "For tidleg å seie: Det er 45 % sjanse for å oppdage ei endring på 10 prosentpoeng så langt. "
                "Om rundt 7 månader er sjansen 80 %."
            ),
            (
                "Too early to say: so far a change of 10 percentage points would be seen with 45% probability. "
                "In about 7 months it is 80%."
            ),
        ),
    ),
    (
        "too_few_data",
        {"strength": None, "n": 6, "period": None},
        (
            "For få målinger til å si noe (6 av 8 perioder før tiltaket).",
            "For få målingar til å seie noko (6 av 8 periodar før tiltaket).",
            "Too few measurements to say anything (6 of 8 periods before the change).",
        ),
    ),
    (
        "baseline_unstable",
        {"strength": None, "change_at": 17},
        (
            (
                "Nivået var ikke stabilt før tiltaket (endret seg rundt juni 2024), så før og etter kan ikke "
                "sammenlignes uten videre."
            ),
            (
                "Nivået var ikkje stabilt før tiltaket (endra seg rundt juni 2024), så før og etter kan ikkje "
                "utan vidare samanliknast."
            ),
            (
                "The level was not stable before the change (it moved around June 2024), so before and after "
                "cannot simply be compared."
            ),
        ),
    ),
    (
        "changed_before",
        {"strength": None, "change_at": 17, "start": 20},
        (
            "Nivået skiftet rundt juni 2024, før tiltaket startet i september.",
            "Nivået skifta rundt juni 2024, før tiltaket starta i september.",
            "The level shifted around June 2024, before the change began in September.",
        ),
    ),
    (
        "not_assessable",
        {"strength": None, "reason": "no_variation"},
        (
            "Kan ikke vurderes: alle målingene er like.",
            "Kan ikkje vurderast: alle målingane er like.",
            "Cannot be judged: all measurements are the same.",
        ),
    ),
    (
        "stable",
        {"strength": None, "start": None, "beyond": 1},
        (
            "Nivået er stabilt rundt 35 %, men én måling ligger utenfor grensene.",
            "Nivået er stabilt rundt 35 %, men éi måling ligg utanfor grensene.",
            "The level is stable around 35%, but one point lies beyond the limits.",
        ),
    ),
    (
        "stable",
        {"strength": None, "start": None, "after": None},
        (
            "Bare naturlig variasjon: Nivået er stabilt rundt 35 %.",
            "Berre naturleg variasjon: Nivået er stabilt rundt 35 %.",
            "Only common-cause variation: the level is stable around 35%.",
        ),
    ),
]


@pytest.mark.parametrize("number", range(len(MODELS)))
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_models_to_the_letter(
    number: int, language: str, make: Callable[..., Any], side: Callable[..., Any]
) -> None:
    verdict, changes, said = MODELS[number]
    given = {"verdict": verdict, "start": 26, "period": MONTHS, **changes}
    to, n = given.pop("to", 0.52), given.pop("n", 26)
    given.setdefault("after", side(to, 52, 100, 10))
    comparison = make(baseline=side(0.35, 35, 100, n), **given)
    expected = said[LANGUAGES.index(language)].replace(" %", "\u202f%")
    assert verdict_text(comparison, language) == expected


FORBIDDEN = {
    # never a cause, never "nothing changed"
    "nb": r"på grunn av|takket være|skyldes|fordi|førte til|ingen endring\b|uendret|ikke endret seg",
    "nn": r"på grunn av|takka vere|kjem av|fordi|førte til|inga endring\b|ingen endring\b|uendra",
    "en": r"because|due to|owing to|thanks to|caused|led to|\bno change\b|unchanged|has not changed",
}
STATISTICS = r"signifik|signific|sigma|p-verdi|p-value|\bregel|\brule|hypotes|konfidens|confidence|\btest"
# what belongs to one written form and not to the other
NOT_BOKMAAL = r"\b(ikkje|frå|meir|berre|betring|målingar|månad|vere|tala|seie|noko|korleis)\b"
NOT_NYNORSK = r"\b(ikke|fra|mer|bare|forbedring|målinger|måned|måneder|tallene|si|noe|avdelinger|uke|endringen)\b"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_never_said(language: str, texts: Callable[[str], dict[str, str]]) -> None:
    for name, text in texts(language).items():
        assert not re.search(FORBIDDEN[language], text, flags=re.IGNORECASE), (name, text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_two_lines_are_free_of_statistics(language: str, texts: Callable[[str], dict[str, str]]) -> None:
    first = {n: t for n, t in texts(language).items() if n.split()[0] in {"verdict", "short", "overview"}}
    second = {n: t for n, t in texts(language).items() if n.startswith("line ")}
    assert len(first) > 150
    assert len(second) > 100
    for name, text in {**first, **second}.items():
        assert not re.search(STATISTICS, text, flags=re.IGNORECASE), (name, text)
    # the interval is of the second line only
    assert not any(re.search(r"\b[KC]I\b", text) for text in first.values())


def test_bokmaal_and_nynorsk_are_not_mixed(texts: Callable[[str], dict[str, str]]) -> None:
    for name, text in texts("nb").items():
        assert not re.search(NOT_BOKMAAL, text, flags=re.IGNORECASE), (name, text)
    for name, text in texts("nn").items():
        assert not re.search(NOT_NYNORSK, text, flags=re.IGNORECASE), (name, text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_whole(language: str, texts: Callable[[str], dict[str, str]]) -> None:
    for name, text in texts(language).items():
        assert not re.search(r"\{|\}|\bnan\b|\bNone\b|\s\s|\( | \)|\.\.| \.| ,", text), (name, text)
        assert text == text.strip(), name
        if name.split()[0] in {"verdict", "line", "chart", "goal", "overview", "sustained"}:
            assert text[0].isupper() or text[0].isdigit(), (name, text)
            assert text[-1] in ".)", (name, text)
            # every percent sign as the language writes it
            mark = r"[\d\u202f]%" if language == "en" else r"\d\u202f%"
            assert len(re.findall(mark, text)) == text.count("%"), (name, text)


def test_every_verdict_has_a_sentence_for_every_kind_of_measure(
    make: Callable[..., Any], measures: dict[str, Measure]
) -> None:
    for verdict, strength in (("improved", "strong"), ("worsened", "moderate"), ("no_evidence", None)):
        said = {
            verdict_text(make(name if name != "titled" else "andel", verdict=verdict, strength=strength), "nb", m)
            for name, m in measures.items()
        }
        assert len(said) == len(measures)


def test_an_unknown_verdict_is_an_error(make: Callable[..., Any]) -> None:
    with pytest.raises(ValueError, match="got verdict 'better', need one of improved, worsened"):
        verdict_text(make(verdict="better"))
    with pytest.raises(ValueError, match="got verdict 'better'"):
        verdict_short("better")
    with pytest.raises(ValueError, match="got language 'de'"):
        verdict_text(make(), "de")


def test_the_indicators_own_words(make: Callable[..., Any], measures: dict[str, Measure]) -> None:
    titled = measures["titled"]
    assert "i andel trombolysert innen 30 minutter:" in verdict_text(make(), "nb", titled)
    assert verdict_text(make(), "nb", titled, own_words=False) == verdict_text(make(), "nb", Measure("andel"))
    # a title that may begin with a name keeps its capital and is quoted; so does an abbreviation
    for title in ("Trombolyse innen 30 minutter", "NIHSS under 5", "Osloprotokollen fulgt"):
        assert f"i «{title}»:" in verdict_text(make(), "nb", Measure("andel", title={"nb": title}))
    # a Norwegian title serves both written forms, and never English
    assert "i andel trombolysert" in verdict_text(make(), "nn", Measure("andel", title={"nb": "Andel trombolysert"}))
    assert "rombolys" not in verdict_text(make(), "en", Measure("andel", title={"nb": "Andel trombolysert"}))


def test_figures_that_differ_never_read_alike(make: Callable[..., Any], side: Callable[..., Any]) -> None:
    close = make(baseline=side(0.3512, 1, 2, 24), after=side(0.3549, 1, 2, 12))
    assert "35,5\u202f% etter" in verdict_text(close)
    assert "mot 35,1\u202f%" in verdict_text(close)
    small = make(baseline=side(0.05, 1, 2, 24), after=side(0.03, 1, 2, 12))
    assert "3,0\u202f% etter" in verdict_text(small)
    nearly_all = make(baseline=side(0.97, 1, 2, 24), after=side(0.9996, 1, 2, 12))
    assert "99,96\u202f%" in verdict_text(nearly_all)


def test_rounded_figures_add_up(make: Callable[..., Any], side: Callable[..., Any]) -> None:
    interval = {"effect": -0.066, "effect_lower": -0.129, "effect_upper": -0.012}
    given = make(verdict="worsened", baseline=side(0.5634, 1, 2, 24), after=side(0.4974, 1, 2, 12), **interval)
    said = verdict_text(given, figures=True).replace("\u202f", " ")
    assert said.startswith("Tydelig forverring: Andelen er 49,7 % etter tiltaket")
    assert said.endswith("mot 56,3 % før. Forskjell: −6,6 prosentpoeng (95 % KI −12,9 til −1,2; p = 0,003).")
    assert "6,6 prosentpoeng lavere" in verdict_lines(given)[0]
    whole = make(baseline=side(0.351, 1, 2, 24), after=side(0.519, 1, 2, 12), effect=0.168, effect_lower=0.08)
    assert "52\u202f% etter tiltaket" in verdict_text(whole)


def test_an_end_of_an_interval_does_not_read_zero(make: Callable[..., Any], side: Callable[..., Any]) -> None:
    given = make(baseline=side(0.35, 1, 2, 24), after=side(0.43, 1, 2, 12), effect=0.08, effect_lower=0.003)
    assert "43,0\u202f% etter tiltaket" in verdict_text(given)
    assert "0,3 til" in verdict_lines(given)[0]


def test_the_figures_name_levels_that_the_sentence_does_not(make: Callable[..., Any]) -> None:
    waiting = make(verdict="uncertain", strength=None, power=0.45, periods_needed=7)
    assert "Andelen er 52\u202f% etter tiltaket, mot 35\u202f% før. Forskjell:" in verdict_text(waiting, figures=True)
    assert "p = 0.003)." in verdict_text(make(), "en", figures=True)
    none = make(verdict="not_assessable", strength=None, reason="no_data")
    assert verdict_text(none, figures=True) == verdict_text(none)


def test_power_is_rounded_down(make: Callable[..., Any]) -> None:
    nearly = make(verdict="uncertain", strength=None, power=0.7999, periods_needed=1)
    assert "79\u202f% sjanse" in verdict_text(nearly)
    assert verdict_text(nearly).endswith("så langt, litt under de 80\u202f% som trengs.")
    assert "måned" not in verdict_text(nearly)


def test_a_bound_is_rounded_away_from_zero(make: Callable[..., Any]) -> None:
    given = make(verdict="no_evidence", strength=None, effect_lower=-0.0801, effect_upper=0.02)
    assert "mer enn 9 prosentpoeng" in verdict_text(given)
    # .07 as a double is a little more than 7 hundredths: that is no reason to say 8
    assert "mer enn 7 prosentpoeng" in verdict_text(replace(given, effect_lower=-0.07))


def test_lines_hold_the_numbers_and_the_interval(make: Callable[..., Any]) -> None:
    lines = verdict_lines(make(change_at=25, change_lower=24, change_upper=26), "nb")
    assert lines == [
        (
            "149 av 287 etter tiltaket, mot 127 av 363 før. Nivået er 17 prosentpoeng høyere enn før "
            "(95\u202f% KI 9 til 25)."
        ),
        "Endringen kom mest sannsynlig i april 2025 (mars–mai 2025).",
    ]


def test_an_interval_below_zero_is_told_in_plain_numbers(
    make: Callable[..., Any], measures: dict[str, Measure]
) -> None:
    first = verdict_lines(make("rate"), "nb", measures["rate"])[0]
    assert first == (
        "98 på 195\u202f653 liggedøgn etter tiltaket, mot 470 på 360\u202f869 før. Nivået er 8,0 per 10\u202f000 "
        "liggedøgn lavere enn før (95\u202f% KI 6,5 til 9,6)."
    )


@pytest.mark.parametrize(
    ("language", "typically"),
    [
        ("nb", "Målingene ligger typisk 16 minutter lavere enn før"),
        ("nn", "Målingane ligg typisk 16 minutter lågare enn før"),
        ("en", "Measurements are typically 16 minutter lower than before"),
    ],
)
def test_the_difference_of_medians_is_not_said_to_be_that_of_the_levels(language: str, typically: str) -> None:
    """It is the median of all differences: 42.5 less 29.5 is another number than 16."""
    before = [39, 45, 40, 44, 38, 46, 41, 43, 42, 37, 47, 48]
    after = [30, 31, 18, 32, 29, 20, 31, 21, 32, 31, 19, 15]
    found = kvalspc.compare([*before, *after], kind="run", start=12, better="lower")
    assert (found.baseline.level, found.after.level, found.effect) == (42.5, 29.5, -16)
    assert typically in " ".join(verdict_lines(found, language, Measure("median", unit="minutter")))


@pytest.mark.parametrize(
    ("language", "typical"),
    [
        ("nb", "Den typiske forskjellen mellom målingene etter og før er"),
        ("nn", "Den typiske skilnaden mellom målingane etter og før er"),
        ("en", "The typical difference between measurements after and before is"),
    ],
)
def test_an_unsure_difference_of_medians_is_a_typical_one_too(language: str, typical: str) -> None:
    before = [39, 45, 40, 44, 38, 46, 41, 43, 42, 37, 47, 48]
    after = [40, 44, 43, 36, 48, 41, 39, 46, 45, 38, 42, 37]
    found = replace(kvalspc.compare([*before, *after], kind="run", start=12), verdict="no_evidence")
    assert found.effect_lower < 0 < found.effect_upper
    assert typical in " ".join(verdict_lines(found, language, Measure("median", unit="minutter")))


def test_the_figures_of_medians_name_the_typical_difference() -> None:
    before = [39, 45, 40, 44, 38, 46, 41, 43, 42, 37, 47, 48]
    after = [30, 31, 18, 32, 29, 20, 31, 21, 32, 31, 19, 15]
    found = kvalspc.compare([*before, *after], kind="run", start=12, better="lower")
    assert "Typisk forskjell: " in found.text("nb", figures=True)
    counted = kvalspc.compare([5] * 12 + [15] * 12, [30] * 24, kind="p", start=12)
    assert "Forskjell: " in counted.text("nb", figures=True)


def test_the_difference_of_means_is_that_of_the_levels_unless_ranks_decide() -> None:
    rising = kvalspc.compare(
        [*[5.0, 6, 5, 7, 6, 5, 6, 7] * 2, *[15.0, 14, 16, 15, 14, 15, 16, 14] * 2], kind="i", start=16
    )
    said = " ".join(verdict_lines(rising, "nb"))
    by_ranks = rising.effect != rising.after.level - rising.baseline.level
    assert ("ligger typisk" in said, "Nivået er" in said) == (by_ranks, not by_ranks)
    means = replace(rising, effect=rising.after.level - rising.baseline.level)
    assert "Nivået er" in " ".join(verdict_lines(means, "nb"))
    ranks = replace(rising, effect=9.5)
    assert "Målingene ligger typisk" in " ".join(verdict_lines(ranks, "nb"))


def test_at_most_three_lines_none_empty(verdict_names: list[tuple[str, Any, Measure]]) -> None:
    counts = set()
    for name, given, measure in verdict_names:
        lines = verdict_lines(given, "nb", measure)
        assert all(lines), name
        counts.add(len(lines))
    assert counts == {0, 1, 2}
    assert not any(
        verdict_lines(given, "nb", m) for name, given, m in verdict_names if name.startswith("not assessable")
    )


def test_the_description_of_a_chart(
    make: Callable[..., Any], chart: Callable[..., Any], measures: dict[str, Measure]
) -> None:
    labels = [f"{year}-{month:02d}" for year in (2022, 2023, 2024) for month in range(1, 13)]
    text = chart_text(chart(), measure=measures["titled"], unit="Avdeling A", comparison=make(period=labels, start=26))
    assert text.replace("\u202f", " ") == (
        "Kontrolldiagram for andel trombolysert innen 30 minutter, Avdeling A, januar 2022–desember 2024, 36 måneder. "
        "Før tiltaket i mars 2024: gjennomsnitt 35 %, grenser 12–58 %. "
        "Etter: gjennomsnitt 52 %, grenser ved siste måling 19–85 %. "
        "Siste måling: desember 2024, 55 % (11 av 20). Tydelig forbedring."
    )


def test_what_stands_out_is_told(chart: Callable[..., Any]) -> None:
    beyond = [False] * 28 + [True] + [False] * 7
    values = [0.35] * 28 + [0.62] + [0.35] * 7
    given = chart(
        points={"beyond": beyond, "value": values, "phase": [0] * 36},
        phases=[{"centre": 0.35, "runs_signal": False}],
    )
    assert "Én måling skiller seg ut: mai 2024 (62\u202f%)." in chart_text(given)
    assert "Éi måling skil seg ut: mai 2024 (62\u202f%)." in chart_text(given, "nn")
    assert "One measurement stands out: May 2024 (62%)." in chart_text(given, "en")
    assert "naturlig variasjon" not in chart_text(given)
