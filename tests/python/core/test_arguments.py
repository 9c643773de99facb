"""Arguments by the names that other tools have for them: the error says what they are called here."""

from __future__ import annotations

import inspect
import pickle
from typing import Any

import pandas as pd
import pytest
from series_examples import DENOMINATOR, MONTHS, NUMERATOR

import kvalspc
from kvalspc import arguments

FRAME = pd.DataFrame({"unit": "A", "month": MONTHS, "x": NUMERATOR, "n": DENOMINATOR})
COLUMNS: dict[str, Any] = {"kind": "p", "period": "month", "numerator": "x", "denominator": "n"}


def p(**options: Any) -> kvalspc.Chart:
    return kvalspc.chart("p", NUMERATOR, DENOMINATOR, **options)


def call(name: str, *args: Any, **options: Any) -> Any:
    return getattr(kvalspc, name)(*args, **options)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: p(part=12), r"^chart: got part=, need breaks=: the first point of the new phase"),
        (lambda: p(improvement_direction="increase"), r'need better= \("higher" or "lower"\)'),
        (lambda: p(data=FRAME), r"got data=, need columns.*kvalspc.charts takes a data frame"),
        (lambda: p(facets="unit"), r"need kvalspc.charts\(frame, by=...\)"),
        (lambda: p(title="Title"), r"got title=, need it in plot\(\) or save\(\)"),
        (lambda: p(lang="en"), r"got lang=, need it in plot\(\), save\(\) or text\(\)"),
        (lambda: p(multiply=100, cl=0.5), r"got multiply=, need per=.*; got cl=, need centre="),
        (lambda: p(limit="exact"), r"got limit=, need one of kind, .*\(did you mean 'limits'\?\)"),
        (lambda: p(qqq=1), r"got qqq=, need one of kind, numerator, .* width$"),
        (lambda: call("chart", kind="p", y=[1], n=[2], x=MONTHS), r"y=.*numerator=.*denominator=.*period="),
        (lambda: call("chart", "p", [1], [2], MONTHS), r"too many .* need chart\(kind, numerator, denominator\), and"),
        (lambda: call("chart", [1], [2], kind="p"), r"multiple values for argument 'kind', need chart\(kind,"),
        (
            lambda: call("compare", [1]),
            r"'kind', need compare\(numerator, denominator, kind=...\), and all else by name",
        ),
        (lambda: call("compare", [1], kind="i", part=12), r"compare: got part=, need start="),
        (lambda: call("charts", data=FRAME, kind="p"), r"charts: got data=, need frame="),
        (lambda: call("charts", FRAME, **COLUMNS, facets="unit"), r"charts: got facets=, need by="),
        (lambda: call("charts", FRAME, **COLUMNS, by="unit", direction="up"), r"charts: got direction=, need better="),
        (lambda: call("score", FRAME, **COLUMNS, by="unit"), r"score: got by=, need unit="),
        (lambda: call("score", FRAME, **COLUMNS, unit="unit", part=12), r"score: got part=, need breaks="),
        (lambda: call("goal", [1], [2], kind="p", target=0.5), r"goal: got target=, need at_least="),
        (lambda: call("funnel", [1], [2], title="T"), r"funnel: got title=, need it in plot\(\) or save\(\)"),
        (lambda: p().text(lang="en"), r"text: got lang=, need language="),
        (lambda: p().plot(titel="Title"), r"draw: got titel=, need title="),
        (lambda: p().compare(start=12).text(locale="en"), r"text: got locale=, need language="),
    ],
)
def test_the_error_names_our_argument(wrong: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message) as caught:
        wrong()
    assert caught.value.__context__ is None or caught.value.__suppress_context__


def test_every_name_that_is_meant_is_one_of_ours() -> None:
    functions = [getattr(kvalspc, name) for name in kvalspc.__all__]
    ours = {name for one in functions if inspect.isfunction(one) for name in inspect.signature(one).parameters}
    assert set(arguments._HABITS) <= ours | {"title", "language"}
    assert set(arguments._VALUES) <= set(arguments._HABITS)


def test_other_errors_stay_what_they_are() -> None:
    with pytest.raises(TypeError, match=r"^per: got str, need a number$"):
        p(per="1000")
    with pytest.raises(TypeError, match=r"numerator: got str.*names of columns"):
        kvalspc.chart("p", "x", "n")


def test_signature_help_and_pickle_are_the_functions_own() -> None:
    assert list(inspect.signature(kvalspc.chart).parameters)[:3] == ["kind", "numerator", "denominator"]
    assert (kvalspc.chart.__doc__ or "").startswith("Computes one chart")
    assert pickle.loads(pickle.dumps(kvalspc.chart)) is kvalspc.chart
    functions = {name: one for name in kvalspc.__all__ if inspect.isfunction(one := getattr(kvalspc, name))}
    assert {name for name, one in functions.items() if not hasattr(one, "__wrapped__")} == {"isa"}
