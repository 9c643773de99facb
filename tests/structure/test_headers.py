"""The list of headers is complete, and headers are small: one noun each."""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess

import pytest
from sources import ROOT, headers, name_of

LONGEST = 250
MEDIAN = 100


def listed(cmake: str) -> list[str]:
    return re.findall(r"^\s*(include/kvalspc/\S+\.hpp)$", cmake, re.MULTILINE)


def test_the_list_of_headers_agrees_with_the_folder():
    inside = [h.relative_to(ROOT).as_posix() for h in headers()]
    assert listed((ROOT / "cmake" / "headers.cmake").read_text(encoding="utf-8")) == sorted(inside), (
        "run: cmake -P cmake/update_headers.cmake"
    )


def test_the_updater_writes_the_list_that_stands_there(tmp_path):
    cmake = shutil.which("cmake")
    if cmake is None:
        pytest.skip("cmake is not installed")
    shutil.copytree(ROOT / "include", tmp_path / "include")
    shutil.copytree(ROOT / "cmake", tmp_path / "cmake")
    (tmp_path / "cmake" / "headers.cmake").write_text("", encoding="utf-8")
    subprocess.run([cmake, "-P", str(tmp_path / "cmake" / "update_headers.cmake")], check=True)
    written = (tmp_path / "cmake" / "headers.cmake").read_text(encoding="utf-8")
    assert written == (ROOT / "cmake" / "headers.cmake").read_text(encoding="utf-8")


@pytest.mark.parametrize("header", headers(), ids=name_of)
def test_no_header_is_long(header):
    assert len(header.read_text(encoding="utf-8").splitlines()) <= LONGEST


def test_headers_are_short_on_the_whole():
    lines = [len(h.read_text(encoding="utf-8").splitlines()) for h in headers()]
    assert statistics.median(lines) < MEDIAN


@pytest.mark.parametrize("header", headers(), ids=name_of)
def test_a_header_says_what_it_is_and_guards_itself(header):
    text = header.read_text(encoding="utf-8")
    assert re.match(r"(?:#pragma once\s+)?/\*\*\s+(?:\*\s+)?@file ", text), "begins with /** @file one sentence */"
    assert len(re.findall(r"^#pragma once$", text, re.MULTILINE)) == 1


CMAKE_LISTS = {
    "src/CMakeLists.txt": ("src", "*.cpp"),
    "python/CMakeLists.txt": ("python", "bindings/*.cpp"),
    "tests/cpp/CMakeLists.txt": ("tests/cpp", "**/*.cpp"),
}


@pytest.mark.parametrize("cmake", CMAKE_LISTS)
def test_every_source_file_is_built(cmake):
    folder, pattern = CMAKE_LISTS[cmake]
    text = re.sub(r"#[^\n]*", "", (ROOT / cmake).read_text(encoding="utf-8"))
    built = set(re.findall(r"(?<![\w/}.])[\w/]+\.cpp", text))
    there = {p.relative_to(ROOT / folder).as_posix() for p in (ROOT / folder).glob(pattern)}
    assert there - built == set(), "not built"
    assert built - there == set(), "listed, but not there"


@pytest.mark.parametrize(
    ("folder", "variable"), [("examples", "KVALSPC_EXAMPLES"), ("benchmarks", "KVALSPC_BENCHMARKS")]
)
def test_every_example_and_benchmark_is_built(folder, variable):
    text = re.sub(r"#[^\n]*", "", (ROOT / folder / "CMakeLists.txt").read_text(encoding="utf-8"))
    names = re.search(rf"set\(\s*{variable}\b([^)]*)\)", text)
    assert names is not None
    assert sorted(names.group(1).split()) == sorted(p.stem for p in (ROOT / folder).glob("*.cpp"))


def test_a_cpp_test_stands_where_its_header_stands():
    # tests/cpp/chart/p_test.cpp tests include/kvalspc/chart/p.hpp; what concerns no single header stands in a
    # folder of its own name (bits/, golden/, published/).
    names = {name_of(h).removesuffix(".hpp") for h in headers()}
    across = {"accuracy", "bits", "golden", "published", "properties"}
    for test in sorted((ROOT / "tests" / "cpp").rglob("*_test.cpp")):
        name = test.relative_to(ROOT / "tests" / "cpp").as_posix().removesuffix("_test.cpp")
        assert name in names or name.split("/")[0] in across, f"{name}_test.cpp tests no header"
