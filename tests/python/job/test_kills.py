"""Killed at any point and run again: the same bytes. tests/full repeats this with the whole job and 1 000 kills."""

from __future__ import annotations

from typing import TYPE_CHECKING

import kills

if TYPE_CHECKING:
    from pathlib import Path


def test_killed_at_every_step_and_at_random_moments(tmp_path: Path) -> None:
    done = kills.campaign(tmp_path, random_kills=20, writing_only=True)
    assert done.steps > 30  # the lock, the folder, tables, history, report, syncs, renames, the manifest
    assert done.hit >= done.steps
    assert done.torn >= 10  # some kills fell between the old manifest's end and the new one's beginning
    assert done.statuses == {0, 10}  # after a kill behind the manifest there is nothing to tell again


def test_the_check_sees_a_file_that_is_not_the_manifests(tmp_path: Path) -> None:
    kills.first_night(tmp_path, tmp_path / "out")
    assert kills.is_whole(tmp_path / "out") is True
    (tmp_path / "out" / "alerts.json").write_text("{}")
    assert kills.is_whole(tmp_path / "out") is False
    (tmp_path / "out" / "manifest.json").unlink()
    assert kills.is_whole(tmp_path / "out") is None
