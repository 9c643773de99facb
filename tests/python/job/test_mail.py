"""Alerts by e-mail, sent to a server that the test starts on this machine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from typer.testing import CliRunner

from kvalspc.cli import app

KEY = "dtn/A/monitor/cusum/end/down/2024-07-01"


class Inbox:
    """Keeps what it is sent; `full` refuses."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.full = False
        self.strangers: set[str] = set()

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        if address in self.strangers:
            return f"550 <{address}> unknown"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if self.full:
            return "452 No room"
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 OK"


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, int]]:
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = Inbox()
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    yield kept, port
    controller.stop()


def alert(**changed: Any) -> dict[str, Any]:
    return {
        "key": KEY, "state": "new", "indicator": "dtn", "unit": "A", "unit_name": "Avdeling A",
        "first_day": "2024-07-01", "signalled_day": "2024-10-01", "acknowledged": False,
        "text": {"nb": "Nivået ble trolig lavere enn 51 %.", "nn": "Nivået vart truleg lågare."},
        **changed,
    }  # fmt: skip


class Desk:
    """A project and its results, and the command that mails."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.write(port)

    def write(self, port: int, languages: str = '["nb"]', title: str = "Raskere trombolyse") -> None:
        (self.folder / "project.toml").write_text(
            f'[project]\nid = "p"\ntitle = "{title}"\nlanguages = {languages}\n[data]\nevents = "e.csv"\n'
            '[[indicator]]\nid = "dtn"\ntype = "andel"\ntitle = "Andel innen 30 minutter"\n[mail]\n'
            'to = ["leder@example.org", "kvalitet@example.org"]\nsender = "kvalspc@example.org"\n'
            f'host = "127.0.0.1"\nport = {port}\nsecurity = "none"\nlink = "https://example.org/rapport"\n',
            encoding="utf-8",
        )

    def mail(self, *alerts: dict[str, Any], dry_run: bool = False, language: str = "") -> tuple[int, str]:
        (self.folder / "alerts.json").write_text(json.dumps({"alerts": alerts}), encoding="utf-8")
        options = (["--dry-run"] if dry_run else []) + (["--language", language] if language else [])
        done = CliRunner().invoke(app, ["mail", str(self.folder / "project.toml"), "--out", str(self.folder), *options])
        return done.exit_code, done.output


@pytest.fixture
def desk(tmp_path: Path, inbox: tuple[Inbox, int]) -> Desk:
    return Desk(tmp_path, inbox[1])


def test_a_message_says_once_how_often_alerts_err(desk: Desk, inbox: tuple[Inbox, int]) -> None:
    promise = {"nb": "Slik overvåking varsler om omtrent 5 %."}
    desk.mail(alert(promise=promise), alert(promise=promise, key="another", unit="B", unit_name="Avdeling B"))
    (letter,) = inbox[0].letters
    assert letter.get_content().count(promise["nb"]) == 1


def test_a_new_alert_is_sent_once(desk: Desk, inbox: tuple[Inbox, int]) -> None:
    assert desk.mail(alert()) == (0, "Sent: 1 varsel: Raskere trombolyse\n")
    (letter,) = inbox[0].letters
    assert letter["To"] == "leder@example.org, kvalitet@example.org"
    assert letter["Subject"] == "1 varsel: Raskere trombolyse"
    assert letter["Auto-Submitted"] == "auto-generated"
    text = letter.get_content()
    assert "Avdeling A – Andel innen 30 minutter" in text
    assert "Nytt. Nivået ble trolig lavere enn 51 %." in text
    assert f"Nøkkel for å bekrefte varselet: {KEY}" in text
    assert "https://example.org/rapport" in text
    assert "Meldingen inneholder ingen opplysninger om enkeltpersoner." in text
    for state in ("new", "continuing", "ended"):
        assert desk.mail(alert(state=state)) == (0, "No new alerts: nothing to send.\n")
    assert len(inbox[0].letters) == 1


def test_a_dry_run_shows_the_message_and_sends_nothing(desk: Desk, inbox: tuple[Inbox, int]) -> None:
    status, shown = desk.mail(alert(), dry_run=True)
    assert status == 0
    assert shown.startswith("To: leder@example.org, kvalitet@example.org\nSubject: 1 varsel: Raskere trombolyse\n")
    assert "Nivået ble trolig lavere" in shown
    assert inbox[0].letters == []
    assert desk.mail(alert())[1].startswith("Sent")  # it was not taken for sent


def test_what_could_not_be_sent_is_sent_next_time(desk: Desk, inbox: tuple[Inbox, int]) -> None:
    inbox[0].full = True
    status, shown = desk.mail(alert())
    assert status == 3
    assert "No room" in shown
    inbox[0].full = False
    desk.mail(alert(state="continuing"))  # the next night it is no longer new
    assert len(inbox[0].letters) == 1


def test_without_a_server_nothing_is_remembered(desk: Desk, inbox: tuple[Inbox, int]) -> None:
    desk.write(1)
    status, shown = desk.mail(alert())
    assert (status, "127.0.0.1:1" in shown) == (3, True)
    assert not (desk.folder / "mailed.json").exists()
    assert inbox[0].letters == []


def test_an_acknowledged_alert_is_not_sent(desk: Desk, inbox: tuple[Inbox, int]) -> None:
    desk.mail(alert(acknowledged=True))
    assert inbox[0].letters == []


def test_new_dates_and_a_withdrawal_are_told_once_each(desk: Desk, inbox: tuple[Inbox, int]) -> None:
    desk.mail(alert(state="withdrawn"))
    assert inbox[0].letters == []  # nobody had been told of it
    for state in ("new", "revised", "revised", "continuing", "withdrawn", "withdrawn"):
        desk.mail(alert(state=state))
    assert len(inbox[0].letters) == 3
    assert "Endret av nye data." in inbox[0].letters[1].get_content()
    assert "Trukket tilbake etter nye data." in inbox[0].letters[2].get_content()
    assert len({letter["Message-ID"] for letter in inbox[0].letters}) == 3


def test_an_alert_that_was_taken_back_and_has_come_again_is_told_again(desk: Desk, inbox: tuple[Inbox, int]) -> None:
    for state in ("new", "withdrawn", "new", "continuing", "withdrawn", "withdrawn", "new"):
        desk.mail(alert(state=state))
    told = [letter.get_content().split("\n")[3].partition(".")[0] for letter in inbox[0].letters]
    assert told == ["Nytt", "Trukket tilbake etter nye data", "Nytt", "Trukket tilbake etter nye data", "Nytt"]
    assert len({letter["Message-ID"] for letter in inbox[0].letters}) == 5


def test_dates_that_move_there_and_back_are_told_each_time(desk: Desk, inbox: tuple[Inbox, int]) -> None:
    for day in ("2024-08-01", "2024-09-01", "2024-09-01", "2024-08-01"):
        desk.mail(alert(state="revised", first_day=day))
    assert len(inbox[0].letters) == 3


def test_the_same_message_sent_again_has_the_same_id(desk: Desk, inbox: tuple[Inbox, int]) -> None:
    """A failure between sending and remembering sends twice: readers' programs can tell."""
    for _ in range(2):
        desk.mail(alert())
        (desk.folder / "mailed.json").unlink()
    assert len({letter["Message-ID"] for letter in inbox[0].letters}) == 1


