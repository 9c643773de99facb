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
from kvalspc.batch import batch, isa
from kvalspc.chart import Chart, chart
from kvalspc.chart_set import ChartSet
from kvalspc.charts import charts
from kvalspc.compare import Comparison, compare
from kvalspc.funnel import Funnel, funnel
from kvalspc.goal import Goal, goal
from kvalspc.interrupted import Interrupted, interrupted
from kvalspc.looks import look_alphas
from kvalspc.monitor import Monitor, monitor
from kvalspc.multiplicity import Shortlist, q_values, shortlist
from kvalspc.network import Against, MetaAnalysis, Pooled, Total, against_others, meta_analysis, pooled, total
from kvalspc.plan import Plan, plan
from kvalspc.rephase import Rephasing, rephase
from kvalspc.rules import RuleSet
from kvalspc.run_length import run_length
from kvalspc.score import Scores, score
from kvalspc.selection import Selection, select_units
from kvalspc.suggest import Suggestion, suggest
from kvalspc.variation import Variation, variation

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
