"""Rows from PostgreSQL and MariaDB: real servers, the same results as the file, nothing secret told."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest
import servers
from typer.testing import CliRunner

from kvalspc.job.toml_errors import read_project

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kvalspc.job.run import Outcome

pytestmark = pytest.mark.xdist_group("servers")

MONTHS = [(year, month) for year in (2022, 2023) for month in range(1, 13)]
ROWS = [
    (f"{year}-{month:02d}-{day:02d}", unit, int((month * 7 + day * 3 + year) % 10 < share))
    for unit, share in (("Tromsø", 4), ("B", 6))
    for year, month in MONTHS
    for day in range(1, 21)
]


@pytest.fixture(scope="module")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Server]:
    if servers.postgresql_programs() is None:
        pytest.skip("no PostgreSQL server here (Debian: postgresql)")
    psycopg = pytest.importorskip("psycopg")
    with servers.postgresql(tmp_path_factory.mktemp("postgresql")) as server:
        with psycopg.connect(server.url, user="kvalspc", password=servers.PASSWORD) as database:
            database.execute("CREATE TABLE event (date timestamp, resh text, var int, born text)")
            with database.cursor().copy("COPY event (date, resh, var) FROM STDIN") as copy:
                for row in ROWS:
                    copy.write_row(row)
        yield server


@pytest.fixture(scope="module")
def mariadb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Server]:
    if servers.mariadb_programs() is None:
        pytest.skip("no MariaDB server here (Debian: mariadb-server)")
    with servers.mariadb(tmp_path_factory.mktemp("mariadb")) as server:
        database = _to_mariadb(server)
        with database.cursor() as cursor:
            cursor.execute("CREATE TABLE event (date datetime, resh varchar(40), var int, born varchar(40))")
            cursor.executemany("INSERT INTO event (date, resh, var) VALUES (%s, %s, %s)", ROWS)
        database.commit()
        database.close()
        yield server


@pytest.fixture(params=["postgresql", "mariadb"])
def server(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> servers.Server:
    found: servers.Server = request.getfixturevalue(request.param)
    monkeypatch.setenv("KVALSPC_DATABASE_USER", "kvalspc")
    monkeypatch.setenv("KVALSPC_DATABASE_PASSWORD", servers.PASSWORD)
    return found


def _to_mariadb(server: servers.Server) -> Any:
    import pymysql

    return pymysql.connect(
        host="127.0.0.1", port=server.port, user="kvalspc", password=servers.PASSWORD, database="register"
    )


def _execute(server: servers.Server, statement: str) -> None:
    if server.scheme == "postgresql":
        import psycopg

        with psycopg.connect(server.url, user="kvalspc", password=servers.PASSWORD) as database:
            database.execute(statement)
        return
    database = _to_mariadb(server)
    with database.cursor() as cursor:
        cursor.execute(statement)
    database.commit()
    database.close()


def _job(bench: Any, server: servers.Server, query: str, out: Path | None = None, *, more: str = "") -> Outcome:
    from kvalspc.job.run import run

    project = bench.write(
        f'[project]\nid = "test"\n[data]\nurl = "{server.url}"\nquery = "{query}"\n{more}\n'
        '[[indicator]]\nid = "x"\ntype = "andel"\n[units]\nstart = 2023-01-01\n'
    )
    return run(project, out)


def test_a_database_gives_what_the_file_gives(bench: Any, server: servers.Server) -> None:
    content = "date;resh;var\n" + "".join(f"{d};{u};{v}\n" for d, u, v in ROWS)
    expected = bench.job(content, kind="events", units="start = 2023-01-01")
    for order in ("date, resh, var", "var, date DESC"):
        outcome = _job(bench, server, f"SELECT date, resh, var FROM event ORDER BY {order};")
        assert outcome.status == 0, list(outcome.problems.lines())
        for unit in ("Tromsø", "B", "total"):
            found, wanted = bench.unit(outcome, unit), bench.unit(expected, unit)
            assert found.text == wanted.text
            assert found.points.numerator.tolist() == wanted.points.numerator.tolist()
            assert found.points.denominator.tolist() == wanted.points.denominator.tolist()


def test_the_order_of_the_rows_does_not_matter(bench: Any, server: servers.Server) -> None:
    out = bench.folder / "out"
    query = "SELECT date, resh, var FROM event ORDER BY {}"
    hashes = []
    for order in ("date", "var DESC"):
        outcome = _job(bench, server, query.format(order), out)
        assert outcome.status == 0
        hashes.append(json.loads((out / "manifest.json").read_text())["inputs"][0])
    assert hashes[0] == hashes[1]
    assert hashes[0]["name"] == "query"
    assert hashes[0]["rows"] == len(ROWS)


def test_missing_values_and_bad_rows_are_told_without_the_value(bench: Any, server: servers.Server) -> None:
    query = "SELECT date, resh, CASE WHEN resh = 'B' THEN '12345678901' END AS var FROM event"
    outcome = _job(bench, server, query)
    assert bench.codes(outcome) >= {"not_zero_or_one", "value_missing"}
    assert bench.unit(outcome, "B").status == "rejected"
    assert "12345678901" not in "\n".join(outcome.problems.lines())
    assert next(iter(bench.told(outcome, "not_zero_or_one"))).startswith('query:2: column "var": ')


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELECT nothing FROM nowhere", "nowhere"),
        ("SELECT date, resh, var, born AS BORN2 FROM event WHERE x = 1", "x"),
        ("SELEKT 1", "SELEKT"),
        ("DELETE FROM event", ""),
        ("SELECT 1 AS a; DROP TABLE event", ""),
        ("SELECT date, resh, var, 0 AS var FROM event", 'query: column "var" stands twice'),
        ("SELECT date, resh, var, 0 AS VAR2, 1 AS var2 FROM event", "stands twice"),
    ],
)
def test_a_bad_query_is_refused(bench: Any, server: servers.Server, query: str, told: str) -> None:
    outcome = _job(bench, server, query)
    assert outcome.status == 3
    assert bench.codes(outcome) <= {"database_failed", "column_missing", "column_twice", "columns_ignored"}
    assert told in "\n".join(outcome.problems.lines())
    assert _job(bench, server, "SELECT date, resh, var FROM event").status == 0  # the table is still there


def test_a_query_may_end_in_a_comment(bench: Any, server: servers.Server) -> None:
    outcome = _job(bench, server, "SELECT date, resh, var FROM event -- all of them")
    assert outcome.status == 0, list(outcome.problems.lines())


def test_bytes_that_are_no_text_are_told_by_their_column(bench: Any, mariadb: servers.Server, monkeypatch: Any) -> None:
    monkeypatch.setenv("KVALSPC_DATABASE_USER", "kvalspc")
    monkeypatch.setenv("KVALSPC_DATABASE_PASSWORD", servers.PASSWORD)
    outcome = _job(bench, mariadb, "SELECT date, CAST(CONVERT(resh USING latin1) AS BINARY) AS resh, var FROM event")
    assert outcome.status == 3
    (told,) = bench.told(outcome, "database_failed")
    assert told.startswith(f'127.0.0.1:{mariadb.port}/register: column "resh": bytes that are not UTF-8; need text')


def test_an_answer_without_columns_is_refused(bench: Any, mariadb: servers.Server, monkeypatch: Any) -> None:
    monkeypatch.setenv("KVALSPC_DATABASE_USER", "kvalspc")
    monkeypatch.setenv("KVALSPC_DATABASE_PASSWORD", servers.PASSWORD)
    outcome = _job(bench, mariadb, "DO 1")
    assert bench.told(outcome, "database_failed") == ["an answer without columns; need one SELECT"]


def test_an_answer_that_is_no_table_is_told_without_a_row(bench: Any, server: servers.Server) -> None:
    outcome = _job(bench, server, "SELECT date, repeat('Person', 1000000) AS resh, var FROM event WHERE resh = 'B'")
    assert outcome.status == 3
    (told,) = bench.told(outcome, "database_unreadable")
    assert "no field over 1 MiB" in told
    assert "Person" not in told


def test_a_missing_package_of_the_driver_is_told(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    pymysql = pytest.importorskip("pymysql")

    def refuse(**_: Any) -> None:
        raise RuntimeError("'cryptography' package is required for sha256_password")

    monkeypatch.setattr(pymysql, "connect", refuse)
    outcome = _job(bench, servers.Server("mariadb", 1), "SELECT 1")
    assert outcome.status == 3
    assert "'cryptography' package is required" in bench.told(outcome, "database_failed")[0]


def test_a_message_of_the_database_never_quotes_a_value(
    bench: Any, postgresql: servers.Server, monkeypatch: Any
) -> None:
    monkeypatch.setenv("KVALSPC_DATABASE_USER", "kvalspc")
    monkeypatch.setenv("KVALSPC_DATABASE_PASSWORD", servers.PASSWORD)
    outcome = _job(bench, postgresql, "SELECT date, resh, CAST(resh || '12345678901' AS int) AS var FROM event")
    assert outcome.status == 3
    assert "12345678901" not in "\n".join(outcome.problems.lines())
    assert "22P02" in "\n".join(outcome.problems.lines())


def test_the_wrong_password_is_refused_and_not_told(
    bench: Any, server: servers.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KVALSPC_DATABASE_PASSWORD", "not-the-password")
    outcome = _job(bench, server, "SELECT date, resh, var FROM event")
    assert outcome.status == 3
    assert bench.codes(outcome) == {"database_failed"}
    assert "not-the-password" not in "\n".join(outcome.problems.lines())
    (told,) = outcome.problems.lines("nb")
    assert told.startswith(f"avvist: 127.0.0.1:{server.port}/register: slipper ikke jobben inn (")
    assert "data.credentials" in told


def test_credentials_from_a_file_of_the_owner(
    bench: Any, server: servers.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KVALSPC_DATABASE_PASSWORD")
    secret = bench.folder / "database.toml"
    escaped = servers.PASSWORD.replace('"', '\\"')
    secret.write_text(f'user = "kvalspc"\npassword = "{escaped}"\n')
    secret.chmod(0o640)
    query = "SELECT date, resh, var FROM event"
    refused = _job(bench, server, query, more='credentials = "database.toml"')
    assert refused.status == 3
    assert bench.codes(refused) == {"credentials_bad"}
    secret.chmod(0o600)
    assert _job(bench, server, query, more='credentials = "database.toml"').status == 0
    if os.geteuid() == 0:
        os.chown(secret, 12345, 12345)
        other = _job(bench, server, query, more='credentials = "database.toml"')
        assert bench.codes(other) == {"credentials_bad"}
        assert "filen tilhører 12345, og jobben kjører som root" in "\n".join(other.problems.lines("nb"))


def test_no_output_holds_the_password(bench: Any, server: servers.Server) -> None:
    out = bench.folder / "out"
    assert _job(bench, server, "SELECT date, resh, var FROM event", out).status == 0
    for file in out.rglob("*"):
        if file.is_file():
            assert servers.PASSWORD.encode() not in file.read_bytes()


def test_a_server_that_is_not_there(bench: Any) -> None:
    pytest.importorskip("psycopg")
    for scheme in ("postgresql", "mariadb"):
        outcome = _job(bench, servers.Server(scheme, 1), "SELECT 1")
        assert outcome.status == 3
        assert bench.codes(outcome) == {"database_failed"}
        (told,) = outcome.problems.lines("nn")
        assert told.startswith("avvist: 127.0.0.1:1/register: svarer ikkje (")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:secret-word@127.0.0.1/register",
        "postgresql://127.0.0.1/register?password=secret-word",
        "oracle://127.0.0.1/secret-word",
        "mariadb://127.0.0.1:99999/secret-word",
        "mariadb://127.0.0.1/",
        "mariadb://127.0.0.1/register?secret-word=1",
        "mysql://127.0.0.1/register?ssl-ca=secret-word",
        "secret-word",
    ],
)
def test_addresses_that_are_refused_are_not_repeated(bench: Any, url: str) -> None:
    project = bench.write(
        f'[project]\nid = "test"\n[data]\nurl = "{url}"\nquery = "SELECT 1"\n[[indicator]]\nid = "x"\ntype = "andel"\n'
    )
    from kvalspc.job.run import run

    outcome = run(project, None)
    assert outcome.status == 3
    text = "\n".join(outcome.problems.lines())
    assert "url: " in text
    assert "secret-word" not in text


def test_from_a_table_to_a_report_as_the_docs_say(
    bench: Any, server: servers.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """docs/howto/nightly.md, steps 3 and 4: new, credentials in a file, check, run."""
    from kvalspc.cli import app

    monkeypatch.chdir(bench.folder)
    new = CliRunner().invoke(app, ["new", server.url, "--query", "SELECT date, resh, var FROM event"])
    assert new.exit_code == 0, new.output
    monkeypatch.delenv("KVALSPC_DATABASE_PASSWORD")
    escaped = servers.PASSWORD.replace('"', '\\"')
    (bench.folder / "database.toml").write_text(f'user = "kvalspc"\npassword = "{escaped}"\n')
    (bench.folder / "database.toml").chmod(0o600)
    project = bench.folder / "project.toml"
    project.write_text(project.read_text().replace("# credentials", "credentials"))
    check = CliRunner().invoke(app, ["check", "project.toml"])
    assert check.exit_code == 0, check.output
    run = CliRunner().invoke(app, ["run", "project.toml", "--out", "results"])
    assert run.exit_code == 0, run.output
    assert "Tromsø" in (bench.folder / "results" / "report" / "index.html").read_text(encoding="utf-8")


def test_late_registrations_revise_the_history_and_say_so(bench: Any, server: servers.Server) -> None:
    query = "SELECT date, resh, var FROM event WHERE born IS NULL OR born <> 'left out'"
    out = bench.folder / "out"
    _execute(
        server, "UPDATE event SET born = 'left out' WHERE resh = 'B' AND date >= '2022-03-01' AND date < '2022-04-01'"
    )
    try:
        assert _job(bench, server, query, out).status == 0
    finally:
        _execute(server, "UPDATE event SET born = NULL")
    outcome = _job(bench, server, query, out)
    assert outcome.status == 0
    told = bench.told(outcome, "history_revised")
    assert len(told) == 1
    assert '"B"' in told[0]
    assert "2022-03" in told[0]
    again = _job(bench, server, query, out)
    assert bench.told(again, "history_revised") == told  # the same bytes: compared with the last different run


def test_the_tables_of_imongr_are_read_where_they_are(bench: Any, server: servers.Server) -> None:
    _execute(
        server, "CREATE TABLE ind (id varchar(63), type varchar(63), title varchar(99), level_green double precision)"
    )
    _execute(server, "INSERT INTO ind VALUES ('x', 'andel', 'Innen 30 minutter', 0.5)")
    (bench.folder / "data.csv").write_text("date;resh;var\n2023-01-01;A;1\n", encoding="utf-8")
    text = (
        f'[imongr]\nurl = "{server.url}"\n[project]\nid = "p"\n[data]\nevents = "data.csv"\n[[indicator]]\nid = "x"\n'
    )
    try:
        (indicator,) = read_project(bench.write(text)).indicator
    finally:
        _execute(server, "DROP TABLE ind")
    assert (indicator.type, indicator.title, indicator.target) == ("andel", "Innen 30 minutter", 0.5)
