"""What Python adds to one chart, and to the import: the compiled core alone beside `kvalspc.chart`.

The two take turns; of each the shortest processor time counts, so that other work disturbs less. "beyond"
is what `chart` takes beyond the core's own time (an individuals chart asks the core twice: its moving ranges come with
it). The import finds compiled files, as pip leaves them.

Usage: python benchmarks/single.py
"""

from __future__ import annotations

import os
import platform
import resource
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import numpy as np

import kvalspc
from kvalspc import _core
from kvalspc.question import Asked
from kvalspc.settings import settings_of

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS, CALLS, STARTS = 200, 20, 7
EVENTS = [7, 6, 8, 5, 7, 9, 6, 7, 5, 8, 7, 6, 8, 7, 6, 5, 9, 7, 6, 8, 12, 13, 11, 14]
MONTHS = [f"{year}-{month:02d}" for year in (2023, 2024) for month in range(1, 13)]
SETTINGS = settings_of(
    "p", 1, limits="auto", width=3.0, screen=False, rules="anhoej", better=None, target=None, centre=None, sigma=None,
    lower=None, upper=None, spread=None, constants="field", profile=None,
)  # fmt: skip
OPTIONS: dict[str, Any] = {"breaks": [], "freeze": [], "exclude": [], "settings": SETTINGS}
PROCESSES = {
    "Python alone": "pass",
    "import numpy": "import numpy",
    "import kvalspc": "import kvalspc",
    "import kvalspc and a first chart": "import kvalspc; kvalspc.chart('p', [7, 6, 8], [20, 20, 20])",
}


def micros(*calls: Callable[[], object]) -> list[float]:
    """The shortest time of each call, in millionths of a second; the calls take turns."""
    shortest = [float("inf")] * len(calls)
    for _ in range(ROUNDS):
        for k, call in enumerate(calls):
            begun = time.process_time()
            for _ in range(CALLS):
                call()
            shortest[k] = min(shortest[k], (time.process_time() - begun) / CALLS * 1e6)
    return shortest


def import_millis(code: str) -> float:
    """The shortest processor time of a fresh interpreter that runs `code`."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    shortest = float("inf")
    for _ in range(STARTS):
        begun = _children()
        subprocess.run([sys.executable, "-c", code], check=True, env=environment)
        shortest = min(shortest, (_children() - begun) * 1e3)
    return shortest


def _children() -> float:
    """Processor time of the processes that this one has started and that have ended, in seconds."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Print the tables of docs/benchmarks.md."""
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, kvalspc {kvalspc.__version__}; 24 points")
    x, n = np.array(EVENTS, dtype=np.float64), np.full(24, 20.0)
    numbers = [20] * 24
    p = lambda: _core.charts([Asked(("p", x, n, None), OPTIONS)])  # noqa: E731
    i = lambda: _core.charts([Asked((kind, x, None, None), OPTIONS) for kind in ("i", "mr")])  # noqa: E731
    cases: list[tuple[str, Callable[[], object], Callable[[], object]]] = [
        ("p, arrays", p, lambda: kvalspc.chart("p", x, n)),
        ("p, lists", p, lambda: kvalspc.chart("p", EVENTS, numbers)),
        ("p, arrays and months", p, lambda: kvalspc.chart("p", x, n, period=MONTHS)),
        ("i with its moving ranges, arrays", i, lambda: kvalspc.chart("i", x)),
    ]
    print("\n| chart | core, µs | chart(), µs | beyond, µs |\n|:--|--:|--:|--:|")
    for name, core, whole in cases:
        inside, outside = micros(core, whole)
        print(f"| {name} | {inside:.0f} | {outside:.0f} | {outside - inside:.0f} |")
    print("\n| process | ms |\n|:--|--:|")
    for process, code in PROCESSES.items():
        print(f"| {process} | {import_millis(code):.0f} |")


if __name__ == "__main__":
    main()
