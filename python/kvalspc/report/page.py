"""What every page has, and how a template becomes a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from kvalspc.words import label

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES = Path(__file__).resolve().parent / "templates"


@dataclass(frozen=True)
class Link:
    """The same page in another language."""

    language: str
    name: str
    href: str


@dataclass(frozen=True)
class Page:
    """What every page has."""

    language: str
    title: str
    registry: str
    elsewhere: tuple[Link, ...]
    until: str
    foot: str


def fill(environment: Environment, template: str, path: Path, language: str, **values: Any) -> Path:
    """Write a template as a page of one language, and return its path."""

    def text(identifier: str, **places: str) -> str:
        return label(identifier, language, **places)

    content = environment.get_template(template).render(text=text, style=_style(), **values)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content.encode("utf-8", "backslashreplace"))
    return path


def environment() -> Environment:
    """The templates; what is put into them is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _style() -> Markup:
    """The one style sheet; it holds no outside text."""
    return Markup((_TEMPLATES / "style.css").read_text(encoding="utf-8"))
