"""What a run leaves behind: tables, manifest, the same bytes again, and nothing half-written."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import textwrap
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from kills import hash_of_history

from kvalspc.job.columns import POINTS, SCORES, SIGNALS
from kvalspc.job.history import HISTORY

OUTPUTS = {
    "scores.parquet", "points.parquet", "signals.parquet", "units.parquet", "network.json", "alerts.json",
    "history.duckdb", "manifest.json", "report/index.html", "report/final.html", "report/network.html",
    "report/board.html", "report/summary.json",
}  # fmt: skip
# The contract's columns, spelled out: they may grow, and may not change.
CONTRACT = {
    "scores": """indicator unit period_type n_periods centre baseline_level after_level effect effect_lower effect_upper
        p_value verdict strength reason change_at sustained goal status q_value text_nb text_en""",
    "points": """indicator unit period value numerator denominator centre lower upper phase included beyond
        provisional""",
    "signals": "indicator unit source rule first last direction effect new",
}


def content(bench: Any) -> str:
    months = [f"{y}-{m:02d}" for y in (2022, 2023) for m in range(1, 13)]
    return str(
        bench.header
        + bench.rows("A", months[:12], 5, 20)
        + bench.rows("A", months[12:], 15, 20)
        + bench.rows("B", months, 6, 20)
        + bench.rows("C", months, 30, 20)
    )


def written(folder: Path) -> dict[str, bytes]:
    """Every file; of the history, whose bytes DuckDB decides, the hash of its rows."""
    files = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    if HISTORY in files:
        files[HISTORY] = hash_of_history(folder / HISTORY).encode()
    return files


def job(bench: Any, out: Path | None, **more: Any) -> Any:
    options = {"indicator": 'better = "higher"', "units": "start = 2023-01-01", "rest": '[report]\nperiod = "month"\n'}
    return bench.job(content(bench), out=out, **{**options, **more})


def test_a_run_writes_its_outputs(bench: Any) -> None:
    out = bench.folder / "out"
    outcome = job(bench, out)
    assert outcome.status == 11  # C has more events than patients
    files = written(out)
    assert set(files) == OUTPUTS  # no lock, no temporary file
    assert set(outcome.files) == OUTPUTS
    assert b"<html" in files["report/index.html"]
    for name, wanted in CONTRACT.items():
        table = pq.read_table(out / f"{name}.parquet")
        assert set(wanted.split()) <= set(table.column_names)
        assert table.schema.metadata[b"kvalspc_schema_version"] == b"1"
    assert [len(pq.read_schema(out / f"{n}.parquet").names) for n in CONTRACT] == [
        len(SCORES),
        len(POINTS),
        len(SIGNALS),
    ]


def test_scores(bench: Any) -> None:
    job(bench, bench.folder / "out")
    scores = pq.read_table(bench.folder / "out" / "scores.parquet").to_pylist()
    assert [s["unit"] for s in scores] == ["A", "B", "C", "total"]
    a, b, c, total = scores
    assert (a["verdict"], a["baseline_level"], a["after_level"], a["status"]) == ("improved", 0.25, 0.75, "ok")
    assert a["effect"] == 0.5
    assert a["p_value"] < 0.05
    assert a["start"] == date(2023, 1, 1)
    assert a["n_periods"] == 24
    assert a["centre"] == 0.75
    assert all(a[f"text_{language}"] for language in ("nb", "nn", "en"))
    assert (a["goal"], a["sustained"]) == (None, None)
    assert a["q_value"] == 2 * a["p_value"]  # the smaller of two tests; what was rejected, and the total, are none
    assert b["q_value"] >= b["p_value"]
    assert (c["q_value"], total["q_value"]) == (None, None)
    assert b["verdict"] not in ("improved", "worsened")
    assert (c["status"], c["verdict"], c["reason"], c["effect"]) == (
        "rejected",
        "not_assessable",
        "rejected_rows",
        None,
    )
    assert total["baseline_denominator"] == 480


def test_points_and_signals(bench: Any) -> None:
    job(bench, bench.folder / "out", data="complete_until = 2023-11-30")
    points = pq.read_table(bench.folder / "out" / "points.parquet").to_pylist()
    assert len(points) == 3 * 24
    assert [p["period"] for p in points[:2]] == ["2022-01", "2022-02"]
    assert points[0]["first_day"] == date(2022, 1, 1)
    assert [p["provisional"] for p in points[:24]] == [False] * 23 + [True]
    assert points[12]["phase"] == 1
    signals = pq.read_table(bench.folder / "out" / "signals.parquet").to_pylist()
    assert all(s["new"] is True and s["first"] <= s["last"] for s in signals)


def test_signals_name_their_periods(bench: Any) -> None:
    months = [f"{y}-{m:02d}" for y in (2022, 2023) for m in range(1, 13)]
    rows = bench.rows("A", months[:-1], 60, 200) + bench.rows("A", months[-1:], 150, 200)
    bench.job(bench.header + rows, rest='[report]\nperiod = "month"\n', out=bench.folder / "out")
    signals = pq.read_table(bench.folder / "out" / "signals.parquet").to_pylist()
    limit = [s for s in signals if s["source"] == "limit" and s["unit"] == "A"]
    assert [(s["first"], s["last"], s["direction"]) for s in limit] == [("2023-12", "2023-12", "up")]


def test_alerts_have_a_fixed_form(bench: Any) -> None:
    bench.job(bench.header + bench.rows("A"), out=bench.folder / "out")
    alerts = json.loads((bench.folder / "out" / "alerts.json").read_text())
    assert alerts == {"schema_version": 1, "project": "test", "alerts": []}


def test_manifest(bench: Any) -> None:
    out = bench.folder / "out"
    job(bench, out, as_of=date(2024, 1, 15))
    manifest = json.loads((out / "manifest.json").read_text())
    files = written(out)
    assert manifest["outputs"] == {
        n: b.decode() if n == HISTORY else hashlib.sha256(b).hexdigest()
        for n, b in sorted(files.items())
        if n != "manifest.json"
    }
    data = (bench.folder / "data.csv").read_bytes()
    assert manifest["inputs"] == [
        {"name": "data.csv", "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data), "rows": 72}
    ]
    project = (bench.folder / "project.toml").read_bytes()
    assert manifest["configuration"] == {"name": "project.toml", "sha256": hashlib.sha256(project).hexdigest()}
    assert (manifest["time"], manifest["as_of"], manifest["schema_version"]) == ("2024-01-15", "2024-01-15", 1)
    assert manifest["counts"]["rejected"] == 1
    assert len(manifest["errors"]) == 24
    assert any("leaves out" in w for w in manifest["warnings"])


def test_the_time_is_the_as_of_date_or_the_epoch_of_the_environment(
    bench: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = bench.folder / "out"
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    job(bench, out)
    assert json.loads((out / "manifest.json").read_text())["time"] is None
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    job(bench, out)
    assert json.loads((out / "manifest.json").read_text())["time"] == "2023-11-14T22:13:20Z"


def test_the_same_input_gives_the_same_bytes(bench: Any) -> None:
    one, two = bench.folder / "one", bench.folder / "two"
    job(bench, one)
    first = written(one)
    job(bench, one)
    assert written(one) == first
    script = bench.folder / "again.py"
    script.write_text(
        "import sys\nfrom pathlib import Path\nfrom kvalspc.job.run import run\n"
        "sys.exit(run(Path(sys.argv[1]), Path(sys.argv[2])).status)\n"
    )
    strange = {**os.environ, "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    found = subprocess.run(
        [sys.executable, str(script), str(bench.folder / "project.toml"), str(two)], env=strange, check=False
    )
    assert found.returncode == 11
    assert written(two) == first


def test_a_dry_run_writes_nothing(bench: Any) -> None:
    before = set(bench.folder.iterdir())
    outcome = job(bench, None)
    assert outcome.status == 11
    assert outcome.files == ()
    assert {p.name for p in set(bench.folder.iterdir()) - before} == {"data.csv", "project.toml"}


def test_a_failure_while_writing_leaves_the_old_outputs_whole(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from kvalspc import report

    out = bench.folder / "out"
    job(bench, out)
    old = written(out)

    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device", "report/index.html")

    monkeypatch.setattr(report, "write", full)
    outcome = job(bench, out, as_of=date(2023, 6, 30))
    assert outcome.status == 3
    assert "index.html: the disk is full; need room there" in bench.told(outcome, "output_refused")[0]
    assert written(out) == old
    fresh = bench.folder / "fresh"
    assert job(bench, fresh).status == 3
    assert not fresh.exists()


def test_what_the_last_run_wrote_and_this_one_did_not_is_removed(bench: Any) -> None:
    out = bench.folder / "out"
    job(bench, out)
    manifest = json.loads((out / "manifest.json").read_text())
    manifest["outputs"] |= {"report/units/old.html": "", "../outside.txt": "", "/etc/passwd": ""}
    (out / "manifest.json").write_text(json.dumps(manifest))
    (out / "report" / "units").mkdir()
    (out / "report" / "units" / "old.html").write_text("old")
    (out / "mine.txt").write_text("not kvalspc's")
    (bench.folder / "outside.txt").write_text("keep")
    job(bench, out)
    assert set(written(out)) == OUTPUTS | {"mine.txt"}
    assert not (out / "report" / "units").exists()
    assert (bench.folder / "outside.txt").exists()


def test_links_and_files_in_place_of_the_folder_are_refused(bench: Any) -> None:
    (bench.folder / "real").mkdir()
    (bench.folder / "link").symlink_to(bench.folder / "real")
    (bench.folder / "file").write_text("x")
    (bench.folder / "holds").mkdir()
    (bench.folder / "holds" / "scores.parquet").symlink_to(bench.folder / "file")
    for name, told in (("link", "is a symbolic link"), ("file", "is not a folder"), ("holds", "is a symbolic link")):
        outcome = job(bench, bench.folder / name)
        assert outcome.status == 3
        assert told in bench.told(outcome, "output_refused")[0]
    assert (bench.folder / "file").read_text() == "x"
    assert not list((bench.folder / "real").iterdir())


def test_a_second_run_is_kept_out_and_a_killed_one_is_cleaned_up(bench: Any) -> None:
    out = bench.folder / "out"
    holder = textwrap.dedent(
        f"""
        import sys
        from pathlib import Path
        from kvalspc.job.commit import Staging
        with Staging(Path({str(out)!r})) as staging:
            (staging.path / "half.txt").write_text("half")
            print("holding", flush=True)
            sys.stdin.read()
        """
    )
    process = subprocess.Popen([sys.executable, "-c", holder], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdin is not None
    assert process.stdout.readline() == b"holding\n"
    outcome = job(bench, out)
    assert outcome.status == 3
    assert "another run is writing there" in bench.told(outcome, "output_refused")[0]
    process.kill()
    process.wait()
    process.stdin.close()
    process.stdout.close()
    assert (out / ".kvalspc-new" / "half.txt").exists()  # killed in the middle
    assert job(bench, out).status == 11
    assert set(written(out)) == OUTPUTS


def test_a_folder_that_cannot_be_written_in_is_refused(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def no(path: Path, *_: Any, **__: Any) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "mkdir", no)  # root, who may run the tests, may write anywhere
    outcome = job(bench, bench.folder / "locked" / "out")
    assert outcome.status == 3
    told = bench.told(outcome, "output_refused")[0]
    assert "permission denied to the user who runs the job; need a folder to write in" in told


def test_nothing_personal_is_kept(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Temporary files go, and a message about an event never holds what stood in the row."""
    import tempfile

    secret = "Ola Nordmann 01017012345"
    temporary = bench.folder / "tmp"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    rows = f"date;resh;var\n2022-01-03;A;{secret}\n{secret};A;1\n2022-01-03;B;0;{secret}\n2022-01-05;B;1\n"
    outcome = bench.job(rows, kind="events", out=bench.folder / "out")
    assert outcome.status == 11
    assert not any(secret in line for line in outcome.problems.lines())
    assert not any(secret.encode() in raw for raw in written(bench.folder / "out").values())
    assert not list(temporary.iterdir())


def test_input_that_changes_while_it_is_read_is_refused(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from kvalspc.job import read_files

    def load(connection: Any, file: Any, *more: Any, **named: Any) -> bool:
        found = real(connection, file, *more, **named)
        with file.shape.path.open("a") as data:
            data.write("2024-01;A;1;2\n")
        return bool(found)

    real = read_files.load
    monkeypatch.setattr(read_files, "load", load)
    outcome = job(bench, bench.folder / "out")
    assert outcome.status == 3
    assert bench.told(outcome, "file_changed")


def test_files_that_cannot_be_read_are_refused(bench: Any) -> None:
    from kvalspc.job.run import run

    toml = '[project]\nid = "x"\n[data]\naggregated = "%s"\n[[indicator]]\nid = "x"\ntype = "andel"\n'
    assert bench.told(run(bench.write(toml % "none.csv"), None), "file_missing")
    (bench.folder / "folder.csv").mkdir()
    assert bench.told(run(bench.write(toml % "folder.csv"), None), "file_not_regular")
