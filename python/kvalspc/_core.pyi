# The compiled part: private, numbers and plain dicts. Array types as in bindings/arrays.hpp.

from collections.abc import Sequence
from enum import IntEnum
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from kvalspc.question import Asked

_Doubles: TypeAlias = npt.NDArray[np.float64]
_Integers: TypeAlias = npt.NDArray[np.int64]
_Whole: TypeAlias = npt.NDArray[np.int32]

__version__: str
chart_kinds: tuple[str, ...]
min_baseline: int
min_after: int
min_sustained: int
scan_periods: int
enough_power: float
units_for_dispersion: int

class Status(IntEnum):
    OK = 0
    NO_VARIATION = 1
    TOO_FEW_POINTS = 2
    NO_DATA = 3

class Verdict(IntEnum):
    IMPROVED = 0
    WORSENED = 1
    CHANGED = 2
    NO_EVIDENCE = 3
    UNCERTAIN = 4
    TOO_FEW_DATA = 5
    BASELINE_UNSTABLE = 6
    CHANGED_BEFORE = 7
    STABLE = 8
    SHIFTED = 9
    NOT_ASSESSABLE = 10

class Strength(IntEnum):
    NONE = 0
    WEAK = 1
    MODERATE = 2
    STRONG = 3

class Sustained(IntEnum):
    NONE = 0
    TOO_EARLY = 1
    SUSTAINED = 2
    PARTLY_LOST = 3
    LOST = 4

class GoalOutcome(IntEnum):
    NONE = 0
    UNDECIDED = 1
    YES = 2
    NO = 3

class Reason(IntEnum):
    NONE = 0
    NO_DATA = 1
    NO_VARIATION = 2
    BASELINE_PERIODS = 3
    AFTER_PERIODS = 4
    PERIODS = 5
    EVENTS = 6
    POWER = 7
    BASELINE_CHANGED = 8
    ODD_PERIODS = 9
    NO_CONTRAST = 10

class Cause(IntEnum):
    NOT_ASSESSABLE = 0
    COMMON_CAUSE = 1
    IMPROVEMENT_HIGH = 2
    IMPROVEMENT_LOW = 3
    CONCERN_HIGH = 4
    CONCERN_LOW = 5
    NEITHER_HIGH = 6
    NEITHER_LOW = 7
    NEITHER = 8

class Assurance(IntEnum):
    NOT_ASSESSABLE = 0
    PASS = 1
    FAIL = 2
    HIT_OR_MISS = 3

