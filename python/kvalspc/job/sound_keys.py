"""What the keys of one table say of each other, where others of its keys are wrong."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from kvalspc.job.project_tables import Place, model_at
from kvalspc.job.wording import Wording, details_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kvalspc.job.section import Section

__all__ = ["between_sound_keys"]


def between_sound_keys(file: Mapping[str, Any], wrong: Iterable[Place]) -> Iterator[tuple[Place, ValueError]]:
    """Yield for each table that has wrong keys what its other keys say of each other, with the place of the table.

    Nothing is said where a wrong key must be there, nor what may be told for want of one that is wrong. What tables of
    the file say of each other is not asked here.
    """
    keys: dict[Place, set[str]] = defaultdict(set)
    for place in wrong:
        for inside in range(1, len(place)):
            keys[place[:inside]].add(str(place[inside]))
    for place, gone in keys.items():
        given, model = _at(file, place), model_at(place)
        if not isinstance(given, dict) or model is None:
            continue
        kept = [said for said in _contradictions(model, given, gone) if not _for_want(said, model, gone)]
        if kept:
            yield place, ValueError(*kept)


def _at(file: Mapping[str, Any], place: Place) -> Any:
    """What stands at a place; None where nothing does."""
    given: Any = file
    for part in place:
        try:
            given = given[part]
        except (KeyError, IndexError, TypeError):
            return None
    return given


def _contradictions(model: type[Section], given: Mapping[str, Any], gone: set[str]) -> Sequence[Wording]:
    try:
        model.model_validate({key: value for key, value in given.items() if key not in gone})
    except ValidationError as error:
        of_table = [one["ctx"]["error"] for one in error.errors(include_url=False) if one["loc"] == () and "ctx" in one]
        return [said for raised in of_table for said in details_of(raised)]
    return []


def _for_want(said: Wording, model: type[Section], gone: set[str]) -> bool:
    """Whether it may be told only because a key that is wrong was left out."""
    named = str(said.places["key"]).split(", ") if said.text == "problem.keyed" else [said.text]
    return any(gone & model.for_want.get(one.partition("[")[0], frozenset()) for one in named)
