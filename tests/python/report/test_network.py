"""The learning network's page: units side by side on one time axis, and their effects on one scale."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from markupsafe import Markup

import kvalspc
from kvalspc.demo import write_stroke_register
from kvalspc.job.lists import lists_of
from kvalspc.job.measure import measure_of
from kvalspc.job.network import Network
from kvalspc.job.public import public_results
from kvalspc.job.results import Results
from kvalspc.job.run import run
from kvalspc.plot.multiples import BESIDE
from kvalspc.plot.total import total_specification
from kvalspc.report import network, write
from kvalspc.report.interval import interval, scale_of
from kvalspc.report.leaders import write_leaders
from kvalspc.report.network import effect_of, sides_of
from kvalspc.report.together import since_start_grid

Make = Callable[..., Results]


@pytest.fixture(scope="module")
def staggered(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """The demo's second project: eight units, starts of their own, periods of four lengths."""
    register = write_stroke_register(tmp_path_factory.mktemp("network")).parent
    outcome = run(register / "project-p2.toml", None)
    assert outcome.results is not None
    return outcome.results


def test_effects_are_beside_those_that_had_not_begun(staggered: Results) -> None:
    side = sides_of(staggered, "en")[0]
    total = staggered.indicators[0].total
    assert total is not None
    assert total.pooled is not None
    assert side.lead == total.text["en"]
    assert side.heads[3] == "Difference from those that had not begun (95%\N{NO-BREAK SPACE}CI)"
    assert [line.name for line in side.lines][:3] == ["All participating units", "Avdeling D", "Avdeling E"]
    found = [int(v) for v in re.findall(r"[+\u2212-]?\d+", side.lines[0].difference.replace("\u2212", "-"))]
    contrast = total.pooled.contrast
    assert found == [
        round(100 * v) for v in (contrast.difference, contrast.difference_lower, contrast.difference_upper)
    ]


def test_the_first_page_says_what_all_units_are_beside(staggered: Results, tmp_path: Path) -> None:
    """Its "24 → 40 %" is what was to be expected and what was seen, not before and after."""
    write(staggered, tmp_path, languages=["nb"])
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    for row, found in zip(
        re.findall(r'<li class="row total">.*?</li>', page, re.DOTALL), staggered.indicators, strict=True
    ):
        assert found.total is not None
        assert found.total.pooled is not None
        assert found.total.text["nb"] in row
        assert "å vente ut fra avdelinger som ikke hadde begynt" in row


def test_tables_in_details_neither_repeat_their_summary_nor_break_intervals(staggered: Results, tmp_path: Path) -> None:
    write(staggered, tmp_path, languages=["nb"])
    page = (tmp_path / "network.html").read_text(encoding="utf-8")
    details = re.findall(r"<details><summary>(.*?)</summary>(.*?)</details>", page, re.DOTALL)
    assert details
    for summary, inside in details:
        assert f'<caption class="hidden">{summary}</caption>' in inside
        assert not re.search(r"\([^)]* til [^)]*\)</td>", inside)


