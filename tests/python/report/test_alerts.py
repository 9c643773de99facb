"""Alerts, goals and what lasted, as the first page shows them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kvalspc.job.results import Results
from kvalspc.report import write

Make = Callable[..., Results]


def alert(**changed: Any) -> dict[str, Any]:
    return {
        "key": "dtn30/4002/monitor/cusum/end/down/2024-07-01",
        "state": "new",
        "indicator": "dtn30",
        "unit": "4002",
        "unit_name": "Avdeling <b>B</b>",
        "source": "monitor",
        "since": "end",
        "effect": "deterioration",
        "acknowledged": False,
        "text": {"nb": "Nivået ble trolig lavere.", "en": "The level probably fell."},
        **changed,
    }


def first_page(results: Results, folder: Path, *alerts: dict[str, Any], language: str = "nb") -> str:
    return write(results, folder, languages=[language], alerts=alerts)[0].read_text(encoding="utf-8")


def section(page: str) -> str:
    return page[page.index('id="alerts"') :].partition("</section>")[0]


def test_an_open_alert_says_what_where_and_since_when(results: Make, tmp_path: Path) -> None:
    shown = section(first_page(results(), tmp_path, alert()))
    assert "Nivået ble trolig lavere." in shown
    assert "Avdeling &lt;b&gt;B&lt;/b&gt;" in shown
    assert "Nytt. Overvåket etter at prosjektet ble avsluttet." in shown
    assert "dtn30/4002/monitor/cusum/end/down/2024-07-01" in shown
    assert 'aria-label="Dårligere"' in shown
    assert 'href="#c-4002-' in shown


def test_of_many_alerts_the_first_are_in_view_what_got_worse_before_the_rest(results: Make, tmp_path: Path) -> None:
    good = [alert(key=f"up/{k}", effect="improvement", text={"nb": f"Bedre {k}."}) for k in range(5)]
    bad = [alert(key=f"down/{k}", text={"nb": f"Dårligere {k}."}) for k in range(3)]
    shown = section(first_page(results(), tmp_path, *good, *bad))
    view, _, folded = shown.partition("<details>")
    assert re.findall(r"<code>(.*?)</code>", view) == ["down/0", "down/1", "down/2", "up/0", "up/1"]
    assert "Flere varsler (3)" in folded
    assert re.findall(r"<code>(.*?)</code>", folded) == ["up/2", "up/3", "up/4"]


def test_how_often_alerts_err_is_said_once(results: Make, tmp_path: Path) -> None:
    promise = {"nb": "Slik overvåking varsler om omtrent 5 %.", "en": "Such monitoring alerts about 5%."}
    one, other = alert(promise=promise), alert(promise=promise, key="other", unit="4003", unit_name="C")
    shown = section(first_page(results(), tmp_path, one, other, alert(key="third", acknowledged=True)))
    assert shown.count(promise["nb"]) == 1


def test_an_alert_of_a_planned_look_is_called_so(results: Make, tmp_path: Path) -> None:
    assert "Nytt. Planlagt vurdering." in section(
        first_page(results(), tmp_path, alert(source="verdict", since="start"))
    )


def test_an_acknowledged_alert_is_folded_away_and_marks_no_unit(results: Make, tmp_path: Path) -> None:
    known = first_page(results(), tmp_path / "known", alert(acknowledged=True))
    assert "ingen åpne varsler" in section(known)
    assert "Varsler som noen har bekreftet (1)" in section(known)
    assert 'class="badge alert"' not in known
    assert 'class="badge alert"' in first_page(results(), tmp_path / "open", alert())


def test_an_alert_that_is_over_is_no_open_one(results: Make, tmp_path: Path) -> None:
    for state in ("ended", "withdrawn"):
        page = first_page(results(), tmp_path / state, alert(state=state))
        assert "Varsler som er over (1)" in section(page)
        assert 'class="badge alert"' not in page


def test_an_alert_of_a_unit_that_is_gone_is_still_told(results: Make, tmp_path: Path) -> None:
    shown = section(first_page(results(), tmp_path, alert(unit="gone", text={}), language="en"))
    assert "Monitored since the project ended" in shown
    assert "href" not in shown


def test_without_monitoring_nothing_is_said_of_it(results: Make, tmp_path: Path) -> None:
    assert 'id="alerts"' not in first_page(results(), tmp_path)


def test_the_unit_itself_says_what_its_alert_is(results: Make, tmp_path: Path) -> None:
    page = first_page(results(), tmp_path / "open", alert())
    card = page[page.index('id="c-4002-') :].partition("</section>")[0]
    assert "1 varsel" in card
    assert '<p class="numbers">Nivået ble trolig lavere.</p>' in card
    known = first_page(results(), tmp_path / "known", alert(acknowledged=True))
    assert '<p class="numbers">Nivået ble trolig lavere.</p>' not in known
