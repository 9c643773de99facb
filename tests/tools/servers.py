"""Real database servers of Debian's packages, on loopback in a temporary folder, stopped when the test is over.

Both refuse to run as root; as root they run as the packages' own users.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PASSWORD = "kjempe hemmelig: ' \" @/%"


@dataclass(frozen=True)
class Server:
    """Where a server listens; user "kvalspc" with PASSWORD may use the database."""

    scheme: str
    port: int
    database: str = "register"

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}/{self.database}"


def postgresql_programs() -> Path | None:
    """Return the folder of the newest PostgreSQL server of Debian's packages, None without one."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    return found[-1].parent if found else None


def mariadb_programs() -> tuple[str, str] | None:
    """Return the paths of mariadbd and mariadb-install-db, None without them."""
    path = "/usr/sbin:/usr/bin:/usr/local/bin"
    server, installer = shutil.which("mariadbd", path=path), shutil.which("mariadb-install-db", path=path)
    return (server, installer) if server and installer else None


@contextmanager
def postgresql(folder: Path) -> Iterator[Server]:
    """Start a PostgreSQL server in an empty folder."""
    programs = postgresql_programs()
    assert programs is not None
    user = _own(folder, "postgres")
    secret = folder / "password"
    secret.write_text(PASSWORD)
    _own(secret, "postgres")
    data, port = folder / "data", _free_port()
    encoding = ["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    _run(
        [programs / "initdb", "-D", data, "-U", "kvalspc", "-A", "scram-sha-256", f"--pwfile={secret}", *encoding],
        user,
    )
    options = ["-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={folder}", "-c", "fsync=off"]
    server = _start([programs / "postgres", "-D", data, "-p", port, *options], user, folder / "log")
    try:
        import psycopg

        def make() -> None:
            with psycopg.connect(
                host="127.0.0.1", port=port, user="kvalspc", password=PASSWORD, dbname="postgres", autocommit=True
            ) as database:
                database.execute("CREATE DATABASE register")

        _until(make, psycopg.OperationalError, server, folder / "log")
        yield Server("postgresql", port)
    finally:
        _stop(server)


@contextmanager
def mariadb(folder: Path) -> Iterator[Server]:
    """Start a MariaDB server in an empty folder."""
    programs = mariadb_programs()
    assert programs is not None
    user = _own(folder, "mysql")
    data, port = folder / "data", _free_port()
    fixed = ["--no-defaults", f"--datadir={data}"]
    own = [] if user is None else ["--user=mysql"]
    _run([programs[1], *fixed, *own, "--auth-root-authentication-method=normal", "--skip-test-db"], None)
    started = folder / "first.sql"
    quoted = PASSWORD.replace("'", "''")
    started.write_text(
        "CREATE DATABASE register CHARACTER SET utf8mb4;\n"
        f"CREATE USER kvalspc@'127.0.0.1' IDENTIFIED BY '{quoted}';\nGRANT ALL ON register.* TO kvalspc@'127.0.0.1';\n"
    )
    _own(started, "mysql")
    listen = [f"--port={port}", "--bind-address=127.0.0.1", f"--socket={folder / 'socket'}", "--skip-name-resolve"]
    server = _start([programs[0], *fixed, *listen, f"--init-file={started}"], user, folder / "log")
    try:
        import pymysql

        def ask() -> None:
            pymysql.connect(host="127.0.0.1", port=port, user="kvalspc", password=PASSWORD, database="register").close()

        _until(ask, pymysql.MySQLError, server, folder / "log")
        yield Server("mariadb", port)
    finally:
        _stop(server)


def _own(path: Path, name: str) -> str | None:
    """Give a path to the package's user when we are root; None when we are not."""
    if os.geteuid() != 0:
        return None
    user = pwd.getpwnam(name)
    os.chown(path, user.pw_uid, user.pw_gid)
    for above in path.parents:  # pytest makes its folders for their owner only
        if above.stat().st_uid == 0 and not above.stat().st_mode & 0o001:
            above.chmod(above.stat().st_mode | 0o011)
    return name


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _run(command: list[object], user: str | None) -> None:
    done = subprocess.run([str(c) for c in command], user=user, capture_output=True, text=True, check=False, cwd="/")
    assert done.returncode == 0, done.stdout + done.stderr


def _start(command: list[object], user: str | None, log: Path) -> subprocess.Popen[bytes]:
    with log.open("wb") as out:
        return subprocess.Popen([str(c) for c in command], user=user, stdout=out, stderr=subprocess.STDOUT, cwd="/")


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(timeout=30)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _until(attempt: object, error: type[Exception], server: subprocess.Popen[bytes], log: Path) -> None:
    """Try until the server answers, for at most a minute."""
    for _ in range(600):
        try:
            attempt()  # type: ignore[operator]
        except error:
            assert server.poll() is None, log.read_text(errors="replace")
            time.sleep(0.1)
        else:
            return
    raise AssertionError(log.read_text(errors="replace"))
