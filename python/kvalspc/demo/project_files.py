"""The project files of the two synthetic projects, as a registry would write them (design, section 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvalspc.demo.departments import LAST, P1_END, P1_START

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from kvalspc.demo.departments import Department

_HEAD = """\
# SYNTHETIC DATA: no patient, department or hospital in this project exists.

[project]
id = "syntetisk-{id}"
title = {title}
registry = "Syntetisk hjerneslagregister"
languages = ["nb", "nn", "en"]
end = {end}                             # what comes after shows whether it lasts

[data]
events = "events.csv"                        # one row a patient and indicator: resh;date;ind_id;var
complete_until = 2024-10-31                  # the last two months are provisional

[[indicator]]
id = "dtn30"
title = {{ nb = "Andel trombolysert innen 30 minutter", nn = "Andel trombolysert innan 30 minutt", \
en = "Proportion thrombolysed within 30 minutes" }}
type = "andel"
better = "higher"
target = 0.50
role = "outcome"

[[indicator]]
id = "dtn_median"
title = {{ nb = "Median tid fra ankomst til trombolyse", nn = "Median tid frå ankomst til trombolyse", \
en = "Median time from arrival to thrombolysis" }}
type = "median"
better = "lower"
target = 30
unit = {{ nb = "minutter", nn = "minutt", en = "minutes" }}
role = "process"

[units]
participate = [{participate}]
table = "units.csv"                          # their names and trusts
"""

_P1_TITLE = """\
{ nb = "Raskere trombolyse – syntetiske data", nn = "Raskare trombolyse – syntetiske data", \
en = "Faster thrombolysis – synthetic data" }"""

_P2_TITLE = """\
{ nb = "Læringsnettverk for trombolyse – syntetiske data", nn = "Læringsnettverk for trombolyse – syntetiske data", \
en = "Learning network for thrombolysis – synthetic data" }"""

_GOAL = """
[[goal]]
indicator = "dtn30"
at_least = 0.50
by = 2024-12-31
scope = "each"

[report]
period = "auto"
"""


def project_p1(departments: Sequence[Department]) -> str:
    """Return the project file of P1: three units that share one start."""
    return (
        _head("p1", _P1_TITLE, P1_END, departments) + f"start = {P1_START}                           # shared\n" + _GOAL
    )


def project_p2(departments: Sequence[Department]) -> str:
    """Return the project file of P2: eight units, each with a start of its own."""
    units = [f'\n[[unit]]\nid = "{d.resh}"\nstart = {d.start}\n' for d in departments]
    return _head("p2", _P2_TITLE, LAST, departments) + "".join(units) + _GOAL


def _head(project: str, title: str, end: date, departments: Sequence[Department]) -> str:
    participate = ", ".join(f'"{d.resh}"' for d in departments)
    return _HEAD.format(id=project, title=title, end=end, participate=participate)
