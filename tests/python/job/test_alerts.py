"""Alerts of the job: told once, kept by key, and never forgotten or repeated because a run was."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from kvalspc.job.alerts import Alert
from kvalspc.job.history import HISTORY

MONTHS = [f"{y}-{m:02d}" for y in (2021, 2022, 2023, 2024) for m in range(1, 13)]
STABLE = [9, 11, 10, 8, 12, 10, 9, 11, 10, 12, 8, 10]
RISEN = [*STABLE * 2, *STABLE[:6], *[16, 15, 17, 15, 16, 16] * 3]  # from July 2023 on


def rows(unit: str, events: list[int], *, of: int = 20) -> str:
    return "".join(f"{month};{unit};{x};{of}\n" for month, x in zip(MONTHS, events, strict=False))


def job(bench: Any, events: dict[str, list[int]], **more: Any) -> Any:
    content = bench.header + "".join(rows(unit, counts) for unit, counts in events.items())
    options = {
        "indicator": 'better = "lower"', "units": "start = 2023-01-01", "rest": '[report]\nperiod = "month"\n',
        "out": bench.folder / "out", **more,
    }  # fmt: skip
    return bench.job(content, **options)


def alerts(bench: Any) -> list[dict[str, Any]]:
    told = json.loads((bench.folder / "out" / "alerts.json").read_text(encoding="utf-8"))
    assert told["schema_version"] == 1
    return list(told["alerts"])


def states(bench: Any) -> list[tuple[str, str]]:
    return [(a["unit"], a["state"]) for a in alerts(bench)]


def written(folder: Path) -> dict[str, bytes]:
    """Every file but the history, which is compared by its rows: their hash stands in the manifest."""
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file() and p.name != HISTORY
    }


def test_a_stable_unit_is_not_alerted_a_risen_one_is(bench: Any) -> None:
    outcome = job(bench, {"A": STABLE * 4, "B": RISEN})
    assert outcome.status == 10
    assert outcome.new_alerts == 2  # the unit, and all units together
    (alert,) = (a for a in alerts(bench) if a["unit"] == "B")
    assert alert["state"] == "new"
    assert alert["direction"] == "up"
    assert alert["effect"] == "deterioration"
    assert alert["source"] == "monitor"
    assert alert["since"] == "start"
    assert "2023-06" <= alert["first"] <= "2023-08"
    assert "2023-08" <= alert["signalled"] <= "2024-02"
    assert alert["last"] == "2024-12"
    assert alert["false_alarm"] == 0.05
    assert alert["horizon"] == 60
    assert not alert["acknowledged"]
    assert alert["key"] == f"x/B/monitor/cusum/start/up/{alert['first_day']}"
    assert set(alert["text"]) == {"nb", "nn", "en"}
    assert "forverring" in alert["text"]["nb"]
    assert "stabile" not in alert["text"]["nb"]
    assert (
        alert["promise"]["nb"]
        == "Slik overvåking varsler om omtrent 5\u202f% av stabile avdelinger i løpet av 60 måneder."
    )
    signals = pq.read_table(bench.folder / "out" / "signals.parquet").to_pylist()
    (mine,) = (s for s in signals if s["source"] == "monitor" and s["unit"] == "B")
    assert (mine["rule"], mine["first"], mine["last"], mine["new"]) == ("cusum", alert["first"], "2024-12", True)


def test_running_again_writes_the_same_and_tells_nothing(bench: Any) -> None:
    first = job(bench, {"A": STABLE * 4, "B": RISEN})
    before = written(bench.folder / "out")
    again = job(bench, {"A": STABLE * 4, "B": RISEN})
    assert (first.status, again.status, again.new_alerts) == (10, 0, 0)
    assert written(bench.folder / "out") == before
    with duckdb.connect(str(bench.folder / "out" / HISTORY), read_only=True) as history:
        assert history.execute("SELECT count(*) FROM runs").fetchall() == [(1,)]


def test_an_alert_is_new_once(bench: Any) -> None:
    job(bench, {"A": RISEN[:31]})
    assert states(bench) == []
    assert job(bench, {"A": RISEN[:36]}).status == 10
    key = alerts(bench)[0]["key"]
    for months in (40, 44, 48):
        assert job(bench, {"A": RISEN[:months]}).status == 0
        assert states(bench) == [("A", "continuing"), ("total", "continuing")]
        assert alerts(bench)[0]["key"] == key
    new = [s["new"] for s in pq.read_table(bench.folder / "out" / "signals.parquet").to_pylist() if s["unit"] == "A"]
    assert new == [False] * len(new)


def test_an_alert_that_ends_is_told_once_more_and_then_forgotten(bench: Any) -> None:
    back = [*STABLE * 2, *[17] * 10, *STABLE, *STABLE[:2]]
    job(bench, {"A": back[:32]})
    assert ("A", "new") in states(bench)
    outcome = job(bench, {"A": back})
    assert ("A", "ended") in states(bench)
    assert outcome.status == 0
    assert job(bench, {"A": [*back[:-1], back[-1] + 1]}).status == 0
    assert "A" not in {a["unit"] for a in alerts(bench)}


def test_late_data_revise_or_withdraw_an_alert_and_keep_its_key(bench: Any) -> None:
    job(bench, {"A": RISEN[:40]})
    key, signalled = alerts(bench)[0]["key"], alerts(bench)[0]["signalled"]
    late = [*RISEN[:30], 10, 10, *RISEN[32:40]]
    outcome = job(bench, {"A": late})
    assert outcome.status == 10
    assert alerts(bench)[0]["state"] == "revised"
    assert alerts(bench)[0]["key"] == key
    assert alerts(bench)[0]["signalled"] > signalled
    outcome = job(bench, {"A": STABLE * 3})
    assert outcome.status == 10
    assert states(bench) == [("A", "withdrawn"), ("total", "withdrawn")]
    assert job(bench, {"A": STABLE * 4}).status == 0
    assert states(bench) == []


def test_acknowledged_alerts_stay_listed_and_are_not_told(bench: Any) -> None:
    job(bench, {"A": RISEN})
    keys = [a["key"] for a in alerts(bench)]
    (bench.folder / "known.csv").write_text("key;who\n" + "".join(f"{key};AB\n" for key in keys))
    (bench.folder / "out" / HISTORY).unlink()
    rest = '[report]\nperiod = "month"\n[alerts]\nacknowledged = "known.csv"\n'
    outcome = job(bench, {"A": RISEN}, rest=rest)
    assert outcome.status == 0
    assert [(a["state"], a["acknowledged"]) for a in alerts(bench)] == [("new", True)] * len(keys)
    (bench.folder / "known.csv").write_text("key;until\n" + "".join(f"{key};2024-06-30\n" for key in keys))
    job(bench, {"A": RISEN}, rest=rest, as_of=date(2024, 12, 31))
    assert not any(a["acknowledged"] for a in alerts(bench))
    job(bench, {"A": RISEN}, rest=rest)  # no clock is read: the data reach beyond June
    assert not any(a["acknowledged"] for a in alerts(bench))
    (bench.folder / "known.csv").write_text(f"key;until\n{keys[0]};31.12.2030\n")
    job(bench, {"A": RISEN}, rest=rest)
    assert [a["acknowledged"] for a in alerts(bench)] == [a["key"] == keys[0] for a in alerts(bench)]
    (bench.folder / "known.csv").write_text(f"key;until\n{keys[0]};soon\n")
    outcome = job(bench, {"A": RISEN}, rest=rest)
    assert outcome.status == 3
    assert "until er «soon»; det skal være en dato som 2025-12-31" in "\n".join(outcome.problems.lines("nb"))
    (bench.folder / "known.csv").write_text("name\nA\n")
    assert job(bench, {"A": RISEN}, rest=rest).status == 3
    (bench.folder / "known.csv").unlink()
    assert job(bench, {"A": RISEN}, rest=rest).status == 3


def test_after_the_projects_end_the_level_reached_is_watched(bench: Any) -> None:
    reached = [*[16, 15, 17, 15, 16, 16] * 4, *STABLE, *[17] * 12]  # better until the end of 2023, then back
    outcome = job(
        bench, {"A": [*reached]}, units="start = 2022-01-01", indicator='better = "lower"',
        rest='[report]\nperiod = "month"\n',
    )  # fmt: skip
    assert all(a["since"] == "start" for a in alerts(bench))
    content = bench.header + rows("A", [*[16, 15, 17, 15] * 3, *STABLE * 2, *[17] * 12])
    (bench.folder / "data.csv").write_text(content)
    project = bench.write(
        '[project]\nid = "test"\nend = 2023-12-31\n[data]\naggregated = "data.csv"\n'
        '[[indicator]]\nid = "x"\ntype = "andel"\nbetter = "lower"\n[units]\nstart = 2022-01-01\n'
        '[report]\nperiod = "month"\n'
    )
    from kvalspc.job.run import run

    outcome = run(project, bench.folder / "end")
    assert outcome.status == 10
    told = json.loads((bench.folder / "end" / "alerts.json").read_text(encoding="utf-8"))["alerts"]
    relapse = [a for a in told if a["unit"] == "A" and a["since"] == "end"]
    assert [(a["direction"], a["effect"], a["first"]) for a in relapse] == [("up", "deterioration", "2024-01")]
    assert {a["effect"] for a in told if a["since"] == "start"} == {"improvement"}


def test_without_a_start_units_are_watched_from_a_day_that_is_named(bench: Any) -> None:
    assert job(bench, {"A": RISEN}, units="").status == 0
    assert alerts(bench) == []
    rest = '[report]\nperiod = "month"\n[alerts]\nmonitor_from = 2023-01-01\n'
    outcome = job(bench, {"A": RISEN}, units="", rest=rest)
    assert outcome.status == 10
    assert {a["since"] for a in alerts(bench)} == {"chosen"}


def test_the_history_keeps_every_different_run(bench: Any) -> None:
    for months in (30, 36, 36, 40):
        job(bench, {"A": RISEN[:months]})
    with duckdb.connect(str(bench.folder / "out" / HISTORY), read_only=True) as history:
        runs = history.execute("SELECT run, data_until FROM runs ORDER BY run").fetchall()
        assert [run for run, _ in runs] == [1, 2, 3]
        assert runs[-1][1] == date(2024, 4, 30)
        verdicts = history.execute("SELECT run, verdict FROM scores WHERE unit = 'A' ORDER BY run").fetchall()
        assert len(verdicts) == 3
        assert history.execute("SELECT DISTINCT state FROM alerts WHERE run = 3").fetchall() == [("continuing",)]


@pytest.mark.parametrize("damage", ["text", "format"])
def test_a_history_that_cannot_be_read_stops_the_run_and_is_left_alone(bench: Any, damage: str) -> None:
    job(bench, {"A": RISEN[:36]})
    before = written(bench.folder / "out")
    path = bench.folder / "out" / HISTORY
    if damage == "text":
        path.write_bytes(b"not a database")
    else:
        with duckdb.connect(str(path)) as history:
            history.execute("UPDATE format SET version = 99")
    content = path.read_bytes()
    outcome = job(bench, {"A": RISEN[:40]})
    assert outcome.status == 3
    assert "move it away to begin anew" in bench.told(outcome, "output_refused")[0]
    assert path.read_bytes() == content
    assert written(bench.folder / "out") == before


def test_a_run_that_was_killed_before_its_manifest_tells_its_alerts_again(bench: Any) -> None:
    assert job(bench, {"A": RISEN}).status == 10
    (bench.folder / "out" / "manifest.json").unlink()
    assert job(bench, {"A": RISEN}).status == 10
    assert job(bench, {"A": RISEN}).status == 0


FEW = [4, 5, 6] * 4  # a year at a quarter of 20; MANY at seven tenths
MANY = [13, 14, 15] * 8


def with_looks(bench: Any, units: dict[str, list[int]], looks: str = "[4, 8, 18]", **more: Any) -> Any:
    """A job whose verdicts are planned; monitored alerts are left to the other tests."""
    from kvalspc.job.run import run

    content = bench.header + "".join(rows(unit, counts) for unit, counts in units.items())
    (bench.folder / "data.csv").write_text(content, encoding="utf-8")
    project = bench.write(
        f'[project]\nid = "test"\nlooks = {looks}\n[data]\naggregated = "data.csv"\n'
        '[[indicator]]\nid = "x"\ntype = "andel"\nbetter = "higher"\n[units]\nstart = 2022-01-01\n'
        '[report]\nperiod = "month"\n'
    )
    return run(project, bench.folder / "out", **more)


def verdicts(bench: Any) -> list[tuple[str, str, str]]:
    return [(a["unit"], a["rule"], a["state"]) for a in alerts(bench) if a["source"] == "verdict"]


def test_a_planned_look_tells_its_verdict_once_and_only_once(bench: Any) -> None:
    told = {}
    for months in (15, 16, 17, 20, 30):
        before = len(told)
        with_looks(bench, {"A": [*FEW, *MANY][:months]})
        for alert in alerts(bench):
            if alert["source"] == "verdict" and alert["unit"] == "A" and alert["state"] == "new":
                assert alert["key"] not in told
                told[alert["key"]] = months
        assert len(told) <= before + 1
    assert list(told.values()) == [16, 20, 30]  # the months in which looks 1, 2 and 3 have come
    assert [key.split("/")[3] for key in told] == ["look-1", "look-2", "look-3"]


def test_what_the_alert_of_a_planned_look_says(bench: Any) -> None:
    outcome = with_looks(bench, {"A": [*FEW, *MANY][:20]})
    (alert,) = (a for a in alerts(bench) if a["source"] == "verdict" and a["unit"] == "A")
    assert outcome.status == 10
    assert (alert["direction"], alert["effect"], alert["since"]) == ("up", "improvement", "start")
    assert (alert["first"], alert["signalled"], alert["signalled_day"]) == ("2022-01", "2022-08", "2022-08-31")
    assert alert["level"] == pytest.approx(0.25)
    assert 0 < alert["threshold"] < alert["false_alarm"] == 0.05
    assert alert["horizon"] == 18
    assert alert["text"]["nb"] == bench.unit(outcome, "A").text["nb"]
    signals = pq.read_table(bench.folder / "out" / "signals.parquet").to_pylist()
    mine = [s for s in signals if s["source"] == "verdict" and s["unit"] == "A"]
    assert [(s["rule"], s["first"], s["last"], s["new"]) for s in mine] == [("look-2", "2022-01", "2022-08", True)]


def test_no_alert_of_a_verdict_without_planned_looks_or_without_a_change(bench: Any) -> None:
    job(bench, {"A": RISEN})
    assert verdicts(bench) == []
    with_looks(bench, {"A": FEW * 3})
    assert verdicts(bench) == []


def test_a_planned_verdict_ends_with_the_next_look_and_is_withdrawn_by_late_data(bench: Any) -> None:
    series = [*FEW, *MANY]
    with_looks(bench, {"A": series[:16]})
    assert ("A", "look-1", "new") in verdicts(bench)
    with_looks(bench, {"A": series[:17]})
    assert ("A", "look-1", "continuing") in verdicts(bench)
    fallen = [*series[:16], 2, 2, 1, 2]
    with_looks(bench, {"A": fallen})
    assert [one for one in verdicts(bench) if one[0] == "A"] == [("A", "look-1", "ended")]
    with_looks(bench, {"A": series[:20]})
    assert [one for one in verdicts(bench) if one[0] == "A"] == [("A", "look-2", "new")]
    outcome = with_looks(bench, {"A": fallen})
    assert [one for one in verdicts(bench) if one[0] == "A"] == [("A", "look-2", "withdrawn")]
    assert outcome.status == 10


@pytest.mark.parametrize("planned", [False, True])
def test_an_alert_waits_while_its_unit_cannot_be_scored(bench: Any, planned: bool) -> None:
    series = {"A": [*FEW, *MANY][:20]} if planned else {"A": RISEN}
    tell = with_looks if planned else job
    tell(bench, series)
    key = next(a["key"] for a in alerts(bench) if a["unit"] == "A")
    tell(bench, {"A": [-1, *series["A"][1:]]})  # a negative count: the unit is rejected
    mine = [a for a in alerts(bench) if a["unit"] == "A"]
    assert {a["state"] for a in mine} == {"continuing"}
    assert key in {a["key"] for a in mine}
    outcome = tell(bench, series)
    assert [a["state"] for a in alerts(bench) if a["key"] == key] == ["continuing"]
    assert not [a for a in alerts(bench) if a["unit"] == "A" and a["state"] == "new"]
    assert outcome.results is not None


def test_every_column_of_an_alert_is_in_the_history() -> None:
    from kvalspc.job.history import TABLES

    assert all(f'"{name}"' in TABLES["alerts"] for name in Alert.__dataclass_fields__)


def told_of_units(bench: Any) -> list[dict[str, Any]]:
    return [alert for alert in alerts(bench) if alert["source"] == "units"]


def test_a_change_of_the_set_of_units_is_told_once_and_ends_after_a_year(bench: Any) -> None:
    """A reports all the time; B, as large, from October 2023 on and not after June 2024."""
    b = "".join(f"{month};B;10;20\n" for month in MONTHS if "2023-10" <= month <= "2024-06")

    def night(last: str, **more: Any) -> Any:
        a = "".join(f"{month};A;10;20\n" for month in MONTHS if month <= last)
        rest = "".join(line + "\n" for line in b.splitlines() if line[:7] <= last)
        return bench.job(bench.header + a + rest, rest='[report]\nperiod = "month"\n', out=bench.folder / "out", **more)

    first = night("2023-10")
    assert (first.status, first.new_alerts) == (10, 1)
    (joined,) = told_of_units(bench)
    assert (joined["unit"], joined["rule"], joined["direction"]) == ("total", "units_changed", "up")
    assert (joined["first"], joined["first_day"], joined["effect"]) == ("2023-10", "2023-10-01", None)
    assert joined["key"] == "x/total/units/units_changed/period/up/2023-10-01"
    assert "In October 2023, 2 reported. Units with 50% of the denominator were new" in joined["text"]["en"]
    assert night("2023-11").new_alerts == 0
    assert [one["state"] for one in told_of_units(bench)] == ["continuing"]
    assert night("2024-07").new_alerts == 1
    left = told_of_units(bench)[-1]
    assert (left["first"], left["direction"], left["state"]) == ("2024-07", "down", "new")
    night("2024-12")
    assert [(one["first"], one["state"]) for one in told_of_units(bench)] == [
        ("2023-10", "ended"),
        ("2024-07", "continuing"),
    ]


def test_small_changes_and_provisional_periods_are_not_told(bench: Any) -> None:
    large = "".join(f"{month};A;100;200\n" for month in MONTHS)
    small = "".join(f"{month};B;10;20\n" for month in MONTHS[30:])  # a tenth of A: less than a tenth of all
    options = {"rest": '[report]\nperiod = "month"\n', "out": bench.folder / "out"}
    bench.job(bench.header + large + small, **options)
    assert told_of_units(bench) == []
