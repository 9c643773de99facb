"""Suggested phases against those of autospc and runcharter, on the folder ../shared/data.

In the profile "autospc-0.0.0.9051" every break, limit, exclusion, long run and decision of that tool must come out.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from typing import Any

import peer_data
import pytest

import kvalspc

PROFILE = "autospc-0.0.0.9051"
KINDS = {"XMR": "i", "MR": "mr", "C": "c", "C'": "cp", "P": "p", "P'": "pp"}
AUTOSPC = peer_data.cases("autospc")
RUNCHARTER = peer_data.cases("runcharter")


def ids(cases: list[dict[str, str]]) -> list[str]:
    return [case["id"] for case in cases]


def argument(case: dict[str, str], name: str, default: str = "") -> str:
    """The text of one argument of the peer's call."""
    found = re.search(rf"\b{name} = ([^,)]+)", case["call"])
    return found.group(1).strip('"') if found else default


def column(rows: list[dict[str, str]], name: str) -> list[float]:
    return [peer_data.number(row[name]) for row in rows]


def agree(ours: float, theirs: float) -> bool:
    if math.isnan(ours) or math.isnan(theirs):
        return math.isnan(ours) and math.isnan(theirs)
    return math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-12)


# ---------------------------------------------------------------------------------------------------------- autospc

WHOLE = {
    "period_min": "phase",
    "baseline_length": "baseline",
    "shift_rule_threshold": "run",
    "max_exclusions": "most_excluded",
}
FLAGS = {
    "no_regrets": "no_regrets",
    "overhanging_reversions": "overhanging",
    "establish_every_shift": "every_shift",
    "baseline_only": "baseline_only",
}


def redo(case: dict[str, str]) -> kvalspc.Rephasing:
    rows = peer_data.rows_of(case["input"])
    options: dict[str, Any] = {}
    for theirs, ours in WHOLE.items():
        if given := argument(case, theirs):
            options[ours] = int(given.rstrip("L"))
    for theirs, ours in FLAGS.items():
        if given := argument(case, theirs):
            options[ours] = given == "TRUE"
    if given := argument(case, "centre_line_tolerance"):
        options["tolerance"] = float(given)
    shares = case["chart"] in {"P", "P'"}
    denominator = column(rows, argument(case, "n", "n")) if shares else None
    return kvalspc.rephase(
        KINDS[case["chart"]],
        column(rows, argument(case, "y", "y")),
        denominator,
        screen=True,
        profile=PROFILE,
        **options,
    )


def codes(found: kvalspc.Rephasing, size: int) -> list[str]:
    """Our decisions in the codes that autospc logs at each row."""
    log: list[list[str]] = [[] for _ in range(size)]
    for step in found.steps:
        row, run = log[step["position"]], "10" if step["direction"] == "up" else "01"
        tests = f"{step['opposed']:d}{step['unsettled']:d}"
        if step["decision"] == "baseline":
            row += ["0100", "0200"]
            if step["at"] < size and len(found.steps) > 1:
                log[step["at"]].append("0300")
        else:
            row += {
                "too_few": ["0100", "0210"],
                "inside_run": [f"0400{step['at'] + 1}"],
                "next_run": [f"0401{step['at'] + 1}"],
                "no_run": ["0401NA", "0510"],
                "too_few_left": ["0410"],
                "too_few_after_run": [f"0500{run}", "0610"],
                "accepted": [f"0500{run}", f"0600{tests}", "0700"],
                "rejected": [f"0500{run}", f"0600{tests}", "0710"],
            }[step["decision"]]
    return [";".join(row) for row in log]


def differing_rows(case: dict[str, str], found: kvalspc.Rephasing, rows: list[dict[str, str]]) -> list[str]:
    scale = 100.0 if case["chart"] in {"P", "P'"} else 1.0
    wrong = []
    for k, row in enumerate(rows):
        lower = float(found.points["lower"][k])
        got = {
            "cl": float(found.points["centre"][k]),
            "ucl": float(found.points["upper"][k]),
            "lcl": lower if case["chart"] == "XMR" or math.isnan(lower) else max(lower, 0.0),
        }
        if not (case["chart"] == "MR" and math.isnan(found.points["value"][k])):  # they draw no limits there
            wrong += [
                f"{name}[{k}]" for name, value in got.items() if not agree(value * scale, peer_data.number(row[name]))
            ]
        if row["rule2"] in {"TRUE", "FALSE"} and bool(found.points["in_run"][k]) != (row["rule2"] == "TRUE"):
            wrong.append(f"rule2[{k}]")
        if bool(found.points["excluded"][k]) != (row["excluded"] == "TRUE"):
            wrong.append(f"excluded[{k}]")
        if bool(found.points["calculation"][k]) != (row["periodType"] == "calculation"):
            wrong.append(f"periodType[{k}]")
    return wrong


@peer_data.needs_data
@pytest.mark.parametrize("case", AUTOSPC, ids=ids(AUTOSPC))
def test_profile_reproduces_autospc(case: dict[str, str]) -> None:
    rows = peer_data.rows_of(case["file"])
    found = redo(case)
    assert codes(found, len(rows)) == [row["log"] for row in rows]
    if "cl" in rows[0]:  # else too few points for limits
        assert found.breaks == [k for k, row in enumerate(rows) if row["breakPoint"] == "TRUE"]
        assert differing_rows(case, found, rows) == []
    else:
        assert found.steps[0]["decision"] == "too_few"


@peer_data.needs_data
def test_every_case_of_autospc_is_there() -> None:
    assert len(AUTOSPC) == 45
    stopped = [case for case in peer_data.rows_of("manifest.csv") if case["peer"] == "autospc" and not case["file"]]
    # A missing value in a candidate phase stops autospc; here it is a point without a value.
    assert [case["id"] for case in stopped] == ["aspc_062_Pprime"]
    assert redo(stopped[0]).steps


# ------------------------------------------------------------------------------------------------------- runcharter


@peer_data.needs_data
@pytest.mark.parametrize("case", RUNCHARTER, ids=ids(RUNCHARTER))
def test_sustained_runs_reproduce_runcharter(case: dict[str, str]) -> None:
    group, date, value = (argument(case, name) for name in ("grpvar", "datecol", "yval"))
    groups: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in peer_data.rows_of(case["input"]):
        groups[row[group]].append(row)
    side = {"above": "up", "below": "down", "both": None}[argument(case, "direction")]
    ours = []
    for name, rows in groups.items():
        rows.sort(key=lambda row: row[date])
        found = kvalspc.rephase(
            "run",
            column(rows, value),
            method="sustained_run",
            baseline=int(argument(case, "med_rows")),
            run=int(argument(case, "runlength")),
            direction=side,
        )
        assert found.breaks == [one["first"] for one in found.medians[1:]]
        for one in found.medians:
            kind = "baseline" if one["direction"] is None else "sustained"
            ours.append((name, rows[one["first"]][date], rows[one["last"]][date], kind, one["median"]))
    theirs = [
        (
            row[group] if group in row else row["grp"],
            row["start_date"],
            row["end_date"],
            row["run_type"],
            peer_data.number(row["median"]),
        )
        for row in peer_data.rows_of(case["file"])
    ]
    assert [one[:4] for one in sorted(ours)] == [one[:4] for one in sorted(theirs)]
    assert all(agree(a[4], b[4]) for a, b in zip(sorted(ours), sorted(theirs), strict=True))


@peer_data.needs_data
def test_every_case_of_runcharter_is_there() -> None:
    assert len(RUNCHARTER) == 18
