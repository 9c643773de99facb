"""Alerts by e-mail: what alerts.json holds and nobody has been mailed yet, in one message, once.

What was mailed stands in mailed.json beside it: a log of marks, of which the last one of an alert's key is what its
readers know. It is written after the server has taken the message: a failure in between sends twice rather than never.
No row of data and no number of a single patient is in a message.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate
from typing import TYPE_CHECKING, Any

from kvalspc.job.alerts import OPEN
from kvalspc.job.commit import put
from kvalspc.job.results import TOTAL
from kvalspc.job.wording import Wording, system_reason
from kvalspc.words import label
from kvalspc.words.catalogue import say_count

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path
    from smtplib import SMTP

    from kvalspc.job.project import Project
    from kvalspc.job.project_mail import Mail

MAILED = "mailed.json"
USER, PASSWORD = "KVALSPC_SMTP_USER", "KVALSPC_SMTP_PASSWORD"  # the names of the variables


class MailError(Exception):
    """The message could not be sent, or it cannot be known what was sent before; told as a `Wording`."""

    def __init__(self, text: str, **places: object) -> None:
        super().__init__(Wording(f"mail.{text}", places))

    def said(self, language: str) -> str:
        """What is wrong, in a language; what a mail server says is quoted."""
        told: Wording = self.args[0]
        return told.said(language)


@dataclass(frozen=True)
class Letter:
    """A message and the marks of the alerts that it tells of; `message` is None where there is nothing to tell."""

    message: EmailMessage | None
    marks: tuple[str, ...]


def write_letter(project: Project, folder: Path) -> Letter:
    """Compose the message of all alerts in `folder` that were not mailed. MailError where a file cannot be read."""
    mail = project.mail
    if mail is None:
        raise MailError("no_section")
    entries = _read(folder / "alerts.json", "alerts", None)
    log = _read(folder / MAILED, "mailed", [])
    told = [one for one in entries if not one["acknowledged"] and _is_news(one, log)]
    marks = tuple(_mark(one) for one in told)
    return Letter(_message(project, mail, told, [*marks, str(len(log))]) if told else None, marks)


def send(letter: Letter, project: Project, folder: Path) -> None:
    """Send a letter and remember its alerts.

    MailError where the server does not take it, or not for all addresses: those that it reached are not written to
    again, and somebody must look at the others.
    """
    mail, message = project.mail, letter.message
    if mail is None or message is None:
        return
    message["Date"] = formatdate(localtime=False)
    refused = _hand_over(mail, message)
    _remember(folder, letter.marks)
    if refused:
        raise MailError("some_refused", server=_named(mail), count=refused, of=len(mail.to))


def _hand_over(mail: Mail, message: EmailMessage) -> int:
    """Give a message to the server and return how many addresses it refused. Errors hold no address."""
    import smtplib

    try:
        with _server(mail) as server:
            return len(server.send_message(message))
    except smtplib.SMTPRecipientsRefused as error:
        raise MailError("all_refused", server=_named(mail), count=len(error.recipients)) from None
    except smtplib.SMTPSenderRefused as error:
        raise MailError("sender_refused", server=_named(mail), code=error.smtp_code) from None
    except smtplib.SMTPAuthenticationError as error:
        raise MailError("user_refused", server=_named(mail), code=error.smtp_code) from None
    except smtplib.SMTPException as error:  # before OSError, which it is one of
        raise MailError("server_said", server=_named(mail), said=error) from None
    except OSError as error:
        raise MailError("no_server", server=_named(mail), said=error) from None


def _named(mail: Mail) -> str:
    return f"{mail.host}:{mail.port}"


def _server(mail: Mail) -> SMTP:
    import smtplib
    import ssl

    if mail.security == "tls":
        server: SMTP = smtplib.SMTP_SSL(mail.host, mail.port, timeout=30, context=ssl.create_default_context())
    else:
        server = smtplib.SMTP(mail.host, mail.port, timeout=30)
    try:
        if mail.security == "starttls":
            server.starttls(context=ssl.create_default_context())
        user = os.environ.get(USER)
        if user:
            server.login(user, os.environ.get(PASSWORD, ""))
    except BaseException:
        server.close()
        raise
    return server


def _is_news(entry: Mapping[str, Any], log: Sequence[str]) -> bool:
    """An alert that lasts and whose readers do not know of it, or of its dates; one taken back if they know of it."""
    key, mark = entry["key"], _mark(entry)
    known = next((said for said in reversed(log) if said == key or said.startswith(f"{key} ")), None)
    if entry["state"] == "withdrawn":
        return known not in (None, mark)
    if entry["state"] == "revised":
        return known != mark
    return entry["state"] in OPEN and known in (None, f"{key} withdrawn")


def _mark(entry: Mapping[str, Any]) -> str:
    """What is remembered of an alert that was told: its key, and what was said beyond that it is there."""
    if entry["state"] == "revised":
        return f"{entry['key']} revised {entry['first_day']} {entry['signalled_day']}"
    return f"{entry['key']} withdrawn" if entry["state"] == "withdrawn" else str(entry["key"])


def _message(project: Project, mail: Mail, told: Sequence[Mapping[str, Any]], named: Iterable[str]) -> EmailMessage:
    from kvalspc.plot.wording import visible
    from kvalspc.report.alerts import promises_of
    from kvalspc.report.measures import indicator_title, pick

    language = project.project.languages[0]
    title = visible(pick(project.project.title, language, project.project.id))
    names = {one.id: indicator_title(one, language) for one in project.indicator}
    lines = [label("mail.lead", language, title=title), ""]
    for one in told:
        unit = label("report.all_units", language) if one["unit"] == TOTAL else visible(one["unit_name"])
        lines += [
            f"{unit} – {names.get(one['indicator'], visible(one['indicator']))}",
            f"{label('alert.state.' + one['state'], language)}. {visible(one['text'].get(language, ''))}",
            label("mail.key", language, key=visible(one["key"])),
            "",
        ]
    lines += [line for promise in promises_of(told, language) for line in (visible(promise), "")]
    lines += [label("mail.link", language, link=mail.link), ""] if mail.link else []
    lines += ["-- ", label("mail.foot", language)]
    message = EmailMessage()
    message["Subject"] = f"{say_count('count.alert', len(told), language)}: {title}"
    message["From"] = mail.sender
    message["To"] = ", ".join(mail.to)
    message["Auto-Submitted"] = "auto-generated"
    name = hashlib.sha256("\n".join([project.project.id, *named]).encode()).hexdigest()[:32]
    message["Message-ID"] = f"<{name}@{mail.sender.partition('@')[2]}>"
    message.set_content("\n".join(lines) + "\n")
    return message


def _read(path: Path, key: str, otherwise: list[Any] | None) -> list[Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))[key]
    except FileNotFoundError:
        if otherwise is not None:
            return otherwise
        raise MailError("missing", path=path) from None
    except (OSError, ValueError, KeyError, TypeError):
        raise MailError("unreadable", path=path) from None
    return list(found)


def _remember(folder: Path, marks: Sequence[str]) -> None:
    """Add to mailed.json."""
    path = folder / MAILED
    said = {"schema_version": 1, "mailed": [*_read(path, "mailed", []), *marks]}
    try:
        put(path.with_suffix(".json.tmp"), path, json.dumps(said, ensure_ascii=False, indent=2))
    except OSError as error:
        raise MailError("not_remembered", path=path, detail=system_reason(error)) from None