def test_on_a_narrow_screen_each_figure_has_its_heading(staggered: Results, tmp_path: Path) -> None:
    write(staggered, tmp_path, languages=["nb"])
    page = (tmp_path / "network.html").read_text(encoding="utf-8")
    tables = re.findall(r'<table class="grid effects".*?</table>', page, re.DOTALL)
    assert len(tables) == 2
    for table in tables:
        heads = re.findall(r'<th scope="col">(.*?)</th>', table)
        named = re.findall(r'data-head="(.*?)"', table)
        assert named == [heads[1], heads[3]] * (len(named) // 2)
        assert len(named) == 2 * 9  # all together and eight units


@pytest.mark.parametrize("start", ["2022-12-01", "2022-12-15"])
def test_a_start_in_the_middle_of_a_month_leaves_all_units_in_their_panels(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, start: str
) -> None:
    drawn = []
    monkeypatch.setattr(network, "svg_of", lambda spec: drawn.append(spec) or Markup(""))
    register = write_stroke_register(tmp_path).parent
    project = register / "project-p2.toml"
    text = project.read_text(encoding="utf-8")
    assert "start = 2022-12-01" in text
    project.write_text(text.replace("start = 2022-12-01", f"start = {start}"), encoding="utf-8")
    outcome = run(project, None)
    assert outcome.results is not None
    sides_of(outcome.results, "nb")
    panels = [spec for spec in drawn if len([one for one in spec["layer"] if one["mark"]["type"] == "rect"]) > 1]
    assert len(panels) == 4  # two indicators, wide and narrow
    for spec in panels:
        records = [one for layer in spec["layer"] for one in layer["data"]["values"]]
        places = [one[x] for one in records for x in ("x", "x2") if x in one and "text" not in one]
        assert min(places) >= 0
        assert max(places) <= spec["width"] + BESIDE[True]


def test_the_total_is_drawn_from_the_first_period_that_anybody_has_reported(staggered: Results) -> None:
    """Periods of a year that end where a start is may begin before any data."""
    total = staggered.indicators[0].network.total
    assert total is not None
    reported = [k for k, value in enumerate(total.points["adjusted"]) if math.isfinite(value)]
    assert reported[0] > 0
    spec = total_specification(total, language="nb")
    assert f"{reported[-1] - reported[0] + 1} perioder" in spec["description"]


def few_started(results: Results) -> Results:
    """The same answer, of four units among forty."""
    indicator, *others = results.indicators
    total = indicator.total
    assert total is not None
    assert total.pooled is not None
    pooled = replace(total.pooled, started=4, controls=36)
    measure = measure_of(indicator.indicator)
    text = {language: pooled.text(language, measure=measure) for language in ("nb", "nn", "en")}
    total = replace(total, pooled=pooled, text=text)
    return replace(results, indicators=(replace(indicator, total=total), *others))


def test_where_few_have_started_no_page_gives_their_level_as_that_of_all(staggered: Results, tmp_path: Path) -> None:
    results = few_started(staggered)
    total = results.indicators[0].total
    assert total is not None
    assert total.pooled is not None
    assert total.points is not None
    after = f"{round(100 * total.pooled.contrast.after)}\u202f%"
    drawn = f"{round(100 * float(total.points.centre[-1]))}\u202f%"
    assert after != drawn
    write(results, tmp_path, languages=["nb"])
    said = f"i de 4 av 40 avdelingene som har startet: {after} etter tiltaket, mot "
    index = html.unescape((tmp_path / "index.html").read_text(encoding="utf-8"))
    row = index[index.index('class="row total"') :]
    row = row[: row.index("</li>")]
    assert said in row
    assert f'<span class="levels">{drawn}</span>' in row
    card = index[index.index('id="c-total') :]
    card = card[: card.index("</section>")]
    side = total.pooled.after
    assert f"{side.numerator:.0f} av {side.denominator:.0f} etter tiltaket i 4 avdelinger." in card.replace(
        "\u202f", ""
    )
    assert "Forskjellen fra det ventede er +" in card
    board = html.unescape((tmp_path / "board.html").read_text(encoding="utf-8"))
    sheet = board[board.index('<section class="sheet"') :]
    sheet = sheet[: sheet.index("</section>")]
    assert said in sheet
    assert 'class="level"' not in sheet  # a large figure above a drawing of another
    assert "Før tiltaket:" not in sheet


@pytest.mark.parametrize("end", [800.0, math.inf, math.nan])
def test_a_window_whose_ratio_is_no_number_is_left_out(staggered: Results, tmp_path: Path, end: float) -> None:
    indicator, *others = staggered.indicators
    total = indicator.total
    assert total is not None
    assert total.pooled is not None
    first, *windows = total.pooled.event_times
    assert windows
    odd = replace(first, effect_upper=end)  # exp(800) is beyond the doubles
    total = replace(total, pooled=replace(total.pooled, event_times=(odd, *windows)))
    results = replace(staggered, indicators=(replace(indicator, total=total), *others))
    measure = measure_of(indicator.indicator)
    before = since_start_grid(indicator, measure, "nb").rows
    assert len(before) == 1 + len(windows)
    assert since_start_grid(results.indicators[0], measure, "nb").rows == before[1:]
    write(results, tmp_path, languages=["nb"])
    page = html.unescape((tmp_path / "network.html").read_text(encoding="utf-8"))
    assert before[1][1] in page
    assert before[0][1] not in page


def test_all_panels_lie_inside_the_drawing(staggered: Results) -> None:
    """Periods of a month, quarter and year share one axis; labels of several kinds once drew a picture miles wide."""
    assert len({unit.period_type for unit in staggered.indicators[0].units}) > 2
    side = sides_of(staggered, "nb")[0]
    for drawing, most in ((side.large, 900), (side.small, 500)):
        box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawing)
        assert box is not None
        assert float(box[1]) < most
        assert "Avdeling K" in drawing
        assert html.unescape(drawing).count("Avdeling K: For få målinger.") == 1  # in the text alternative


def test_units_of_one_start_are_compared_with_themselves(results: Make) -> None:
    side = sides_of(results(), "nb")[0]
    assert side.heads[3] == "Forskjell (95\u202f%\u00a0KI)"
    by_name = {line.name: line for line in side.lines}
    assert "prosentpoeng" in by_name["Avdeling A"].difference
    assert by_name["Avdeling H"].difference == "–"  # could not be computed
    assert 'class="interval sure"' in by_name["Avdeling A"].drawing


def test_one_unit_has_nobody_beside_it(results: Make, tmp_path: Path) -> None:
    write(results(units=1), tmp_path)
    assert not (tmp_path / "network.html").exists()
    assert "network.html" not in (tmp_path / "index.html").read_text(encoding="utf-8")


