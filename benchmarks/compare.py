"""kvalspc's batch against the memory of this machine, plain C++, NumPy, pandas, polars, numba and R's data.table.

One process; the versions take turns, slice by slice, so that a busy machine slows all of them. Every slice has units of
its own (eight of 512, so that a turn is over before the system gives the processor to somebody else; of 4 096 for what
is called from Python, where each call has its price) and is dropped from the caches before each turn. Just before it is
timed, a version works on another slice, all versions alike: else the first after a large library would pay for its own
code and tables, which that drove out, and those after it would not. The shortest time of each slice counts. `spread` is
the middle time over the shortest: near 1 on a quiet machine. Ratios carry over to other machines, nanoseconds do not.

Usage: python benchmarks/compare.py        (with kvalspc installed, CMake and a C++ compiler: what it loads is built in
build/bench; pandas, polars, numba and R's data.table take part where they are installed)
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import peers

import kvalspc

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROOT = Path(__file__).parents[1]
UNITS, UNITS_FROM_PYTHON, SLICES, ROUNDS = 512, 4096, 8, 15
MILLION = 1_000_000
GROWTH = (10**3, 10**4, 10**5, 10**6, 10**7)


class _Rows(ctypes.Structure):
    _fields_ = (
        ("numerator", ctypes.c_void_p), ("denominator", ctypes.c_void_p), ("offsets", ctypes.c_void_p),
        ("series", ctypes.c_size_t),
    )  # fmt: skip


class _Answers(ctypes.Structure):
    _fields_ = tuple((name, ctypes.c_void_p) for name in ("centre", "beyond", "longest_run", "crossings"))


class _Points(ctypes.Structure):
    _fields_ = tuple((name, ctypes.c_void_p) for name in ("value", "centre", "lower", "upper", "included", "beyond"))


class Slice:
    """Units of their own: columns, offsets, and room for the answers."""

    def __init__(self, seed: int, lengths: np.ndarray) -> None:
        draw = np.random.default_rng(seed)
        level = np.repeat(draw.uniform(0.05, 0.95, len(lengths)), lengths)
        sizes = draw.integers(20, 200, int(lengths.sum()))
        self.numerator = draw.binomial(sizes, level).astype(float)
        self.denominator = sizes.astype(float)
        self.offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        self.lengths = lengths
        self.columns = {"centre": np.empty(len(lengths))}
        self.columns |= {name: np.empty(len(lengths), np.int32) for name in ("beyond", "longest_run", "crossings")}
        self.rows = _Rows(*(a.ctypes.data for a in (self.numerator, self.denominator, self.offsets)), len(lengths))
        self.answers = _Answers(*(column.ctypes.data for column in self.columns.values()))

    @property
    def points(self) -> int:
        return len(self.numerator)

    @property
    def one_column(self) -> _Rows:
        """The numerators alone, as measured values."""
        return _Rows(self.rows.numerator, None, self.rows.offsets, self.rows.series)

    @cached_property
    def numbers(self) -> np.ndarray:
        """Room for four columns of points."""
        return np.empty((4, self.points))

    @cached_property
    def flags(self) -> np.ndarray:
        """Room for two."""
        return np.empty((2, self.points), np.uint8)

    @cached_property
    def buffers(self) -> _Points:
        return _Points(*(column.ctypes.data for column in (*self.numbers, *self.flags)))

    def part(self, first: int, end: int) -> _Rows:
        """Series [first, end)."""
        begin = int(self.offsets[first])
        offsets = self.offsets[first : end + 1] - begin
        columns = (self.numerator[begin:], self.denominator[begin:], offsets)
        rows = _Rows(*(a.ctypes.data for a in columns), end - first)
        rows.kept = columns  # the pointers' memory
        return rows

    def table(self) -> tuple[np.ndarray, np.ndarray]:
        """One row a unit; for units of equal length."""
        shape = (len(self.lengths), int(self.lengths[0]))
        return self.numerator.reshape(shape), self.denominator.reshape(shape)


def of_equal_length(periods: int, units: int = UNITS) -> list[Slice]:
    return [Slice(seed, np.full(units * 60 // periods, periods)) for seed in range(SLICES)]


def ragged() -> list[Slice]:
    """12 to 240 periods."""
    return [Slice(seed, np.random.default_rng(seed).integers(12, 241, UNITS // 2)) for seed in range(SLICES)]


def load_rivals() -> ctypes.CDLL:
    """Build rivals/rivals.cpp and load it."""
    for command in (
        ["cmake", "--preset", "bench"],
        ["cmake", "--build", "--preset", "bench", "--target", "kvalspc_rivals"],
    ):
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    library = ctypes.CDLL(str(next((ROOT / "build" / "bench" / "benchmarks").glob("*kvalspc_rivals.*"))))
    rows, answers, number = ctypes.POINTER(_Rows), ctypes.POINTER(_Answers), ctypes.c_size_t
    library.kvalspc_batch.argtypes = [ctypes.c_char_p, ctypes.c_int, rows, answers]
    for name in ("rival_plain_p", "rival_nth_element", "rival_libm_scan", "kvalspc_scan"):
        getattr(library, name).argtypes = [rows, answers]
        getattr(library, name).restype = None
    library.kvalspc_points.argtypes = [rows, answers, ctypes.POINTER(_Points)]
    for name in ("kvalspc_batch", "kvalspc_points", "memory_copy", "memory_forget"):
        getattr(library, name).restype = None
    library.memory_read.argtypes = [rows]
    library.memory_read.restype = ctypes.c_double
    library.memory_copy.argtypes = [ctypes.c_void_p, ctypes.c_void_p, number]
    library.memory_forget.argtypes = [ctypes.c_void_p, number]
    return library


@dataclass(frozen=True)
class Time:
    """Of one version, over all slices."""

    points: int
    shortest: float
    middle: float

    @property
    def per_point(self) -> float:
        return 1e9 * self.shortest / self.points

    @property
    def spread(self) -> float:
        return self.middle / self.shortest


@dataclass(frozen=True)
class Version:
    """Something to time: what it does to one slice, and its slices."""

    work: Callable[[Slice], object]
    slices: list[Slice]


def take_turns(versions: dict[str, Version], forget: Callable[[Slice], None], rounds: int = ROUNDS) -> dict[str, Time]:
    """Time every version on every slice, `rounds` times."""
    seconds = {name: np.empty((len(version.slices), rounds)) for name, version in versions.items()}
    for turn in range(rounds):
        for k in range(SLICES):
            for name, version in versions.items():
                data = version.slices[k]
                version.work(version.slices[k - 1])
                forget(data)
                start = time.perf_counter()
                version.work(data)
                seconds[name][k, turn] = time.perf_counter() - start
    return {
        name: Time(sum(one.points for one in versions[name].slices), times.min(axis=1).sum(),
                   float(np.median(times, axis=1).sum()))
        for name, times in seconds.items()
    }  # fmt: skip


def from_python(data: Slice, threads: int = 1, *, points: bool = False) -> dict[str, Any]:
    rows = (data.numerator, data.denominator, data.offsets)
    return kvalspc.batch("p", *rows, limits="sigma", threads=threads, points=points)


def the_peers(fixed: list[Slice]) -> dict[str, Version]:
    """Everybody else, on the same units; those that are not installed are left out."""
    frames: dict[str, dict[int, Any]] = {}

    def framed(chart: Callable[[Any], object], name: str) -> Callable[[Slice], object]:
        return lambda data: chart(frames[name][id(data)])

    def over(chart: Callable[[np.ndarray, np.ndarray], object]) -> Callable[[Slice], object]:
        return lambda data: chart(*data.table())

    found: dict[str, Callable[[Slice], object]] = {
        "NumPy, limits without runs": over(partial(peers.numpy_in_chunks, work=peers.numpy_limits)),
        "NumPy": over(peers.numpy_in_chunks),
    }
    for name, chart in (("pandas", peers.pandas_chart), ("polars", peers.polars_chart)):
        try:
            make = __import__(name).DataFrame
        except ImportError:
            continue
        frames[name] = {id(one): make(peers.long_columns(*one.table())) for one in fixed}
        found[name] = framed(chart, name)
    with contextlib.suppress(ImportError):
        found["numba"] = over(peers.numba_chart())
    return {name: Version(work, fixed) for name, work in found.items()}


def check(versions: dict[str, Version]) -> None:
    """All versions of the p chart must agree; a point on its centre line may be put beside it by a division."""
    for name, version in versions.items():
        data = version.slices[0]
        expected = from_python(data)
        got = version.work(data) or data.columns
        for column in {"beyond", "longest_run", "crossings"} & set(got):
            differ = int((np.asarray(got[column]) != expected[column]).sum())
            if differ > len(data.lengths) // 1000:
                raise SystemExit(f"{name}: {column} of {differ} of {len(data.lengths)} units differ")


def processor() -> str:
    """Return the processor's name, where the system tells it."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text(encoding="utf-8").splitlines() if cpuinfo.exists() else []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{named[0] if named else platform.machine()}, {os.cpu_count()} cores"


