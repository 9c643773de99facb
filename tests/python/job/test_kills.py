"""Killed at any point and run again: the same bytes. tests/full repeats this with the whole job and 1 000 kills."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING, Any

import kills

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def in_a_fresh_process(work: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """The campaign forks: a process in which charts were drawn has threads that a fork would leave waiting for ever."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *arguments, **options).result()


def test_killed_at_every_step_and_at_random_moments(tmp_path: Path) -> None:
    done = in_a_fresh_process(kills.campaign, tmp_path, random_kills=20, writing_only=True)
    assert done.steps > 30  # the lock, the folder, tables, history, report, syncs, renames, the manifest
    assert done.hit >= done.steps
    assert done.torn >= 10  # some kills fell between the old manifest's end and the new one's beginning
    assert done.statuses == {0, 10}  # after a kill behind the manifest there is nothing to tell again


def test_the_check_sees_a_file_that_is_not_the_manifests(tmp_path: Path) -> None:
    in_a_fresh_process(kills.first_night, tmp_path, tmp_path / "out")
    assert kills.is_whole(tmp_path / "out") is True
    (tmp_path / "out" / "alerts.json").write_text("{}")
    assert kills.is_whole(tmp_path / "out") is False
    (tmp_path / "out" / "manifest.json").unlink()
    assert kills.is_whole(tmp_path / "out") is None
