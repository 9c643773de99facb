"""Outputs appear whole or not at all: a lock, a folder to write in, renames, and the manifest last.

Files are written into a hidden folder inside the output folder (so that a rename never crosses a file
system), synced, and renamed one by one. The old manifest goes before the first rename and the new one comes
after the last, so that whoever finds a manifest finds the files that belong to it. While there is none, a list of
all that may lie there stands in its place: a run that follows a kill takes away what is not its own.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from kvalspc.job.wording import Wording, system_reason

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self

LOCK = ".kvalspc.lock"
STAGE = ".kvalspc-new"
MANIFEST = "manifest.json"
PENDING = ".kvalspc-pending.json"


class OutputError(Exception):
    """The output folder cannot be used; nothing in it was changed."""


class Staging:
    """An output folder, locked, with a folder to write the new files in (`path`).

    Use as a context manager: `commit` puts the files in their place; leaving without it removes all that was
    written. The lock is the kernel's, so that it goes with a process that is killed; a lock file left behind
    does no harm.
    """

    def __init__(self, target: Path) -> None:
        self.target = target
        self.path = target / STAGE
        self._lock = -1
        self._made = False

    def __enter__(self) -> Self:
        try:
            self._open()
        except OSError as error:
            self._leave()
            places = {"path": error.filename or self.target, "detail": system_reason(error)}
            raise OutputError(Wording("problem.detail.no_folder", places)) from None
        except OutputError:
            self._leave()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
        self._leave()

    def commit(self, manifest: str) -> None:
        """Put all files of `path` in their place, remove those of the last run that are no more, add the manifest."""
        files = self.files()
        for name in files:
            _sync(self.path / name)
        old = self._old_outputs()
        self._put(PENDING, json.dumps({"outputs": sorted(old | set(files))}))
        (self.target / MANIFEST).unlink(missing_ok=True)
        _sync(self.target)
        for name in files:
            place = self.target / name
            place.parent.mkdir(parents=True, exist_ok=True)
            (self.path / name).replace(place)
        for name in sorted(old - set(files), reverse=True):
            (self.target / name).unlink(missing_ok=True)
            _remove_empty((self.target / name).parent, self.target)
        for folder in sorted({(self.target / name).parent for name in files}):
            _sync(folder)
        self._put(MANIFEST, manifest)
        (self.target / PENDING).unlink(missing_ok=True)

    def _put(self, name: str, text: str) -> None:
        put(self.path / name, self.target / name, text)

    def files(self) -> list[str]:
        """Return the names of the files that were written, in bytewise order."""
        found = (p.relative_to(self.path).as_posix() for p in self.path.rglob("*") if p.is_file())
        return sorted(found, key=lambda name: name.encode())

    def hashes(self) -> dict[str, str]:
        """Return the SHA-256 of every file that was written."""
        return {name: hashlib.sha256((self.path / name).read_bytes()).hexdigest() for name in self.files()}

    def _open(self) -> None:
        if self.target.is_symlink():
            raise OutputError(Wording("problem.detail.link", {"path": self.target}))
        if self.target.exists() and not self.target.is_dir():
            raise OutputError(Wording("problem.detail.not_folder", {"path": self.target}))
        self._made = not self.target.exists()
        self.target.mkdir(parents=True, exist_ok=True)
        for inside in self.target.iterdir():
            if inside.is_symlink():
                raise OutputError(Wording("problem.detail.link_inside", {"path": inside}))
        self._take_lock()
        if self.path.exists():
            shutil.rmtree(self.path)  # of a run that was killed
        self.path.mkdir()

    def _take_lock(self) -> None:
        path = self.target / LOCK
        while self._lock < 0:
            handle = os.open(path, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                same = path.exists() and path.stat().st_ino == os.fstat(handle).st_ino
            except BlockingIOError:
                os.close(handle)
                raise OutputError(Wording("problem.detail.locked", {"path": self.target})) from None
            if same:
                self._lock = handle
            else:  # the other run ended, and took its lock file away, just now
                os.close(handle)

    def _leave(self) -> None:
        if self._lock >= 0:
            (self.target / LOCK).unlink(missing_ok=True)
            os.close(self._lock)
            self._lock = -1
        if self._made and self.target.is_dir() and not any(self.target.iterdir()):
            self.target.rmdir()

    def _old_outputs(self) -> set[str]:
        """Return the files that the last run left, finished or not, as far as they lie inside the output folder."""
        names: list[PurePosixPath] = []
        for place in (MANIFEST, PENDING):
            try:
                listed = json.loads((self.target / place).read_text(encoding="utf-8"))["outputs"]
                names += [PurePosixPath(str(name)) for name in listed]
            except (OSError, ValueError, KeyError, TypeError):
                continue
        return {str(n) for n in names if not n.is_absolute() and ".." not in n.parts and n.name != LOCK}


def put(draft: Path, place: Path, text: str) -> None:
    """Write a text as the file `draft` and put it in its place on the same disk, safe against a power cut."""
    draft.write_text(text, encoding="utf-8", newline="\n")
    _sync(draft)
    draft.replace(place)
    _sync(place.parent)


def _remove_empty(folder: Path, above: Path) -> None:
    while folder != above and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
