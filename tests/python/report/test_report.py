"""The report as a reader, a browser and an attacker meet it."""

from __future__ import annotations

import itertools
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from kvalspc.job.results import Results
from kvalspc.report import focus, pages, write
from kvalspc.report.method import method_of
from kvalspc.report.names import safe_name
from kvalspc.words import Measure, label

Make = Callable[..., Results]
EVIL_NAME_SHOWN = r"Avdeling <script>alert('x')</script> & \u202egnp \u2028 \x07{{ 7 * 7 }}"
VOID = {"meta", "link", "br", "img", "input", "hr"}
LOADING = {"src", "srcset", "href", "xlink:href", "action", "data", "poster", "background"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    parent: Element | None = None
    content: list[Element | str] = field(default_factory=list)

    def all(self, tag: str = "", **attributes: str) -> Iterator[Element]:
        for child in self.content:
            if isinstance(child, Element):
                if tag in {"", child.tag} and all(child.attributes.get(k) == v for k, v in attributes.items()):
                    yield child
                yield from child.all(tag, **attributes)

    def has_class(self, name: str) -> bool:
        return name in self.attributes.get("class", "").split()

    def text(self) -> str:
        return "".join(c if isinstance(c, str) else c.text() for c in self.content)


class Tree(HTMLParser):
    """Parses strictly: every element that is opened is closed, in order."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.here = Element("", {})
        self.feed(html)
        self.close()
        assert self.here is self.root, f"<{self.here.tag}> is not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {k: v or "" for k, v in attrs}, self.here)
        self.here.content.append(element)
        if tag not in VOID:
            self.here = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.here.content.append(Element(tag, {k: v or "" for k, v in attrs}, self.here))

    def handle_endtag(self, tag: str) -> None:
        assert self.here.tag == tag, f"<{self.here.tag}> is closed by </{tag}>"
        assert self.here.parent is not None
        self.here = self.here.parent

    def handle_data(self, data: str) -> None:
        self.here.content.append(data)


def read(path: Path) -> Element:
    return Tree(path.read_text(encoding="utf-8")).root


@pytest.fixture(scope="session")
def page(few: list[Path]) -> Element:
    return read(few[0])


def rows(page: Element) -> list[Element]:
    return [item for item in page.all("li") if item.has_class("row")]


# --- what a reader meets ---


def test_the_first_sentence_counts_the_units(page: Element) -> None:
    lead = next(p for p in page.all("p") if p.has_class("lead")).text()
    assert lead.startswith("5 avdelinger: 1 bedre, 1 dårligere")
    counted = next(item for item in page.all("ul") if item.has_class("counts"))
    assert [b.text() for b in counted.all("b")] == ["1", "1", "2", "1"]


def test_units_stand_in_the_projects_order_below_all_together(page: Element) -> None:
    names = [next(row.all("a")).text() for row in rows(page)]
    assert names == [
        "Alle deltakende avdelinger",
        "Avdeling D",
        "Avdeling A",
        "Avdeling B",
        EVIL_NAME_SHOWN,
        "Avdeling H",
    ]


def test_a_row_has_shape_sentence_drawing_and_levels(page: Element) -> None:
    row = next(r for r in rows(page) if "Avdeling A" in r.text())
    assert next(row.all("svg", role="img")).attributes["aria-label"] == "Bedre"
    assert next(row.all("svg", **{"aria-hidden": "true"})).has_class("spark")
    assert "Tydelig forbedring" in row.text()
    assert re.search(r"\d+ → \d+\u202f%", row.text())


def test_the_four_groups_differ_by_shape(page: Element) -> None:
    shapes = {}
    for row in rows(page):
        icon = next(row.all("svg", role="img"))
        drawn = next(child for child in icon.content if isinstance(child, Element))
        shapes[icon.attributes["aria-label"]] = (
            drawn.tag,
            drawn.attributes.get("d"),
            drawn.attributes.get("stroke-dasharray"),
        )
    assert len(shapes) == 4
    assert len(set(shapes.values())) == 4


def test_the_answer_is_the_headline_of_a_unit(page: Element, results: Make) -> None:
    run = results()
    found = next(u for u in run.indicators[0].units if u.unit == "4001")
    assert found.verdict == "improved"
    card = next(c for c in page.all("section") if c.has_class("card") and "c-4001-" in c.attributes.get("id", ""))
    answer = next(card.all("h3")).text().strip()
    assert answer.startswith("Tydelig forbedring: Andelen er ")
    assert "95\u202f% KI" in next(p for p in card.all("p") if p.has_class("numbers")).text()
    summaries = [s.text() for s in card.all("summary")]
    assert summaries == ["Slik er tallene beregnet", "Vis tallene i en tabell"]


def test_the_details_name_test_limits_rules_and_what_is_provisional(page: Element) -> None:
    terms = [dt.text() for dt in next(page.all("dl")).all("dt")]
    assert {"Periode", "Metode", "p-verdi", "95\u202f% konfidensintervall", "Kontrollgrenser"} <= set(terms)
    assert {"Regler for skift", "Foreløpige tall"} <= set(terms)


def test_the_table_has_the_numbers_of_the_chart(page: Element, results: Make) -> None:
    run = results()
    table = next(page.all("table"))
    lines = [[cell.text() for cell in tr.content if isinstance(cell, Element)] for tr in table.all("tr")]
    assert lines[0][:3] == ["Periode", "Teller", "Nevner"]
    total = run.indicators[0].total
    assert total is not None
    assert total.points is not None
    assert lines[1][0] == "januar 2022"
    assert [float(line[1]) for line in lines[1:]] == list(total.points.numerator)


def test_a_period_without_measurements_is_not_said_to_be_left_out(results: Make) -> None:
    unit = results().indicators[0].units[0]
    assert unit.points is not None
    value, included = unit.points.value.copy(), unit.points.included.copy()
    value[3], included[3], included[5] = float("nan"), False, False
    unit = replace(unit, points=replace(unit.points, value=value, included=included))
    said = dict(method_of(unit, Measure("andel"), "nb"))
    assert said["Uten målinger"] == "april 2022"
    assert said["Holdt utenfor"] == "juni 2022"


def test_a_rejected_unit_gets_its_reason_and_a_warning_its_place(page: Element) -> None:
    cards = {c.attributes.get("id", ""): c for c in page.all("section") if c.has_class("card")}
    rejected = next(card for name, card in cards.items() if name.startswith("c-4009-"))
    assert "Kunne ikke beregnes" in rejected.text()
    assert "a.csv:12: 3 fields; need 4, as in the header" in rejected.text()
    warned = next(card for name, card in cards.items() if name.startswith("c-9-"))
    assert "a warning about <b>Avdeling D</b>" in warned.text()
    assert not list(warned.all("strong", id="x"))


def test_the_data_say_until_when_and_what_is_provisional(page: Element) -> None:
    text = page.text()
    assert "Data til og med 31. desember 2024." in text
    assert "Tall etter 31. oktober 2024 er foreløpige." in text
    assert "Åpne punkter er foreløpige tall." in text


def test_several_indicators_are_counted_side_by_side(results: Make, tmp_path: Path) -> None:
    page = read(write(results(indicators=2), tmp_path, languages=["nb"])[0])
    tally = next(t for t in page.all("table") if t.has_class("tally"))
    lines = [[cell.text() for cell in tr.content if isinstance(cell, Element)] for tr in tally.all("tr")]
    assert lines[1] == ["Andel innen 30 minutter", "1", "1", "2", "1"]
    assert [a.attributes["href"][0] for a in tally.all("a")] == ["#", "#"]


def test_every_language_has_its_page_and_a_link(results: Make, tmp_path: Path) -> None:
    written = write(results(("en", "nb", "nn")), tmp_path)
    assert len(written) == 3 * 4
    files = [path for path in written if path.name.startswith("index")]
    assert [f.name for f in files] == ["index.html", "index.nb.html", "index.nn.html"]
    assert [next(read(f).all("html")).attributes["lang"] for f in files] == ["en", "nb", "nn"]
    links = [a.attributes["href"] for a in next(read(files[1]).all("nav")).all("a")]
    assert links == ["index.html", "index.nn.html"]
    assert "Clear improvement" in read(files[0]).text()
    assert "Tydeleg betring" in read(files[2]).text()


def test_without_a_start_levels_that_moved_are_not_called_unchanged(unplanned: Path) -> None:
    page = read(unplanned)
    lead = next(p for p in page.all("p") if p.has_class("lead")).text()
    assert lead == "2 avdelinger: 1 med endret nivå og 1 med bare naturlig variasjon."
    counted = next(item for item in page.all("ul") if item.has_class("counts"))
    named = [item.text().split(maxsplit=1) for item in counted.all("li")]
    assert named == [["1", "Nivået har endret seg"], ["1", "Bare naturlig variasjon"], ["0", "For få målinger"]]
    assert "Ingen sikker endring" not in page.text()
    moved = next(row for row in rows(page) if "Sykehus S" in row.text())
    assert "Nivået skiftet tydelig rundt januar 2024" in moved.text()
    assert len(list(moved.all("line"))) == 2  # the small drawing has both levels
    card = next(c for c in page.all("section") if c.has_class("card") and "Nivået skiftet tydelig" in c.text())
    assert "Skifte, januar 2024" in card.text()
    assert "Nivået er tegnet før og etter skiftet" in card.text()
    assert "Stiplet senterlinje" not in card.text()
    table = next(card.all("table"))
    lines = [[cell.text() for cell in tr.content if isinstance(cell, Element)] for tr in table.all("tr")]
    at = lines[0].index("Senterlinje")
    assert len({line[at] for line in lines[1:]}) == 2


# --- accessibility ---


def test_every_chart_has_a_text(page: Element) -> None:
    charts = [f for f in page.all("div") if f.has_class("figure")]
    assert len(charts) == 2 * 5  # each for a wide and for a narrow screen
    for chart in charts:
        image = next(chart.all("svg"))
        assert image.attributes["role"] == "img"
        assert image.attributes["aria-label"].startswith("Kontrolldiagram for andel innen 30 minutter, ")


def test_headings_go_down_one_step_at_a_time_and_ids_are_unique(few: list[Path], many: list[Path]) -> None:
    for path in (*few, *many):
        page = read(path)
        levels = [int(e.tag[1]) for e in page.all() if re.fullmatch(r"h[1-6]", e.tag)]
        assert levels[0] == 1
        assert all(b - a <= 1 for a, b in itertools.pairwise(levels))
        ids = [e.attributes["id"] for e in page.all() if "id" in e.attributes]
        assert len(ids) == len(set(ids))
        assert list(page.all("main"))


def test_text_colours_can_be_read_on_white() -> None:
    from kvalspc.plot.theme import THEMES

    css = (Path(write.__code__.co_filename).parent / "templates" / "style.css").read_text(encoding="utf-8")
    named = dict(re.findall(r"--([a-z-]+): (#[0-9A-Fa-f]{6})", css))
    texts = [named[name] for name in set(re.findall(r"[; {]color: var\(--([a-z-]+)\)", css))]
    for theme in THEMES.values():
        texts += [theme.ink, theme.muted, theme.centre, theme.target_text]
    assert len(texts) >= 10
    for colour in texts:
        assert contrast(colour) >= 4.5, colour


def contrast(colour: str) -> float:
    """Against white (WCAG 2.2, relative luminance)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


# --- safety ---


def test_texts_from_outside_are_text(few: list[Path]) -> None:
    for path in few:
        page = read(path)
        assert not list(page.all("script"))
        assert not list(page.all("img"))
        assert not list(page.all("i"))
        assert not list(page.all("u"))
        assert not [k for e in page.all() for k in e.attributes if k.startswith("on")]
        assert EVIL_NAME_SHOWN in page.text()
        raw = path.read_text(encoding="utf-8")
        assert not set(raw) & set("\u202e\u2028\x07")
        if path.name.startswith("index"):
            assert "Ny <i>rutine</i>" in page.text()
        assert "Raskere <trombolyse>" in next(page.all("title")).text()


def test_nothing_is_fetched(few: list[Path], many: list[Path]) -> None:
    for path in (*few, *many):
        raw = path.read_text(encoding="utf-8")
        assert set(re.findall(r"https?://[\w./-]*", raw)) <= {
            "http://www.w3.org/2000/svg",
            "http://www.w3.org/1999/xlink",
        }
        assert "@import" not in raw
        assert "url(" not in raw
        for element in read(path).all():
            for name in LOADING & element.attributes.keys():
                assert element.tag == "a"
                assert not re.match(r"[a-z]+:|//", element.attributes[name])


@pytest.mark.parametrize("which", ["few", "many"])
def test_every_link_leads_somewhere(request: pytest.FixtureRequest, which: str) -> None:
    files: list[Path] = request.getfixturevalue(which)
    anchors = {path.resolve(): {e.attributes.get("id") for e in read(path).all()} for path in files}
    count = 0
    for path in files:
        for link in read(path).all("a"):
            target, _, anchor = unquote(link.attributes["href"]).partition("#")
            place = (path.parent / target).resolve() if target else path.resolve()
            assert place in anchors
            assert not anchor or anchor in anchors[place]
            count += 1
    assert count > 20


def test_many_units_get_pages_of_their_own(many: list[Path]) -> None:
    files = many
    assert len(files) == 2 * (4 + 4)
    assert {f.parent.relative_to(files[0].parent).as_posix() for f in files} == {".", "units"}
    assert not [d for d in read(files[0]).all("div") if d.has_class("figure")]
    page = read(next(path for path in files if path.parent.name == "units" and path.name.startswith("u000")))
    assert next(page.all("h1")).text() == "Sykehus 0"
    assert len([d for d in page.all("div") if d.has_class("figure")]) == 2


def test_of_very_many_units_those_with_a_start_get_pages(results: Make, tmp_path: Path) -> None:
    found = results(("nb",))
    (indicator,) = found.indicators
    others = tuple(replace(u, unit=f"X{k}", start=None) for k, u in enumerate(results(units=3).indicators[0].units))
    night = replace(found, indicators=(replace(indicator, units=(*indicator.units, *others)),))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pages, "APART", 3)
        patch.setattr(focus, "MANY", 6)
        write(night, tmp_path, languages=["nb"])
    first = read(tmp_path / "index.html")
    assert {row.text().split()[1] for row in rows(first)} >= {"A", "B", "D"}
    assert not any("Sykehus" in row.text() for row in rows(first))
    assert "4 avdelinger uten tiltak står bare i tabellene." in first.text()  # three, and one that was rejected
    assert len(list((tmp_path / "units").glob("*.html"))) == 1 + 4


