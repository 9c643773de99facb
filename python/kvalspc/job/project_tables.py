"""Which model reads which table of the project file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kvalspc.job.project import Project
from kvalspc.job.section import Section

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Place", "model_at"]

Place = tuple[int | str, ...]
"""Where something stands in the file: keys, and positions in arrays."""


def model_at(place: Sequence[int | str]) -> type[Section] | None:
    """Return the model of the table at a place; None where no table can stand."""
    model: type[Section] = Project
    for part in place:
        if isinstance(part, int):
            continue
        found = model.model_fields.get(part) or next((f for f in model.model_fields.values() if f.alias == part), None)
        inner = _model_in(found.annotation) if found is not None else None
        if inner is None:
            return None
        model = inner
    return model


def _model_in(annotation: Any) -> type[Section] | None:
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = _model_in(argument)
        if found is not None:
            return found
    return None
