"""The address of a database: which kind it is, and that nobody wrote a password into it."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

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
        raise ValueError("url: not an address; need postgresql://host/name or mariadb://host/name") from None
    if secret:
        raise ValueError(
            "url: a password in it; need it in the environment (KVALSPC_DATABASE_PASSWORD) or in the file credentials"
        )
    if parts.scheme not in SCHEMES or not usable:
        raise ValueError(f'url: got the kind "{parts.scheme}"; need postgresql://host/name or mariadb://host/name')
    if SCHEMES[parts.scheme] == "mariadb" and not set(parse_qs(parts.query, keep_blank_values=True)) <= {*_MARIADB}:
        raise ValueError(f"url: a parameter that is not known; need none but {' and '.join(_MARIADB)}")
    if not parts.path.strip("/"):
        raise ValueError("url: no name of a database; need postgresql://host/name or mariadb://host/name")


def kind_of(url: str) -> str:
    """Return "postgresql" or "mariadb"."""
    return SCHEMES[urlsplit(url).scheme]
