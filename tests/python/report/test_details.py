"""What stands under "How the figures are computed": named in the reader's language, and told once."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from kvalspc.job.run import run
from kvalspc.report import write


def details(folder: Path, language: str, chart: str, patients: int = 160) -> list[tuple[str, str]]:
    """Terms and texts of the details of one unit that has an event in every fourth of its patients."""
    first = date(2021, 1, 1)
    days = [first + timedelta(days=9 * k) for k in range(patients)]
    rows = "".join(f"{day};A;{int(k % 4 == 0)}\n" for k, day in enumerate(days))
    (folder / "data.csv").write_text("date;resh;var\n" + rows, encoding="utf-8")
    (folder / "units.csv").write_text("unit;name;hospital;hf;clinic\nA;Post 1;Nordby;Nord;K2\n", encoding="utf-8")
    (folder / "project.toml").write_text(
        f'[project]\nid = "x"\nlanguages = ["{language}"]\n[data]\nevents = "data.csv"\n[[indicator]]\nid = "x"\n'
        f'type = "andel"\nchart = "{chart}"\nsuggest_phases = true\n[units]\nparticipate = ["A"]\n'
        'table = "units.csv"\nstart = 2021-09-01\n',
        encoding="utf-8",
    )
    results = run(folder / "project.toml", None).results
    assert results is not None
    write(results, folder / "report")
    page = (folder / "report" / "index.html").read_text(encoding="utf-8")
    card = page[page.rindex(">Post 1<") :]
    return [
        (html.unescape(term), html.unescape(said)) for term, said in re.findall("<dt>(.*?)</dt><dd>(.*?)</dd>", card)
    ]


@pytest.mark.parametrize(
    ("language", "names"),
    [("nb", ("Sykehus", "Helseforetak")), ("nn", ("Sjukehus", "Helseføretak")), ("en", ("Hospital", "Health trust"))],
)
def test_levels_above_a_unit_have_their_names(tmp_path: Path, language: str, names: tuple[str, str]) -> None:
    found = details(tmp_path, language, "p")
    assert found[-3:] == [(names[0], "Nordby"), (names[1], "Nord"), ("clinic", "K2")]


@pytest.mark.parametrize("chart", ["p", "g"])
def test_no_decision_is_told_twice_and_no_period_of_what_has_none(tmp_path: Path, chart: str) -> None:
    found = dict(details(tmp_path, "en", chart, patients=40))
    sentences = [one.strip() for one in re.findall(r"[^.]+", found["Phases that the data suggest"])]
    assert len(sentences) == len(set(sentences))
    assert ("Period" in found) == (chart == "p")