def test_an_effect_is_drawn_on_the_scale_of_all() -> None:
    scale = scale_of([(0.1, 0.05, 0.15), (-0.1, -0.9, 0.7)])
    assert scale is not None
    assert scale.low == pytest.approx(-0.3)
    assert scale.high == pytest.approx(0.3)  # not further than three times the largest estimate
    drawn = interval((0.1, 0.05, 0.15), scale)
    assert 'x1="85.0" x2="85.0"' in drawn  # no effect stands in the middle
    assert 'class="interval sure"' in drawn
    assert 'class="interval"' in interval((-0.1, -0.9, 0.7), scale)
    assert scale_of([]) is None
    same = scale_of([(0.0, 0.0, 0.0)])
    assert same is not None
    assert math.isfinite(same.x(0.0))


def test_an_effect_that_is_not_known_is_not_drawn(results: Make) -> None:
    unit = next(u for u in results() if u.status == "rejected")
    assert effect_of(unit, None) is None


def beside_each_other(results: Results) -> Results:
    """The same results, with eight units beside each other in the year 2024."""
    (found,) = results.indicators
    x, n, ids = [30, 45, 22, 60, 15, 8, 70, 3], [80, 90, 75, 120, 60, 20, 200, 70], ["4001", *"BCDEFGH"]
    network = Network(
        first=date(2024, 1, 1),
        last=date(2025, 1, 1),
        funnel=kvalspc.funnel(x, n, unit=ids, kind="p", better="higher"),
        variation=kvalspc.variation(x, n, unit=ids, kind="p", better="higher"),
    )
    return replace(results, indicators=(replace(found, network=network),))


def test_units_beside_each_other_are_a_sentence_and_a_funnel(results: Make) -> None:
    beside = sides_of(beside_each_other(results()), "nb")[0].beside
    assert beside is not None
    assert beside.period == "Tall fra 1. januar 2024 til 31. desember 2024."
    assert beside.said.startswith("Avdelingene er mer ulike enn tilfeldigheter skulle tilsi.")
    for drawing in (beside.large, beside.small):
        assert 'role="img" aria-label="Traktplott' in drawing
    assert "Avdeling A" in beside.large  # its name, not its id
    assert sides_of(results(), "nb")[0].beside is None


def test_the_public_copy_has_no_funnel(results: Make) -> None:
    shown = public_results(beside_each_other(results()), 5)
    assert shown.indicators[0].network == Network()


def test_lists_and_tables_say_what_the_job_found(staggered: Results) -> None:
    """Each list with its false alarms; beside the others, since the start, and who reported, as in network.json."""
    found = staggered.indicators[0]
    side = sides_of(staggered, "en")[0]
    lists = dict(side.lists)
    assert list(lists) == [
        "Another level after the change than before",
        "Another level than all together, in the last year",
        "Another level than the target, so far",
    ]
    for one in lists_of(found):
        said = [line for line in lists.values() if line.startswith(one.found.text("en"))]
        assert said or one.found.tested == 1
    against, since, reporting = side.grids
    compared = found.network.against
    assert compared is not None
    assert found.total is not None
    assert found.total.pooled is not None
    assert found.network.total is not None
    assert [row[0] for row in against.rows] == [u.name for u in found.units if u.unit in compared]
    assert against.rows[0][1] == compared["4004"].text("en", measure=measure_of(found.indicator))
    windows = found.total.pooled.event_times
    assert [row[0] for row in since.rows][:2] == ["3\u20131 before the start: should be near 1 (no effect)", "0\u20132"]
    assert [int(row[2]) for row in since.rows] == [window.units for window in windows]
    assert float(since.rows[1][1].split()[0]) == pytest.approx(math.exp(windows[1].effect), abs=0.05)
    points = found.network.total.points
    assert [int(row[1].split(",")[0]) for row in reporting.rows] == points["reporting"].tolist()
    marked = [row[1].endswith("not the same as before") for row in reporting.rows]
    assert marked == points["units_changed"].tolist()
    assert True in marked


def test_final_report_and_leaders_page_use_them(staggered: Results, tmp_path: Path) -> None:
    write(staggered, tmp_path / "p2" / "report", languages=["nb"])
    final = html.unescape((tmp_path / "p2" / "report" / "final.html").read_text(encoding="utf-8"))
    for caption in ("Hvem skiller seg tydelig ut?", "Bedre enn landet ellers?", "Etter hvert som tiden går"):
        assert f"<caption>Andel trombolysert innen 30 minutter. {caption}" in final
    (leaders,) = write_leaders([tmp_path / "p2"], tmp_path / "all")
    page = html.unescape(leaders.read_text(encoding="utf-8"))
    for asked, said in sides_of(staggered, "nb")[0].lists:
        assert f"{asked}: {said}" in page
