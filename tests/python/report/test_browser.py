"""The report's pages in a real browser: accessible (axe), by keyboard alone, on a phone, on paper, and offline."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kvalspc.job.results import Results
from kvalspc.report import write
from kvalspc.report.leaders import write_leaders

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: no browser was driven")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed: nothing was judged")

DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
GRAVE = ("serious", "critical", "moderate")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("chromium is not installed: no browser was driven")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def show(browser: Any) -> Iterator[Any]:
    """Open a page of the report; whatever it asks of a network fails the test."""
    context = browser.new_context(viewport=DESKTOP, offline=True)
    asked: list[str] = []

    def opened(path: Path, size: dict[str, int] = DESKTOP) -> Any:
        page = context.new_page()
        page.set_viewport_size(size)
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri())
        return page

    yield opened
    context.close()
    assert asked
    assert all(url.startswith("file:") for url in asked), asked


def found_by_axe(page: Any) -> list[tuple[str, str, list[str]]]:
    """What axe objects to: how grave it is, its rule, and where."""
    violations = axe.Axe().run(page).response["violations"]
    return [(one["impact"], one["id"], [node["html"][:120] for node in one["nodes"]]) for one in violations]


def test_axe_finds_what_is_wrong(browser: Any) -> None:
    page = browser.new_page()
    page.set_content('<html lang="nb"><title>x</title><main><h1>x</h1><p style="color:#ccc">grey</p></main></html>')
    assert [(impact, rule) for impact, rule, _ in found_by_axe(page)] == [("serious", "color-contrast")]
    page.close()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("name", ["index", "final", "board", "network"])
def test_axe_finds_nothing_grave_on_a_page(show: Any, few: list[Path], name: str, size: dict[str, int]) -> None:
    path = next(path for path in few if path.name == f"{name}.html")
    assert [one for one in found_by_axe(show(path, size)) if one[0] in GRAVE] == []


def test_axe_finds_nothing_grave_on_a_units_own_page(show: Any, many: list[Path]) -> None:
    path = next(path for path in many if path.parent.name == "units")
    assert [one for one in found_by_axe(show(path)) if one[0] in GRAVE] == []


def test_the_keyboard_reaches_every_link_and_each_shows_where_it_is(show: Any, few: list[Path]) -> None:
    page = show(few[0])
    wanted = page.evaluate("document.querySelectorAll('a[href], summary').length")
    seen, without_sign = set(), []
    for _ in range(wanted):
        page.keyboard.press("Tab")
        place, outlined = page.evaluate(
            """() => {
              const at = document.activeElement, style = getComputedStyle(at);
              const all = [...document.querySelectorAll('a[href], summary')];
              return [all.indexOf(at), style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0];
            }"""
        )
        seen.add(place)
        if not outlined:
            without_sign.append(place)
    assert seen == set(range(wanted))
    assert without_sign == []


def test_the_first_key_leads_past_the_head_of_the_page(show: Any, few: list[Path]) -> None:
    page = show(few[0])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")


def test_details_open_by_keyboard(show: Any, few: list[Path]) -> None:
    page = show(few[0])
    page.locator("summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("details").first.get_attribute("open") is not None


def test_on_paper_there_are_no_links_to_pages_and_nothing_is_cut(show: Any, few: list[Path]) -> None:
    page = show(few[0], {"width": 718, "height": 1000})  # A4 within its margins
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert not page.locator("header nav").first.is_visible()
    assert not page.locator(".skip").is_visible()
    sizes = (
        "[...document.querySelectorAll('.numbers, .caption')].map(one => parseFloat(getComputedStyle(one).fontSize))"
    )
    text = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    assert max(page.evaluate(sizes)) <= text
    assert page.locator(".made").is_visible()  # above, so that the foot takes no sheet of its own
    assert not page.locator("footer").is_visible()


def test_where_a_reader_chooses_the_colours_drawings_keep_their_ground(show: Any, few: list[Path]) -> None:
    page = show(few[0])
    page.emulate_media(forced_colors="active", color_scheme="dark")
    for part in (".shape", ".spark", ".figure.large"):
        ground = page.locator(part).first.evaluate("one => getComputedStyle(one).backgroundColor")
        assert ground == "rgb(255, 255, 255)", part


def test_on_paper_a_short_table_is_never_broken_and_no_head_stands_alone(show: Any, few: list[Path]) -> None:
    page = show(few[0].parent / "final.html", {"width": 718, "height": 1000})
    page.emulate_media(media="print")
    table = page.locator("table.grid").first
    assert table.evaluate("e => getComputedStyle(e).breakInside") == "avoid"
    table.evaluate("e => { for (let k = 0; k < 13; k++) e.tBodies[0].append(e.tBodies[0].rows[0].cloneNode(true)) }")
    assert table.evaluate("e => getComputedStyle(e).breakInside") == "auto"
    row = "(e, k) => getComputedStyle(e.tBodies[0].rows[k]).breakBefore"
    assert [table.evaluate(row, k) for k in range(4)] == ["avoid", "avoid", "auto", "auto"]


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_grave_where_all_is_only_screened(
    show: Any, results: Callable[..., Results], tmp_path: Path, size: dict[str, int]
) -> None:
    run = results(("nb",), indicators=2)
    indicators = tuple(
        replace(found, indicator=found.indicator.model_copy(update={"role": "screening"})) for found in run.indicators
    )
    (path,) = write(replace(run, indicators=indicators), tmp_path / "report", languages=["nb"])
    page = show(path, size)
    assert [one for one in found_by_axe(page) if one[0] in GRAVE] == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_leaders_page_fits_on_the_narrowest_phone(
    show: Any, results: Callable[..., Results], tmp_path: Path
) -> None:
    write(results(("nb",)), tmp_path / "run" / "report", languages=["nb"])
    (path,) = write_leaders([tmp_path / "run"], tmp_path / "all")
    page = show(path, {"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert [one for one in found_by_axe(page) if one[0] in GRAVE] == []
    lines = "e => e.getBoundingClientRect().height / parseFloat(getComputedStyle(e).lineHeight)"
    assert page.locator("h1").evaluate(lines) < 1.5  # "Forbedringsprosjekter" is not broken
    name, levels = (page.locator(f".project .{part}").first.bounding_box() for part in ("name", "levels"))
    assert name["y"] + name["height"] <= levels["y"]  # the levels do not take the name's room
