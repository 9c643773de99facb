"""Every text that a person reads, in Norwegian (bokmål, nynorsk) and English.

The sentences stand in the catalogues beside this file; this package only chooses among them and fills their
named places with numbers, percent and months in the form of the language. It computes nothing.
"""

from __future__ import annotations

from kvalspc.words.catalogue import LANGUAGES
from kvalspc.words.chart import chart_text
from kvalspc.words.false_alarms import false_alarms_text
from kvalspc.words.goal import goal_text
from kvalspc.words.interrupted import interrupted_text
from kvalspc.words.labels import GROUPS, group, label
from kvalspc.words.lines import verdict_lines
from kvalspc.words.measure import Measure
from kvalspc.words.monitor import monitor_text, promise_text
from kvalspc.words.network import against_text, pooled_lines, pooled_text, units_changed_text
from kvalspc.words.overview import overview_text
from kvalspc.words.plan import plan_text
from kvalspc.words.rephasing import rephasing_log, rephasing_text
from kvalspc.words.sustained import sustained_text
from kvalspc.words.verdict import verdict_short, verdict_text

__all__ = [
    "GROUPS",
    "LANGUAGES",
    "Measure",
    "against_text",
    "chart_text",
    "false_alarms_text",
    "goal_text",
    "group",
    "interrupted_text",
    "label",
    "monitor_text",
    "overview_text",
    "plan_text",
    "pooled_lines",
    "pooled_text",
    "promise_text",
    "rephasing_log",
    "rephasing_text",
    "sustained_text",
    "units_changed_text",
    "verdict_lines",
    "verdict_short",
    "verdict_text",
]
