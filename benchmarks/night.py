"""A whole night of a national service: 14 million events, 300 indicators, 110 units, 10 years by month.

Usage: night.py [--events N] [--indicators N] [--project-indicators N] [--units N] [--keep FOLDER]

The project is about ten of the indicators, which have pages; the others are only screened (`role = "screening"`).
With --project-indicators 300 all of them have pages, and are followed year by year and unit beside unit too.

Prints the time of every part of the job, what DuckDB alone needs to read and group the same Parquet file, and the
largest memory: with the processes that draw for the job (sampled, on Linux), and of the job by itself. Times are
seconds on the clock, and of all processors together: the latter say more on a machine that others use too. The data
are synthetic and seeded. Each measurement runs in its own process.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from kvalspc.job.run import run

SEED = 14_000_000
FIRST, YEARS = date(2015, 1, 1), 10
PROJECT_UNITS = 6


def write_events(path: Path, events: int, indicators: int, units: int) -> None:
    """Write the events, an indicator after the other as registries deliver them: unit sizes vary as 1 to 15."""
    random = np.random.default_rng(SEED)
    days = (date(FIRST.year + YEARS, 1, 1) - FIRST).days
    share = random.dirichlet(np.linspace(1, 15, units))
    level = random.uniform(0.05, 0.6, indicators)
    names = pa.array([f"unit{k:03d}" for k in range(units)])
    schema = pa.schema([("date", pa.date32()), ("resh", pa.string()), ("ind_id", pa.string()), ("var", pa.int8())])
    begin = (FIRST - date(1970, 1, 1)).days
    with pq.ParquetWriter(path, schema, compression="zstd") as out:
        for k in range(indicators):
            n = events // indicators + (k < events % indicators)
            unit = random.choice(units, n, p=share)
            day = np.sort(random.integers(0, days, n)).astype(np.int32) + begin
            value = random.random(n) < np.clip(level[k] + random.normal(0, 0.03, units), 0.01, 0.99)[unit]
            columns = [
                pa.array(day, pa.int32()).cast(pa.date32()),
                names.take(pa.array(unit)),
                pa.array([f"ind{k:03d}"]).take(pa.array(np.zeros(n, dtype=np.int32))),
                pa.array(value.astype(np.int8)),
            ]
            out.write_batch(pa.record_batch(columns, schema=schema))


def write_project(path: Path, indicators: int, of_project: int) -> None:
    """Write the project file: every unit is scored, six take part with a start; the last indicators are screened."""
    started = "".join(f'[[unit]]\nid = "unit{k:03d}"\nstart = 2022-01-01\n' for k in range(PROJECT_UNITS))
    measures = "".join(
        f'[[indicator]]\nid = "ind{k:03d}"\ntype = "andel"\nbetter = "higher"\n'
        + ('role = "screening"\n' if k >= of_project else "")
        for k in range(indicators)
    )
    path.write_text(
        f'[project]\nid = "night"\nlanguages = ["nb"]\n[data]\nevents = "events.parquet"\n{measures}{started}'
        '[report]\nperiod = "month"\n'
    )


Moment = tuple[float, float]
"""Seconds on the clock, and of all processors: also those of the processes that drew, once they have ended."""


def now() -> Moment:
    drew = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter(), time.process_time() + drew.ru_utime + drew.ru_stime


def since(began: Moment, ended: Moment | None = None) -> list[float]:
    return [end - begin for begin, end in zip(began, ended or now(), strict=True)]


class Memory:
    """The largest memory of this process and its children together (MiB), looked at five times a second."""

    def __init__(self) -> None:
        self.peak = 0.0
        threading.Thread(target=self._look, daemon=True).start()

    def _look(self) -> None:
        page = resource.getpagesize() / 1024**2
        while Path("/proc/self/statm").exists():
            listed = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
            self.peak = max(self.peak, page * sum(_resident(pid) for pid in ("self", *listed)))
            time.sleep(0.2)


def _resident(pid: str) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except OSError:  # it has just ended
        return 0


def duckdb_alone(path: Path) -> dict[str, list[float]]:
    """Read and group the same file by indicator, unit and month."""
    began = now()
    rows = duckdb.sql(
        f"""SELECT ind_id, resh, date_trunc('month', date) AS month, sum(var), count(*)
        FROM read_parquet('{path}') GROUP BY ALL"""
    ).fetchnumpy()
    return {"read and group": since(began), "groups": [len(rows["month"])]}


def whole_job(folder: Path) -> dict[str, list[float]]:
    """Run the job and time its parts, as its progress tells them."""

    class Stopwatch:
        def __init__(self) -> None:
            self.parts: list[tuple[str, Moment]] = [("start", now())]

        def step(self, what: str) -> None:
            self.parts.append((what, now()))

        def scored(self, done: int, of: int) -> None:
            """Say nothing: a terminal shows a bar here."""

    watch = Stopwatch()
    outcome = run(folder / "project.toml", folder / "results", progress=watch)
    times = [*[at for _, at in watch.parts], now()]
    names = [what for what, _ in watch.parts]
    found = {name: since(times[k], times[k + 1]) for k, name in enumerate(names)}
    return {**found, "whole": since(times[0], times[-1]), "status": [outcome.status]}


def measured(part: str, folder: Path) -> dict[str, list[float]]:
    """Run one part of this program in a process of its own, and read what it prints."""
    done = subprocess.run(
        [sys.executable, __file__, "--part", part, "--keep", str(folder)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    found: dict[str, list[float]] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=14_000_000)
    parser.add_argument("--indicators", type=int, default=300)
    parser.add_argument("--project-indicators", type=int, default=10, help="that have pages; the others are screened")
    parser.add_argument("--units", type=int, default=110)
    parser.add_argument("--keep", type=Path, help="a folder to keep the data in, and to find them in")
    parser.add_argument("--part", choices=["duckdb", "job"], help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.part:
        watched = Memory()
        found = duckdb_alone(given.keep / "events.parquet") if given.part == "duckdb" else whole_job(given.keep)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({**found, "memory (MiB)": [max(peak, watched.peak), peak]}))
        return
    with tempfile.TemporaryDirectory(prefix="kvalspc-night-") as temporary:
        folder = given.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "events.parquet").exists():
            began = time.perf_counter()
            write_events(folder / "events.parquet", given.events, given.indicators, given.units)
            print(f"generated {given.events} events (seed {SEED}): {time.perf_counter() - began:.1f} s")
        write_project(folder / "project.toml", given.indicators, given.project_indicators)
        print(f"{given.indicators} indicators: {min(given.project_indicators, given.indicators)} of the project")
        for title, part in (("DuckDB alone", "duckdb"), ("the job", "job")):
            print(title)
            for name, values in measured(part, folder).items():
                print(f"  {name:<20}" + "".join(f" {value:10.2f}" for value in values))


if __name__ == "__main__":
    main()
