"""The synthetic stroke register: the same bytes for the same seed, and the shape that domain.md asks for."""

from __future__ import annotations

import csv
import hashlib
import math
import re
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import pytest

from kvalspc.demo import write_stroke_register
from kvalspc.demo.departments import FIRST, LAST, P1_START, departments, share_within
from kvalspc.demo.draws import Draws

if TYPE_CHECKING:
    from pathlib import Path

FILES = {"README.txt", "events.csv", "project-p2.toml", "project.toml", "truth.csv", "units.csv"}


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_stroke_register(tmp_path_factory.mktemp("register") / "new" / "folder").parent


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_writes_the_files_and_returns_the_project(register: Path, tmp_path: Path) -> None:
    assert {p.name for p in register.iterdir()} == FILES
    assert write_stroke_register(tmp_path) == tmp_path / "project.toml"


def test_same_seed_same_bytes_other_seed_other_events(register: Path, tmp_path: Path) -> None:
    write_stroke_register(tmp_path / "again")
    write_stroke_register(tmp_path / "other", seed=7)
    for name in FILES:
        assert (tmp_path / "again" / name).read_bytes() == (register / name).read_bytes()
    assert (tmp_path / "other" / "events.csv").read_bytes() != (register / "events.csv").read_bytes()


def test_the_default_bytes_are_the_ones_the_documentation_shows(register: Path) -> None:
    # a change of these bytes changes every figure of the demo: it must be meant
    digest = hashlib.sha256((register / "events.csv").read_bytes()).hexdigest()
    assert digest == "044bc93b89a99bcf4d84b10b40d3268a768913166412cd10c71a0c2bf938e16e"


def test_draws_are_the_documented_generator() -> None:
    # random.Random(2023 * 1000033 + 1).random(), which Python documents as the same in every version
    draws = Draws(2023, 1)
    assert [draws.uniform() for _ in range(3)] == [
        0.049270518712022815,
        0.16807242685457335,
        0.5016038434683436,
    ]
    few, many = Draws(1, 1), Draws(1, 2)
    counts = [few.poisson(1.0) for _ in range(4000)]
    assert sum(counts) / 4000 == pytest.approx(1.0, abs=0.08)
    assert counts.count(0) / 4000 == pytest.approx(math.exp(-1), abs=0.04)
    values = sorted(many.log_normal(40.0, 0.5) for _ in range(4001))
    assert values[2000] == pytest.approx(40.0, rel=0.05)


def test_forty_five_fictive_departments(register: Path) -> None:
    units = rows(register / "units.csv")
    assert len({u["unit"] for u in units}) == len({u["name"] for u in units}) == 45
    assert all(re.fullmatch(r"Avdeling [A-Z]{1,2}", u["name"]) for u in units)
    assert all(re.fullmatch(r"40\d\d", u["unit"]) for u in units)
    yearly = [d.yearly for d in departments(2023)]
    assert (min(yearly), max(yearly)) == (2, 180)
    assert sum(yearly) == pytest.approx(1700, rel=0.03)


def test_events_are_as_the_register_would_hold_them(register: Path) -> None:
    events = rows(register / "events.csv")
    assert list(events[0]) == ["resh", "date", "ind_id", "var"]
    days = [date.fromisoformat(e["date"]) for e in events]
    assert days == sorted(days)
    assert FIRST <= days[0] <= days[-1] <= LAST
    patients = [(e["dtn30"], e["dtn_median"]) for e in pairs(events)]
    assert len(patients) / (40 / 12) == pytest.approx(1700, rel=0.05)
    # the two indicators tell the same minutes
    assert all(within == ("" if not minutes else str(int(int(minutes) <= 30))) for within, minutes in patients)
    unknown = sum(not minutes for _, minutes in patients) / len(patients)
    assert unknown == pytest.approx(0.015, abs=0.006)
    assert all(int(minutes) >= 1 for _, minutes in patients if minutes)


def pairs(events: list[dict[str, str]]) -> list[dict[str, str]]:
    """One dict a patient: a patient's two rows follow each other."""
    made = []
    for first, second in zip(events[::2], events[1::2], strict=True):
        assert (first["resh"], first["date"]) == (second["resh"], second["date"])
        made.append({first["ind_id"]: first["var"], second["ind_id"]: second["var"]})
    return made


