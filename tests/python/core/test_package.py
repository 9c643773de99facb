"""The package as a whole: what it offers, what importing it loads, its types, its words and its pictures."""

from __future__ import annotations

import importlib
import json
import pkgutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from series_examples import DENOMINATOR, MONTHS, NUMERATOR

import kvalspc
from kvalspc import _core

ROOT = Path(__file__).resolve().parents[3]
HEAVY = [
    "altair",
    "babel",
    "duckdb",
    "jinja2",
    "narwhals",
    "pandas",
    "polars",
    "pyarrow",
    "pydantic",
    "rich",
    "typer",
    "vl_convert",
]
LANGUAGES = ["nb", "nn", "en"]

USER = """
from __future__ import annotations

import datetime

import numpy as np

import kvalspc

chart: kvalspc.Chart = kvalspc.chart("p", [1, 2, None], np.array([9, 9, 9]), period=["2024-01", "2024-02", "2024-03"])
points: dict[str, object] = chart.points
chart.save("chart.svg", title="Title")
sentence: str = chart.text("en")
result: kvalspc.Comparison = kvalspc.compare([1, 2], [9, 9], kind="p", start=datetime.date(2024, 2, 1), better="lower")
low: float = result.effect_lower + result.exact.ratio_upper + result.baseline.level
place: int | None = result.change_at
word: str = result.verdict
columns = kvalspc.batch("u", [1, 2], None, [0, 1, 2], start=[-1, 1], threads=1)
verdicts = [kvalspc.Verdict(int(v)).name for v in columns["verdict"]]
scores: kvalspc.Scores = kvalspc.score(object(), kind="p", unit="u", period="t", numerator="x")
charts: kvalspc.ChartSet = kvalspc.charts(object(), kind="p", by=["a", "b"], period="t", numerator="x", per=1)
changed: kvalspc.ChartSet = charts.filter("shifted", strength=["strong", "moderate"])
answers: dict[object, str] = {unit: one.compare(alpha=0.01).verdict for unit, one in changed.items()}
for row in scores:
    print(row["unit"], kvalspc.Status.OK, kvalspc.Strength.STRONG, kvalspc.__version__)
"""

WRONG = """
import kvalspc

kvalspc.chart(1, [1])
kvalspc.compare([1])
kvalspc.chart("p", [1]).verdict
"""


def test_public_names() -> None:
    assert set(kvalspc.__all__) >= {
        "Chart",
        "Comparison",
        "Scores",
        "Status",
        "Strength",
        "Verdict",
        "batch",
        "chart",
        "compare",
        "score",
        "__version__",
    }
    for name in kvalspc.__all__:
        assert hasattr(kvalspc, name)
    assert kvalspc.__version__ == _core.__version__
    assert sorted(name for names in kvalspc._HOMES.values() for name in names) == sorted(kvalspc.__all__)
    assert set(dir(kvalspc)) >= set(kvalspc.__all__)
    with pytest.raises(AttributeError, match=r"no attribute 'qic', need kvalspc.chart$"):
        kvalspc.qic  # noqa: B018
    with pytest.raises(AttributeError, match=r"no attribute 'chrat'$"):
        kvalspc.chrat  # noqa: B018


def test_no_module_takes_the_place_of_a_function() -> None:
    modules = {module.name for module in pkgutil.walk_packages(kvalspc.__path__)}
    assert modules & set(kvalspc.__all__) == set()
    for name in sorted(modules - {"spark"}):
        importlib.import_module(f"kvalspc.{name}")
    assert [name for name in kvalspc.__all__ if isinstance(getattr(kvalspc, name), ModuleType)] == []


def test_words_of_the_contract() -> None:
    assert {v.name.lower() for v in kvalspc.Verdict} == {
        "improved",
        "worsened",
        "changed",
        "no_evidence",
        "uncertain",
        "too_few_data",
        "baseline_unstable",
        "changed_before",
        "stable",
        "shifted",
        "not_assessable",
    }
    assert {v.name.lower() for v in kvalspc.Strength} == {"none", "weak", "moderate", "strong"}


@pytest.mark.parametrize("module", ["kvalspc", "kvalspc.words"])
def test_import_loads_nothing_heavy(module: str) -> None:
    heavy = [name for name in HEAVY if not (module == "kvalspc.words" and name == "babel")]
    code = f"import sys, json, {module}; print(json.dumps([m for m in {heavy!r} if m in sys.modules]))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert json.loads(loaded) == []


