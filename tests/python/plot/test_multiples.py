"""Small multiples: every unit has its panel, all on one time axis, none touching another."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

import kvalspc
from kvalspc.plot import specification, specification_many, to_svg
from kvalspc.plot.composed import Composed
from kvalspc.plot.multiples import BESIDE, multiples_spec
from kvalspc.plot.panel import SMALL
from kvalspc.plot.place import text_width
from kvalspc.plot.tiles import Tile, tiles_of
from kvalspc.words.moved import moved_when

from .conftest import DENOMINATOR, NUMERATOR, in_pieces, months


def units(n: int = 5, **options: Any) -> kvalspc.ChartSet:
    rows = [
        {"unit": f"Unit {unit}", "month": month, "x": NUMERATOR[(k + 3 * unit) % 30], "n": DENOMINATOR[k] + unit}
        for unit in range(n)
        for k, month in enumerate(months(30))
        if (unit, k) != (1, 4)
    ]
    settings: dict[str, Any] = {"kind": "p", "by": "unit", "period": "month", "numerator": "x", "denominator": "n"}
    return kvalspc.charts(pd.DataFrame(rows), **{**settings, **options})


def shifts(n: int = 3) -> kvalspc.ChartSet:
    """Units that a search finds a shift in, each at its own time and size."""
    rows = [
        {"unit": f"Unit {unit}", "month": month, "x": 10 + (k % 3) + (8 + unit) * (k >= 12 + unit), "n": 50}
        for unit in range(n)
        for k, month in enumerate(months(30))
    ]
    return kvalspc.charts(pd.DataFrame(rows), kind="p", by="unit", period="month", numerator="x", denominator="n")


def texts(spec: dict[str, Any]) -> list[str]:
    return [record["text"] for layer in spec["layer"] for record in layer["data"]["values"] if "text" in record]


def test_every_unit_has_its_name_and_verdict() -> None:
    found = units(start="2023-09", better="higher")
    shown = texts(specification_many(found, language="en", names={"Unit 0": "North"}))
    assert {"North", "Unit 1", "Unit 4"} <= set(shown)
    short = {"improved": "Clear improvement", "no_evidence": "No sure change", "uncertain": "Too early to say"}
    for verdict in set(found.verdicts.values()) & set(short):
        assert any(text.startswith(f"{short[verdict]}: ") and "→" in text for text in shown)


def test_panels_of_what_changed_stand_out() -> None:
    found = units(start="2023-09", better="higher")
    spec = specification_many(found, language="en")
    bold = [r["text"] for layer in spec["layer"] if layer["mark"].get("fontSize") == 13 for r in layer["data"]["values"]
            if layer["mark"]["fontWeight"] == "bold"]  # fmt: skip
    changed = {"improved", "worsened"}
    assert bold == [unit for unit, verdict in found.verdicts.items() if verdict in changed]
    shapes = [layer["mark"].get("shape") for layer in spec["layer"]]
    assert ("triangle-up" in shapes) == ("improved" in found.verdicts.values())
    assert spec["title"]["text"] == "Proportion · vertical line: change, September 2023"
    assert {"Worse", "No sure change", "before the change"} <= set(texts(spec))
    assert "the level may have moved: too many points on one side" in texts(spec)


def test_what_may_be_a_false_alarm_of_many_tests_is_neither_bold_nor_clear() -> None:
    found = units(start="2023-09", better="higher")
    strong = [tile for tile in tiles_of(found, "en", {}, None, None) if tile.said == "Clear improvement"]
    assert strong
    assert all(tile.changed for tile in strong)
    found.columns["q_value"][:] = 0.0501
    doubtful = tiles_of(found, "en", {}, None, None)
    assert not any(tile.changed or "Clear" in tile.note for tile in doubtful)
    assert {tile.said for tile in doubtful if tile.group == "better"} == {"Improvement"}
    assert not found.text(strong[0].name, "en").startswith("Clear")
    assert "Clear" not in found.table(language="en").as_raw_html()
    assert "strong" not in found.to_frame("pandas")["strength"].tolist()
    assert not found.filter(strength="strong")
    assert "strong" in [member.name.lower() for member in map(kvalspc.Strength, found.columns["strength"])]


def test_a_shift_whose_time_is_not_known_is_neither_bold_nor_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    found = shifts()
    one = found.comparison("Unit 0")
    assert (one.verdict, one.strength, one.change_dated) == ("shifted", "strong", True)
    assert "clearly" in one.text("en")
    assert replace(one, change_lower=4, change_upper=25).change_dated
    wide = replace(one, change_lower=4, change_upper=26)  # 23 of 30 months: more than three quarters
    assert not wide.change_dated
    assert moved_when(wide, "nb").startswith("usikkert når (")
    assert "clearly" not in wide.text("en")
    assert wide.text("en").endswith(", but it is uncertain when (May 2022–March 2024).")
    assert repr(wide).startswith("<kvalspc.Comparison shifted (moderate)")
    assert not wide.lines("en")
    assert "May" not in wide.text("en", figures=True).split(").", 1)[1]
    monkeypatch.setattr(kvalspc.ChartSet, "comparison", lambda *_: wide)
    assert not any(tile.changed for tile in tiles_of(found, "en", {}, None, None))


def test_no_diamond_stands_under_only_natural_variation() -> None:
    rows = [
        {"unit": unit, "month": month, "x": 25 if (unit, k) == ("B", 11) else 10 + (k * 7) % 3, "n": 50}
        for unit in "AB"
        for k, month in enumerate(months(24))
    ]
    names: dict[str, Any] = {"kind": "p", "by": "unit", "period": "month", "numerator": "x", "denominator": "n"}
    found = kvalspc.charts(pd.DataFrame(rows), **names)
    assert set(found.verdicts.values()) == {"stable"}
    assert [found[unit].beyond for unit in "AB"] == [0, 1]
    shown = texts(specification_many(found, language="nb"))
    assert "Bare naturlig variasjon" in shown
    assert "Stabilt · 1 måling utenfor grensene" in shown
    assert text_width("Stabilt · 3 målinger utenfor grensene", SMALL) < 190 + BESIDE[True]
    assert "Stabilt · 1 måling utenfor grensene" in found.table().as_raw_html()
    assert "utenfor grensene" in shown
    alone = specification_many(found.take(["A"]), language="nb")
    assert alone["title"]["text"] == "Andel"
    assert "utenfor grensene" not in texts(alone)
    alone = specification(found["B"], comparison=found.comparison("B"), language="nb")
    assert str(alone["title"]).count("Stabilt · 1 måling utenfor grensene") == 1


def test_a_dashed_line_is_explained() -> None:
    rows = [
        {"unit": unit, "month": month, "x": (10, 16)[k % 24 > 11 and unit == "B"] + k % 2, "n": 50}
        for unit in "AB"
        for k, month in enumerate(months(24))
    ]
    found = kvalspc.charts(
        pd.DataFrame(rows), kind="p", by="unit", period="month", numerator="x", denominator="n", start="2022-07"
    )
    dashed = any(phase["runs_signal"] for unit in found for phase in found[unit].phases)
    assert dashed
    assert "the level may have moved: too many points on one side" in texts(specification_many(found, language="en"))


def test_those_that_changed_may_come_first() -> None:
    found = units(start="2023-09", better="higher")
    tiles = tiles_of(found, "en", {}, None, "verdict")
    assert [tile.changed for tile in tiles] == sorted((tile.changed for tile in tiles), reverse=True)
    assert [tile.name for tile in tiles_of(found, "en", {}, None, None)] == list(found)
    with pytest.raises(ValueError, match="sort: got 'name', need 'verdict' or None"):
        specification_many(found, sort="name")


def test_a_shift_has_both_levels_and_its_time() -> None:
    rows = [{"unit": "A", "month": m, "x": 8 + 7 * (k >= 14), "n": 20} for k, m in enumerate(months(30))]
    found = kvalspc.charts(pd.DataFrame(rows), kind="p", by="unit", period="month", numerator="x", denominator="n")
    assert found.verdicts == {"A": "shifted"}
    (tile,) = tiles_of(found, "en", {}, None, None)
    assert tile.note == "The level clearly shifted: 40 → 75%"
    assert tile.when.startswith("March 2023")
    assert tile.shift is not None
    spec = specification_many(found, language="en")
    assert tile.when in texts(spec)
    lines = next(layer["data"]["values"] for layer in spec["layer"] if layer["mark"].get("strokeWidth") == 1.8)
    assert len({record["y"] for record in in_pieces(lines)}) == 2


def test_panels_do_not_touch() -> None:
    spec = specification_many(units(5, start="2023-09"), columns=2, width=200, height=80)
    assert (spec["width"], spec["height"]) == (2 * 200 + 46, 3 * (40 + 80 + 24))
    lines = next(layer["data"]["values"] for layer in spec["layer"] if layer["mark"].get("strokeWidth") == 1.1)
    panels: dict[int, set[tuple[int, int]]] = {}  # by piece of a line
    for record in in_pieces(lines):
        column, row = int(record["x"] // 246), int(record["y"] // 144)
        panels.setdefault(record["k"], set()).add((column, row))
        assert column * 246 <= record["x"] <= column * 246 + 200
        assert row * 144 + 40 <= record["y"] <= row * 144 + 40 + 80
    assert all(len(places) == 1 for places in panels.values())  # no piece leads from one panel to another
    assert set.union(*panels.values()) == {(0, 0), (1, 0), (0, 1), (1, 1), (0, 2)}


def test_long_periods_beside_short_ones_stay_inside_their_panels() -> None:
    """Where units have periods of several lengths they stand at their middles: those of a year reach further."""
    days = ([date(2021 + k // 4, 2 + 3 * (k % 4), 1) for k in range(16)], [date(2021 + k, 7, 1) for k in range(4)])
    found = [(kvalspc.chart("p", NUMERATOR[: len(own)], DENOMINATOR[: len(own)]), own) for own in days]
    charts = [Composed(c.kind, own, c.target, c.per, c.points, c.phases, c.signals) for c, own in found]
    tiles = [Tile(chart, f"Unit {k}", start=2) for k, chart in enumerate(charts)]
    spec = multiples_spec(
        tiles,
        language="nb",
        title=None,
        theme="registry",
        measure=None,
        columns=1,
        width=180.0,
        height=90.0,
        same_scale=True,
        description="",
        told=False,
    )
    shades = next(one for one in spec["layer"] if one["mark"]["type"] == "rect")["data"]["values"]
    assert len(shades) == 2
    assert min(one["x"] for one in shades) == 0
    assert max(one["x2"] for one in shades) <= 180
    lines = [one for layer in spec["layer"] for one in layer["data"]["values"] if one.get("k")]
    assert all(0 <= one["x"] <= 180 for one in lines)


def test_a_gap_is_a_gap_and_months_line_up() -> None:
    spec = specification_many(units(2), columns=1)
    lines = next(layer["data"]["values"] for layer in spec["layer"] if layer["mark"].get("strokeWidth") == 1.1)
    drawn = in_pieces(lines)
    pieces = [[record["x"] for record in drawn if record["k"] == k] for k in dict.fromkeys(r["k"] for r in drawn)]
    assert [len(piece) for piece in pieces] == [30, 4, 25]  # the second unit lacks its fifth month
    assert pieces[1] + pieces[2] == pieces[0][:4] + pieces[0][5:]


def test_one_scale_or_one_of_their_own() -> None:
    many = units(3)
    share, own = specification_many(many), specification_many(many, same_scale=False)
    assert texts(own).count("0\u202f%") == 3
    assert texts(share).count("0\u202f%") == 1
    assert own["width"] > share["width"]


def test_provisional_points_and_the_baseline_are_drawn() -> None:
    spec = specification_many(units(2, start="2023-09", complete_until="2024-04"))
    marks = [layer["mark"] for layer in spec["layer"]]
    assert any(mark["type"] == "rect" for mark in marks)
    hollow = next(layer for layer in spec["layer"] if layer["mark"].get("fill") == "white")
    assert len(hollow["data"]["values"]) == 4
    assert any(mark.get("strokeDash") == [2, 2] for mark in marks)


def test_the_same_set_gives_the_same_bytes_with_a_text_alternative() -> None:
    found = units(3, start="2023-09", better="higher")
    spec = specification_many(found, language="en")
    svg = to_svg(spec)
    assert svg == to_svg(specification_many(found, language="en"))
    alternative = re.search(r'role="img" aria-label="([^"]*)"', svg)
    assert alternative is not None
    assert alternative.group(1).startswith("3 units: ")
    assert "Unit 2: " in alternative.group(1)


def test_files_and_notebooks(tmp_path: Any) -> None:
    found = units(2)
    for ending in (".svg", ".html", ".png", ".pdf"):
        found.save(tmp_path / f"many{ending}", language="en", title="Treated in time")
        assert (tmp_path / f"many{ending}").stat().st_size > 1000
    assert found.plot().to_dict()["width"] > 0
    assert found._repr_mimebundle_()["image/svg+xml"].startswith("<svg")
    assert list(found.filter("improved")._repr_mimebundle_()) == ["text/plain"]


def test_kinds_without_a_verdict_and_without_a_calendar() -> None:
    frame = pd.DataFrame({"unit": ["a"] * 12 + ["b"] * 9, "days": [3, 9, 2, 4, 6, 1, 8] * 3})
    spec = specification_many(kvalspc.charts(frame, kind="g", by="unit", numerator="days"))
    assert {"a", "b"} <= set(texts(spec))


def test_nothing_to_draw_is_said() -> None:
    with pytest.raises(ValueError, match="plot: got no charts, need at least one"):
        specification_many(units(2).take([]))


def test_a_name_is_broken_before_it_is_shortened() -> None:
    names = ["Haukeland universitetssjukehus", "Sørlandet sykehus Kristiansand, medisinsk", "x" * 60, "UNN"]
    spec = specification_many(units(4), names=dict(zip(units(4), names, strict=True)), language="nb")
    shown = texts(spec)
    assert "Haukeland universitetssjukehus" in shown
    assert {"Sørlandet sykehus Kristiansand,", "medisinsk"} <= set(shown)
    assert any("…" in text for text in shown if text.startswith("xxx"))


def test_letters_are_as_wide_as_they_are_drawn() -> None:
    # Liberation Sans 2.1, advance widths by fontTools, in thousandths of the size
    assert text_width("Haukeland universitetssjukehus", 1000) == pytest.approx(14061, abs=3)
    assert text_width("grenser for naturlig variasjon", 1000) == pytest.approx(12671, abs=3)
    assert text_width("Sørlandet sykehus", 1000, bold=True) > text_width("Sørlandet sykehus", 1000)


def test_the_key_of_many_panels_stands_below_them() -> None:
    spec = specification_many(units(5, start="2023-09", complete_until="2024-04"), columns=2, language="nb")
    keyed = [r for layer in spec["layer"] for r in layer["data"]["values"] if (r["y"] or 0) > spec["height"]]
    assert {"før tiltaket", "foreløpige tall", "nivå (gjennomsnitt)"} <= {r["text"] for r in keyed if "text" in r}