def test_some_addresses_refused_are_counted_and_the_others_are_told_once(desk: Desk, inbox: tuple[Inbox, int]) -> None:
    inbox[0].strangers = {"leder@example.org"}
    status, shown = desk.mail(alert())
    assert status == 3
    assert "1 of 2 addresses refused" in shown
    assert "leder@" not in shown
    assert len(inbox[0].letters) == 1
    assert desk.mail(alert())[0] == 0
    assert len(inbox[0].letters) == 1


def test_all_addresses_refused_is_not_taken_for_sent(desk: Desk, inbox: tuple[Inbox, int]) -> None:
    inbox[0].strangers = {"leder@example.org", "kvalitet@example.org"}
    status, shown = desk.mail(alert())
    assert (status, "all addresses refused (2)" in shown, "@" in shown) == (3, True, False)
    inbox[0].strangers = set()
    assert desk.mail(alert())[0] == 0
    assert len(inbox[0].letters) == 1


@pytest.mark.parametrize("security", ["starttls", "none"])
def test_a_connection_that_cannot_be_used_is_closed(
    desk: Desk, inbox: tuple[Inbox, int], monkeypatch: pytest.MonkeyPatch, security: str
) -> None:
    """The test's server knows neither STARTTLS nor passwords."""
    import smtplib

    made: list[smtplib.SMTP] = []

    class Kept(smtplib.SMTP):
        def __init__(self, *given: Any, **more: Any) -> None:
            super().__init__(*given, **more)
            made.append(self)

    monkeypatch.setattr(smtplib, "SMTP", Kept)
    monkeypatch.setenv("KVALSPC_SMTP_USER", "somebody")
    project = desk.folder / "project.toml"
    project.write_text(project.read_text(encoding="utf-8").replace('"none"', f'"{security}"'), encoding="utf-8")
    assert desk.mail(alert())[0] == 3
    assert [server.sock for server in made] == [None]
    assert inbox[0].letters == []


