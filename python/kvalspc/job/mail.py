"""Alerts by e-mail: what alerts.json holds and nobody has been mailed yet, in one message, once.

Which alerts were mailed stands in mailed.json beside it, by key. It is written after the server has taken the message:
a failure in between sends twice rather than never. No row of data and no number of a single patient is in a message.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate
from typing import TYPE_CHECKING, Any

from kvalspc.job.results import TOTAL
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

_LASTS = frozenset({"new", "continuing", "revised"})


class MailError(Exception):
    """The message could not be sent, or it cannot be known what was sent before."""


@dataclass(frozen=True)
class Letter:
    """A message and the marks of the alerts that it tells of; `message` is None where there is nothing to tell."""

    message: EmailMessage | None
    marks: tuple[str, ...]


def write_letter(project: Project, folder: Path) -> Letter:
    """Compose the message of all alerts in `folder` that were not mailed. MailError where a file cannot be read."""
    mail = project.mail
    if mail is None:
        raise MailError("the project file has no [mail]; need to, sender and host there")
    entries = _read(folder / "alerts.json", "alerts", None)
    before = set(_read(folder / MAILED, "mailed", []))
    told = [one for one in entries if not one["acknowledged"] and _is_news(one, before)]
    marks = tuple(dict.fromkeys(mark for one in told for mark in _marks(one)))
    return Letter(_message(project, mail, told, marks) if told else None, marks)


def send(letter: Letter, project: Project, folder: Path) -> None:
    """Send a letter and remember its alerts. MailError where the server does not take it."""
    mail, message = project.mail, letter.message
    if mail is None or message is None:
        return
    message["Date"] = formatdate(localtime=False)
    try:
        with _server(mail) as server:
            server.send_message(message)
    except OSError as error:  # smtplib's errors are of this kind too
        raise MailError(f"{mail.host}:{mail.port}: {error}") from None
    _remember(folder, letter.marks)


def _server(mail: Mail) -> SMTP:
    import smtplib
    import ssl

    if mail.security == "tls":
        server: SMTP = smtplib.SMTP_SSL(mail.host, mail.port, timeout=30, context=ssl.create_default_context())
    else:
        server = smtplib.SMTP(mail.host, mail.port, timeout=30)
    if mail.security == "starttls":
        server.starttls(context=ssl.create_default_context())
    user = os.environ.get(USER)
    if user:
        server.login(user, os.environ.get(PASSWORD, ""))
    return server


def _is_news(entry: Mapping[str, Any], before: set[str]) -> bool:
    """An alert that lasts and was not mailed, or not with these dates; of one that was taken back, if it was mailed."""
    if entry["state"] == "withdrawn":
        return entry["key"] in before and _mark(entry) not in before
    if entry["state"] == "revised":
        return _mark(entry) not in before
    return entry["state"] in _LASTS and entry["key"] not in before


def _marks(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """What is remembered: the alert, and what was said of it beyond that."""
    return (entry["key"],) if entry["state"] in {"new", "continuing"} else (entry["key"], _mark(entry))


def _mark(entry: Mapping[str, Any]) -> str:
    dates = f" {entry['first_day']} {entry['signalled_day']}" if entry["state"] == "revised" else ""
    return f"{entry['key']} {entry['state']}{dates}"


def _message(project: Project, mail: Mail, told: Sequence[Mapping[str, Any]], marks: Iterable[str]) -> EmailMessage:
    from kvalspc.plot.wording import visible
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
    lines += [label("mail.link", language, link=mail.link), ""] if mail.link else []
    lines += ["-- ", label("mail.foot", language)]
    message = EmailMessage()
    message["Subject"] = f"{say_count('count.alert', len(told), language)}: {title}"
    message["From"] = mail.sender
    message["To"] = ", ".join(mail.to)
    message["Auto-Submitted"] = "auto-generated"
    named = hashlib.sha256("\n".join([project.project.id, *marks]).encode()).hexdigest()[:32]
    message["Message-ID"] = f"<{named}@{mail.sender.partition('@')[2]}>"
    message.set_content("\n".join(lines) + "\n")
    return message


def _read(path: Path, key: str, otherwise: list[Any] | None) -> list[Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))[key]
    except FileNotFoundError:
        if otherwise is not None:
            return otherwise
        raise MailError(f"{path} is missing; need the results of kvalspc run") from None
    except (OSError, ValueError, KeyError, TypeError):
        raise MailError(f"{path} cannot be read; need it as kvalspc wrote it") from None
    return list(found)


def _remember(folder: Path, marks: Sequence[str]) -> None:
    """Add to mailed.json: written beside it, synced, renamed."""
    path = folder / MAILED
    mailed = list(dict.fromkeys([*_read(path, "mailed", []), *marks]))
    draft = path.with_suffix(".json.tmp")
    with draft.open("w", encoding="utf-8", newline="\n") as file:
        json.dump({"schema_version": 1, "mailed": mailed}, file, ensure_ascii=False, indent=2)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
