"""The profile "mdc-2020" against every stored chart of NHSRplotthedots 0.2.2, on the folder ../shared/data.

Limits, types of points, and the two signs of the latest point: one argument, no number adjusted. What the rules of 2023
changed is a truth table of windows of three.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from typing import Any

import numpy as np
import peer_data
import pytest

import kvalspc

CASES = [case for case in peer_data.cases("NHSRplotthedots") if "error" not in case["tags"].split(";")]
TYPES = {
    "outside_limits": {"up": "Above UCL", "down": "Below LCL"},
    "nhs_trend": {"up": "7 Point Trend (Increasing)", "down": "7 Point Trend (Decreasing)"},
    "nhs_two_of_three": {"up": "2 in 3 Above CL", "down": "2 in 3 Below CL"},
    "nhs_shift": {"up": "7 Points Above CL", "down": "7 Points Below CL"},
}
WISH = {"increase": "higher", "decrease": "lower", "neutral": None}
SIGNS = {"pass": "pass", "fail": "fail", "inconsistent": "hit_or_miss"}


def column(rows: list[dict[str, str]], name: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.array([peer_data.number(row[name]) for row in rows])


def facets(case: dict[str, str]) -> dict[str, list[dict[str, str]]]:
    groups: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in peer_data.rows_of(case["file"]):
        groups[row["f"]].append(row)
    return {name: sorted(rows, key=lambda row: row["x"]) for name, rows in groups.items()}


def wish_of(case: dict[str, str]) -> str | None:
    (word,) = [tag.removeprefix("improve:") for tag in case["tags"].split(";") if tag.startswith("improve:")]
    return WISH[word]


def redo(case: dict[str, str], rows: list[dict[str, str]]) -> kvalspc.Chart:
    parts = [row["rebase_group"] for row in rows]
    fixed = [k for k, row in enumerate(rows) if row["fix_y"] in {"", "NA"}]
    target = peer_data.number(rows[-1]["target"]) if "target" in case["tags"].split(";") else None
    return kvalspc.chart(
        "i", column(rows, "y"),
        breaks=[k for k in range(1, len(parts)) if parts[k] != parts[k - 1]] or None,
        freeze=min(fixed) if fixed else None,
        target=None if target is None or np.isnan(target) else target,
        better=wish_of(case),
        profile="mdc-2020",
        **({"screen": None} if "screen_outliers=FALSE" in case["tags"] else {}),
    )  # fmt: skip


def types_of(chart: kvalspc.Chart) -> list[str]:
    """One type a point, by the precedence of NHSRplotthedots; of two in three only the points far out."""
    types = ["Common Cause"] * len(chart)
    for rule in reversed(list(TYPES)):
        for signal in chart.signals:
            for k in range(signal["first"], signal["last"] + 1) if signal["rule"] == rule else ():
                centre, upper = chart.points["centre"][k], chart.points["upper_raw"][k]
                if rule != "nhs_two_of_three" or abs(chart.points["value"][k] - centre) > 2 / 3 * (upper - centre):
                    types[k] = TYPES[rule][signal["direction"]]
    return types


@peer_data.needs_data
@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_profile_reproduces_nhsrplotthedots(case: dict[str, str]) -> None:
    for name, rows in facets(case).items():
        chart = redo(case, rows)
        for ours, theirs in (("centre", "mean_col"), ("upper_raw", "upl"), ("lower_raw", "lpl")):
            np.testing.assert_allclose(chart.points[ours], column(rows, theirs), rtol=1e-9, err_msg=f"{name} {ours}")
        beyond = [row["outside_limits"] == "TRUE" for row in rows]
        assert chart.points["beyond"].tolist() == beyond, name
        assert types_of(chart) == [row["special_cause_type"] for row in rows], name


@peer_data.needs_data
@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_signs_are_those_of_nhsrplotthedots(case: dict[str, str]) -> None:
    signs = peer_data.rows_of(case["file"].replace(".csv", "_icons.csv"))
    for name, rows in facets(case).items():
        theirs = {row["type"]: row["icon"].split("/")[1].removesuffix(".svg") for row in signs if row["f"] == name}
        chart = redo(case, rows)
        assert chart.variation.replace("neither", "neutral") == theirs["variation"], name
        if "assurance" in theirs:
            assert chart.assurance == SIGNS[theirs["assurance"]], name


@peer_data.needs_data
def test_all_cases_are_there() -> None:
    assert len(CASES) == 21
    counted = Counter(
        row["type"] for case in CASES for row in peer_data.rows_of(case["file"].replace(".csv", "_icons.csv"))
    )
    assert counted == {"variation": 168, "assurance": 147}


def flagged(window: tuple[float, ...], profile: str) -> bool:
    """Whether the 2-in-3 rule is met by three points, in standard deviations, after quiet ones."""
    quiet = [*[0.5, -0.5] * 5, 0.0, 0.0]
    chart = kvalspc.chart("i", [*quiet, *window], centre=0.0, sigma=1.0, profile=profile)
    return any(signal["rule"] == "nhs_two_of_three" for signal in chart.signals)


def test_windows_of_three() -> None:
    """Two of three beyond 2, all on one side; from 2023 a point beyond 3 counts too."""
    for window in itertools.product((-2.5, -0.2, 0.3, 2.4, 3.3), repeat=3):
        side = all(z > 0 for z in window) or all(z < 0 for z in window)
        near = sum(2 < abs(z) <= 3 for z in window)
        far = sum(abs(z) > 2 for z in window)
        assert flagged(window, "mdc-2020") == (side and near >= 2), window
        assert flagged(window, "mdc-2023") == (side and far >= 2), window
