"""What is wrong with the keys of a project file: a line a mistake, with key path, value and remedy."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, time
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TypeGuard

from kvalspc.job.project_parts import contradictions
from kvalspc.job.project_tables import Place, model_at
from kvalspc.job.sound_keys import between_sound_keys
from kvalspc.job.sound_parts import sound_parts
from kvalspc.job.wording import Wording, details_of, either, got, numbered

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

    from kvalspc.job.problems import Problems

_NEEDS = frozenset({
    "bool_type", "date_type", "dict_type", "finite_number", "float_type", "greater_than", "greater_than_equal",
    "int_type", "less_than", "less_than_equal", "model_type", "string_too_long", "string_too_short", "string_type",
    "too_short", "tuple_type",
})  # fmt: skip
"""pydantic's types of errors that the catalogues have in the words of someone who writes TOML."""

_ARRAYS = {
    "languages": '["nb", "en"]',
    "looks": "[3, 6, 12]",
    "missing": '["", "NA"]',
    "to": '["unit@example.org"]',
    **dict.fromkeys(("events", "aggregated", "delivery", "agg_data"), '["2023.csv", "2024.csv"]'),
}
"""An array as one may write it, by key; of other keys the remedy shows one of names of units."""

_TEXTS = dict.fromkeys(("events", "aggregated", "delivery", "agg_data"), '"data.csv"')
"""A text as one may write it, by key; of other keys the remedy shows the number that stood there, or an id."""

_LONG = 60
"""So many characters of a value are shown."""

_CONTAINERS = (dict, list)


@dataclass
class _Mistake:
    """A value that cannot stand there: what could (a union gives one remedy each), and how many more are alike."""

    given: Wording | str
    needs: list[Wording | str] = field(default_factory=list)
    more: int = 0

    def detail(self) -> Wording:
        told = got(self.given, either(self.needs))
        return Wording("problem.detail.alike", {"text": told, "count": self.more}) if self.more else told


def explain(error: ValidationError, table: dict[str, Any], file: str, problems: Problems) -> None:
    """Add a problem for each mistake in the `table` that a file holds."""
    wrong: dict[tuple[str, str], _Mistake] = {}
    first: dict[tuple[Place, str], tuple[str, str]] = {}
    details = [(_place(one), one) for one in error.errors(include_url=False)]
    for place, one in details:
        inside = any(len(other) > len(place) and other[: len(place)] == place for other, _ in details)
        if inside and isinstance(one.get("input"), _CONTAINERS):
            continue  # another branch of a union; what is wrong inside has its own line
        if _told(problems, file, table, place, one):
            continue
        name = (key_path(place, table), repr(one.get("input")))
        if isinstance(place[-1], int):  # one of many in an array: they are told once
            alike = first.setdefault((place[:-1], one["type"]), name)
            if alike != name:
                wrong[alike].more += 1
                continue
        wrong.setdefault(name, _Mistake(_value(one.get("input")))).needs.extend(_needs(place, one))
    for (key, _), mistake in wrong.items():
        problems.add("project_value", file=file, key=key, detail=mistake.detail())
    for place, said_of in between_sound_keys(table, [place for place, _ in details]):
        _add_contradictions(problems, file, key_path(place, table), said_of)
    if all(place for place, _ in details):  # else all parts are sound, and have been compared
        for said in contradictions(sound_parts(table)):
            problems.add("project_value", file=file, key=said.places["key"], detail=said.places["text"])


def _told(problems: Problems, file: str, table: dict[str, Any], place: Place, detail: ErrorDetails) -> bool:
    """Add the problem of a key that is unknown, missing, or at odds with others; whether it is one of these."""
    key: Wording | str = key_path(place, table)
    kind = detail["type"]
    if kind == "extra_forbidden" or detail["loc"][-1:] == ("[key]",):
        known = _choices(detail) if kind == "literal_error" else _keys_at(place[:-1])
        close = get_close_matches(str(place[-1]), known, n=1)
        if close:
            problems.add("project_unknown_key", file=file, variant="close", key=key, close=close[0])
        else:
            problems.add("project_unknown_key", file=file, key=key, known=", ".join(known))
    elif kind == "missing":
        problems.add("project_missing_key", file=file, key=key)
    elif kind == "value_error":
        _add_contradictions(problems, file, key, detail.get("ctx", {}).get("error", ValueError(detail["msg"])))
    return kind in {"extra_forbidden", "missing", "value_error"} or detail["loc"][-1:] == ("[key]",)