def test_a_chart_of_arrays_needs_only_numpy() -> None:
    code = (
        "import sys, json, numpy, kvalspc; kvalspc.chart('p', numpy.array([1, 2, 3]), [9, 9, 9]);"
        "kvalspc.compare([1, 2, 3, 4], kind='u', start=2); kvalspc.batch('u', [1, 2], None, [0, 1, 2], start=0);"
        f"print(json.dumps([m for m in {HEAVY!r} if m in sys.modules]))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert json.loads(loaded) == []


def mypy(folder: Path, text: str) -> tuple[str, int]:
    pytest.importorskip("mypy")
    script = folder / "user.py"
    script.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "mypy",
            "--strict",
            "--config-file=",
            f"--cache-dir={folder.parent / 'mypy'}",
            "--follow-imports=silent",
            str(script),
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={"MYPYPATH": str(ROOT / "python"), "PATH": ""},
    )
    return done.stdout, done.returncode


def test_a_users_script_has_no_type_errors(tmp_path: Path) -> None:
    output, status = mypy(tmp_path, USER)
    assert status == 0, output


def test_a_users_mistakes_are_type_errors(tmp_path: Path) -> None:
    output, status = mypy(tmp_path, WRONG)
    assert status == 1, output
    for line in (4, 5, 6):
        assert f"user.py:{line}: error" in output


# ------------------------------------------------------------------------------------------------ words and pictures


def charts() -> dict[str, kvalspc.Chart]:
    return {
        "p": kvalspc.chart(
            "p", NUMERATOR, DENOMINATOR, period=MONTHS, freeze=12, target=0.3, better="higher", notes={12: "start"}
        ),
        "u": kvalspc.chart("u", NUMERATOR, DENOMINATOR, period=MONTHS, breaks=12, per=1000),
        "i": kvalspc.chart("i", NUMERATOR, period=MONTHS),
        "mr": kvalspc.chart("mr", NUMERATOR),
        "run": kvalspc.chart("run", NUMERATOR, period=MONTHS),
        "missing": kvalspc.chart("p", [*NUMERATOR[:5], None, *NUMERATOR[6:]], DENOMINATOR),
        "constant": kvalspc.chart("i", [3.0] * 12),
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", charts())
def test_charts_in_words(name: str, language: str) -> None:
    text = charts()[name].text(language)
    assert len(text) > 20
    assert "nan" not in text.lower().split()
    assert "{" not in text


def comparisons() -> dict[str, kvalspc.Comparison]:
    made: dict[str, Any] = {
        "improved": {"start": 12, "better": "higher"},
        "worsened": {"start": 12, "better": "lower"},
        "changed": {"start": 12},
        "shifted": {},
        "too few": {"start": 2},
        "end": {"start": 12, "end": 20, "better": "higher", "target": 0.4},
    }
    result = {
        name: kvalspc.compare(NUMERATOR, DENOMINATOR, kind="p", period=MONTHS, **options)
        for name, options in made.items()
    }
    for kind in ("u", "i", "run"):
        result[kind] = kvalspc.compare(
            NUMERATOR, DENOMINATOR if kind == "u" else None, kind=kind, period=MONTHS, start=12, better="higher"
        )
    result["no period"] = kvalspc.compare(NUMERATOR, DENOMINATOR, kind="p", start=12)
    result["nothing"] = kvalspc.compare([], [], kind="p")
    return result


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", comparisons())
def test_comparisons_in_words(name: str, language: str) -> None:
    text = comparisons()[name].text(language)
    assert len(text) > 20
    assert "nan" not in text.lower().split()
    assert "{" not in text


def test_the_languages_differ_and_others_are_refused() -> None:
    result, chart = comparisons()["improved"], charts()["p"]
    assert len({result.text(language) for language in LANGUAGES}) == 3
    assert len({chart.text(language) for language in LANGUAGES}) == 3
    for thing in (result, chart):
        with pytest.raises(ValueError, match="need"):
            thing.text("de")


@pytest.mark.parametrize("language", LANGUAGES)
def test_plots(language: str) -> None:
    for chart in charts().values():
        specification = chart.plot(language=language).to_dict()
        assert specification["$schema"].startswith("https://vega.github.io/schema/vega-lite/")


@pytest.mark.parametrize(
    ("suffix", "start"), [(".svg", b"<svg"), (".png", b"\x89PNG"), (".pdf", b"%PDF"), (".html", b"<!DOCTYPE html>")]
)
def test_saved_files(tmp_path: Path, suffix: str, start: bytes) -> None:
    path = tmp_path / f"chart{suffix}"
    charts()["p"].save(str(path), language="en", title="Thrombolysis")
    assert path.read_bytes().lstrip()[: len(start)].lower() == start.lower()


def test_saving_elsewhere_says_what_is_needed(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="need"):
        charts()["p"].save(tmp_path / "chart.docx")
