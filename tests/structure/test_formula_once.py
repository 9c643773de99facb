"""A formula stands in exactly one place."""

from __future__ import annotations

import re

import pytest
from formulas import duplicates
from sources import INCLUDE, ROOT, headers, name_of, without_comments

# Arithmetic that is no formula of ours: canonical form -> why it may stand more than once.
ALLOWED = {
    "+(/(-(v0,v1),2.0),v1)": "the middle of an interval, without overflow",
    "*(-(v0,v1),-(v0,v1))": "a squared difference",
    "+(/(1.0,v0),/(1.0,v1))": "the sum of two reciprocals",
}


def sources() -> list[tuple[str, str]]:
    folders = [ROOT / "include", ROOT / "src", ROOT / "python" / "bindings"]
    files = sorted(p for folder in folders for p in folder.rglob("*.[ch]pp"))
    return [(p.relative_to(ROOT).as_posix(), p.read_text(encoding="utf-8")) for p in files]


def test_no_formula_stands_twice():
    twice = {form: places for form, places in duplicates(sources()).items() if form not in ALLOWED}
    report = "\n".join(f"{form}: {', '.join(f'{p.file}:{p.line}' for p in places)}" for form, places in twice.items())
    assert not twice, f"the same formula in several places:\n{report}"


def test_every_exception_is_still_needed():
    assert set(ALLOWED) - set(duplicates(sources())) == set()


P_CHART = (INCLUDE / "chart" / "p.hpp").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "copy",
    [
        "double s = std::sqrt(level.centre * (1.0 - level.centre) / denominator);",
        "auto upper = p + 3.0 * sqrt(p * (1 - p) / n[k]);",
        "return root((R(1.0) - c) * c / size());",
        "const double z = (x - c) / std::sqrt(((1.0 - c) * c) / static_cast<double>(n));",
        "if (d > 3 * std::sqrt(centre_of(k) * (1.0 - centre_of(k)) / n) && n > 0) { ++beyond; }",
    ],
)
def test_a_planted_copy_of_the_p_chart_is_caught(copy):
    planted = f"namespace kvalspc {{ double f() {{ {copy} }} }}"
    caught = duplicates([("chart/p.hpp", P_CHART), ("batch.hpp", planted)])
    assert any({place.file for place in places} == {"chart/p.hpp", "batch.hpp"} for places in caught.values())


@pytest.mark.parametrize(
    "other",
    [
        "double s = std::sqrt(level.centre / denominator);",  # the u chart's, another formula
        "for (std::size_t k = 0; k < n; ++k) total += x[k] * w[k];",
        "// sqrt(c * (1 - c) / n) is what a comment may say",
        'throw_invalid("p", "sqrt(c * (1 - c) / n)");',
    ],
)
def test_what_is_no_copy_is_left_alone(other):
    caught = duplicates([("chart/p.hpp", P_CHART), ("batch.hpp", other)])
    assert not any("batch.hpp" in {place.file for place in places} for places in caught.values())


def test_a_copy_inside_one_file_is_caught_too():
    twice = "double a = n * p * (1.0 - p) / m;\ndouble b = m1 * (1.0 - q) * q / w;"
    assert duplicates([("x.hpp", twice)])


# Standard deviations are roots, and small ones (sqrt(c / n)) are too small to compare. So the headers
# that take a root are few and known: a root anywhere else is most likely a chart's sigma, written a
# second time.
ROOTS = {
    "math/": "intervals, ranks and Real itself",
    "chart/exact_limits.hpp": "where the search for a limit starts",
    "chart/within.hpp": "a pooled standard deviation",
    "neighbours.hpp": "how much more than chance neighbours differ",
    "rule/anhoej.hpp": "the smallest number of crossings, where the tables end",
    "units/": "standard deviations of units",
    "verdict/": "standard errors of differences",
    "monitor/": "standard deviations of weighted means, and of baselines",
}


def is_policy(text: str) -> bool:
    """Say whether a header defines a chart: its sigma is at home there."""
    return re.search(r"static constexpr std::string_view name\b", text) is not None


def takes_roots(text: str) -> bool:
    return re.search(r"\b(?:sqrt|root|hypot)\s*(?:<[^>]*>)?\(|\bpow\s*\(", without_comments(text)) is not None


def test_roots_are_taken_where_they_belong():
    elsewhere = [
        name_of(header)
        for header in headers()
        if takes_roots(header.read_text(encoding="utf-8"))
        and not is_policy(header.read_text(encoding="utf-8"))
        and name_of(header) not in ROOTS
        and name_of(header).rpartition("/")[0] + "/" not in ROOTS
    ]
    assert elsewhere == []
    # The roots of Pack are the number type's own, as those of math/real.hpp.
    own = ("include/", "src/kernels/pack_", "src/kernels/register_")
    compiled = [file for file, text in sources() if not file.startswith(own) and takes_roots(text)]
    assert compiled == []


def test_the_check_of_roots_sees_a_root():
    assert takes_roots("x = std::sqrt(c / n);")
    assert takes_roots("x = math::root<R>(c / n);")
    assert not takes_roots("x = falling_root(f, a, b); // sqrt(2)")
