"""Kill the nightly job at each step that writes, and at random moments; then run it again: the same bytes every time.

Usage: kills.py [NUMBER] [--writing-only]: the number of random kills after those at every step (20). With
--writing-only nothing is computed anew and a small report stands for the real one: where seconds matter, what is
tested is how files come to lie where they lie.

The folder holds the results of a first night. A second night, with new data, is killed, and run again. What lies
there then must be what an undisturbed second night leaves, and whoever found a manifest after the kill must have
found the files that belong to it. A child process is forked for each run; what is killed is killed by SIGKILL.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import json
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SEED = 20260101
_EVENTS = ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.rmtree")
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


@dataclass(frozen=True)
class Campaign:
    """What happened: kills at steps, kills at random moments, and how many of them hit a run under way."""

    steps: int
    random: int
    hit: int
    torn: int  # kills after which there was no manifest: between the first rename and the last
    statuses: frozenset[int]


def write_night(folder: Path, night: int) -> Path:
    """Write a small project with two units; the second night has more months, and a rise that gives an alert."""
    months = [f"{y}-{m:02d}" for y in (2021, 2022, 2023, 2024) for m in range(1, 13)][: 30 if night == 1 else 48]
    rows = [
        f"{month};{unit};{3 + k % 3 + (9 if unit == 'B' and k > 30 else 0)};{20}"
        for k, month in enumerate(months)
        for unit in "AB"
    ]
    folder.mkdir(exist_ok=True)
    (folder / "data.csv").write_text("period;resh;var;denominator\n" + "\n".join(rows) + "\n")
    project = folder / "project.toml"
    project.write_text(
        '[project]\nid = "kills"\n[data]\naggregated = "data.csv"\n[[indicator]]\nid = "x"\ntype = "andel"\n'
        'better = "lower"\n[units]\nstart = 2023-01-01\n[report]\nperiod = "month"\n'
    )
    return project


def hash_of_history(path: Path) -> str:
    """Return the hash of the rows of a history."""
    import duckdb

    from kvalspc.job.history import hash_of_rows

    with duckdb.connect(str(path), read_only=True) as connection:
        return hash_of_rows(connection)


def state_of(folder: Path) -> dict[str, str]:
    """Return the hash of every file; of the history that of its rows."""
    from kvalspc.job.history import HISTORY

    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            name = path.relative_to(folder).as_posix()
            found[name] = hash_of_history(path) if name == HISTORY else _hash(path)
    return found


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def is_whole(folder: Path) -> bool | None:
    """Whether the files are those of the manifest; None when there is no manifest."""
    manifest = folder / "manifest.json"
    if not manifest.exists():
        return None
    listed: dict[str, str] = json.loads(manifest.read_text())["outputs"]
    found = state_of(folder)
    return all(found.get(name) == hashed for name, hashed in listed.items())


def in_child(work: Callable[[], int]) -> int:
    """Run something in a forked process; return its exit status, or minus the signal that ended it."""
    child = os.fork()
    if child == 0:
        try:
            os._exit(work())
        except BaseException as error:  # noqa: BLE001  # the parent must not go on twice
            os.write(2, f"{type(error).__name__}: {error}\n".encode())
            os._exit(99)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def run_job(project: Path, out: Path) -> int:
    from kvalspc.job.run import run

    return run(project, out).status


def watch_steps(out: Path, tell: Callable[[], None]) -> None:
    """Call `tell` before every write, sync, rename and removal in the output folder, native writers included."""
    import duckdb
    import pyarrow.parquet as pq

    inside = str(out.resolve())

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event not in _EVENTS or not isinstance(arguments[0], (str, os.PathLike)):
            return
        if not os.path.abspath(arguments[0]).startswith(inside):  # noqa: PTH100  # no file system access in a hook
            return
        if event == "open" and not int(arguments[2] or 0) & _WRITES:
            return
        tell()

    def before(function: Callable[..., Any]) -> Callable[..., Any]:
        def told(*arguments: Any, **named: Any) -> Any:
            tell()
            return function(*arguments, **named)

        return told

    sys.addaudithook(hook)
    os.fsync = before(os.fsync)
    pq.write_table = before(pq.write_table)
    duckdb.connect = before(duckdb.connect)


def count_steps(project: Path, out: Path) -> tuple[int, float]:
    """Return how many steps a run takes, and how many seconds."""
    read, write = os.pipe()

    def work() -> int:
        steps = 0

        def tell() -> None:
            nonlocal steps
            steps += 1

        watch_steps(out, tell)
        began = time.monotonic()
        status = run_job(project, out)
        os.write(write, f"{steps} {time.monotonic() - began}".encode())
        return status

    in_child(work)
    os.close(write)
    steps, seconds = os.read(read, 100).split()
    os.close(read)
    return int(steps), float(seconds)


def kill_at_step(project: Path, out: Path, step: int) -> int:
    """Run and kill before the step of that number (from 1)."""

    def work() -> int:
        left = step

        def tell() -> None:
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        watch_steps(out, tell)
        return run_job(project, out)

    return in_child(work)


def kill_after(project: Path, out: Path, seconds: float) -> int:
    """Run and kill after a time, wherever the run is then."""

    def work() -> int:
        killer = threading.Timer(seconds, lambda: os.kill(os.getpid(), signal.SIGKILL))
        killer.daemon = True
        killer.start()
        return run_job(project, out)

    return in_child(work)


def campaign(folder: Path, random_kills: int, *, writing_only: bool = False) -> Campaign:
    """Kill at every step and at random moments.

    Raises AssertionError for the first kill after which anything differs.
    """
    base, undisturbed = folder / "base", folder / "undisturbed"
    first_night(folder, base)
    project = write_night(folder / "in", 2)
    with compute_once(project) if writing_only else contextlib.nullcontext():
        return _kill_all(folder, project, base, undisturbed, random_kills)


def _kill_all(folder: Path, project: Path, base: Path, undisturbed: Path, random_kills: int) -> Campaign:
    shutil.copytree(base, undisturbed)
    status = in_child(lambda: run_job(project, undisturbed))
    expected = state_of(undisturbed)
    assert status == 10, status  # the second night has an alert to tell
    counted = folder / "counted"
    shutil.copytree(base, counted)
    steps, seconds = count_steps(project, counted)
    random = Random(SEED)
    kills: list[tuple[str, float]] = [("step", s) for s in range(1, steps + 1)]
    kills += [("time", random.random()) for _ in range(random_kills)]  # of the time that the run before took
    hit = torn = 0
    statuses = set()
    for number, (kind, at) in enumerate(kills, 1):
        out = folder / "out"
        shutil.copytree(base, out)
        ended = kill_at_step(project, out, int(at)) if kind == "step" else kill_after(project, out, at * seconds)
        assert ended in (-signal.SIGKILL, 10), (kind, at, ended)
        assert kind != "step" or ended == -signal.SIGKILL, (at, ended)
        hit += ended == -signal.SIGKILL
        whole = is_whole(out)
        assert whole is not False, f"{kind} {at}: a manifest beside files that are not its own"
        torn += whole is None
        finished = whole and _hash(out / "manifest.json") == expected["manifest.json"]
        began = time.monotonic()
        again = in_child(lambda: run_job(project, out))  # noqa: B023  # called at once
        if not finished:
            seconds = time.monotonic() - began
        statuses.add(again)
        assert again == (0 if finished else 10), f"{kind} {at}: the alert is told with exit status {again}"
        left = state_of(out)
        assert left == expected, f"{kind} {at}: {sorted(k for k in expected | left if expected.get(k) != left.get(k))}"
        shutil.rmtree(out)
        if number % 50 == 0:
            print(f"{number} of {len(kills)} kills: the same files each time", flush=True)
    return Campaign(len(kills) - random_kills, random_kills, hit, torn, frozenset(statuses))


def small_report(results: Any, directory: Path, **_: Any) -> list[Path]:
    """Stand for kvalspc.report.write: two files, one in a folder below."""
    pages = [directory / "index.html", directory / "units" / "A.html"]
    for page in pages:
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text("\n".join(unit.text["en"] for unit in results))
    return pages


@contextlib.contextmanager
def compute_once(project: Path) -> Iterator[None]:
    """Let every run in here write the same results, found once, and a small report."""
    import kvalspc.job.run as job
    from kvalspc import report
    from kvalspc.job.toml_errors import read_project

    results = job.find_results(read_project(project))
    kept = job.find_results, report.write
    job.find_results, report.write = (lambda *_, **__: results), small_report  # type: ignore[assignment]
    try:
        yield
    finally:
        job.find_results, report.write = kept


def first_night(folder: Path, out: Path) -> None:
    """Run the first night, and import here what it imported: a forked child then needs no seconds for it.

    Nothing is run here, since a process with threads must not fork.
    """
    seen = folder / "modules"

    def work() -> int:
        status = run_job(write_night(folder / "in", 1), out)
        seen.write_text("\n".join(sorted(sys.modules)))
        return status

    assert in_child(work) == 0
    for name in seen.read_text().splitlines():
        with contextlib.suppress(ImportError):
            importlib.import_module(name)


def main() -> int:
    """Run a campaign and print what it did."""
    numbers = [int(a) for a in sys.argv[1:] if a.isdigit()]
    with tempfile.TemporaryDirectory(prefix="kvalspc-kills-") as folder:
        done = campaign(Path(folder), numbers[0] if numbers else 20, writing_only="--writing-only" in sys.argv)
    print(
        f"kills at every write, sync, rename and removal: {done.steps}; at random moments: {done.random}; "
        f"runs that were under way: {done.hit}; between the first rename and the manifest: {done.torn}; "
        "outputs after the next run: identical every time"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
