"""Files: readable without a network, the same bytes each time, and safe whatever the texts are."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import kvalspc
from kvalspc.plot import save, specification, to_html, to_svg

SVG = "{http://www.w3.org/2000/svg}"
EVIL = '</script><script>alert(1)</script> <b>&amp; "x" \u202egnp\x07'


def test_the_svg_is_one_image_with_a_text(p_chart: kvalspc.Chart) -> None:
    root = ET.fromstring(to_svg(specification(p_chart, start=20)))
    assert root.get("role") == "img"
    assert root.get("aria-label") == p_chart.text("nb")
    assert "september 2023" in "".join(root.itertext())
    inside = [element for element in root.iter() if element is not root]
    assert not [e for e in inside if e.get("role") or e.get("aria-label")]  # noise within an image


def test_every_point_has_its_text(p_chart: kvalspc.Chart) -> None:
    root = ET.fromstring(to_svg(specification(p_chart)))
    titles = [element.text for element in root.iter(f"{SVG}title")]
    assert len(titles) == 30
    assert titles[0] == "januar 2022: 35\u202f% (7 av 20)"


def test_the_svg_names_an_open_font_and_no_address(p_chart: kvalspc.Chart) -> None:
    svg = to_svg(specification(p_chart))
    assert set(re.findall(r'font-family="([^"]*)"', svg)) == {"Liberation Sans, Arial, Helvetica, sans-serif"}
    assert set(re.findall(r'https?://[^"\s]*', svg)) <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert not re.findall(r'\bid="', svg)  # several stand on one page


def test_texts_from_outside_are_escaped(make_proportion: Any) -> None:
    chart = make_proportion(notes={4: EVIL})
    svg = to_svg(specification(chart, title=EVIL, description=EVIL, headings={9: EVIL}))
    root = ET.fromstring(svg)
    assert not root.findall(f".//{SVG}script")
    shown = "".join(root.itertext())
    assert "\\u202e" in shown
    assert "\u202e" not in svg
    assert "\\x07" in (root.get("aria-label") or "")


class _Page(HTMLParser):
    """Collects what an HTML page would load, and its scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        self.loads += [v for k, v in attrs if k in {"src", "href", "xlink:href", "action", "data"} and v]


def test_the_page_holds_everything_it_needs(p_chart: kvalspc.Chart) -> None:
    page = _Page()
    html = to_html(specification(p_chart, title=EVIL), title=EVIL, language="en")
    page.feed(html)
    assert page.loads == []
    assert page.scripts == 1
    assert '<html lang="en">' in html
    assert "alert(1)</script>" not in html


@pytest.mark.parametrize("ending", ["svg", "html"])
def test_the_same_chart_gives_the_same_bytes(tmp_path: Path, make_proportion: Any, ending: str) -> None:
    first = save(make_proportion(), tmp_path / f"a.{ending}", start=20, title="Andel")
    again = save(make_proportion(), tmp_path / f"b.{ending}", start=20, title="Andel")
    assert first.read_bytes() == again.read_bytes()


def test_another_process_gives_the_same_bytes(tmp_path: Path) -> None:
    code = (
        "import kvalspc, sys\n"
        "c = kvalspc.chart('p', [3, 4, 5, 9] * 6, [10] * 24, breaks=12, target=.5)\n"
        "c.save(sys.argv[1], start=12)\n"
    )
    files = []
    for seed in ("1", "2"):
        path = tmp_path / f"{seed}.svg"
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", code, str(path)], check=True, env=environment)
        files.append(path.read_bytes())
    assert files[0] == files[1]


@pytest.mark.parametrize(("ending", "begins"), [("png", b"\x89PNG"), ("pdf", b"%PDF"), ("SVG", b"<svg")])
def test_the_ending_decides_the_format(tmp_path: Path, i_chart: kvalspc.Chart, ending: str, begins: bytes) -> None:
    assert save(i_chart, tmp_path / f"x.{ending}").read_bytes().startswith(begins)
    assert [p.name for p in tmp_path.iterdir()] == [f"x.{ending}"]  # nothing half-written remains


def test_another_ending_is_an_error(tmp_path: Path, p_chart: kvalspc.Chart) -> None:
    with pytest.raises(ValueError, match=r"ending in '.gif', need one of .svg, .png, .pdf, .html"):
        save(p_chart, tmp_path / "x.gif")


def test_the_page_opens_in_a_browser_without_a_network(tmp_path: Path, p_chart: kvalspc.Chart) -> None:
    browser = shutil.which("chromium")
    if browser is None:
        pytest.skip("chromium is not installed: the HTML chart was not opened in a browser")
    path = save(p_chart, tmp_path / "x.html", start=20)
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--dump-dom"]
    command += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    command += ["--host-resolver-rules=MAP * ~NOTFOUND", "--virtual-time-budget=10000"]
    command += [f"--user-data-dir={tmp_path / 'profile'}", path.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert "vega-embed" in done.stdout  # the living chart took the drawing's place
    assert done.stdout.count("mark-symbol") >= 1


def test_a_folder_that_is_not_there_is_named(p_chart: kvalspc.Chart, tmp_path: Path) -> None:
    path = tmp_path / "missing" / "chart.svg"
    with pytest.raises(FileNotFoundError, match=r"got '.*missing.chart\.svg' in a folder that is not there"):
        p_chart.save(path)