def test_what_was_mailed_is_synced_with_its_folder(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    synced = []
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(str(Path(f"/proc/self/fd/{handle}").readlink())))
    desk.mail(alert())
    assert synced == [str(desk.folder / "mailed.json.tmp"), str(desk.folder)]


def test_without_encryption_only_to_the_same_machine(desk: Desk) -> None:
    project = desk.folder / "project.toml"
    project.write_text(project.read_text(encoding="utf-8").replace("127.0.0.1", "mail.example.org"), encoding="utf-8")
    status, shown = desk.mail(alert())
    assert status == 3
    assert 'mail.security: got "none" with host "mail.example.org"' in shown


def test_all_units_together_and_the_language_of_the_project(desk: Desk, inbox: tuple[Inbox, int]) -> None:
    desk.write(inbox[1], '["nn", "nb"]', "Raskare")
    desk.mail(alert(unit="total", unit_name="total"), alert(key="other"))
    (letter,) = inbox[0].letters
    assert letter["Subject"] == "2 varsel: Raskare"
    assert "Alle deltakande avdelingar – Andel innen 30 minutter" in letter.get_content()
    assert "Nivået vart truleg lågare." in letter.get_content()


def test_a_name_cannot_add_a_header(desk: Desk, inbox: tuple[Inbox, int]) -> None:
    desk.write(inbox[1], title="x\\r\\nBcc: somebody@example.org")
    desk.mail(alert(unit_name="A\r\nBcc: somebody@example.org"))
    (letter,) = inbox[0].letters
    assert letter["Bcc"] is None
    assert letter["Subject"] == r"1 varsel: x\r\nBcc: somebody@example.org"


def test_what_is_missing_is_said(desk: Desk) -> None:
    (desk.folder / "mailed.json").write_text("{", encoding="utf-8")
    status, shown = desk.mail(alert())
    assert status == 3
    assert "mailed.json cannot be read" in shown
    project = desk.folder / "project.toml"
    project.write_text(project.read_text(encoding="utf-8").partition("[mail]")[0], encoding="utf-8")
    assert "no [mail]" in desk.mail(alert())[1]
    done = CliRunner().invoke(app, ["mail", str(project), "--out", str(desk.folder / "nowhere")])
    assert done.exit_code == 3


@pytest.mark.parametrize("bad", ['to = ["x"]', "to = []", 'to = ["a@b.no, c@d.no"]', 'sender = "a@b\\nc"', "port = 0"])
def test_bad_settings_are_refused_with_their_key(desk: Desk, bad: str) -> None:
    project = desk.folder / "project.toml"
    key = bad.split(" ", maxsplit=1)[0]
    lines = [bad if line.startswith(key + " ") else line for line in project.read_text(encoding="utf-8").splitlines()]
    project.write_text("\n".join(lines), encoding="utf-8")
    status, shown = desk.mail(alert())
    assert status == 3
    assert f"mail.{key}" in shown


def test_the_terminal_speaks_the_language_that_is_asked_for(desk: Desk, inbox: tuple[Inbox, int]) -> None:
    """The message itself is in the project's language."""
    inbox[0].full = True
    status, shown = desk.mail(alert(), language="nn")
    assert status == 3
    assert shown.startswith("avvist: 127.0.0.1:")
    assert "tek ikkje imot meldinga («(452, b'No room')»); sjå over security og port i [mail]" in shown
    assert "Til: leder@example.org" in desk.mail(alert(), dry_run=True, language="nb")[1]
    assert desk.mail(language="nb") == (0, "Ingen nye varsler: ingenting å sende.\n")
    (desk.folder / "alerts.json").write_text("[", encoding="utf-8")
    command = ["mail", str(desk.folder / "project.toml"), "--out", str(desk.folder), "--language", "nb"]
    assert "alerts.json kan ikke leses" in CliRunner().invoke(app, command).output
    desk.write(1)  # where no server answers
    assert "svarer ikke som den skal" in desk.mail(alert(), language="nb")[1]
    project = desk.folder / "project.toml"
    project.write_text(project.read_text(encoding="utf-8").partition("[mail]")[0], encoding="utf-8")
    assert "prosjektfilen har ingen [mail]" in desk.mail(alert(), language="nb")[1]
    assert CliRunner().invoke(app, [*command[:-1], "se"]).exit_code == 2
