"""Arguments by the wrong name, or without one: the error says which name is meant."""

from __future__ import annotations

from functools import wraps
from inspect import Parameter, signature
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from kvalspc.names import meant

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping

__all__ = ["explained", "require_options"]

P = ParamSpec("P")
R = TypeVar("R")

_HABITS = {
    "aggregate": ("agg", "agg_fun", "func", "how"),
    "at_least": ("goal", "target"),
    "better": ("desired", "direction", "higher_is_better", "improvement_direction"),
    "breaks": ("break_", "part", "parts", "phase", "phases", "ptd_rebase", "rebase"),
    "by": ("facet", "facet_field", "facets", "group", "group_by", "groupby", "groups", "hue", "unit"),
    "centre": ("center", "cl", "mean"),
    "denominator": ("exposure", "n", "nevner", "size", "sizes"),
    "each": ("every", "freq", "resample", "x_period"),
    "exclude": ("drop", "excluded", "ghost"),
    "frame": ("d", "data", "data_frame", "dataframe", "df"),
    "freeze": ("baseline", "fix_after_n_points", "frozen"),
    "kind": ("chart", "chart_type", "figtype", "type"),
    "language": ("lang", "locale", "sprak", "språk"),
    "lower": ("lcl",),
    "notes": ("annotations", "comments"),
    "numerator": ("count", "counts", "events", "teller", "value", "value_field", "values", "y"),
    "per": ("multiplier", "multiply", "scale"),
    "period": ("date", "date_field", "dates", "index", "labels", "month", "months", "periods", "time", "x"),
    "relevant_change": ("delta", "mcid"),
    "rules": ("method", "rule", "ruleset"),
    "screen": ("screen_outliers", "screened"),
    "sigma": ("sd", "std"),
    "start": ("break_", "breaks", "intervention", "part", "start_date"),
    "target": ("goal", "ptd_target"),
    "title": ("heading", "main", "titel", "tittel"),
    "unit": ("by", "facet_field", "facets", "group", "group_by", "groupby", "groups"),
    "upper": ("ucl",),
    "volume": ("n",),
}
"""Our arguments, and what people who come from qicharts2, NHSRplotthedots, rapwhale or pandas may call them."""

_VALUES = {
    "better": ' ("higher" or "lower")',
    "breaks": ": the first point of the new phase, or its period",
    "per": ", of texts and axes",
}
"""What else differs, where the name alone does not tell."""

_ELSEWHERE = {
    "columns, numerator=data[...]; kvalspc.charts takes a data frame": _HABITS["frame"],
    "kvalspc.charts(frame, by=...)": ("by", *_HABITS["by"]),
    "kvalspc.charts(frame, each=...)": ("each", "aggregate", *_HABITS["each"], *_HABITS["aggregate"]),
    "it in plot() or save()": ("title", "subtitle", "measure", *_HABITS["title"], "xlab", "ylab"),
    "it in plot(), save() or text()": ("language", *_HABITS["language"]),
}
"""Where an argument is taken that the function has none like."""


def explained(function: Callable[P, R]) -> Callable[P, R]:
    """`function`, whose errors about names of arguments say which name is meant."""

    @wraps(function)
    def called(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except TypeError:
            mistake = _mistake(function, args, kwargs)
            if mistake is None:
                raise
            raise TypeError(mistake) from None

    return called


def require_options(function: Callable[..., object], options: Iterable[str], known: Iterable[str]) -> None:
    """Raises TypeError for `options` of a `function` that hands them on to where only others are `known`."""
    unknown = [name for name in options if name not in known]
    if unknown:
        own = [name for name, one in signature(function).parameters.items() if one.kind is not Parameter.VAR_KEYWORD]
        raise TypeError(_misnamed(function.__name__, unknown, [*own, *known]))


def _misnamed(where: str, given: Iterable[str], known: Iterable[str]) -> str:
    names = list(known)
    return f"{where}: " + "; ".join(f"got {name}=, need {_needed(name, names)}" for name in given)


def _needed(name: str, known: list[str]) -> str:
    habit = _habit(name, known)
    if habit is not None:
        return f"{habit}={_VALUES.get(habit, '')}"
    elsewhere = next((place for place, names in _ELSEWHERE.items() if name in names), None)
    return f"one of {', '.join(known)}{meant(name, known)}" if elsewhere is None else elsewhere


def _habit(name: str, known: Container[str]) -> str | None:
    """The known argument that is called `name` elsewhere."""
    return next((ours for ours, theirs in _HABITS.items() if name in theirs and ours in known), None)


def _mistake(function: Callable[..., object], args: tuple[object, ...], kwargs: Mapping[str, object]) -> str | None:
    """What is wrong with the names of a call's arguments; None where nothing is."""
    asked = signature(function)
    try:
        asked.bind(*args, **kwargs)
    except TypeError as error:
        parameters = {name: one for name, one in asked.parameters.items() if name != "self"}
        takes_others = Parameter.VAR_KEYWORD in {one.kind for one in parameters.values()}
        unknown = [name for name in kwargs if name not in parameters and (_habit(name, parameters) or not takes_others)]
        if unknown:
            return _misnamed(function.__name__, unknown, parameters)
        return f"{function.__name__}: {error}, need {_call(function.__name__, parameters.values())}"
    return None


def _call(where: str, parameters: Iterable[Parameter]) -> str:
    """How to call it: what may stand in its place, and what must be named."""
    shown, others = [], ""
    for one in parameters:
        if one.kind is Parameter.POSITIONAL_OR_KEYWORD:
            shown.append(one.name)
        elif one.kind is Parameter.KEYWORD_ONLY and one.default is Parameter.empty:
            shown.append(f"{one.name}=...")
        else:
            others = ", and all else by name"
    return f"{where}({', '.join(shown)}){others}"
