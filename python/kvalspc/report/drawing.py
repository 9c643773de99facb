"""The drawings of a report, made in processes of their own where there are many: one process draws one at a time."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from contextlib import contextmanager, suppress
from queue import Queue
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from kvalspc.plot import to_svg

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["many_drawn", "serve", "svg_of", "threads"]

MOST_PROCESSES = 8
"""Drawings that are made at once, where there are as many processors."""

_BEGIN = "import sys; sys.path[:] = sys.argv[1:]; from kvalspc.report.drawing import serve; serve()"

_idle: Queue[subprocess.Popen[bytes]] | None = None
"""Processes that wait for a specification; None: drawings are made here."""


def svg_of(spec: dict[str, Any]) -> Markup:
    """The drawing of a specification; the same bytes wherever it is made."""
    # The SVG is ours: every text in it was escaped when it was drawn.
    return Markup(to_svg(spec) if _idle is None else _drawn_by(_idle, spec))


def threads() -> int:
    """How many threads keep the processes busy: while some wait for a drawing others describe the next."""
    return 2 * _processes()


@contextmanager
def many_drawn() -> Iterator[None]:
    """Draw in processes of their own meanwhile, as many as there are processors."""
    global _idle  # noqa: PLW0603  # they serve all pages of one report, which is written once at a time
    if _processes() < 2 or _idle is not None:
        yield
        return
    processes = [_started() for _ in range(_processes())]
    _idle = Queue()
    for process in processes:
        _idle.put(process)
    try:
        yield
    finally:
        _idle = None
        for process in processes:
            _end(process)


def serve() -> None:
    """Draw what comes in, until nothing more does: what a process does."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    while True:
        try:
            spec = pickle.load(sys.stdin.buffer)  # from the process that began this one
        except EOFError:
            return
        pickle.dump(to_svg(spec), answers)
        answers.flush()


def _processes() -> int:
    return min(MOST_PROCESSES, os.cpu_count() or 1)


def _started() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", _BEGIN, *sys.path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def _drawn_by(idle: Queue[subprocess.Popen[bytes]], spec: dict[str, Any]) -> str:
    process = idle.get()
    try:
        if process.stdin is None or process.stdout is None:
            raise EOFError
        pickle.dump(spec, process.stdin)
        process.stdin.flush()
        svg: str = pickle.load(process.stdout)  # from the process that was begun here
    except (OSError, EOFError, pickle.UnpicklingError):
        return to_svg(spec)  # it has died, or never began: whatever is wrong with the drawing is said here
    finally:
        idle.put(process)
    return svg


def _end(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):  # something was still to be written to one that has died
                pipe.close()
    process.wait()
