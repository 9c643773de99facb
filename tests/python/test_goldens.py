"""Our charts against those of qicharts2 0.8.1, qcc 3.0 and NHSRplotthedots, on the folder ../shared/data.

In the profile "qicharts2-0.8.1" every number of that tool must come out to 1e-9 relative. qcc and NHSRplotthedots
are met with our defaults; what they do otherwise is undone here and stands in docs/differences.md.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np
import peer_data
import pytest

import kvalspc
from kvalspc import _core

if TYPE_CHECKING:
    from collections.abc import Iterator

KINDS = {"run", "i", "mr", "p", "u", "pp", "up", "c", "ip", "g", "t", "xbar", "s"} & set(_core.chart_kinds)
OURS = {"xbar.one": "i", "xmr": "i"}
RATIO = {"p", "pp", "u", "up", "ip"}


def ids(cases: list[dict[str, str]]) -> list[str]:
    return [case["id"] for case in cases]


def agree(ours: float, theirs: float) -> bool:
    if math.isnan(ours) or math.isnan(theirs):
        return math.isnan(ours) and math.isnan(theirs)
    return math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-12)


# ------------------------------------------------------------------------------------------------------- qicharts2


def tags_of(case: dict[str, str]) -> set[str]:
    return set(case["tags"].split(";"))


QICHARTS2 = [case for case in peer_data.cases("qicharts2") if "error" not in tags_of(case)]
OPEN = [case for case in QICHARTS2 if case["chart"] in KINDS]


def facets(case: dict[str, str]) -> Iterator[list[dict[str, str]]]:
    groups: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for row in peer_data.rows_of(case["file"]):
        groups[row["facet1"], row["facet2"]].append(row)
    for group in groups.values():
        yield sorted(group, key=lambda row: float(row["xx"]))


def argument(case: dict[str, str], name: str) -> float | None:
    """A number among the arguments of the peer's call."""
    for part in case["call"].rstrip(")").split(", "):
        key, _, value = part.partition(" = ")
        if key == name:
            return float(value)
    return None