def _add_contradictions(problems: Problems, file: str, key: Wording | str, error: ValueError) -> None:
    """Add each thing that keys say of each other; `key` is the path of their table."""
    texts: list[Wording | str] = [*details_of(error)]
    for said in texts or [str(error)]:
        own, text = (said.places["key"], said.places["text"]) if _has_key(said) else (None, said)
        whole = f"{key}.{own}" if key and isinstance(own, str) else key or own
        problems.add("project_value", file=file, key=whole or Wording("problem.detail.project_file"), detail=text)


def _has_key(said: Wording | str) -> TypeGuard[Wording]:
    return isinstance(said, Wording) and said.text == "problem.keyed"


def _needs(place: Place, detail: ErrorDetails) -> list[Wording | str]:
    if detail["type"] == "literal_error":
        return [f'"{choice}"' for choice in _choices(detail)]
    return [_need(place, detail)]


def _choices(detail: ErrorDetails) -> list[str]:
    return re.findall("'([^']*)'", str(detail.get("ctx", {}).get("expected", "")))


def _need(place: Place, detail: ErrorDetails) -> Wording | str:
    kind = {"model_attributes_type": "model_type"}.get(detail["type"], detail["type"])
    if kind not in _NEEDS:
        return detail["msg"].replace("Input should be ", "")
    names = [str(part) for part in place if isinstance(part, str)]
    given = detail.get("input")
    if kind == "tuple_type" and _keys_at(place):
        return Wording("problem.need.tables", {"heading": f"[[{'.'.join(names)}]]"})
    if kind == "model_type" and isinstance(given, list):
        return Wording("problem.need.one_table", {"heading": f"[{'.'.join(names)}]"})
    bound = next((value for key, value in detail.get("ctx", {}).items() if key in ("gt", "ge", "lt", "le")), None)
    example = '{ nb = "...", en = "..." }'
    if kind == "string_type":
        is_number = isinstance(given, (int, float)) and not isinstance(given, bool)
        example = _TEXTS.get(names[-1], f'"{given}"' if is_number else '"dtn30"')
    elif kind == "tuple_type":
        example = _ARRAYS.get(names[-1], '["4001", "4002"]')
    return Wording(f"problem.need.{kind}", {"bound": None if bound is None else f"{bound:g}", "example": example})


def key_path(place: Place, table: dict[str, Any]) -> str:
    """Return a key path as a person would write it: ``indicator[1] (dtn30).type``, arrays counted from 1.

    Tables are named by their id; goals and marks, which have none, by their indicator.
    """
    text, here = "", table
    for part in place:
        here = _step(here, part)
        if isinstance(part, int):
            text += numbered(part, here.get("id", here.get("indicator")) if isinstance(here, dict) else None)
        else:
            text += f".{part}" if text else part
    return text


def _step(here: Any, part: int | str) -> Any:
    try:
        return here[part]
    except (KeyError, IndexError, TypeError):
        return None


def _place(detail: ErrorDetails) -> Place:
    return tuple(part for part in detail["loc"] if not _branch(part))


def _branch(part: int | str) -> bool:
    """Whether pydantic means a branch of a union, not a key of the file."""
    return isinstance(part, str) and ("[" in part or part in ("str", "constrained-str", "float", "literal", "tuple"))


def _keys_at(place: Place) -> list[str]:
    """Return the keys that the models know at that place."""
    model = model_at(place)
    return [] if model is None else [f.alias or name for name, f in model.model_fields.items()]


def _value(given: object) -> Wording | str:
    """A value as it stands in the file; of a table and of a long array only what it is."""
    if isinstance(given, dict):
        return Wording("problem.detail.table")
    if isinstance(given, list):
        parts = [_value(one) for one in given]
        text = f"[{', '.join(map(str, parts))}]"
        has_tables = any(isinstance(part, Wording) for part in parts)
        return Wording("problem.detail.array") if has_tables or len(text) > _LONG else text
    if isinstance(given, str):
        text = f'"{given}"'
    elif isinstance(given, bool):
        text = str(given).lower()
    else:
        text = given.isoformat() if isinstance(given, (date, time)) else str(given)
    return text if len(text) <= _LONG else text[: _LONG - 3] + "..."
