"""[mail]: who is told of alerts, and by which server."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from kvalspc.job.section import Many, Section
from kvalspc.job.wording import Wording, got, keyed, refuse

_ADDRESS = re.compile(r"[^@\s<>,;:\"]+@[^@\s<>,;:\"]+")
_SAME_MACHINE = ("localhost", "127.0.0.1", "::1")


class Mail(Section):
    """[mail]: addresses, server and security. User and password come from the environment only."""

    to: Annotated[tuple[str, ...], Many, Field(min_length=1)]
    sender: str
    host: Annotated[str, Field(min_length=1)] = "localhost"
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"  # none: only for a server on the same machine
    link: str | None = None  # where the report can be read: https://...

    @model_validator(mode="after")
    def _encrypted(self) -> Mail:
        if self.security == "none" and self.host not in _SAME_MACHINE:
            given = Wording("problem.detail.with_host", {"given": '"none"', "host": self.host})
            raise ValueError(keyed("security", got(given, Wording("problem.need.encrypted"))))
        return self

    @field_validator("to", "sender")
    @classmethod
    def _addresses(cls, value: tuple[str, ...] | str) -> tuple[str, ...] | str:
        given = (value,) if isinstance(value, str) else value
        refuse(got(f'"{one}"', Wording("problem.need.address")) for one in given if not _ADDRESS.fullmatch(one))
        return value

    @field_validator("link")
    @classmethod
    def _web(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"https?://\S+", value):
            raise ValueError(got(f'"{value}"', Wording("problem.need.web")))
        return value