def column(group: list[dict[str, str]], name: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.array([peer_data.number(row[name]) for row in group])


def inputs(kind: str, group: list[dict[str, str]], scale: float) -> tuple[Any, Any]:
    if kind in RATIO:
        return column(group, "y.sum"), column(group, "n")
    if kind == "c":
        return column(group, "y.sum"), None
    if kind == "mr":  # y holds the ranges: the values behind them are means, or sums over sizes
        sizes = column(group, "n")
        plain = np.all(np.isnan(sizes) | (sizes == 1))
        return (column(group, "y.mean") if plain else column(group, "y.sum") / sizes), None
    return column(group, "y") / scale, None


def measurements(group: list[dict[str, str]]) -> dict[str, Any]:
    """Rows with the means, standard deviations and sizes of a peer's subgroups, as arguments of kvalspc.chart."""
    values: list[float] = []
    period: list[int] = []
    for k, row in enumerate(group):
        n, mean, sd = int(row["y.length"]), peer_data.number(row["y.mean"]), peer_data.number(row["y.sd"])
        out = [] if n < 2 else [mean - sd * math.sqrt((n - 1) / 2), mean + sd * math.sqrt((n - 1) / 2)]
        values += [*out, *[mean] * max(1 - len(out), n - len(out))]  # a subgroup of none is one missing measurement
        period += [k] * max(1, n)
    return {"numerator": values, "period": period}


def redo(case: dict[str, str], group: list[dict[str, str]]) -> tuple[kvalspc.Chart, list[int]]:
    kind = case["chart"]
    if kind in {"xbar", "s"}:
        columns = measurements(group)
    else:
        columns = dict(
            zip(("numerator", "denominator"), inputs(kind, group, argument(case, "multiply") or 1.0), strict=True)
        )
    parts = [row["part"] for row in group]
    breaks = [k for k in range(1, len(parts)) if parts[k] != parts[k - 1]]
    after = [k for k, row in enumerate(group) if row["include"] == "TRUE" and row["baseline"] == "FALSE"]
    chart = kvalspc.chart(
        kind,
        **columns,
        breaks=breaks or None,
        freeze=min(after) if after and not breaks else None,
        exclude=[k for k, row in enumerate(group) if row["include"] == "FALSE"] or None,
        screen="qic.screenedmr=TRUE" in case["options"],
        spread="sd" if kind in {"pp", "up"} and "categorical-x" in tags_of(case) else None,
        centre=argument(case, "cl"),
        profile="qicharts2-0.8.1",
    )
    return chart, [0, *breaks]


def differing_points(case: dict[str, str], chart: kvalspc.Chart, group: list[dict[str, str]]) -> list[str]:
    scale = argument(case, "multiply") or 1.0
    names = {"value": "y", "centre": "cl"}
    if case["chart"] != "run":
        names |= {"lower": "lcl", "upper": "ucl"}
    found = []
    for ours, theirs in names.items():
        for k, row in enumerate(group):
            want = peer_data.number(row[theirs]) / scale
            got = float(chart.points[ours][k])
            if "y.neg" in tags_of(case) and theirs == "lcl" and got < 0.0:
                got = 0.0  # y.neg = FALSE cuts the shown limit
            if not agree(got, want):
                found.append(f"{ours}[{k}]: {got!r}, qicharts2 {want!r}")
    if case["chart"] != "run":
        found += [
            f"beyond[{k}]"
            for k, row in enumerate(group)
            if row["sigma.signal"] in {"TRUE", "FALSE"}
            and bool(chart.points["beyond"][k]) != (row["sigma.signal"] == "TRUE")
        ]
    return found


RUNS = {
    "useful": "n.useful",
    "longest_run": "longest.run",
    "longest_run_max": "longest.run.max",
    "crossings": "n.crossings",
    "crossings_min": "n.crossings.min",
}


def differing_runs(
    case: dict[str, str], chart: kvalspc.Chart, group: list[dict[str, str]], firsts: list[int]
) -> list[str]:
    found = []
    box = bool(tags_of(case) & {"method:bestbox", "method:cutbox"})  # other limits of the same run statistics
    for phase, first in zip(chart.phases, firsts, strict=True):
        row = group[first]
        for ours, theirs in RUNS.items():
            if row[theirs] in {"", "NA"} or (box and ours.endswith(("max", "min"))):
                continue
            if int(phase[ours]) != int(float(row[theirs])):
                found.append(f"{ours} of the phase at {first}: {phase[ours]}, qicharts2 {row[theirs]}")
        if (
            not box
            and row["runs.signal"] in {"TRUE", "FALSE"}
            and phase["runs_signal"] != (row["runs.signal"] == "TRUE")
        ):
            found.append(f"runs_signal of the phase at {first}")
    return found


@peer_data.needs_data
@pytest.mark.parametrize("case", OPEN, ids=ids(OPEN))
def test_profile_reproduces_qicharts2(case: dict[str, str]) -> None:
    differences = []
    points = 0
    for group in facets(case):
        chart, firsts = redo(case, group)
        points += len(chart)
        differences += differing_points(case, chart, group)
        # qic_175_p: every y equals the centre line only up to rounding, which decides n.useful (the folder's README).
        if case["chart"] != "mr" and "constant" not in tags_of(case):
            differences += differing_runs(case, chart, group, firsts)
    assert points > 0
    assert not differences, f"{case['call']}: {len(differences)} differ, first {differences[:3]}"


@peer_data.needs_data
def test_enough_cases_of_qicharts2() -> None:
    """Guards the list above against becoming empty: the folder's README counts its cases."""
    count = Counter(case["chart"] for case in OPEN)
    assert count["run"] >= 20
    assert count["p"] >= 15
    assert count["u"] >= 9
    assert count["i"] >= 15
    assert count["mr"] == 5
    assert OPEN == QICHARTS2  # every chart of that tool


# -------------------------------------------------------------------------------------------------------------- qcc

# Confidence limits are another question than 3 sigma (docs/differences.md, exact limits).
QCC = [
    case
    for case in peer_data.cases("qcc")
    if OURS.get(case["chart"], case["chart"]) in {"p", "u", "i"} and "confidence.level" not in tags_of(case)
]


@peer_data.needs_data
@pytest.mark.parametrize("case", QCC, ids=ids(QCC))
def test_defaults_agree_with_qcc(case: dict[str, str]) -> None:
    rows = peer_data.rows_of(case["file"])
    kind = OURS.get(case["chart"], case["chart"])
    value, size = column(rows, "stat"), column(rows, "size")
    new = [k for k, row in enumerate(rows) if row["phase"] == "2"]
    given = argument(case, "std.dev")
    chart = kvalspc.chart(
        kind,
        np.round(value * size) if kind != "i" else value,
        size if kind != "i" else None,
        freeze=min(new) if new else None,
        limits="sigma",
        centre=argument(case, "center"),
        sigma=given,
    )
    nsigmas = argument(case, "nsigmas") or 3.0
    points = chart.points
    for k, row in enumerate(rows):
        centre, sigma = peer_data.number(row["center"]), (points["upper_raw"][k] - points["centre"][k]) / 3.0
        assert agree(points["value"][k], value[k]), k
        assert agree(points["centre"][k], centre), k
        if not math.isnan(size[k]) and size[k] > 0:
            lower = points["centre"][k] - nsigmas * sigma
            upper = points["centre"][k] + nsigmas * sigma
            if kind in {"p", "u"}:
                lower = max(lower, 0.0)
            if kind == "p":
                upper = min(upper, 1.0)
            assert agree(lower, peer_data.number(row["lcl"])), k
            assert agree(upper, peer_data.number(row["ucl"])), k


@peer_data.needs_data
def test_enough_cases_of_qcc() -> None:
    assert Counter(case["chart"] for case in QCC) >= Counter({"p": 7, "u": 6, "xbar.one": 7})


# -------------------------------------------------------------------------------------------------- NHSRplotthedots

MDC = [case for case in peer_data.cases("NHSRplotthedots") if "error" not in tags_of(case)]
FIELD_WIDTH, MDC_WIDTH = 3.0 / 1.128, 2.66


@peer_data.needs_data
@pytest.mark.parametrize("case", MDC, ids=ids(MDC))
def test_defaults_agree_with_nhsrplotthedots(case: dict[str, str]) -> None:
    """Screened X charts; theirs are drawn at 2.66 mean ranges, ours at 3 / 1.128 = 2.6596."""
    groups: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in peer_data.rows_of(case["file"]):
        groups[row["f"]].append(row)
    for group in groups.values():
        group.sort(key=lambda row: row["x"])
        parts = [row["rebase_group"] for row in group]
        fixed = [k for k, row in enumerate(group) if row["fix_y"] in {"", "NA"}]
        chart = kvalspc.chart(
            "i",
            column(group, "y"),
            breaks=[k for k in range(1, len(parts)) if parts[k] != parts[k - 1]] or None,
            freeze=min(fixed) if fixed else None,
            screen="screen_outliers=FALSE" not in tags_of(case),
        )
        for k, row in enumerate(group):
            centre = chart.points["centre"][k]
            width = (chart.points["upper_raw"][k] - centre) * MDC_WIDTH / FIELD_WIDTH
            assert agree(centre, peer_data.number(row["mean_col"])), (row["f"], k)
            assert agree(centre + width, peer_data.number(row["upl"])), (row["f"], k)
            assert agree(centre - width, peer_data.number(row["lpl"])), (row["f"], k)


@peer_data.needs_data
def test_enough_cases_of_nhsrplotthedots() -> None:
    assert len(MDC) >= 20
