"""The funnel drawn: it shows the table's numbers, names who stands out, and can be read without seeing it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest

import kvalspc
from kvalspc.plot.funnel import NAMES, funnel_specification
from kvalspc.plot.theme import THEMES, signal_colours

if TYPE_CHECKING:
    from pathlib import Path

EVENTS = [2, 60, 30, 28, 31, 29, 33, 27, 30, 42, 3]
SIZES = [100, 100, 100, 95, 104, 90, 110, 100, 98, 100, 8]
UNITS = [f"Avdeling {letter}" for letter in "ABCDEFGHIJK"]


def made(**options: Any) -> kvalspc.Funnel:
    return kvalspc.funnel(EVENTS, SIZES, unit=UNITS, **options)


def marks(spec: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [layer for layer in spec["layer"] if layer["mark"]["type"] == kind]


def records(layers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [record for layer in layers for record in layer["data"]["values"]]


def test_points_and_curves_are_the_numbers_of_the_table() -> None:
    found = made()
    spec = funnel_specification(found, key=False)
    drawn = {(r["x"], r["y"]) for r in records(marks(spec, "point"))}
    assert drawn == set(zip(found.units["denominator"], found.units["value"], strict=True))
    lines = marks(spec, "line")
    assert len(lines) == 5  # two limits of two levels, and the centre
    low, high = lines[0]["encoding"]["y"]["scale"]["domain"]
    for layer, name in zip(lines, ("lower_95", "upper_95", "lower_99.8", "upper_99.8"), strict=False):
        table = set(zip(found.limits["denominator"], found.limits[name], strict=True))
        shown = [(r["x"], r["y"]) for r in layer["data"]["values"]]
        assert {point for point in table if low <= point[1] <= high} <= set(shown)
        assert all(low <= y <= high for _, y in shown)
        assert all(point in table or point[1] in {low, high} for point in shown)
    assert {r["y"] for r in lines[4]["data"]["values"]} == {found.centre}


def test_units_beyond_limits_have_another_shape_and_only_the_outermost_are_named() -> None:
    found = made()
    spec = funnel_specification(found, key=False)
    shapes = {layer["mark"]["shape"]: {r["unit"] for r in layer["data"]["values"]} for layer in marks(spec, "point")}
    assert shapes["diamond"] == {"Avdeling A", "Avdeling B"}
    assert shapes["square"] == {"Avdeling J"}
    names = {r["text"] for r in records(marks(spec, "text"))}
    assert {"Avdeling A", "Avdeling B"} < names
    assert "Avdeling J" not in names
    assert {"99,8\u202f%-grenser", "95\u202f%-grenser"} < names


def test_many_names_are_cut_to_those_furthest_out() -> None:
    found = kvalspc.funnel([0] * 20 + [50] * 20, [60] * 40, overdispersion=None)
    named = {r["text"] for r in records(marks(funnel_specification(found), "text"))} & {str(k) for k in range(40)}
    assert len(named) == NAMES


def test_a_point_tells_its_numbers_in_the_readers_language() -> None:
    point = next(r for r in records(marks(funnel_specification(made()), "point")) if r["unit"] == "Avdeling J")
    assert point["text"] == "Avdeling J: 42,0\u202f% (42 av 100)"
    assert point["limits_0"].count("\u202f%") == 2
    assert point["p_value"].startswith("0,0")
    least = next(
        r for r in records(marks(funnel_specification(made(), language="en"), "point")) if "A" in r["unit"][-1]
    )
    assert least["p_value"] == "< 0.0001"
    assert least["of"] == "2 of 100"


def test_the_text_alternative_is_the_funnels_text() -> None:
    found = made()
    assert funnel_specification(found, language="en")["description"] == found.text("en")
    assert funnel_specification(found, description="Kort")["description"] == "Kort"


def test_rates_are_drawn_per_what_they_are_told_per() -> None:
    found = kvalspc.funnel([3, 9, 5], [1000, 2000, 1500], kind="u", per=1000)
    spec = funnel_specification(found, key=False)
    assert sorted(r["y"] for r in records(marks(spec, "point"))) == pytest.approx([3.0, 10 / 3, 4.5])
    assert spec["title"]["text"] == "per 1\u202f000"
    ratio = funnel_specification(kvalspc.funnel([3, 9], [4.5, 7], kind="oe"))
    assert ratio["title"]["text"] == "Observert / forventet"


@pytest.mark.parametrize("theme", ["registry", "neutral"])
def test_files_are_the_same_bytes_every_time(theme: str, tmp_path: Path) -> None:
    for ending in ("svg", "html"):
        first, again = tmp_path / f"1.{ending}", tmp_path / f"2.{ending}"
        made().save(first, theme=theme, title="Andel")
        made().save(again, theme=theme, title="Andel")
        assert first.read_bytes() == again.read_bytes()
    text = (tmp_path / "1.svg").read_text(encoding="utf-8")
    assert text.startswith('<svg role="img" aria-label="Traktplott')
    assert "<title>Avdeling A: 2,0\u202f% (2 av 100)</title>" in text


def test_nothing_and_one_unit_can_be_drawn_too(tmp_path: Path) -> None:
    kvalspc.funnel([], []).save(tmp_path / "empty.svg")
    kvalspc.funnel([0, 0], [5, math.nan]).save(tmp_path / "zero.svg")
    assert (tmp_path / "zero.svg").read_text(encoding="utf-8").startswith("<svg")


def test_altair_takes_it_and_misuse_is_refused(tmp_path: Path) -> None:
    import altair as alt

    assert isinstance(made().plot(), alt.LayerChart)
    with pytest.raises(ValueError, match=r"got a path ending in '\.bmp'"):
        made().save(tmp_path / "x.bmp")
    with pytest.raises(ValueError, match="got language 'sv'"):
        made().plot(language="sv")
    with pytest.raises(ValueError, match="theme: got 'pink'"):
        made().plot(theme="pink")


@pytest.mark.parametrize(("better", "effects"), [("higher", ("improvement", "deterioration")), (None, ("", ""))])
def test_colours_follow_the_wish_and_the_key_says_so(better: str | None, effects: tuple[str, str]) -> None:
    found = kvalspc.funnel([60, 2, 30, 31, 29, 30], [100] * 6, better=better)
    spec = funnel_specification(found, language="en")
    shown = [layer for layer in marks(spec, "point") if layer["mark"]["shape"] == "diamond" and layer["mark"]["aria"]]
    fills = {r["y"]: layer["mark"]["fill"] for layer in shown for r in layer["data"]["values"]}
    colours = [signal_colours(THEMES["registry"], effect)[0] for effect in effects]
    assert [fills[0.6], fills[0.02]] == colours
    texts = {r["text"] for r in records(marks(spec, "text"))}
    wanted = {"better than the 99.8% limits", "worse than the 99.8% limits"} if better else {"outside the 99.8% limits"}
    assert wanted < texts
