"""Parts of messages that read differently in each language: remedies, kinds of things, and lists that are cut."""

from __future__ import annotations

from dataclasses import dataclass, field
from errno import errorcode
from typing import TYPE_CHECKING

from kvalspc.words.catalogue import has_forms, plural, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True)
class Wording:
    """A text of the catalogues, and what fills its places; as text itself it is in English."""

    text: str
    places: Mapping[str, object] = field(default_factory=dict)

    def said(self, language: str) -> str:
        """Return the text in a language."""
        return worded(self.text, language, in_language(self.places, language))

    def __str__(self) -> str:
        return self.said("en")


@dataclass(frozen=True)
class _Quoted(Wording):
    """Several texts, each in quotation marks, with commas between them."""

    listed: tuple[str, ...] = ()

    def said(self, language: str) -> str:
        return ", ".join(quote(one).said(language) for one in self.listed)


def worded(text: str, language: str, places: Mapping[str, str]) -> str:
    """Fill a text of the catalogues; one that has plural forms is said in the form of its place ``count``."""
    if "count" in places and has_forms(text, language):
        return plural(text, int(places["count"]), language).format_map(places)
    return say(text, language, **places)


def in_language(places: Mapping[str, object], language: str) -> dict[str, str]:
    """Return what fills the places of a text, in a language and safe to print."""
    return {k: v.said(language) if isinstance(v, Wording) else shown(v) for k, v in places.items()}


def detail_of(error: Exception) -> Wording | str:
    """Return what an error says: in the reader's language where it is one of ours."""
    first = error.args[0] if error.args else ""
    return first if isinstance(first, Wording) else str(error)


def refuse(mistakes: Iterable[Wording]) -> None:
    """Raise one ValueError of all mistakes, where there are any: a file is mended once."""
    found = tuple(mistakes)
    if found:
        raise ValueError(*found)


def details_of(error: Exception) -> list[Wording]:
    """Return each thing that an error of ours says: several where it was raised by `refuse`; none of others."""
    return [one for one in error.args if isinstance(one, Wording)]


_SYSTEM = ("ENOENT", "EACCES", "EROFS", "ENOSPC", "EDQUOT", "EFBIG", "EISDIR", "ENOTDIR", "ELOOP", "EEXIST")


def system_reason(error: OSError) -> Wording | str:
    """Return what the operating system says: in the reader's language where it is one of the usual things."""
    name = errorcode.get(error.errno or 0, "ENOENT" if isinstance(error, FileNotFoundError) else "")
    return Wording(f"problem.system.{name}") if name in _SYSTEM else error.strerror or str(error)


def keyed(key: Wording | str, text: Wording | str) -> Wording:
    """Return a text about a key of the project file, or about a part of something else that has a name."""
    return Wording("problem.keyed", {"key": key, "text": text})


def numbered(position: int, name: object) -> str:
    """Return which of several tables of a kind is meant, counted from 1, with its name if it has one: ``[2] (dtn)``."""
    return f"[{position + 1}] ({name})" if isinstance(name, str) else f"[{position + 1}]"


def got(given: object, need: Wording | str) -> Wording:
    """Return what stands there, and what is needed instead."""
    return Wording("problem.got", {"given": given, "need": need})


def quote(text: object) -> Wording:
    """Return a text in the quotation marks of the reader's language."""
    return Wording("problem.quoted", {"text": text})


def shown(text: object) -> str:
    """Return a text that is safe to print: control, bidirectional and other invisible characters escaped."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in str(text))


def quoted(values: Iterable[str], limit: int = 20) -> Wording:
    """Return up to `limit` values in the quotation marks of the reader's language, and how many more there are."""
    listed = list(values)
    text = _Quoted("problem.quoted", {}, tuple(listed[:limit]))
    more = len(listed) - limit
    return text if more <= 0 else Wording("problem.and_more", {"listed": text, "count": more})


def either(choices: Iterable[Wording | str]) -> Wording | str:
    """Return choices with commas between them, and "or" before the last."""
    found: Wording | str | None = None
    *first, last = choices
    for choice in first:
        found = choice if found is None else Wording("problem.listed", {"first": found, "next": choice})
    return last if found is None else Wording("problem.either", {"first": found, "last": last})