def print_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    print("| " + " | ".join(head) + " |")
    print("|:--" + "|--:" * (len(head) - 1) + "|")
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print()


def aims(t: dict[str, Time], million: dict[str, Time]) -> list[list[str]]:
    """The rows of the table of aims: what, figure, aim, stretch, spread."""

    def times(what: str, over: str, under: str, aim: str, stretch: str) -> list[str]:
        ratio = t[over].per_point / t[under].per_point
        return [what, f"{ratio:.2f} x", aim, stretch, f"{max(t[over].spread, t[under].spread):.2f}"]

    def share(what: str, part: float, spread: float, aim: str, stretch: str) -> list[str]:
        return [what, f"{part:.0%}", aim, stretch, f"{spread:.2f}"]

    rows = [
        share(f"{kind} chart with runs, 60 periods, from memory: share of the bandwidth of reading",
              t["reading"].per_point / t[kind].per_point, max(t["reading"].spread, t[kind].spread), ">= 33%", "50%")
        for kind in ("p", "u")
    ]  # fmt: skip
    rows += [
        times("p: plain C++ takes", "plain C++", "p", ">= 10 x", "15 x"),
        times("p: NumPy takes", "NumPy", "p", ">= 20 x", "30 x"),
        times("p, 12 to 240 periods, against 60, a point", "p, ragged", "p", "<= 1.35 x", "1.1 x"),
        times("p, 12 periods, against 60, a point", "p, 12 periods", "p", "<= 2.5 x", "2 x"),
        times("XmR of values (one column) with screening against p", "i", "p", "<= 1.3 x", "1.1 x"),
        times("XmR of ratios (two columns, as p) with screening against p", "i of ratios", "p", "<= 1.3 x", "1.1 x"),
        times("run chart with medians: nth_element alone takes", "nth_element", "run", ">= 5 x", "10 x"),
        times("run chart with medians: numpy.median alone takes", "numpy.median", "run", ">= 6 x", "10 x"),
        times("change-point statistic: the C library's logarithm takes", "libm scan", "scan", ">= 7 x", "12 x"),
    ]
    traffic, copied = 2 * 8 + 4 * 8 + 2 * 1, 2 * 8  # bytes a point, read and written
    part = traffic / t["p with points"].per_point / (copied / t["copying"].per_point)
    spread = max(t["p with points"].spread, t["copying"].spread)
    rows.append(share("p with all points written: share of the bandwidth of copying", part, spread, ">= 75%", ""))
    for threads in ("one thread", "all threads"):
        batch, summing = million[f"batch, {threads}"], million[f"summing, {threads}"]
        rows.append([f"1 million series of 60 from Python against summing them, {threads} each",
                     f"{batch.shortest / summing.shortest:.2f} x", "<= 2 x", "1.5 x",
                     f"{max(batch.spread, summing.spread):.2f}"])  # fmt: skip
    return rows


