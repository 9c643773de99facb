"""The project file: what it may say, and what each mistake is told."""

from __future__ import annotations

from datetime import date
from itertools import combinations, product
from typing import TYPE_CHECKING

import pytest

from kvalspc.job.chart_errors import option_error
from kvalspc.job.problems import RefusedError
from kvalspc.job.project_chart import CHARTS, Charting, undrawable
from kvalspc.job.toml_errors import read_project
from kvalspc.job.toml_syntax import syntax_of
from kvalspc.job.wording import Wording

if TYPE_CHECKING:
    from pathlib import Path

    from kvalspc.job.project import Project

# The example of the design, whole.
FULL = """
[project]
id = "dtn-2023"
title = "Raskere trombolyse"
registry = "Norsk hjerneslagregister"
languages = ["nb", "en"]
end = 2024-12-31

[data]
events = "events.csv"
complete_until = 2025-09-30
columns = { unit = "resh", date = "date", value = "var", denominator = "denominator", indicator = "ind_id" }

[[indicator]]
id = "dtn30"
title = { nb = "Andel trombolysert innen 30 minutter", en = "Thrombolysed within 30 minutes" }
type = "andel"
better = "higher"
per = 1
target = 0.50
role = "outcome"

[units]
participate = ["4001", "4002"]
start = 2023-09-01

[[unit]]
id = "4001"
name = "Avdeling A"
start = 2023-10-01

[[unit]]
id = "4002"
phases = [
  { name = "baseline", from = 2021-09-01 }, { name = "testing", from = 2023-09-01, counts_as = "baseline" },
  { name = "intervention", from = 2024-01-01 }, { name = "sustained", from = 2025-01-01 },
]

[[goal]]
indicator = "dtn30"
at_least = 0.50
by = 2024-12-31
scope = "each"

[report]
period = "auto"
public = false
"""
SMALL = '[project]\nid = "x"\n[data]\nevents = "e.csv"\n[[indicator]]\nid = "a"\ntype = "andel"\n'
UNIT = '[[unit]]\nid = "1"\nphases = '


def read(tmp_path: Path, text: str) -> Project:
    path = tmp_path / "project.toml"
    path.write_text(text, encoding="utf-8")
    return read_project(path)


def told(tmp_path: Path, text: str) -> str:
    with pytest.raises(RefusedError) as error:
        read(tmp_path, text)
    return str(error.value)


def test_the_whole_example_is_read(tmp_path: Path) -> None:
    project = read(tmp_path, FULL)
    assert project.project.end == date(2024, 12, 31)
    assert project.indicator[0].target == 0.5
    assert project.unit[1].phases is not None
    assert [p.name for p in project.unit[1].phases] == ["baseline", "testing", "intervention", "sustained"]
    assert project.goal[0].at_least == 0.5
    assert project.folder == tmp_path
    assert project.asked_period is None


def test_all_else_is_optional(tmp_path: Path) -> None:
    project = read(tmp_path, SMALL)
    assert project.project.languages == ("nb",)
    assert project.units.participate == "all"
    assert (project.data.encoding, project.data.separator, project.data.decimal) == ("auto", "auto", "auto")
    assert (project.data.missing, project.data.duplicates, project.data.date_format) == ("auto", "auto", "auto")


