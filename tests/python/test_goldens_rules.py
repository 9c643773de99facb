"""Signals against those of qicharts2 (boxes), NHSRplotthedots and qcc, point by point, on the folder ../shared/data."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

import peer_data
import pytest

import kvalspc
from kvalspc.rules import Alternating, OneSigma, RuleSet, Shift, Trend

if TYPE_CHECKING:
    from collections.abc import Iterable


def ids(cases: list[dict[str, str]]) -> list[str]:
    return [case["id"] for case in cases]


def tags_of(case: dict[str, str]) -> set[str]:
    return set(case["tags"].split(";"))


def column(rows: list[dict[str, str]], name: str) -> list[float]:
    return [peer_data.number(row[name]) for row in rows]


def grouped(rows: Iterable[dict[str, str]], *names: str) -> list[list[dict[str, str]]]:
    groups: dict[tuple[str, ...], list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        groups[tuple(row[name] for name in names)].append(row)
    return list(groups.values())


# ------------------------------------------------------------------------------------------------ best box, cut box

BOXES = [case for case in peer_data.cases("qicharts2") if tags_of(case) & {"method:bestbox", "method:cutbox"}]


@peer_data.needs_data
@pytest.mark.parametrize("case", BOXES, ids=ids(BOXES))
def test_boxes_signal_as_in_qicharts2(case: dict[str, str]) -> None:
    """Our thresholds are computed and theirs tabulated; theirs are not shown, so the signals are what can agree."""
    rules = "best_box" if "method:bestbox" in tags_of(case) else "cut_box"
    for rows in grouped(peer_data.rows_of(case["file"]), "facet1", "facet2"):
        rows.sort(key=lambda row: float(row["xx"]))
        phase = kvalspc.chart("run", column(rows, "y"), rules=rules, profile="qicharts2-0.8.1").phases[0]
        assert phase["runs_signal"] == (rows[0]["runs.signal"] == "TRUE")


@peer_data.needs_data
def test_enough_boxes() -> None:
    assert len(BOXES) == 4


# --------------------------------------------------------------------------------------------------- NHSRplotthedots

MDC = [case for case in peer_data.cases("NHSRplotthedots") if "error" not in tags_of(case)]
TYPES = {
    "outside_limits": {"up": "Above UCL", "down": "Below LCL"},
    "nhs_trend": {"up": "7 Point Trend (Increasing)", "down": "7 Point Trend (Decreasing)"},
    "nhs_two_of_three": {"up": "2 in 3 Above CL", "down": "2 in 3 Below CL"},
    "nhs_shift": {"up": "7 Points Above CL", "down": "7 Points Below CL"},
}


def types_of(chart: kvalspc.Chart) -> list[str]:
    """One type a point, by the precedence of NHSRplotthedots; of two in three only the points far out."""
    types = ["Common Cause"] * len(chart)
    for rule in reversed(["outside_limits", "nhs_trend", "nhs_two_of_three", "nhs_shift"]):
        for signal in chart.signals:
            if signal["rule"] != rule:
                continue
            for k in range(signal["first"], signal["last"] + 1):
                centre, upper = chart.points["centre"][k], chart.points["upper_raw"][k]
                far = abs(chart.points["value"][k] - centre) > 2 / 3 * (upper - centre)
                if rule != "nhs_two_of_three" or far:
                    types[k] = TYPES[rule][signal["direction"]]
    return types


@peer_data.needs_data
@pytest.mark.parametrize("case", MDC, ids=ids(MDC))
def test_points_signal_as_in_nhsrplotthedots(case: dict[str, str]) -> None:
    for rows in grouped(peer_data.rows_of(case["file"]), "f"):
        rows.sort(key=lambda row: row["x"])
        parts = [row["rebase_group"] for row in rows]
        fixed = [k for k, row in enumerate(rows) if row["fix_y"] in {"", "NA"}]
        chart = kvalspc.chart(
            "i",
            column(rows, "y"),
            breaks=[k for k in range(1, len(parts)) if parts[k] != parts[k - 1]] or None,
            freeze=min(fixed) if fixed else None,
            screen="screen_outliers=FALSE" not in tags_of(case),
            rules="nhs-2020",
        )
        assert types_of(chart) == [row["special_cause_type"] for row in rows]


# -------------------------------------------------------------------------------------------------------------- qcc

KINDS = {"p": "p", "u": "u", "c": "c", "xbar.one": "i"}
SINGLE = {
    "wer4": Shift(8),
    "nel2": Shift(9),
    "nel3": Trend(6),
    "nel4": Alternating(14),
    "nel7": OneSigma(15),
    "nel8": OneSigma(8, inside=False, both_sides=True),
}
QCC = [case for case in peer_data.cases("qcc") if case["chart"] in KINDS and "confidence.level" not in tags_of(case)]


@peer_data.needs_data
@pytest.mark.parametrize("case", QCC, ids=ids(QCC))
def test_rules_are_complete_where_qcc_flags_them(case: dict[str, str]) -> None:
    """qcc flags the points that complete a rule: from the first one on, as long as it goes on.

    Not compared: its zone rules, which hold a window against its last point's limits (docs/differences.md).
    """
    rows = peer_data.rows_of(case["file"])
    kind = KINDS[case["chart"]]
    ratio = kind in {"p", "u"}
    values, sizes = column(rows, "stat"), column(rows, "size")
    counts = [float(round(value * size)) for value, size in zip(values, sizes, strict=True)] if ratio else values
    for name, rule in SINGLE.items():
        if any(row[name] not in {"0", "1"} for row in rows):
            continue
        new = [k for k, row in enumerate(rows) if row["phase"] == "2"]
        chart = kvalspc.chart(
            kind,
            counts,
            sizes if ratio else None,
            freeze=min(new) if new else None,
            limits="sigma",
            centre=float(rows[0]["center"]),
            sigma=float(rows[0]["std.dev"]) if kind == "i" else None,
            rules=RuleSet(name, (rule,)),
        )
        ours = [0] * len(rows)
        for signal in chart.signals:
            if signal["source"] == "rule":
                for k in range(signal["first"] + rule.length - 1, signal["last"] + 1):
                    ours[k] = 1
        theirs = [int(row[name]) for row in rows]
        assert ours == (theirs if name != "nel8" else joined(theirs, rule.length)), name


def joined(flags: list[int], length: int) -> list[int]:
    """Windows of so many points that overlap are one signal of ours."""
    result = list(flags)
    flagged = [k for k, flag in enumerate(flags) if flag]
    for one, following in pairwise(flagged):
        if following - one < length:
            result[one:following] = [1] * (following - one)
    return result
