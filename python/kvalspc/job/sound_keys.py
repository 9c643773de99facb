"""What the keys of one table say of each other, where others of its keys are wrong."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import BaseModel, ValidationError

from kvalspc.job.project import Goal, Indicator, Report
from kvalspc.job.project_chart import Mark
from kvalspc.job.project_units import Unit
from kvalspc.job.wording import Wording, details_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    Place = tuple[int | str, ...]


class _Table(NamedTuple):
    """A table of the project file: its model, and what may be told of it only because a key was left out.

    `unsure` has the keys that something is told of ("": of none), each with the keys that it may be for want of.
    """

    model: type[BaseModel]
    unsure: Mapping[str, frozenset[str]]


_STANDARDS = frozenset({"chart", "limits", "centre", "sigma", "lower", "upper"})

_TABLES = {
    "indicator": _Table(
        Indicator,
        {
            "acceptable": frozenset({"target", "better"}),
            "suggest_phases": frozenset({"chart"}),
            **dict.fromkeys(("limits", "spread", "centre", "sigma", "lower", "upper", "width"), _STANDARDS),
        },
    ),
    "goal": _Table(Goal, {"": frozenset({"at_least", "at_most"})}),
    "mark": _Table(Mark, {"text": frozenset({"text"})}),
    "unit": _Table(Unit, {}),
    "report": _Table(Report, {"agg_data": frozenset({"public", "period"})}),
}


def between_sound_keys(file: Mapping[str, Any], wrong: Iterable[Place]) -> Iterator[tuple[Place, ValueError]]:
    """Yield for each table that has wrong keys what its other keys say of each other, with the place of the table.

    Nothing is said where a wrong key must be there, nor what may be told for want of one that is wrong.
    """
    keys: dict[Place, set[str]] = defaultdict(set)
    for place in wrong:
        inside = 2 if len(place) > 1 and isinstance(place[1], int) else 1  # of an array of tables, or of one
        if len(place) > inside and place[0] in _TABLES:
            keys[place[:inside]].add(str(place[inside]))
    for place, gone in keys.items():
        given: Any = file
        for part in place:
            given = given[part]
        kind = _TABLES[str(place[0])]
        kept = [said for said in _contradictions(kind.model, given, gone) if not _for_want(said, kind, gone)]
        if kept:
            yield place, ValueError(*kept)


def _contradictions(model: type[BaseModel], given: Mapping[str, Any], gone: set[str]) -> Sequence[Wording]:
    try:
        model.model_validate({key: value for key, value in given.items() if key not in gone})
    except ValidationError as error:
        of_table = [one["ctx"]["error"] for one in error.errors(include_url=False) if one["loc"] == () and "ctx" in one]
        return [said for raised in of_table for said in details_of(raised)]
    return []


def _for_want(said: Wording, kind: _Table, gone: set[str]) -> bool:
    """Whether it may be told only because a key that is wrong was left out."""
    named = str(said.places["key"]) if said.text == "problem.keyed" else ""
    return any(gone & kind.unsure.get(key.partition("[")[0], frozenset()) for key in named.split(", "))