def test_july_is_quiet_and_small_units_have_empty_months(register: Path) -> None:
    events = [e for e in rows(register / "events.csv") if e["ind_id"] == "dtn30"]
    month = Counter(e["date"][5:7] for e in events if "2022" <= e["date"] < "2025")
    others = sum(n for m, n in month.items() if m != "07") / 11
    assert month["07"] / others == pytest.approx(0.85, abs=0.12)
    yearly = {d.resh: d.yearly for d in departments(2023)}
    held = {(e["resh"], e["date"][:7]) for e in events}
    small = [resh for resh, n in yearly.items() if 10 <= n <= 14]
    empty = 1 - sum(resh in small for resh, _ in held) / (40 * len(small))
    assert empty == pytest.approx(0.38, abs=0.07)


def test_truth_tells_what_was_planted(register: Path) -> None:
    truth = {t["unit"]: t for t in rows(register / "truth.csv")}
    first, second, third = (truth[u] for u in ("4001", "4002", "4003"))
    assert [t["planted"] for t in (first, second, third)] == ["sustained", "relapse", "none"]
    assert [first["median_before"], first["median_after"], first["median_last"]] == ["44", "31", "31"]
    assert [second["median_before"], second["median_after"], second["median_last"]] == ["42", "32", "42"]
    assert third["median_before"] == third["median_after"]
    assert {t["start"] for t in (first, second, third)} == {P1_START.isoformat()}
    starts = [t["start"] for t in truth.values() if t["project"] == "P2"]
    assert len(starts) == len(set(starts)) == 8
    outside = [t for t in truth.values() if not t["project"]]
    assert len(outside) == 34
    assert all(t["planted"] == "none" and not t["start"] for t in outside)
    assert all(26 <= float(t["median_before"]) <= 49 for t in truth.values())


def test_events_follow_the_truth(register: Path) -> None:
    # within four standard errors: a wrong step, share or date would be far outside
    truth = {t["unit"]: t for t in rows(register / "truth.csv")}
    events = [e for e in rows(register / "events.csv") if e["ind_id"] == "dtn30" and e["var"]]
    for unit, t in truth.items():
        if t["planted"] == "relapse":
            spans = {
                "before": ("", t["start"]),
                "after": (t["start"], t["relapse"]),
                "last": (t["relapse"], "9"),
            }
        else:
            spans = {"before": ("", t["start"] or "9"), "after": (t["start"] or "9", "9")}
        for name, (begin, end) in spans.items():
            values = [int(e["var"]) for e in events if e["resh"] == unit and begin <= e["date"] < end]
            if len(values) < 10:
                continue
            expected = float(t[f"share_{name}"])
            error = math.sqrt(expected * (1 - expected) / len(values))
            assert abs(sum(values) / len(values) - expected) < 4 * error, (unit, name)


def test_share_within_is_the_mixture_of_hours() -> None:
    # 40 % of the patients at 40 / 1.2 ** .6 minutes, 60 % at 1.2 times that: compared with a simulation
    draws = Draws(5, 5)
    typical = 40 / 1.2**0.6
    n = 40_000
    hits = sum(round(draws.log_normal(typical * (1.2 if draws.chance(0.6) else 1.0), 0.5)) <= 30 for _ in range(n))
    assert share_within(40.0) == pytest.approx(hits / n, abs=4 * math.sqrt(0.21 / n))


def test_everything_says_that_it_is_synthetic(register: Path) -> None:
    for name in ("README.txt", "project.toml", "project-p2.toml"):
        text = (register / name).read_text(encoding="utf-8")
        assert "SYNTHETIC" in text
        assert "syntetisk" in text.lower()


@pytest.mark.parametrize("name", ["project.toml", "project-p2.toml"])
def test_the_job_accepts_the_project_files(register: Path, name: str) -> None:
    from kvalspc.job.toml_errors import read_project

    project = read_project(register / name)  # raises with every problem of the file
    title = project.project.title
    assert isinstance(title, dict)
    assert all("synt" in text for text in title.values())
    assert len(project.units.participate) == (3 if name == "project.toml" else 8)