@pytest.mark.parametrize("identifier", ["../../etc/passwd", "CON", "a/b\\c", "Å" * 300, "", "\x00", "\udc80", ".", "A"])
def test_names_of_files_are_safe_whatever_the_id(identifier: str) -> None:
    name = safe_name(identifier)
    assert re.fullmatch(r"[a-z0-9-]{10,43}", name)
    assert name.upper() != "CON"


def test_names_of_files_differ_even_where_case_is_ignored() -> None:
    assert len({safe_name(i) for i in ("a", "A", "a ", "å", "Å", "a/", "4001", "４００１")}) == 8


def test_nothing_is_written_outside_the_folder(results: Make, tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b" / "report"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pages, "APART", 3)
        files = write(results(), folder, languages=["nb"])
    assert len(files) == 4 + 6
    assert {p for p in tmp_path.rglob("*") if p.is_file()} == {*files, folder / "summary.json"}


def test_the_same_results_give_the_same_bytes(few: list[Path], results: Make, tmp_path: Path) -> None:
    again = write(results(), tmp_path)
    assert [f.read_bytes() for f in few] == [f.read_bytes() for f in again]


def test_an_unknown_language_is_an_error(results: Make, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"languages: got \['sv'\], need at least one of nb, nn, en"):
        write(results(), tmp_path, languages=["sv"])


# --- a browser ---


PROBE = """
onload = () => {
  const seen = [...document.querySelectorAll('iframe')].map(frame => {
    const page = frame.contentDocument, shown = kind => [...page.querySelectorAll('.figure.' + kind)]
      .filter(figure => figure.getBoundingClientRect().width > 0).length;
    return [page.documentElement.scrollWidth, page.documentElement.clientWidth, shown('large'), shown('narrow')];
  });
  document.title = 'seen ' + JSON.stringify(seen);
};
"""


def laid_out(pages: list[Path], width: int, folder: Path) -> list[list[int]]:
    """Each page as wide as `width`: what it takes, what it has, and how many drawings of either kind are shown."""
    browser = shutil.which("chromium")
    if browser is None:
        pytest.skip("chromium is not installed: the report was not laid out in a browser")
    frames = "".join(f'<iframe src="{page.as_uri()}" style="width:{width}px;height:800px"></iframe>' for page in pages)
    path = folder / f"frames-{width}.html"
    path.write_text(f"<!DOCTYPE html><title></title>{frames}<script>{PROBE}</script>", encoding="utf-8")
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--dump-dom"]
    command += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    command += ["--allow-file-access-from-files", "--disable-web-security"]  # to look into the frames
    command += [f"--user-data-dir={folder / 'profile'}", path.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    found = re.search(r"<title>seen (.*?)</title>", done.stdout)
    assert found is not None
    seen: list[list[int]] = json.loads(found[1])
    return seen


def test_no_page_is_wider_than_a_phone_and_charts_fit_it(few: list[Path], tmp_path: Path) -> None:
    pages = [path for path in few if ".en." not in path.name]
    assert {path.name for path in pages} == {"index.html", "final.html", "network.html", "board.html"}
    for width, drawn in ((390, "narrow"), (1280, "large")):
        for path, (takes, has, large, narrow) in zip(pages, laid_out(pages, width, tmp_path), strict=True):
            assert takes <= has, (path.name, width)
            charts = path.read_text(encoding="utf-8").count('<div class="figure large">')
            assert (large, narrow) == ((charts, 0) if drawn == "large" else (0, charts)), (path.name, width)


def test_each_type_names_the_test_that_decides() -> None:
    """Medians are compared by ranks alone (docs/numbers.md); means by Welch's test too."""
    from kvalspc.report.method import tested

    said = {
        kind: label(f"method.test.{tested(kind)}", "nb")
        for kind in ("andel", "rate", "antall", "gjennomsnitt", "median")
    }
    assert len(set(said.values())) == 5
    assert [kind for kind, text in said.items() if "Welch" in text] == ["gjennomsnitt"]
    assert [kind for kind, text in said.items() if "Mann-Whitney" in text] == ["gjennomsnitt", "median"]
