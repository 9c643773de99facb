"""Python does no statistics: sums, means, p-values and limits all come from the compiled core."""

from __future__ import annotations

import ast
import re

import pytest
from sources import PACKAGE

# demo/ invents data: it draws from distributions and analyses nothing.
MODULES = sorted(p for p in PACKAGE.rglob("*.py") if PACKAGE / "demo" not in p.parents)

STATISTICAL_MODULES = {"scipy", "statsmodels", "statistics", "sklearn"}
STATISTICAL_NAMES = {
    "average", "corrcoef", "cov", "erf", "erfc", "fmean", "gamma", "kurtosis",
    "lgamma", "mean", "median", "nanmean", "nanmedian", "nanpercentile", "nanquantile", "nanstd", "nansum",
    "nanvar", "percentile", "polyfit", "pstdev", "pvariance", "quantile", "quantiles", "rolling", "sem",
    "skew", "sqrt", "std", "stdev", "var", "variance",
}  # fmt: skip
STATISTICAL_SQL = re.compile(
    r"\b(avg|mean|median|mode|quantile\w*|stddev\w*|var_pop|var_samp|variance|corr|covar\w*|regr_\w+|kurtosis|skewness)\s*\(",
    re.IGNORECASE,
)


def statistics_in(source: str) -> list[str]:
    """Return one sentence for each place where Python computes a statistic."""
    found = []
    for node in ast.walk(ast.parse(source)):
        where = f"line {getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Import):
            names = {alias.name.split(".")[0] for alias in node.names}
            found += [f"{where}: imports {name}" for name in sorted(names & STATISTICAL_MODULES)]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module is not None:
            if node.module.split(".")[0] in STATISTICAL_MODULES:
                found.append(f"{where}: imports {node.module}")
            if node.module in {"math", "cmath", "numpy"}:
                found += [f"{where}: imports {a.name}" for a in node.names if a.name in STATISTICAL_NAMES]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in STATISTICAL_NAMES:
                found.append(f"{where}: calls .{node.func.attr}()")
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
            if isinstance(node.right, ast.Constant) and node.right.value in {0.5, -0.5}:
                found.append(f"{where}: takes a root")
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            if any(is_sum(side) for side in (node.left, node.right)):
                found.append(f"{where}: divides by or into a sum")
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and looks_like_sql(node.value):
            found += [f"{where}: SQL computes {m}()" for m in STATISTICAL_SQL.findall(node.value)]
    return found


def looks_like_sql(text: str) -> bool:
    return re.search(r"\bselect\b.*\bfrom\b|\bover\s*\(", text, re.IGNORECASE | re.DOTALL) is not None


def is_sum(node: ast.expr) -> bool:
    """sum(x), x.sum(), np.sum(x), also inside float(...)."""
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return name in {"sum", "fsum", "nansum"} or (name in {"float", "int"} and any(map(is_sum, node.args)))


@pytest.mark.parametrize("module", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_python_does_no_statistics(module):
    assert statistics_in(module.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "planted",
    [
        "import statistics",
        "from scipy import stats",
        "from math import sqrt",
        "centre = np.mean(values)",
        "centre = numerator.sum() / denominator.sum()",
        "centre = float(sum(y)) / n",
        "sigma = (c * (1 - c) / n) ** 0.5",
        "sigma = math.sqrt(c / n)",
        "frame.groupby('unit').value.median()",
        'sql = "SELECT unit, avg(value) FROM rows GROUP BY unit"',
        'sql = "select quantile_cont(x, 0.5) from t"',
    ],
)
def test_the_check_catches_a_planted_statistic(planted):
    assert len(statistics_in(planted)) >= 1


@pytest.mark.parametrize(
    "innocent",
    [
        'sql = "SELECT unit, sum(value), count(*) FROM rows GROUP BY unit"',
        'title = "the mean (average) of the unit"',
        "width = 12 * n / 2",
        "from kvalspc._core import chart",
    ],
)
def test_what_is_no_statistic_is_left_alone(innocent):
    assert statistics_in(innocent) == []


HEAVY = {
    "altair",
    "babel",
    "duckdb",
    "great_tables",
    "IPython",
    "jinja2",
    "markupsafe",
    "narwhals",
    "numpy",
    "openpyxl",
    "pandas",
    "polars",
    "pyarrow",
    "pydantic",
    "rich",
    "typer",
    "vl_convert",
    "xlsxwriter",
}


def test_importing_kvalspc_loads_no_heavy_library():
    import json
    import subprocess
    import sys

    script = "import json, sys, kvalspc; print(json.dumps(sorted(sys.modules)))"
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert set(json.loads(out)) & HEAVY == set()
    assert [name for name in json.loads(out) if name.startswith("kvalspc.")] == []