# What is wrong, and what the message must name: key, value, remedy.
MISTAKES = {
    "unknown key": (
        SMALL.replace('id = "x"', 'id = "x"\ntitel = "y"'),
        'project.titel: unknown key; did you mean "title"?',
    ),
    "unknown table": (SMALL + "[alpha]\nx = 5\n", "alpha: unknown key"),
    "unknown key in a row": (SMALL + "betr = 1\n", 'indicator[1] (a).betr: unknown key; did you mean "better"?'),
    "missing": ('[project]\nid = "x"\n[data]\nevents = "e"\n', "indicator: missing"),
    "no id": ('[project]\n[data]\nevents = "e"\n[[indicator]]\nid="a"\ntype="andel"\n', "project.id: missing"),
    "end before the start": (
        SMALL.replace('id = "x"', 'id = "x"\nend = 2023-01-31') + "[units]\nstart = 2023-09-01\n",
        "project.end: got 2023-01-31, before the start 2023-09-01 (units.start); need an end on or after each start",
    ),
    "end before a unit's phase": (
        SMALL.replace('id = "x"', 'id = "x"\nend = 2023-01-31')
        + '[[unit]]\nid = "A"\nphases = [{ name = "intervention", from = 2023-09-01 }]\n',
        'before the start 2023-09-01 (unit "A")',
    ),
    "date as text": (
        SMALL + '[units]\nstart = "2023-09-01"\n',
        'units.start: got "2023-09-01"; need a date without quotes',
    ),
    "date with time": (SMALL + "[units]\nstart = 2023-09-01T12:00:00\n", "units.start"),
    "kind": (
        SMALL.replace('"andel"', '"andell"'),
        'got "andell"; need "andel", "rate", "gjennomsnitt", "median" or "antall"',
    ),
    "number as text": (SMALL + 'target = "0.5"\n', "need a number without quotes"),
    "percent": (SMALL + "target = 50\n", "target: got 50; need a proportion from 0 to 1 (50% is 0.50)"),
    "NaN": (SMALL + "target = nan\n", "need a finite number"),
    "infinite": (SMALL + "relevant_change = inf\n", "need a finite number"),
    "no ratio": (SMALL.replace("andel", "rate") + "relevant_change = 0.5\n", "need a ratio above 1"),
    "change in percent": (SMALL + "relevant_change = 10\n", "need a proportion below 1 (10 points: 0.10)"),
    "per of a proportion": (SMALL + "per = 1000\n", "only rates are per 1000"),
    "per 0": (SMALL.replace("andel", "rate") + "per = 0\n", "indicator[1] (a).per"),
    "two sources": (
        SMALL.replace('events = "e.csv"', 'events = "e"\naggregated = "a"'),
        "got events, aggregated; need exactly one",
    ),
    "no source": (SMALL.replace('events = "e.csv"', ""), "got none; need exactly one of events, aggregated, delivery"),
    "database": (
        SMALL.replace('events = "e.csv"', 'url = "postgresql://x/y"'),
        "query: missing; need one SELECT",
    ),
    "min_count": (SMALL + "[report]\nmin_count = 2\n", "min_count"),
    "language": (SMALL.replace('id = "x"', 'id = "x"\nlanguages = ["nb", "se"]'), 'project.languages[2]: got "se"'),
    "no language": (SMALL.replace('id = "x"', 'id = "x"\nlanguages = []'), "need at least one language"),
    "participate": (
        SMALL + '[units]\nparticipate = "alle"\n',
        'got "alle"; need an array, such as ["4001", "4002"] or "all"',
    ),
    "unit twice": (SMALL + '[units]\nparticipate = ["1", "1"]\n', "units.participate: 1 stands twice"),
    "reserved unit": (SMALL + '[units]\nparticipate = ["total"]\n', '"total" is reserved'),
    "indicator twice": (SMALL + '[[indicator]]\nid = "a"\ntype = "rate"\n', "indicator: a stands twice"),
    "stranger": (SMALL + '[units]\nparticipate = ["1"]\n[[unit]]\nid = "2"\n', "2 not in units.participate"),
    "start and phases": (
        SMALL + '[[unit]]\nid = "1"\nstart = 2023-01-01\nphases = [{ name = "intervention", from = 2023-01-01 }]\n',
        "start and phases say the same twice",
    ),
    "reversed phases": (
        SMALL + UNIT + '[{ name="intervention", from=2023-01-01 }, { name="baseline", from=2022-01-01 }]\n',
        "in the order baseline, testing, intervention, sustained",
    ),
    "overlapping phases": (
        SMALL + UNIT + '[{ name="baseline", from=2023-05-01 }, { name="intervention", from=2023-01-01 }]\n',
        "need each phase to begin after the one before",
    ),
    "no intervention": (
        SMALL + '[[unit]]\nid="1"\nphases = [{ name="baseline", from=2023-05-01 }]\n',
        "need one named intervention",
    ),
    "goal of nothing": (
        SMALL + '[[goal]]\nindicator = "b"\nat_least = 0.5\nby = 2024-01-01\n',
        'goal[1] (b).indicator: got "b"; need one of a',
    ),
    "goal of a screened one": (
        SMALL.replace('type = "andel"', 'type = "andel"\nrole = "screening"')
        + '[[goal]]\nindicator = "a"\nat_least = 0.5\nby = 2024-01-01\n',
        'goal[1] (a).indicator: "a" has role "screening"; need one with pages',
    ),
    "goal without bound": (
        SMALL + '[[goal]]\nindicator = "a"\nby = 2024-01-01\n',
        "goal[1] (a): need exactly one of at_least and at_most",
    ),
    "goal in percent": (
        SMALL + '[[goal]]\nindicator = "a"\nat_least = 50\nby = 2024-01-01\n',
        "goal[1] (a).at_least: got 50; need a proportion from 0 to 1 (50% is 0.50)",
    ),
    "columns": (
        SMALL.replace('"e.csv"', '"e.csv"\ncolumns = { value = "v", numerator = "n" }'),
        "two names of one column",
    ),
    "doubled key": (SMALL.replace('id = "x"', 'id = "x"\nid = "y"'), "not valid TOML"),
    "syntax": (SMALL + "[[[", "not valid TOML"),
    "trailing garbage": (SMALL + "}}", "not valid TOML"),
    "nested too deeply": ("x = " + "[" * 100_000 + "]" * 100_000, "not valid TOML"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_each_mistake_is_told(tmp_path: Path, mistake: str) -> None:
    text, message = MISTAKES[mistake]
    assert message in told(tmp_path, text)


# One mistake is one line, whole: no other branch of a union, no second key, no value as Python writes it.
ONE_LINE = {
    "language of a title": (
        SMALL.replace('id = "x"', 'id = "x"\ntitle = { no = "y" }'),
        "project.title.no: unknown key; known keys: nb, nn, en",
    ),
    "number as title": (
        SMALL.replace('id = "x"', 'id = "x"\ntitle = { nb = 5 }'),
        'project.title.nb: got 5; need text in quotes, such as "5"',
    ),
    "number as unit": (
        SMALL + "[units]\nparticipate = [4001]\n",
        'units.participate[1]: got 4001; need text in quotes, such as "4001"',
    ),
    "numbers as units": (
        SMALL + '[units]\nparticipate = ["4001", 4002, 4003, 4004]\n',
        'units.participate[2]: got 4002; need text in quotes, such as "4002" (and 2 more in that array)',
    ),
    "number as file": (
        SMALL.replace('"e.csv"', "[5]"),
        'data.events[1]: got 5; need text in quotes, such as "data.csv"',
    ),
    "one table of many": (
        SMALL.replace("[[indicator]]", "[indicator]"),
        "indicator: got a table; need [[indicator]] in double brackets, once for each",
    ),
    "one unit": (
        SMALL + '[unit]\nid = "1"\nstart = 2023-01-01\n',
        "unit: got a table; need [[unit]] in double brackets, once for each",
    ),
    "one target": (
        SMALL + "targets = { value = 0.5 }\n",
        "indicator[1] (a).targets: got a table; need [[indicator.targets]] in double brackets, once for each",
    ),
    "many of one": (
        SMALL.replace("[project]", "[[project]]"),
        "project: got an array; need one table, [project], in single brackets",
    ),
    "text as array": (
        SMALL.replace('id = "x"', 'id = "x"\nlanguages = "nb"'),
        'project.languages: got "nb"; need an array, such as ["nb", "en"]',
    ),
    "table as date": (
        SMALL + "[units]\nstart = { day = 2023-01-01 }\n",
        "units.start: got a table; need a date without quotes, such as 2023-09-01",
    ),
    "array of dates": (
        SMALL + "[units]\nstart = [2023-01-01]\n",
        "units.start: got [2023-01-01]; need a date without quotes, such as 2023-09-01",
    ),
    "number of events below 0": (
        SMALL.replace("andel", "antall") + "target = -5\n",
        "indicator[1] (a).target: got -5; need 0 or more",
    ),
    "rate below 0": (
        SMALL.replace("andel", "rate") + "targets = [{ value = 1 }, { value = -5 }]\n",
        "indicator[1] (a).targets[2].value: got -5; need 0 or more",
    ),
    "target in percent from a date": (
        SMALL + "targets = [{ value = 50, from = 2023-01-01 }]\n",
        "indicator[1] (a).targets[1].value: got 50; need a proportion from 0 to 1 (50% is 0.50)",
    ),
    "goal below 0": (
        SMALL.replace("andel", "antall") + '[[goal]]\nindicator = "a"\nat_most = -5\nby = 2024-01-01\n',
        "goal[1] (a).at_most: got -5; need 0 or more",
    ),
    "second of two goals": (
        SMALL
        + '[[indicator]]\nid = "b"\ntype = "rate"\n'
        + '[[goal]]\nindicator = "a"\nat_least = 0.5\nby = 2024-01-01\n'
        + '[[goal]]\nindicator = "b"\nat_most = -5\nby = 2024-01-01\n',
        "goal[2] (b).at_most: got -5; need 0 or more",
    ),
    "months of a goal": (
        SMALL + '[[goal]]\nindicator = "a"\nat_least = 0.5\nby = 2024-01-01\nmonths = 0\n',
        "goal[1] (a).months: got 0; need 1 or more",
    ),
    "goal that is no number": (
        SMALL + '[[goal]]\nindicator = "a"\nat_least = nan\nby = 2024-01-01\n',
        "goal[1] (a).at_least: got nan; need a finite number",
    ),
    "mark of nothing": (
        SMALL + '[[mark]]\ndate = 2023-01-01\nkind = "break"\nindicator = "b"\n',
        'mark[1] (b).indicator: got "b"; need one of a',
    ),
    "chart of single events": (
        SMALL.replace("events", "aggregated") + '[[indicator]]\nid = "b"\ntype = "andel"\nchart = "g"\n',
        'indicator[2] (b).chart: got "g"; need data.events: its points are single events',
    ),
    "rules": (
        SMALL + 'rules = "nelsonn"\n',
        'indicator[1] (a).rules: got "nelsonn"; need one of anhoej, best_box, cut_box, runs_exact, western_electric, nelson, nhs, ihi (also with a year, such as nhs-2020), or "none"',  # noqa: E501
    ),
    "sigma": (SMALL + "sigma = -1\n", "indicator[1] (a).sigma: got -1; need a number above 0"),
}


@pytest.mark.parametrize("mistake", ONE_LINE)
def test_one_mistake_is_one_line(tmp_path: Path, mistake: str) -> None:
    text, message = ONE_LINE[mistake]
    assert told(tmp_path, text) == f"refuse: project.toml: {message}"


def test_a_mean_may_have_a_target_below_0(tmp_path: Path) -> None:
    assert read(tmp_path, SMALL.replace("andel", "gjennomsnitt") + "target = -5\n").indicator[0].target == -5


# What TOML's parser stops at, and the line that is named (None: the end of the file).
SYNTAX = {
    "x = higher": 1, "x = ": None, "x = 0,5": 1, "x = 2023-02-30": 1, "x = 1\nx = 2\n": 2, "[a]\n[a]\n": 2,
    "[a]\n[[a]]\n": 2, "a = {b = 1}\n[a.c]\n": 2, 'x = "abc\n': 1, 'x = "abc': None, "x = 'abc": None,
    'x = "C:\\data"': 1, 'x = "\\uZZZZ"': 1, "x = [1 2]\n": 1, "x = [1, 2": None, "x = {a = 1": None,
    "x = {a = 1, a = 2}\n": 1, "[[[": 1, "é = 1": 1, "x 1": 1, "[a": None, "[[a]\n": 1, "}}": 1,
}  # fmt: skip


@pytest.mark.parametrize("text", SYNTAX)
def test_syntax_is_told_in_the_readers_language(tmp_path: Path, text: str) -> None:
    """With the line, and without the parser's own words."""
    with pytest.raises(RefusedError) as error:
        read(tmp_path, text)
    (problem,) = error.value.problems
    assert (problem.code, problem.line) == ("project_toml", SYNTAX[text])
    detail = problem.words["detail"]
    assert isinstance(detail, Wording)
    cause = detail.places["detail"]
    assert isinstance(cause, Wording)
    assert cause.text != "problem.toml.other"
    assert problem.said("nb").startswith("project.toml:" + ("" if problem.line is None else f"{problem.line}:"))
    assert len({problem.said(language) for language in ("nb", "nn", "en")}) == 3


def test_words_of_the_parser_that_nobody_knows_are_quoted() -> None:
    line, said = syntax_of(ValueError("Something new (at line 3, column 7)"))
    assert (line, said.said("nb")) == (3, "«Something new» (tegn 7 på linjen)")


OPTIONS = {
    "limits": ("auto", "sigma", "exact", "weibull"), "profile": (None, "x"), "spread": (None, "median", "sd", "range"),
    "centre": (None, "median", -1.0, 0.5, 3.0), "sigma": (None, 0.1), "lower": (None, -1.0, 2.0),
    "upper": (None, -1.0, 0.1, 2.0), "rules": ("anhoej", "x", "nhs-1999"),
}  # fmt: skip


@pytest.mark.parametrize("type_", CHARTS)
def test_what_a_chart_refuses_is_told_in_the_readers_language(type_: str) -> None:
    """Every key beside every other one: none of the chart's own English is passed on."""
    refused = 0
    for kind, (first, second) in product(CHARTS[type_], combinations(OPTIONS, 2)):
        for one, other in product(OPTIONS[first], OPTIONS[second]):
            keys = {first: one, second: other}
            for told in undrawable(type_, Charting.model_construct(**{"chart": kind, **keys})):
                refused += 1
                assert told.text == "problem.keyed", (kind, keys, str(told))
                assert set(str(told.places["key"]).split(", ")) <= {*OPTIONS}, str(told)
    assert refused > 100


def test_what_a_chart_says_of_no_key_is_quoted() -> None:
    key, said = option_error(ValueError("no such chart"))
    assert (key, said.said("nb")) == (None, "diagrammet kan ikke lages slik («no such chart»)")


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = told(
        tmp_path, SMALL.replace('"andel"', '"andell"') + 'target = "x"\nbeter = "higher"\n[report]\nperiod = "mth"\n'
    )
    assert len(text.splitlines()) == 4


# All that is wrong in lists, and between their tables, is told in one go: how each line begins, in their order.
GOAL = '[[goal]]\nindicator = "{}"\n{}\nby = 2024-01-01\n'
MARK = '[[mark]]\ndate = 2023-01-01\nkind = "break"\nindicator = "{}"\n'
AT_ONCE = {
    "goals": (
        SMALL + GOAL.format("a", "at_least = 50") + GOAL.format("b", "at_most = 1") + GOAL.format("a", "at_most = -1"),
        [
            "goal[1] (a).at_least: got 50; need a proportion from 0 to 1 (50% is 0.50)",
            'goal[2] (b).indicator: got "b"; need one of a',
            "goal[3] (a).at_most: got -1; need a proportion",
        ],
    ),
    "goals without a bound": (
        SMALL + GOAL.format("a", "") + GOAL.format("b", "at_least = 0.5") + GOAL.format("a", ""),
        [
            "goal[1] (a): need exactly one of at_least and at_most",
            "goal[3] (a): need exactly one of at_least and at_most",
            'goal[2] (b).indicator: got "b"; need one of a',
        ],
    ),
    "keys of an indicator": (
        SMALL + 'target = 50\nacceptable = 0.4\nper = 1000\nchart = "c"\nrelevant_change = 5\n',
        [
            "indicator[1] (a).target: got 50; need a proportion from 0 to 1 (50% is 0.50)",
            "indicator[1] (a).relevant_change: got 5; need a proportion below 1 (10 points: 0.10)",
            "indicator[1] (a).acceptable: need target and better too",
            'indicator[1] (a).per: got 1000 for type "andel"; need per = 1: only rates are per 1000',
            'indicator[1] (a).chart: got "c" for type "andel"; need one of p, pp,',
        ],
    ),
    "targets": (
        SMALL + "targets = [{ value = 50 }, { value = 0.5, from = 2023-01-01 }, { value = -1, from = 2024-01-01 }]\n",
        [
            "indicator[1] (a).targets[1].value: got 50; need a proportion from 0 to 1 (50% is 0.50)",
            "indicator[1] (a).targets[3].value: got -1; need a proportion from 0 to 1 (50% is 0.50)",
        ],
    ),
    "charts": (
        SMALL.replace("events", "aggregated")
        + 'chart = "g"\n[[indicator]]\nid = "b"\ntype = "gjennomsnitt"\nchart = "xbar"\n',
        [
            'indicator[1] (a).chart: got "g"; need data.events: its points are single events',
            'indicator[2] (b).chart: got "xbar"; need data.events: its points are made of',
        ],
    ),
    "options of a chart": (
        SMALL + 'rules = "x"\nprofile = "y"\nlower = 0.9\nupper = 0.2\nspread = "sd"\nlimits = "weibull"\n',
        [
            'indicator[1] (a).spread: got "sd" for chart "p"; need',
            'indicator[1] (a).rules: got "x"; need one of',
            'indicator[1] (a).profile: got "y"; need one of',
            'indicator[1] (a).limits: got "weibull" for chart "p"; need',
            "indicator[1] (a).lower: got 0.9; need less than 0.2 (upper)",
        ],
    ),
    "standards by phase": (
        SMALL.replace("andel", "gjennomsnitt") + "[indicator.lower]\nbaseline = 5\nintervention = 6\n"
        "[indicator.upper]\nbaseline = 4\nintervention = 5\n",
        [
            "indicator[1] (a).lower: got 5; need less than 4 (upper) (in phase baseline)",
            "indicator[1] (a).lower: got 6; need less than 5 (upper) (in phase intervention)",
        ],
    ),
    "phases": (
        SMALL + UNIT + '[{ name="baseline", from=2023-05-01 }, { name="testing", from=2023-01-01 },'
        ' { name="sustained", from=2022-01-01 }]\n[[unit]]\nid = "2"\nphases = []\n',
        [
            "unit[1] (1).phases: need one named intervention",
            "unit[1] (1).phases: testing begins 2023-01-01",
            "unit[1] (1).phases: sustained begins 2022-01-01",
            "unit[2] (2).phases: need one named intervention",
        ],
    ),
    "ends": (
        SMALL.replace('id = "x"', 'id = "x"\nend = 2023-01-31')
        + '[units]\nstart = 2023-09-01\n[[unit]]\nid = "A"\nstart = 2023-02-01\n',
        [
            "project.end: got 2023-01-31, before the start 2023-09-01 (units.start)",
            'project.end: got 2023-01-31, before the start 2023-02-01 (unit "A")',
        ],
    ),
    "units": (
        SMALL + '[units]\nparticipate = ["1", "1", "total"]\n[[unit]]\nid = "2"\n[[unit]]\nid = "2"\n',
        [
            "unit: 2 stands twice",
            "units.participate: 1 stands twice",
            'units.participate: "total" is reserved for all units together',
            "unit.id: 2 not in units.participate; need",
        ],
    ),
    "marks": (
        SMALL + MARK.format("b") + MARK.format("a") + MARK.format("c"),
        [
            'mark[1] (b).indicator: got "b"; need one of a',
            'mark[3] (c).indicator: got "c"; need one of a',
        ],
    ),
    "keys of a mark": (
        SMALL + '[[mark]]\ndate = 2023-01-01\nkind = "note"\nuntil = 2023-02-01\n',
        [
            'mark[1].text: missing for a mark of kind "note"',
            "mark[1].until: ",
        ],
    ),
    "keys beside one that is wrong": (
        SMALL + 'target = 50\ndigits = "two"\nper = 1000\nchart = "p"\nrules = "x"\nlower = 0.9\nupper = 0.2\n',
        [
            'indicator[1] (a).digits: got "two"; need a whole number',
            "indicator[1] (a).target: got 50; need a proportion from 0 to 1 (50% is 0.50)",
            'indicator[1] (a).per: got 1000 for type "andel"; need per = 1: only rates are per 1000',
            'indicator[1] (a).rules: got "x"; need one of',
            "indicator[1] (a).lower: got 0.9; need less than 0.2 (upper)",
        ],
    ),
    "what may be for want of a key that is wrong": (
        SMALL + 'target = "x"\nbetter = "higher"\nacceptable = 0.4\nsigma = -1\nupper = "high"\nlower = 9\nbeter = 1\n'
        + GOAL.format("a", 'at_least = "x"')
        + '[[mark]]\ndate = 2023-01-01\nkind = "note"\ntext = 5\nuntil = 2022-01-01\n'
        + "[report]\npublic = 1\nagg_data = true\n",
        [
            'indicator[1] (a).beter: unknown key; did you mean "better"?',
            "indicator[1] (a).sigma: got -1; need a number above 0",
            'indicator[1] (a).upper: got "high"; need a number',
            'indicator[1] (a).target: got "x"; need a number',
            'goal[1] (a).at_least: got "x"; need a number',
            "mark[1].text: got 5; need text in quotes",
            "report.public: got 1; need true or false",
            'mark[1].until: only "exclude" lasts',
        ],
    ),
    "keys of [data] beside one that is wrong": (
        SMALL.replace('[data]\n', '[data]\nseparator = 5\nquery = "SELECT 1"\ncredentials = "login.toml"\n'),
        [
            "data.separator: got 5; need ",
            "data.query: need one SELECT with a url or a .duckdb file, and none with other files",
            "data.credentials, rows: ",
        ],
    ),
    "columns of [data] beside a wrong one": (
        SMALL.replace("[data]\n", '[data]\ncolumns = { value = "v", numerator = "n", unit = 5 }\n'),
        ["data.columns.unit: got 5; need text", "data.columns: "],
    ),
    "two sources beside a wrong key": (
        SMALL.replace("[data]\n", '[data]\nmax_units = 0\ndelivery = "d.csv"\n'),
        ["data.max_units: got 0; need 1 or more", "data: "],
    ),
    "a source that is wrong": (
        SMALL.replace("events = ", "url = 5\nquery = 'SELECT 1'\ncredentials = 'login.toml'\nevent = "),
        ['data.event: unknown key; did you mean "events"?', "data.url: got 5; need text in quotes"],
    ),
    "keys of [coverage] beside one that is wrong": (
        SMALL
        + '[coverage]\nfile = ["a.csv", "a.csv"]\nencoding = "x"\n'
        + 'columns = { share = "s", numerator = "n", yaer = "y" }\n',
        [
            'coverage.columns.yaer: unknown key; did you mean "year"?',
            'coverage.encoding: got "x"; need ',
            "coverage.file: ",
            "coverage.columns: ",
        ],
    ),
    "keys of [imongr] beside one that is wrong": (
        SMALL + '[imongr]\ntables = "a"\nurl = "postgresql://h/n"\nproject = 5\n',
        ["imongr.project: got 5; need text in quotes", "imongr: "],
    ),
    "what may be for want of a key of [imongr]": (
        SMALL + '[imongr]\nurl = 5\ncredentials = "login.toml"\n',
        ["imongr.url: got 5; need text in quotes"],
    ),
    "a table by phase whose only number is wrong": (
        SMALL + 'centre = { baseline = "x" }\n',
        ['indicator[1] (a).centre.baseline: got "x"; need a number'],
    ),
    "addresses": (
        SMALL + '[mail]\nto = ["a", "b@example.org", "c d@example.org"]\nsender = "e"\n',
        [
            'mail.to: got "a"; need an address such as name@example.org',
            'mail.to: got "c d@example.org"; need an address such as name@example.org',
            'mail.sender: got "e"; need an address such as name@example.org',
        ],
    ),
    "a key and what tables say of each other": (
        SMALL.replace('"andel"', '"andell"')
        + '[[indicator]]\nid = "b"\ntype = "andel"\n[[indicator]]\nid = "b"\ntype = "rate"\n'
        + GOAL.format("a", "at_least = 50") + GOAL.format("b", "at_least = 50") + GOAL.format("c", "at_least = 0.5")
        + MARK.format("d"),
        [
            'indicator[1] (a).type: got "andell"; need "andel", "rate", "gjennomsnitt", "median" or "antall"',
            "indicator: b stands twice",
            "goal[2] (b).at_least: got 50; need a proportion from 0 to 1 (50% is 0.50)",
            'goal[3] (c).indicator: got "c"; need one of a, b',
            'mark[1] (d).indicator: got "d"; need one of a, b',
        ],
    ),
    "an indicator without an id: any may be meant": (
        SMALL + '[[indicator]]\ntype = "andel"\n' + GOAL.format("b", "at_least = 0.5"),
        ["indicator[2].id: missing"],
    ),
    "no table is asked for what another gave": (
        SMALL.replace("[[indicator]]", "[indicator]") + GOAL.format("b", "at_least = 0.5"),
        ["indicator: got a table; need [[indicator]] in double brackets, once for each"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("mistakes", AT_ONCE)
def test_all_of_a_list_is_told_at_once(tmp_path: Path, mistakes: str) -> None:
    text, messages = AT_ONCE[mistakes]
    lines = told(tmp_path, text).splitlines()
    assert len(lines) == len(messages), lines
    for line, message in zip(lines, messages, strict=True):
        assert line.startswith(f"refuse: project.toml: {message}")


def test_files_that_are_no_project(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="cannot be read"):
        read_project(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes("[project]\nid = 'ø'".encode("latin-1"))
    with pytest.raises(RefusedError, match="not UTF-8"):
        read_project(tmp_path / "latin.toml")
    (tmp_path / "large.toml").write_bytes(b"#" * 1_000_001)
    with pytest.raises(RefusedError, match="need at most"):
        read_project(tmp_path / "large.toml")


def test_every_key_is_documented() -> None:
    from pathlib import Path

    from pydantic import BaseModel

    from kvalspc.job import project

    page = (Path(__file__).parents[3] / "docs" / "job.md").read_text(encoding="utf-8")
    models = [m for m in vars(project).values() if isinstance(m, type) and issubclass(m, BaseModel)]
    keys = {f.alias or name for m in models for name, f in m.model_fields.items()}
    assert len(keys) > 40
    assert {k for k in keys if f"`{k}`" not in page} == set()
