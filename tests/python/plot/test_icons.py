"""Signs of variation and assurance: one drawing each, with words; targets that change, reasons of exclusions."""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ET
from typing import Any

import pytest

import kvalspc
from kvalspc.plot import assurance_icon, specification, variation_icon
from kvalspc.words import LANGUAGES

VARIATIONS = [member.name.lower() for member in kvalspc.Cause]
ASSURANCES = [member.name.lower() for member in kvalspc.Assurance if member.name != "NOT_ASSESSABLE"]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sign_has_words(language: str) -> None:
    drawn = [variation_icon(one, language) for one in VARIATIONS] + [
        assurance_icon(one, language) for one in ASSURANCES
    ]
    titles = []
    for svg in drawn:
        root = ET.fromstring(svg)
        title = root.find(f"{SVG}title")
        assert title is not None
        assert root.get("role") == "img"
        assert root.get("aria-label") == title.text
        titles.append(title.text)
        assert "id=" not in svg  # many can stand on one page
    assert len(set(titles)) == len(titles)


def shape(svg: str) -> list[str]:
    """What is drawn, without its colours."""
    colours = {"fill", "stroke"}
    return [
        f"{node.tag} {sorted((key, value) for key, value in node.attrib.items() if key not in colours)}"
        for node in ET.fromstring(svg)
        if node.tag != f"{SVG}title"
    ]


def test_signs_differ_without_their_colours() -> None:
    drawn = [shape(variation_icon(one)) for one in VARIATIONS] + [shape(assurance_icon(one)) for one in ASSURANCES]
    assert all(a != b for a, b in itertools.combinations(drawn, 2))


def test_unknown_signs() -> None:
    with pytest.raises(ValueError, match="variation: got 'better', need one of common_cause, improvement_high"):
        variation_icon("better")
    with pytest.raises(ValueError, match="assurance: got 'better', need one of pass, fail, hit_or_miss"):
        assurance_icon("better")
    with pytest.raises(ValueError, match="language"):
        variation_icon("common_cause", "sv")


def test_a_target_that_changes_is_drawn_in_steps(make_proportion: Any, drawing: Any) -> None:
    def rules(target: object) -> list[dict[str, float]]:
        found: list[dict[str, float]] = drawing(specification(make_proportion(target=target))).records(
            "rule", strokeDash=[5, 4]
        )
        return found

    (steady,) = rules(0.5)
    first, second = rules({"2022-01": 0.4, "2023-01": 0.5})
    assert [first["y"], second["y"]] == [0.4, 0.5]
    assert first["x2"] == second["x"]
    assert (first["x"], second["x2"]) == (steady["x"], steady["x2"])
    (late,) = rules({"2023-01": 0.5})
    assert late == second
    assert rules(None) == []


def test_the_reason_of_an_exclusion_is_written_on_the_chart(make_proportion: Any, drawing: Any) -> None:
    chart = make_proportion(exclude={"2022-05": "New form"}, notes={"2022-05": "Moved", "2022-08": "New rota"})
    texts = [text.replace("\n", " ") for text in map(str, drawing(specification(chart)).texts())]
    assert any("Moved; New form" in text for text in texts)
    assert any("New rota" in text for text in texts)
