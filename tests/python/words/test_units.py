"""Many units in words: read aloud, in three languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import kvalspc
from kvalspc.words import LANGUAGES, Measure

if TYPE_CHECKING:
    from collections.abc import Callable

UNITS = [f"Avdeling {letter}" for letter in "ABCDEFGHIJK"]


def funnel() -> kvalspc.Funnel:
    return kvalspc.funnel([2, 60, 30, 28, 31, 29, 33, 27, 30, 32, 30], [100] * 11, unit=UNITS)


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


def test_a_funnel_names_who_stands_out_and_how_many_would_by_chance() -> None:
    text = plain(funnel().text("nb", measure=Measure("andel", title={"nb": "Andel behandlet"})))
    assert text == (
        "Traktplott for andel behandlet, 11 avdelinger. 2 avdelinger skiller seg tydelig ut: Avdeling A (2 %) og "
        "Avdeling B (60 %). Midtlinjen er 30 %. Utenfor 95 %-grensene: 2; bare tilfeldigheter ville i snitt gitt 0,57. "
        "Utenfor 99,8 %-grensene: 2; bare tilfeldigheter ville i snitt gitt 0,023. Én avdeling passer ikke inn blant "
        "de andre, uansett hvor ulike de er: Avdeling A (2 %). På en slik liste er det i snitt "
        "høyst 0,05 falske alarmer."
    )


def test_a_wide_funnel_and_a_small_one_say_so() -> None:
    wide = kvalspc.funnel([10 + 8 * ((7 * k) % 20) for k in range(20)], [200] * 20)
    assert "the limits have been widened" in wide.text("en")
    assert "the usual differences would on average give 2.1" in wide.text("en")
    assert "There are too few units" in kvalspc.funnel([1, 2], [10, 12]).text("en")
    assert kvalspc.funnel([], []).text("nn") == "Ingen avdelingar har tal."
    assert "Inga avdeling skil seg tydeleg ut." in kvalspc.funnel([3, 4], [10, 12]).text("nn")


def test_many_names_are_cut() -> None:
    x = [0, 100] * 5 + [50] * 10
    text = kvalspc.funnel(x, [100] * 20, overdispersion=None).text("en")
    assert "10 units clearly stand out: 0 (0%), 1 (100%), 2 (0%), 3 (100%), 4 (0%), 5 (100%) and 4 more." in text


def test_variation_in_words() -> None:
    text = plain(kvalspc.variation([10, 40, 22, 35], [100] * 4, unit=list("ABCD"), better="higher").text("nb"))
    assert text.startswith("Avdelingene er mer ulike enn tilfeldigheter skulle tilsi. Alle samlet: 27 %. Av to ")
    assert "ganger så høy odds som den andre (95 % KI " in text
    assert "Én avdeling er med minst 95 % sannsynlighet dårligere enn alle samlet: A. " in text
    assert "På en slik liste er det i snitt høyst 0,05 falske alarmer." in text
    assert "times the rate of the other" in kvalspc.variation([10, 40], [100] * 2, kind="u").text("en")
    assert "ingen sikre skilnader" in kvalspc.variation([10, 11], [100] * 2).text("nn")
    assert kvalspc.variation([1], [5]).text("en").startswith("Cannot be judged")


def test_a_list_says_how_many_false_alarms_to_expect() -> None:
    p = [0.0001, 0.0002, 0.5, 0.9]
    assert kvalspc.shortlist(p).text("nb") == "2 av 4 er på listen. I snitt er høyst 0,1 av dem falske alarmer."
    assert kvalspc.shortlist([0.001, 0.9]).text("nn").startswith("Éi av 2 er på lista.")
    assert kvalspc.shortlist([0.4, 0.9]).text("en") == "The list is empty: 2 tests, and not one is clear enough."


def test_chosen_units_are_warned_of() -> None:
    window = kvalspc.variation([2, 20, 24, 19, 22], [20, 60, 60, 60, 60], unit=list("ABCDE"))
    text = plain(kvalspc.select_units(window, ["A"], window=("2024-01", "2024-03")).text("nb"))
    assert text.startswith("Avdelingene er valgt etter sine egne tall for januar–mars 2024.")
    assert "uten tiltak: A (10 %, ventet " in text
    assert text.endswith("utgangspunkt: januar 2022–desember 2023, eller fra april 2024 og fram til tiltaket.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_claims_a_cause_or_no_change(language: str, texts: Callable[[str], dict[str, str]]) -> None:
    for identifier, text in texts(language).items():
        if identifier.startswith("units | "):
            assert not any(word in text.lower() for word in ("på grunn av", "because of", "ingen endring", "no change"))


def test_an_unknown_language_is_an_error() -> None:
    for text in (funnel().text, kvalspc.variation([1, 2], [5, 6]).text, kvalspc.shortlist([0.5]).text):
        with pytest.raises(ValueError, match="got language 'sv'"):
            text("sv")
