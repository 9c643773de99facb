"""An include may only go down the floors, and nothing goes round in a circle."""

from __future__ import annotations

import re

import pytest
from sources import INCLUDE, ROOT, Floors, headers, includes, name_of, without_comments

FLOORS = Floors.read()


@pytest.mark.parametrize("header", headers(), ids=name_of)
def test_includes_only_go_down(header):
    assert FLOORS.violations(name_of(header), header.read_text(encoding="utf-8")) == []


def test_the_check_catches_an_include_that_goes_up():
    upwards = FLOORS.violations("chart/p.hpp", "#include <kvalspc/verdict/effect.hpp>\n")
    assert upwards == ["chart/p.hpp (floor 3): includes verdict/effect.hpp, which is above it (floor 5)"]
    assert FLOORS.violations("series.hpp", "#include <kvalspc/math/sum.hpp>") != []
    assert FLOORS.violations("chart/p.hpp", "  #  include <kvalspc/kvalspc.hpp>") != []
    assert FLOORS.violations("chart/p.hpp", "#include <boost/math/tools/roots.hpp>") != []
    assert FLOORS.violations("rule/anhoej.hpp", "#include <Eigen/Dense>") != []
    assert FLOORS.violations("nowhere/x.hpp", "") != []
    assert FLOORS.violations("verdict/effect.hpp", "#include <kvalspc/chart/p.hpp>\n#include <cmath>") == []


def test_no_header_includes_itself_through_others():
    graph = {
        name_of(header): [i.removeprefix("kvalspc/") for i in includes(header.read_text(encoding="utf-8"))]
        for header in headers()
    }
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, " -> ".join((*path, name))
        if name in done or name not in graph:
            return
        for below in graph[name]:
            visit(below, (*path, name))
        done.add(name)

    for name in graph:
        visit(name, ())


def test_our_own_headers_are_included_by_their_full_name():
    for header in headers():
        for included in includes(header.read_text(encoding="utf-8")):
            assert included.startswith("kvalspc/") or not (INCLUDE / included).exists(), (
                f"{name_of(header)}: {included}"
            )


def test_every_single_header_in_the_table_exists():
    # Folders may still be empty: the design names more than stands today. A header that is named must stand.
    later = {"isa.hpp", "ruleset.hpp"}
    missing = [e for e in FLOORS.entries if not e.endswith("/") and not (INCLUDE / e).exists()]
    assert set(missing) <= later


def test_the_umbrella_includes_every_public_header_and_nobody_includes_it():
    umbrella = INCLUDE / "kvalspc.hpp"
    reached: set[str] = set()
    waiting = ["kvalspc.hpp"]
    while waiting:
        name = waiting.pop()
        if name in reached:
            continue
        reached.add(name)
        text = (INCLUDE / name).read_text(encoding="utf-8")
        waiting += [i.removeprefix("kvalspc/") for i in includes(text) if i.startswith("kvalspc/")]
    assert {name_of(h) for h in headers()} - reached == set()
    for header in headers():
        if header != umbrella:
            assert "kvalspc/kvalspc.hpp" not in includes(header.read_text(encoding="utf-8")), name_of(header)


IO_HEADERS = {
    "cstdio",
    "stdio.h",
    "iostream",
    "fstream",
    "ostream",
    "istream",
    "sstream",
    "print",
    "filesystem",
    "iomanip",
}
IO_CALLS = re.compile(r"\b(?:std::)?(?:f?printf|puts|fopen|fwrite|cout|cerr|clog|getenv)\b")


def io_in(text: str) -> list[str]:
    return [i for i in includes(text) if i in IO_HEADERS] + IO_CALLS.findall(without_comments(text))


@pytest.mark.parametrize("header", headers(), ids=name_of)
def test_headers_do_no_input_or_output(header):
    assert io_in(header.read_text(encoding="utf-8")) == []


def test_the_check_catches_output():
    assert io_in("#include <iostream>\nvoid f() { std::cout << 1; }") == ["iostream", "std::cout"]
    assert io_in("// printf is not for us\n") == []


def test_pybind11_stays_in_the_bindings():
    outside = [
        path.relative_to(ROOT).as_posix()
        for folder in ("include", "src", "tests/cpp", "examples", "benchmarks")
        for path in sorted((ROOT / folder).rglob("*.[ch]pp"))
        if "pybind11" in path.read_text(encoding="utf-8")
    ]
    assert outside == []
