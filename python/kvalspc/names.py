"""Names that a caller gives: in what order units stand, and which name may have been meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["meant", "ordered", "require_units"]
_NUMBER = re.compile(r"([0-9]+)")

# The places that these letters had in ISO 646-NO, right after Z and z: code points would put Å before Æ.
_PLACES = str.maketrans("ÆØÅæøå", "[\\]{|}")


def ordered(units: Iterable[Any]) -> list[Any]:
    """Units in their order: numbers by size, also inside names; names by the Norwegian alphabet, with æ, ø, å last."""
    given = list(units)
    try:
        return sorted(given, key=_place)
    except TypeError:  # of several types
        return sorted(given, key=lambda unit: _place(str(unit)))


def _place(unit: Any) -> Any:
    if isinstance(unit, tuple):
        return tuple(_place(part) for part in unit)
    if not isinstance(unit, str):
        return unit
    parts = _NUMBER.split(unit.translate(_PLACES))  # text and number by turns
    return [int(part) if k % 2 else part for k, part in enumerate(parts)], unit


def meant(name: object, known: Iterable[object]) -> str:
    """The end of an error about `name`: the known one that it is like, if any."""
    from difflib import get_close_matches

    near = get_close_matches(str(name), [str(one) for one in known], n=1)
    return f" (did you mean {near[0]!r}?)" if near else ""


def require_units(given: Iterable[object], units: Iterable[object], name: str) -> None:
    """Raises ValueError for the first of `given` that is no unit; `name` is what it was given as."""
    known = list(units)
    unknown = next((unit for unit in given if unit not in known), None)
    if unknown is not None:
        raise ValueError(f"{name}: got unit {unknown!r}, need units of the frame{meant(unknown, known)}")