def aggregate_sum(values: _Doubles, offsets: _Integers) -> _Doubles: ...
def aggregate_mean(values: _Doubles, offsets: _Integers) -> _Doubles: ...
def aggregate_median(values: _Doubles, offsets: _Integers) -> _Doubles: ...
def subgroups(spread: str, values: _Doubles, offsets: _Integers) -> tuple[_Doubles, _Doubles, _Doubles]: ...
def suggest(
    numerator: _Doubles, denominator: _Doubles | None, offsets: _Integers, what: str
) -> tuple[str, list[dict[str, Any]], list[str]]: ...
def require_domain(kind: str, numerator: _Doubles, denominator: _Doubles | None) -> None: ...
def charts(asked: Sequence[Asked]) -> list[dict[str, Any]]: ...
def comparisons(asked: Sequence[Asked]) -> list[dict[str, Any]]: ...
def bound_of_none(kind: str, events: float, n: float, alpha: float) -> float | None: ...
def sustained(
    kind: str,
    numerator: _Doubles,
    denominator: _Doubles | None,
    verdict: Verdict,
    *,
    start: int,
    sustained_from: int,
    end: int,
    exclude: Sequence[int],
    better: str | None,
    alpha: float,
    min_periods: int,
    prior: tuple[float, float, float] | None,
) -> dict[str, Any]: ...
def judge_goal(
    kind: str,
    numerator: _Doubles,
    denominator: _Doubles | None,
    *,
    bound: float,
    at_least: bool,
    start: int | None,
    first: int,
    end: int,
    exclude: Sequence[int],
    alpha: float,
    relevant_change: float,
    due: bool,
) -> dict[str, Any]: ...
def interrupted(
    kind: str,
    numerator: _Doubles,
    denominator: _Doubles | None,
    *,
    start: int,
    end: int | None,
    exclude: Sequence[int],
    season: float,
    harmonics: int,
    lag: int | None,
    alpha: float,
) -> dict[str, Any]: ...
def plan(
    kind: str,
    *,
    volumes: _Doubles,
    levels: _Doubles,
    better: str | None,
    alpha: float,
    relevant_change: float,
    months_before: int,
    dispersion: float,
    spread: float,
    power: float,
) -> dict[str, Any]: ...
def look_alphas(baseline: int, looks: Sequence[int], alpha: float) -> list[float]: ...
def monitor_cusum(
    kind: str,
    numerator: _Doubles,
    denominator: _Doubles | None,
    *,
    start: int,
    exclude: Sequence[int],
    better: str | None,
    change: float,
    false_alarm: float,
    horizon: int,
    level: float | None,
    sigma: float | None,
    dispersion: float | None,
    others: tuple[float, float],
    threshold: float | None,
    head_start: float,
    min_baseline: int,
) -> dict[str, Any]: ...
def monitor_ewma(
    kind: str,
    numerator: _Doubles,
    denominator: _Doubles | None,
    *,
    start: int,
    exclude: Sequence[int],
    better: str | None,
    weight: float,
    width: float,
    exact: bool,
    level: float | None,
    sigma: float | None,
    min_baseline: int,
) -> dict[str, Any]: ...
def monitor_risk_adjusted(
    numerator: _Doubles,
    denominator: _Doubles | None,
    *,
    expected: _Doubles,
    shares: bool,
    better: str | None,
    ratio: float,
    false_alarm: float,
    horizon: int,
    threshold: float | None,
) -> dict[str, Any]: ...
def monitor_evidence(
    kind: str,
    numerator: _Doubles,
    denominator: _Doubles | None,
    *,
    exclude: Sequence[int],
    better: str | None,
    target: float,
    alpha: float,
    prior: float,
) -> dict[str, Any]: ...
def monitor_residuals(
    kind: str, numerator: _Doubles, denominator: _Doubles | None, *, exclude: Sequence[int], end: int
) -> tuple[float, float]: ...
def cusum_arl(k: float, h: float, shift: float, head_start: float) -> float: ...
def cusum_threshold(k: float, arl: float) -> float: ...
def ewma_arl(weight: float, width: float, shift: float) -> float: ...
def runs_arl(rules: Sequence[tuple[int, int, float]], shift: float) -> float: ...
def batch_chart(
    kind: str,
    numerator: _Doubles | _Whole,
    denominator: _Doubles | _Whole | None,
    within: _Doubles | None,
    offsets: _Integers,
    *,
    plans: Sequence[tuple[Sequence[int], Sequence[int], Sequence[int]]],
    target: _Doubles | None,
    settings: dict[str, Any],
    runs_p: bool,
    points: bool,
    threads: int,
) -> dict[str, Any]: ...
def batch_compare(
    kind: str,
    numerator: _Doubles | _Whole,
    denominator: _Doubles | _Whole | None,
    offsets: _Integers,
    starts: _Integers,
    *,
    exclude: Sequence[Sequence[int]],
    better: str | None,
    alpha: float,
    relevant_change: float,
    min_baseline: int,
    min_after: int,
    moderate_at_most: bool,
    share: bool,
    asked: dict[str, Any],
    threads: int,
) -> dict[str, Any]: ...
def isa() -> str: ...
def share_dispersion(
    kind: str, numerator: _Doubles, denominator: _Doubles | None, offsets: _Integers, starts: _Integers
) -> list[tuple[float, float, float] | None]: ...
def stable_shift(
    kind: str,
    numerator: _Doubles,
    denominator: _Doubles | None,
    *,
    limits: str,
    screen: bool | None,
    constants: str,
    profile: str | None,
    how: dict[str, Any],
) -> dict[str, Any]: ...
def sustained_runs(values: _Doubles, *, baseline: int, run: int, direction: str | None) -> list[dict[str, Any]]: ...
def rule_set(name: str) -> dict[str, Any]: ...
def false_alarms_of_rules(rules: str | dict[str, Any] | None, points: int) -> dict[str, Any]: ...
def false_alarms_of_series(
    kind: str,
    numerator: _Doubles,
    denominator: _Doubles | None,
    within: _Doubles | None,
    *,
    breaks: Sequence[int],
    freeze: Sequence[int],
    exclude: Sequence[int],
    settings: dict[str, Any],
    drawn: int,
) -> dict[str, Any]: ...
def runs_inside(longest: int, crossings: int, useful: int, above: int | None) -> float: ...
def runs_p(longest: int, crossings: int, useful: int, above: int | None) -> float: ...
def pool(
    kind: str,
    numerator: _Doubles,
    denominator: _Doubles | None,
    periods: int,
    starts: _Integers,
    *,
    better: str | None,
    alpha: float,
    relevant_change: float,
) -> dict[str, Any]: ...
def pool_and_compare(
    kind: str,
    numerator: _Doubles,
    denominator: _Doubles | None,
    periods: int,
    starts: _Integers,
    *,
    better: str | None,
    alpha: float,
    relevant_change: float,
) -> tuple[dict[str, Any], list[dict[str, Any]]]: ...
def each_against_others(
    kind: str,
    numerator: _Doubles,
    denominator: _Doubles | None,
    periods: int,
    starts: _Integers,
    compared: _Integers,
    *,
    others: str,
    better: str | None,
    alpha: float,
    relevant_change: float,
) -> list[dict[str, Any]]: ...
def total(
    kind: str, numerator: _Doubles, denominator: _Doubles | None, periods: int, starts: _Integers
) -> dict[str, Any]: ...
def meta_analysis(effects: _Doubles, variances: _Doubles, *, alpha: float, method: str) -> dict[str, Any]: ...
def funnel(
    kind: str,
    numerator: _Doubles,
    denominator: _Doubles,
    *,
    centre: float | None,
    levels: Sequence[float],
    limits: str,
    scale: str,
    overdispersion: str | None,
    trim: str | None,
    trim_share: float,
    rescale: bool,
) -> dict[str, Any]: ...
def variation(
    kind: str,
    numerator: _Doubles,
    denominator: _Doubles,
    *,
    alpha: float,
    delta: float,
    ranks: bool,
    highest_first: bool,
) -> dict[str, Any]: ...
def spread_between(kind: str, numerator: _Doubles, denominator: _Doubles) -> dict[str, Any]: ...
def q_values(values: _Doubles, *, method: str) -> _Doubles: ...
def shortlist(q: _Doubles, level: float) -> dict[str, Any]: ...
