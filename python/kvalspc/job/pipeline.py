"""The run without its outputs: read, plan, aggregate, score. Everything that can be known before a byte is written."""

from __future__ import annotations

import os
import tempfile
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from kvalspc.job.acknowledged import holding, read_acknowledged
from kvalspc.job.aggregate import aggregate
from kvalspc.job.charting import without_excluded
from kvalspc.job.computed import compute
from kvalspc.job.diary import with_diary
from kvalspc.job.levels import years_of_levels
from kvalspc.job.load import connect
from kvalspc.job.network import Network, compare_units
from kvalspc.job.plan import chosen_periods, find_span, make_plans
from kvalspc.job.problems import Problem, Problems, RefusedError
from kvalspc.job.read import read_data
from kvalspc.job.read_units import Member, read_members
from kvalspc.job.reporting_warnings import warn_of_reporting
from kvalspc.job.results import TOTAL, IndicatorResult, Results, UnitResult
from kvalspc.job.score import KINDS, not_scored, score, without_drawing
from kvalspc.job.series_warnings import warn_of_series
from kvalspc.job.sharing import share
from kvalspc.job.source import by_bytes
from kvalspc.job.tables import Tables
from kvalspc.job.together import Together
from kvalspc.job.watch import others_of, residuals_of
from kvalspc.job.wording import quoted
from kvalspc.periods import PeriodType
from kvalspc.rows import COUNT_KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from kvalspc.job.computed import Computed
    from kvalspc.job.plan import Chosen, Span
    from kvalspc.job.project import Indicator, Project
    from kvalspc.job.read_units import Members
    from kvalspc.job.results import InputFile
    from kvalspc.job.rows import Rows
    from kvalspc.job.series import Plan, Series

FEW_SERIES = 200
"""False alarms of each series are told unless a run has more series: they take about a hundredth of a second each."""


class Progress(Protocol):
    """Told what is done now, and how many of how many units are scored."""

    def step(self, what: str) -> None:
        """Begin another step."""
        ...

    def scored(self, done: int, of: int) -> None:
        """Report on scoring."""
        ...


class Silent:
    """Progress that nobody looks at."""

    def step(self, what: str) -> None:
        """Say nothing."""

    def scored(self, done: int, of: int) -> None:
        """Say nothing."""


def find_results(
    project: Project,
    *,
    as_of: date | None = None,
    problems: Problems | None = None,
    progress: Progress | None = None,
    chosen: Chosen | None = None,
) -> Results:
    """Read the project's data and score every unit; `chosen` are the periods of the run before.

    Raises RefusedError when the input as a whole cannot be used; bad units are in the results as rejected.
    """
    found = problems if problems is not None else Problems()
    tell = progress if progress is not None else Silent()
    with tempfile.TemporaryDirectory(prefix="kvalspc-") as folder:
        tell.step("read")
        project, diary = with_diary(project, found)
        members = read_members(project, found)
        known, table = read_acknowledged(project, found)
        _stop_if_refused(found)
        connection = connect(Path(folder))
        try:
            read = read_data(connection, project, members, Path(folder), found, as_of)
            if read is None:
                raise RefusedError(found)
            rows, data = read
            _warn_of_table(rows, members, found)
            tell.step("aggregate")
            tables = Tables(connection, rows.base or PeriodType.DAY, rows.units)
            span = find_span(tables, project, rows.base or PeriodType.DAY, as_of, found)
            plans, series = _series(tables, project, rows, members, span, as_of, found, chosen)
            levels = years_of_levels(tables, project, members, rows.units, None if span is None else span.until)
        finally:
            connection.close()
    acknowledged = holding(known, as_of or (None if span is None else span.until))
    inputs = tuple(one for one in (*data, members.table, diary, table, *project.tables) if one is not None)
    indicators = _score_all(project, rows, members, series, found, tell)
    periods = chosen_periods(plans, project, rows, members)
    results = _results(
        project, indicators, found, inputs, as_of=as_of, span=span, rows=rows, known=acknowledged, periods=periods
    )
    return replace(results, levels=levels)


def _stop_if_refused(problems: Problems) -> None:
    if problems.refused():
        raise RefusedError(problems)


def _series(
    tables: Tables,
    project: Project,
    rows: Rows,
    members: Members,
    span: Span | None,
    as_of: date | None,
    problems: Problems,
    chosen: Chosen | None,
) -> tuple[list[Plan], list[Series | None]]:
    if span is None:
        return [], []
    warn_of_reporting(tables, project, members, span, problems)
    plans = make_plans(tables, project, rows, members, span, problems, chosen)
    _stop_if_refused(problems)
    series = aggregate(tables, project, plans, problems, weighted=rows.weighted)
    warn_of_series((s for s in series if s is not None), project, span, as_of, problems)
    kept = [None if s is None else without_excluded(s, project.indicator[s.plan.ind], project) for s in series]
    return plans, _with_months(kept, tables, project, weighted=rows.weighted)