def time_a_million(rivals: ctypes.CDLL, base: Slice) -> dict[str, Time]:
    """A million series of 60 from memory: kvalspc.batch, and reading them once, on one thread and on all."""
    data = repeated(base, MILLION)
    threads = os.cpu_count() or 1
    parts = [data.part(MILLION * k // threads, MILLION * (k + 1) // threads) for k in range(threads)]
    seconds: dict[str, list[float]] = {}
    with ThreadPoolExecutor(threads) as pool:
        versions: dict[str, Callable[[], object]] = {
            "summing, one thread": lambda: rivals.memory_read(data.rows),
            "batch, one thread": lambda: from_python(data),
            "summing, all threads": lambda: list(pool.map(rivals.memory_read, parts)),
            "batch, all threads": lambda: from_python(data, threads=0),
        }
        for _ in range(5):
            for name, work in versions.items():
                start = time.perf_counter()
                work()
                seconds.setdefault(name, []).append(time.perf_counter() - start)
    return {name: Time(data.points, min(s), float(np.median(s))) for name, s in seconds.items()}


def repeated(base: Slice, series: int) -> Slice:
    """So many series, the units of `base` again and again."""
    grown = Slice(0, base.lengths[:1])
    periods = int(base.lengths[0])
    grown.numerator = np.resize(base.numerator, series * periods)
    grown.denominator = np.resize(base.denominator, series * periods)
    grown.offsets = np.arange(0, series * periods + 1, periods)
    grown.rows = _Rows(*(a.ctypes.data for a in (grown.numerator, grown.denominator, grown.offsets)), series)
    return grown


def resident(what: str) -> int:
    """Return bytes from /proc/self/status; 0 where there is none."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii").splitlines() if status.exists() else []
    return next((1024 * int(line.split()[1]) for line in lines if line.startswith(what)), 0)


def growth(base: Slice) -> list[list[str]]:
    """Nanoseconds a point and memory beyond input and output, from a thousand to ten million series."""
    rows = []
    for series in GROWTH:
        data = repeated(base, series)
        seconds = []
        for _ in range(max(3, 10**5 // series)):
            start = time.perf_counter()
            from_python(data)
            seconds.append(time.perf_counter() - start)
        clear = Path("/proc/self/clear_refs")
        if clear.exists():
            clear.write_text("5", encoding="ascii")  # the peak starts anew
        before = resident("VmRSS")
        out = from_python(data)
        extra = resident("VmHWM") - before - sum(column.nbytes for column in out.values())
        rows.append([f"{series:,}".replace(",", " "), f"{1e9 * min(seconds) / data.points:.1f}",
                     f"{max(0, extra) / 2**20:.0f} MiB"])  # fmt: skip
    return rows


def versions_of(rivals: ctypes.CDLL, fixed: list[Slice]) -> dict[str, Version]:
    """Everything that takes turns, but for the peers."""

    def batch(kind: str, screen: int = 0) -> Callable[[Slice], object]:
        return lambda data: rivals.kvalspc_batch(kind.encode(), screen, data.rows, data.answers)

    def rival(name: str) -> Callable[[Slice], object]:
        return lambda data: getattr(rivals, name)(data.rows, data.answers)

    return {
        "reading": Version(lambda data: rivals.memory_read(data.rows), fixed),
        "p": Version(batch("p"), fixed),
        "u": Version(batch("u"), fixed),
        "p, ragged": Version(batch("p"), ragged()),
        "p, 12 periods": Version(batch("p"), of_equal_length(12)),
        "p with points": Version(lambda data: rivals.kvalspc_points(data.rows, data.answers, data.buffers), fixed),
        "copying": Version(
            lambda data: rivals.memory_copy(data.numbers[0].ctypes.data, data.numerator.ctypes.data, data.points), fixed
        ),
        "i": Version(lambda data: rivals.kvalspc_batch(b"i", 1, data.one_column, data.answers), fixed),
        "i of ratios": Version(batch("i", screen=1), fixed),
        "run": Version(batch("run"), fixed),
        "plain C++": Version(rival("rival_plain_p"), fixed),
        "nth_element": Version(rival("rival_nth_element"), fixed),
        "numpy.median": Version(lambda data: np.median(np.divide(*data.table()), axis=1), fixed),
        "scan": Version(rival("kvalspc_scan"), fixed),
        "libm scan": Version(rival("rival_libm_scan"), fixed),
    }


def main() -> None:
    """Compare the answers, then time all versions and print the tables."""
    rivals = load_rivals()
    fixed = of_equal_length(60)

    def forget(data: Slice) -> None:
        for column in (data.numerator, data.denominator, data.numbers, data.flags):
            rivals.memory_forget(column.ctypes.data, column.nbytes // 8)

    own = versions_of(rivals, fixed)
    large = of_equal_length(60, UNITS_FROM_PYTHON)
    others = the_peers(large) | {
        "kvalspc from Python, 1 thread": Version(from_python, large),
        "kvalspc from Python, all threads": Version(partial(from_python, threads=0), large),
        "kvalspc from Python, all points": Version(partial(from_python, points=True), large),
    }
    check({name: own[name] for name in ("p", "p, ragged", "p, 12 periods", "plain C++")} | others)
    t = take_turns(own | others, forget)
    print(f"{processor()}; {platform.system()}, Python {platform.python_version()}, NumPy {np.__version__}, ", end="")
    print(f"kvalspc {kvalspc.__version__} ({kvalspc.isa()})")
    print(f"Reading: {16 / t['reading'].per_point:.1f} GB/s; {SLICES} x {UNITS} units; shortest of {ROUNDS} rounds.\n")
    print_table(("what", "reached", "aim", "stretch", "spread"), aims(t, time_a_million(rivals, large[0])))
    rows = [[name, f"{one.per_point:.2f}", f"{one.per_point / t['p'].per_point:.1f}", f"{one.spread:.2f}"]
            for name, one in t.items()]  # fmt: skip
    table = peers.data_table_seconds(*large[0].table())
    if table is None:
        print("R with data.table is not installed.\n", file=sys.stderr)
    else:
        seconds = Time(large[0].points, *table)
        rows.append(["data.table, in a process of its own", f"{seconds.per_point:.2f}",
                     f"{seconds.per_point / t['p'].per_point:.1f}", f"{seconds.spread:.2f}"])  # fmt: skip
    print_table(("version", "ns a point", "times p", "spread"), rows)
    head = ("series of 12", "ns a point", "memory beyond input and output")
    print_table(head, growth(own["p, 12 periods"].slices[0]))


if __name__ == "__main__":
    main()
