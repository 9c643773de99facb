"""How an indicator is worded, and which group a verdict belongs to."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest

from kvalspc.words import GROUPS, LANGUAGES, Measure, goal_text, group, label, sustained_text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"type": "prosent"}, "got type 'prosent', need one of andel, rate, gjennomsnitt, median, antall"),
        ({"type": "rate", "per": 0}, "got per = 0, need a positive number"),
        ({"type": "rate", "per": float("nan")}, "got per = nan, need a positive number"),
        ({"type": "andel", "digits": -1}, "got digits = -1, need 0 or more, or None"),
        ({"type": "median", "unit": {"no": "minutter"}}, "got unit in 'no', need one of nb, nn, en"),
    ],
)
def test_misuse_says_what_is_needed(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Measure(**arguments)


def test_units_and_titles_by_language() -> None:
    measure = Measure("median", unit={"nb": "minutter", "en": "minutes"}, title="DTN")
    assert [measure.unit_in(language) for language in LANGUAGES] == ["minutter", "minutter", "minutes"]
    assert [measure.title_in(language) for language in LANGUAGES] == ["DTN"] * 3
    assert Measure("median", unit={"nb": "minutter"}).unit_in("en") == ""


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("p", "andel"),
        ("pp", "andel"),
        ("u", "rate"),
        ("c", "antall"),
        ("i", "gjennomsnitt"),
        ("run", "median"),
    ],
)
def test_the_measure_of_a_kind_of_chart(kind: str, expected: str) -> None:
    assert Measure.for_kind(kind).type == expected


def test_every_verdict_is_in_one_group() -> None:
    verdicts = [verdict for group_of in GROUPS.values() for verdict in group_of]
    assert len(verdicts) == len(set(verdicts)) == 11
    assert group("improved") == "better"
    assert group("worsened") == "worse"
    assert {group(v) for v in ("too_few_data", "not_assessable")} == {"too_little"}
    others = (
        "no_evidence",
        "uncertain",
        "changed",
        "baseline_unstable",
        "changed_before",
        "stable",
        "shifted",
    )
    assert {group(v) for v in others} == {"no_sure_change"}
    assert all(label(f"group.{name}", language) for name in GROUPS for language in LANGUAGES)
    with pytest.raises(ValueError, match="got verdict 'fine'"):
        group("fine")


def test_goals_and_lasting_say_what_they_are_told(goals: dict[str, Any], lasting: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="got goal outcome 'maybe'"):
        goal_text(replace(goals["yes"], outcome="maybe"))
    with pytest.raises(ValueError, match="got outcome 'gone'"):
        sustained_text(replace(lasting["lost"], outcome="gone"))
    # a level just under the bound is not rounded up to it
    near = replace(goals["no"], side=replace(goals["no"].side, level=0.4996))
    assert goal_text(near).startswith("Målet er ikke nådd: 49,96\u202f% per 31. desember 2024")
    open_one = replace(goals["no"], outcome="undecided")  # among other sentences: of what it is not decided
    for language, said in (("nb", "Det er ikke avgjort om målet er nådd: "), ("nn", "Det er ikkje avgjort om målet ")):
        assert goal_text(open_one, language).startswith(said)


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        ("nb", ["ikke nådd i noen av", "nådd i 1 av", "nådd i 3 av", "nådd i alle", "de siste 6 periodene."]),
        ("nn", ["ikkje nådd i nokon av", "nådd i 1 av", "nådd i 3 av", "nådd i alle", "dei siste 6 periodane."]),
        (
            "en",
            ["not reached in any of", "reached in 1 of", "reached in 3 of", "in all of", "the last 6 periods."],
        ),
    ],
)
def test_in_how_many_periods_a_goal_was_reached(goals: dict[str, Any], language: str, wanted: list[str]) -> None:
    *said, last = wanted
    for held, words in zip((0, 1, 3, 6), said, strict=True):
        text = goal_text(replace(goals["yes"], held=held), language)
        assert text.endswith(f"{words} {last}"), text


def test_words_load_babel_only_when_something_is_said() -> None:
    code = "import sys, kvalspc.words; sys.exit(any(m.split('.')[0] == 'babel' for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
