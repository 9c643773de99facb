"""kvalspc: statistical process control for quality indicators.

Is this unit stable? Did it change, when, by how much, does it last? Was the goal reached?

    chart(kind, numerator, denominator)         one series, one chart
    compare(numerator, denominator, kind=...)   before and after, or the search for a change
    charts(frame, kind=..., by=...)             a data frame with many units: a chart and a verdict of each
    score(frame, kind=..., unit=...)            the same frame, one row a unit out
    goal(numerator, denominator, at_least=...)   was the goal reached?
    plan(volume=..., level=...)                 how long until a change is seen
    suggest(numerator, denominator)             which chart fits, and why
    batch(kind, numerator, denominator, ...)    a million series in one call
    monitor(numerator, denominator, kind=...)   is something happening now, with stated false alarms
    rephase(kind, numerator, denominator)       new phases that the data suggest, with a log of decisions
    pooled(frame, kind=..., start={...})        what units with staggered starts achieved together
    against_others(frame, kind=..., start=...)  a unit's change beside that of the others
    total(frame, kind=..., unit=...)            all units together, the mix of units held fixed
    funnel(numerator, denominator, kind=...)    many units at one time: which differ more than chance gives
    variation(numerator, denominator, ...)      how much do units differ, and where does each one stand
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kvalspc._batch import batch, isa
    from kvalspc._chart import Chart, chart
    from kvalspc._charts import charts
    from kvalspc._compare import Comparison, compare
    from kvalspc._core import (
        Assurance,
        Cause,
        GoalOutcome,
        Reason,
        Status,
        Strength,
        Sustained,
        Verdict,
        __version__,
    )
    from kvalspc._funnel import Funnel, funnel
    from kvalspc._goal import Goal, goal
    from kvalspc._interrupted import Interrupted, interrupted
    from kvalspc._monitor import Monitor, baseline_residuals, monitor
    from kvalspc._plan import Plan, plan
    from kvalspc._rephase import Rephasing, rephase
    from kvalspc._run_length import run_length
    from kvalspc._score import Scores, score
    from kvalspc._suggest import Suggestion, suggest
    from kvalspc._variation import Variation, variation
    from kvalspc.chart_set import ChartSet
    from kvalspc.looks import look_alphas
    from kvalspc.multiplicity import Shortlist, q_values, shortlist
    from kvalspc.network import Against, MetaAnalysis, Pooled, Total, against_others, meta_analysis, pooled, total
    from kvalspc.rules import RuleSet
    from kvalspc.selection import Selection, select_units

__all__ = [
    "Against",
    "Assurance",
    "Cause",
    "Chart",
    "ChartSet",
    "Comparison",
    "Funnel",
    "Goal",
    "GoalOutcome",
    "Interrupted",
    "MetaAnalysis",
    "Monitor",
    "Plan",
    "Pooled",
    "Reason",
    "Rephasing",
    "RuleSet",
    "Scores",
    "Selection",
    "Shortlist",
    "Status",
    "Strength",
    "Suggestion",
    "Sustained",
    "Total",
    "Variation",
    "Verdict",
    "__version__",
    "against_others",
    "baseline_residuals",
    "batch",
    "chart",
    "charts",
    "compare",
    "funnel",
    "goal",
    "interrupted",
    "isa",
    "look_alphas",
    "meta_analysis",
    "monitor",
    "plan",
    "pooled",
    "q_values",
    "rephase",
    "run_length",
    "score",
    "select_units",
    "shortlist",
    "suggest",
    "total",
    "variation",
]

_HOMES = {
    "_batch": ("batch", "isa"),
    "_chart": ("Chart", "chart"),
    "chart_set": ("ChartSet",),
    "_charts": ("charts",),
    "_compare": ("Comparison", "compare"),
    "_core": (
        "Assurance",
        "Cause",
        "GoalOutcome",
        "Reason",
        "Status",
        "Strength",
        "Sustained",
        "Verdict",
        "__version__",
    ),
    "_funnel": ("Funnel", "funnel"),
    "_goal": ("Goal", "goal"),
    "_interrupted": ("Interrupted", "interrupted"),
    "looks": ("look_alphas",),
    "_monitor": ("Monitor", "baseline_residuals", "monitor"),
    "multiplicity": ("Shortlist", "q_values", "shortlist"),
    "network": ("Against", "MetaAnalysis", "Pooled", "Total", "against_others", "meta_analysis", "pooled", "total"),
    "_plan": ("Plan", "plan"),
    "_rephase": ("Rephasing", "rephase"),
    "rules": ("RuleSet",),
    "_run_length": ("run_length",),
    "_score": ("Scores", "score"),
    "selection": ("Selection", "select_units"),
    "_suggest": ("Suggestion", "suggest"),
    "_variation": ("Variation", "variation"),
}
"""What each module holds. A name is imported when it is first used: `import kvalspc` loads not even NumPy.

A module that is named after its function has an underscore before it, so that the name is the function's alone.
"""

_CHARTS_ELSEWHERE = {"lag_fig_shewhart", "plot_auto_SPC", "ptd_spc", "qcc", "qic", "shewhart", "spc"}
"""What other tools call the function that draws a chart."""

_MODULES = ("plot", "rules", "spark", "words")
"""Modules that need no import of their own."""

if not TYPE_CHECKING:  # else a misspelt name would be no type error

    def __getattr__(name: str) -> object:
        if name in _MODULES:
            return import_module(f"kvalspc.{name}")
        home = next((module for module, names in _HOMES.items() if name in names), None)
        if home is None and name in _CHARTS_ELSEWHERE:
            raise AttributeError(f"module 'kvalspc' has no attribute {name!r}, need kvalspc.chart")
        if home is None:
            raise AttributeError(f"module 'kvalspc' has no attribute {name!r}", name=name, obj=sys.modules[__name__])
        found = getattr(import_module(f"kvalspc.{home}"), name)
        globals()[name] = found
        return found


def __dir__() -> list[str]:
    return [*__all__, *_MODULES]
