"""The address of a database: which kind it is, and that nobody wrote a password into it."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from kvalspc.job.wording import Wording, keyed

SCHEMES = {"postgresql": "postgresql", "postgres": "postgresql", "mariadb": "mariadb", "mysql": "mariadb"}
_SECRET = ("password", "passfile", "passwd", "sslpassword")
_MARIADB = ("socket", "ssl_ca")
"""What may follow the question mark; PostgreSQL's own library knows its parameters itself."""


def check_url(url: str) -> None:
    """Raise ValueError for an address that cannot be used; the message never repeats it."""
    try:
        parts = urlsplit(url)
        secret = parts.password is not None or any(k.lower() in _SECRET for k in parse_qs(parts.query))
        usable = parts.port is None or parts.port > 0
    except ValueError:
        raise _unusable("problem.detail.not_an_address") from None
    if secret:
        raise _unusable("problem.detail.url_password")
    if parts.scheme not in SCHEMES or not usable:
        raise _unusable("problem.detail.url_kind", kind=parts.scheme)
    if SCHEMES[parts.scheme] == "mariadb" and not set(parse_qs(parts.query, keep_blank_values=True)) <= {*_MARIADB}:
        raise _unusable("problem.detail.url_parameter", listed=", ".join(_MARIADB))
    if not parts.path.strip("/"):
        raise _unusable("problem.detail.url_no_name")


def _unusable(text: str, **places: str) -> ValueError:
    return ValueError(keyed("url", Wording(text, {"need": Wording("problem.need.database_url"), **places})))


def place_of(url: str) -> str:
    """Return server and database of an address, without a user and parameters."""
    parts = urlsplit(url)
    server = f"{parts.hostname or ''}:{parts.port}" if parts.port else parts.hostname or ""
    return f"{server}/{parts.path.strip('/')}"


def kind_of(url: str) -> str:
    """Return "postgresql" or "mariadb"."""
    return SCHEMES[urlsplit(url).scheme]