def _with_months(
    series: list[Series | None], tables: Tables, project: Project, *, weighted: bool
) -> list[Series | None]:
    """The series, those whose parts are no calendar months with their sums in these, for a place beside other units."""
    wide = {k: s.plan.months for k, s in enumerate(series) if s is not None and s.plan.months is not None}
    plans = [replace(s.plan, cut=wide[k], months=None) for k, s in enumerate(series) if s is not None and k in wide]
    found = aggregate(tables, project, plans, Problems(), weighted=weighted)
    for k, one in zip(wide, found, strict=True):
        own = series[k]
        if own is not None and one is not None:
            months = without_excluded(one, project.indicator[one.plan.ind], project)
            series[k] = replace(own, in_months=months)
    return series


@dataclass(frozen=True)
class _Scoring:
    """What scoring one indicator needs to know of the run."""

    project: Project
    rows: Rows
    members: Members
    units: list[str]
    why: Mapping[tuple[str, str], list[Problem]]
    told: bool  # whether false alarms are, where the indicator does not say


def _score_all(
    project: Project,
    rows: Rows,
    members: Members,
    series: list[Series | None],
    problems: Problems,
    tell: Progress,
) -> tuple[IndicatorResult, ...]:
    """Score every unit of every indicator; a unit that fails is rejected and the rest go on.

    Indicators are scored beside each other, as many as there are processors: most of the time goes into the core, which
    works outside of Python's lock. They are put together in their order.
    """
    # Threads that import one package at the same time may find half of it.
    import babel.dates
    import babel.messages.mofile
    import babel.messages.pofile
    import babel.numbers  # noqa: F401

    tell.step("score")
    own: list[dict[str, Series]] = [{} for _ in project.indicator]
    for one in series:
        if one is not None:
            own[one.plan.ind][one.plan.unit] = one
    series.clear()  # those of an indicator are given back once it is scored
    size = sum(map(len, own))
    units = sorted(set(rows.units) | set(members.ids or ()), key=by_bytes)
    told = size <= FEW_SERIES
    scoring = _Scoring(project, rows, members, units, _problems_of(project, problems), told)
    indicators, done = [], 0
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        scored = pool.map(lambda ind: _score_indicator(scoring, ind, own[ind]), range(len(own)))
        for of_indicator, (result, found) in zip(own, scored, strict=True):
            problems.found += found.found
            indicators.append(result)
            done += len(of_indicator)
            of_indicator.clear()
            tell.scored(done, size)
    _warn_of_units(units, indicators, problems)
    return tuple(indicators)


def _problems_of(project: Project, problems: Problems) -> dict[tuple[str, str], list[Problem]]:
    """What is said of each indicator and unit; what is said of a unit alone belongs to all its indicators."""
    why: dict[tuple[str, str], list[Problem]] = defaultdict(list)
    for problem in problems:
        if problem.unit is not None:
            for indicator in project.indicator if problem.indicator is None else ():
                why[indicator.id, problem.unit].append(problem)
            if problem.indicator is not None:
                why[problem.indicator, problem.unit].append(problem)
    return why


def _score_indicator(scoring: _Scoring, ind: int, series: Mapping[str, Series]) -> tuple[IndicatorResult, Problems]:
    """Score every unit of one indicator and all of them together; with what there is to say of it."""
    project, rows, members = scoring.project, scoring.rows, scoring.members
    indicator, problems = project.indicator[ind], Problems()
    kind = KINDS[indicator.type]
    results = []
    together = [one for unit, one in series.items() if unit != TOTAL]
    told = scoring.told if indicator.false_alarms is None else indicator.false_alarms
    residuals = residuals_of(together, project, kind)
    priors = share(kind, together) if kind in COUNT_KINDS else {}
    computed = compute(series, indicator, project, priors)
    for unit in scoring.units:
        if members.ids is None and (ind, unit) not in rows.present and not rows.is_rejected(ind, unit):
            continue  # nobody said that this unit has this indicator
        member = members.of(unit)
        bad = tuple(scoring.why.get((indicator.id, unit), ()))
        if rows.is_rejected(ind, unit) or any(p.code == "sum_too_large" for p in bad):
            result = not_scored(indicator, unit, member, "rejected_rows", "rejected", problems=bad)
        else:
            both, others = (series.get(unit), computed.get(unit)), others_of(unit, residuals)
            result = _score_one(*both, indicator, project, unit, member, problems, others, told=told)
            if result.zeros and (ind, unit) not in rows.present:
                result = replace(result, silent=True)
            if bad:
                result = replace(result, problems=(*bad, *result.problems))
        coverage = rows.coverage.get((ind, unit))
        results.append(replace(result, coverage=coverage) if coverage else result)
    whole = series.get(TOTAL)
    staggered, per = (False, None) if whole is None else (whole.plan.staggered, whole.plan.cut.period_type)
    units = Together(together, kind, indicator, staggered=staggered, per=per)
    pooled = None if indicator.is_screened else units
    both = whole, computed.get(TOTAL)
    total = _score_one(*both, indicator, project, TOTAL, Member(TOTAL), problems, units=pooled, told=told)
    _warn_of_total(indicator, results, problems)
    network = _beside_each_other(units, indicator, project, problems)
    return IndicatorResult(indicator, tuple(results), total, network), problems


