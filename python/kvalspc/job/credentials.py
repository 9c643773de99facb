"""Who asks a database: user and password from the environment, or from a file that only its owner can read."""

from __future__ import annotations

import os
import pwd
import stat
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kvalspc.job.wording import Wording, system_reason

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

if TYPE_CHECKING:
    from pathlib import Path

USER, PASSWORD = "KVALSPC_DATABASE_USER", "KVALSPC_DATABASE_PASSWORD"  # names of variables


class CredentialsError(Exception):
    """The file of credentials cannot be used; the message holds nothing from it."""


@dataclass(frozen=True)
class Credentials:
    """A user and a password, either perhaps unknown (then the driver has its own ways: PGPASSFILE, a socket)."""

    user: str | None = None
    password: str | None = None

    def __repr__(self) -> str:
        return "Credentials(...)"  # so that no log ever holds them


def user_name(number: int) -> str:
    """Return the name of a user of this machine; the number where there is none."""
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


def read_credentials(path: Path | None) -> Credentials:
    """Return what the file says (keys `user` and `password`, TOML), and what the environment says where it does not.

    Raises CredentialsError for a file that others than its owner can read, a link, or one that is not such a file.
    """
    user, password = os.environ.get(USER) or None, os.environ.get(PASSWORD) or None
    if path is None:
        return Credentials(user, password)
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        raise CredentialsError(Wording("problem.detail.unreadable", {"detail": system_reason(error)})) from None
    with os.fdopen(handle, "rb") as file:
        info = os.fstat(handle)
        if info.st_uid not in (0, os.geteuid()):
            places = {"owner": user_name(info.st_uid), "user": user_name(os.geteuid())}
            raise CredentialsError(Wording("problem.detail.other_owner", places))
        if not stat.S_ISREG(info.st_mode) or info.st_mode & 0o077:
            raise CredentialsError(Wording("problem.detail.others_can_read"))
        try:
            said = tomllib.loads(file.read(65536).decode("utf-8"))
        except (UnicodeDecodeError, tomllib.TOMLDecodeError):
            said = {"": None}
    if not set(said) <= {"user", "password"} or not all(isinstance(v, str) for v in said.values()):
        raise CredentialsError(Wording("problem.detail.two_lines"))
    return Credentials(said.get("user", user), said.get("password", password))
