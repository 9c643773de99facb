"""What imongr's tables say, as tables of a project file: where the file itself is silent, they speak."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from kvalspc.job.wording import Wording, got, keyed, quote

if TYPE_CHECKING:
    from kvalspc.job.imongr import Row, Tables
    from kvalspc.job.organisation import Organisation

TYPES = {
    "andel": "andel",
    "dg_andel": "andel",
    "beregnet_andel": "gjennomsnitt",
    "antall": "antall",
    "gjennomsnitt": "gjennomsnitt",
    "median": "median",
}
"""Types of imongr and what they are here. A computed share is ready-made: a value, not a sum."""

SUMMED = ("andel", "dg_andel")


def filled(file: dict[str, Any], tables: Tables, organisation: Organisation) -> dict[str, Any]:
    """Return a project file's tables with what imongr knows added; what stands in the file goes first.

    Raises ValueError for a project that is not there, or values that cannot be used.
    """
    wanted = file["imongr"].get("project")
    project = _project(tables, wanted)
    about, units, data = (dict(file.get(key, {})) for key in ("project", "units", "data"))
    listed = [dict(one) for one in file.get("indicator", ())]
    if project is not None:
        about = _about(project, tables) | about
        known = {one.get("id") for one in listed}
        of_project = sorted(row["ind_id"] for row in tables.find("project_ind", "project_id", project["id"]))
        listed += [{"id": id_} for id_ in of_project if id_ not in known]
        units = _units(project, tables, organisation, units)
        if project.get("context") and "delivery" in data:
            data.setdefault("context", project["context"])
    named = {one["id"]: one for one in file.get("unit", ()) if isinstance(one.get("id"), str)}
    for id_ in units["participate"] if isinstance(units.get("participate"), list) else ():
        name = organisation.name(id_)
        if name is not None:
            named[id_] = {"id": id_, "name": name} | named.get(id_, {})
    indicators = [_indicator(one.get("id", ""), tables, covered="coverage" in file) | one for one in listed]
    given = {"project": about, "data": data, "indicator": indicators, "units": units, "unit": list(named.values())}
    return file | {key: value for key, value in given.items() if value or key in file}


def _project(tables: Tables, wanted: str | None) -> Row | None:
    rows = tables.rows.get("project", [])
    found = [row for row in rows if wanted in (None, row["id"])]
    if len(found) == 1:
        return found[0]
    if wanted is None and not rows:
        return None
    none = Wording("problem.detail.none")
    ids = ", ".join(f'"{row["id"]}"' for row in rows) or none
    raise ValueError(
        keyed(
            "project",
            got(none if wanted is None else f'"{wanted}"', Wording("problem.need.table_project", {"listed": ids})),
        )
    )


def _about(project: Row, tables: Tables) -> dict[str, Any]:
    found: dict[str, Any] = {"id": project["id"]}
    if project.get("title"):
        found["title"] = project["title"]
    for row in tables.find("registry", "id", project.get("registry_id", "")):
        found["registry"] = row.get("full_name") or row["name"]
    if project.get("end_year"):
        found["end"] = date(_year(project, "end_year"), 12, 31)
    return found


def _units(project: Row, tables: Tables, organisation: Organisation, own: dict[str, Any]) -> dict[str, Any]:
    orgnrs = [row["hospital_orgnr"] for row in tables.find("project_hospital", "project_id", project["id"])]
    found: dict[str, Any] = {"start": date(_year(project, "start_year"), 1, 1)}
    if orgnrs and "table" not in own:  # a table of units has departments, which imongr does not know
        found["participate"] = sorted({organisation.unit_of.get(o, o) for o in orgnrs})
    return found | own


def _year(project: Row, column: str) -> int:
    try:
        return date(int(project[column]), 1, 1).year
    except ValueError:
        raise _wrong("project", column, project[column], Wording("problem.need.year")) from None


def _indicator(id_: str, tables: Tables, *, covered: bool) -> dict[str, Any]:
    """Return what is known of an indicator; `covered`: the project has a file of coverage, whose ids are its own."""
    row = next(tables.find("ind", "id", id_), None)
    if row is None:
        return {}
    if row["type"] not in TYPES:
        need = Wording("problem.need.one_of", {"listed": ", ".join(TYPES)})
        raise _wrong("ind", Wording("problem.detail.field_of", {"column": "type", "id": id_}), row["type"], need)
    found: dict[str, Any] = {"type": TYPES[row["type"]]}
    if row.get("title"):
        found["title"] = row["title"]
    direction = row.get("level_direction")
    if direction in ("0", "1"):
        found["better"] = "higher" if direction == "1" else "lower"
    for key, column in (("target", "level_green"), ("acceptable", "level_yellow")):
        if row.get(column):
            found[key] = _number(row, column)
    if row.get("min_denominator"):
        found["min_denominator"] = int(_number(row, "min_denominator"))
    if row.get("measure_unit") and found["type"] != "andel":
        found["unit"] = row["measure_unit"]
    if row.get("dg_id") and row["dg_id"] != id_ and not covered:
        found["coverage"] = row["dg_id"]
    digits = re.search(r"\.([0-6])[%f]", row.get("sformat", ""))
    return found | ({"digits": int(digits[1])} if digits is not None else {})


def _number(row: Row, column: str) -> float:
    try:
        return float(row[column].replace(",", "."))
    except ValueError:
        place = Wording("problem.detail.field_of", {"column": column, "id": row["id"]})
        raise _wrong("ind", place, row[column], Wording("problem.need.number")) from None


def _wrong(table: str, place: Wording | str, given: str, need: Wording) -> ValueError:
    text = keyed(place, got(quote(given), need))
    return ValueError(Wording("problem.detail.of_table", {"table": table, "text": text}))