def _score_one(
    series: Series | None,
    computed: Computed | Exception | None,
    indicator: Indicator,
    project: Project,
    unit: str,
    member: Member,
    problems: Problems,
    others: tuple[float, float] = (0.0, 0.0),
    units: Together | None = None,
    *,
    told: bool,
) -> UnitResult:
    if series is None or computed is None:
        return not_scored(indicator, unit, member, "no_data")
    try:
        if isinstance(computed, Exception):
            raise computed
        result = score(series, indicator, project, member, computed, others, units)
        if told and result.chart is not None:
            result = replace(result, false_alarms=result.chart.false_alarms())
        return without_drawing(result) if indicator.is_screened else result
    except Exception as error:  # noqa: BLE001  # whatever it is, the other units go on
        detail = f"{type(error).__name__}: {error}"
        problems.add("unit_failed", unit=unit, indicator=indicator.id, detail=detail)
        return not_scored(indicator, unit, member, "failed", "rejected", problems=(problems.found[-1],))


def _beside_each_other(units: Together, indicator: Indicator, project: Project, problems: Problems) -> Network:
    try:
        return compare_units(units, KINDS[indicator.type], indicator, project)
    except Exception as error:  # noqa: BLE001  # whatever it is, the verdicts stand
        problems.add("network_failed", indicator=indicator.id, detail=f"{type(error).__name__}: {error}")
        return Network()


def _warn_of_total(indicator: Indicator, results: list[UnitResult], problems: Problems) -> None:
    rejected = [r.unit for r in results if r.status == "rejected"]
    if rejected:
        problems.add("total_without", indicator=indicator.id, units=quoted(rejected))


def _warn_of_table(rows: Rows, members: Members, problems: Problems) -> None:
    """Where all units take part, say which ids stand only in the data, or only in the table of units."""
    if members.ids is not None or members.table is None:
        return
    for code, ids in (
        ("units_not_in_table", set(rows.units) - set(members.known)),
        ("units_only_in_table", set(members.known) - set(rows.units)),
    ):
        if ids:
            problems.add(code, file=members.table.name, ids=quoted(sorted(ids, key=by_bytes)))


def _warn_of_units(units: list[str], indicators: list[IndicatorResult], problems: Problems) -> None:
    heard = {r.unit for i in indicators for r in i.units if r.is_heard}
    silent = {r.unit: r.reports[0] for i in indicators for r in i.units if r.silent}
    for unit in units:
        if unit not in heard:
            problems.add("unit_no_rows", unit=unit, variant="zeros" if unit in silent else None, day=silent.get(unit))


def _results(
    project: Project,
    indicators: tuple[IndicatorResult, ...],
    problems: Problems,
    inputs: tuple[InputFile, ...],
    *,
    as_of: date | None,
    span: Span | None,
    rows: Rows,
    known: frozenset[str],
    periods: Chosen,
) -> Results:
    import kvalspc

    scored = [u for i in indicators for u in i]
    counts = {
        "rows": rows.read,
        "rows_used": rows.used,
        "units": len({u.unit for u in scored} - {TOTAL}),
        "series": len(scored),
        "rejected": sum(u.status == "rejected" for u in scored),
        "points": sum(len(u.points) for u in scored if u.points is not None),
    }
    return Results(
        project=project,
        indicators=indicators,
        problems=problems.sorted(),
        inputs=inputs,
        as_of=as_of,
        data_until=span.until if span is not None else None,
        version=kvalspc.__version__,
        counts=counts,
        acknowledged=known,
        periods=periods,
    )
