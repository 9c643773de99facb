"""The catalogues nb.po, nn.po and en.po, read at run time: every text a person reads stands there, whole.

An id is symbolic ("verdict.improved.strong.andel"), never a sentence of one language, so that no language is
the "original" and a wording can be improved without touching code. Plural forms follow the catalogue's rule.
"""

from __future__ import annotations

import gettext
import io
from functools import cache
from pathlib import Path

LANGUAGES = ("nb", "nn", "en")
"""The languages kvalspc speaks, the first being the default."""

_HERE = Path(__file__).resolve().parent


def check_language(language: str) -> str:
    """Return `language` if kvalspc speaks it; ValueError otherwise."""
    if language not in LANGUAGES:
        meant = ' ("no" may be either: nb is bokmål, nn nynorsk)' if language == "no" else ""
        raise ValueError(f"got language {language!r}, need one of {', '.join(LANGUAGES)}{meant}")
    return language


class _NoSuchText(gettext.NullTranslations):
    """The end of the line: a text that is missing is an error in kvalspc, never an id shown to a reader."""

    def gettext(self, message: str) -> str:
        raise KeyError(f"no text {message!r} in this catalogue")

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:  # noqa: ARG002  # the base class's signature
        raise KeyError(f"no plural text {msgid1!r} in this catalogue")


def catalogue_path(language: str) -> Path:
    """Return the path of the catalogue of `language`."""
    return _HERE / f"{check_language(language)}.po"


@cache
def _translations(language: str) -> gettext.GNUTranslations:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    # Read by Babel, looked up by the standard library: gettext can evaluate any catalogue's plural rule.
    with catalogue_path(language).open("rb") as file:
        catalogue = read_po(file, locale=language, abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    translations = gettext.GNUTranslations(compiled)
    translations.add_fallback(_NoSuchText())
    return translations


def message(identifier: str, language: str) -> str:
    """Return the text `identifier` as it stands in the catalogue, its places unfilled. KeyError if none."""
    return _translations(check_language(language)).gettext(identifier)


def plural(identifier: str, count: int, language: str) -> str:
    """Return the plural form of `identifier` that fits `count`, its places unfilled. KeyError if none."""
    return _translations(check_language(language)).ngettext(identifier, identifier, count)


def has_forms(identifier: str, language: str) -> bool:
    """Whether the text `identifier` has a form for one and another for several."""
    try:
        plural(identifier, 1, language)
    except KeyError:
        return False
    return True


def say(identifier: str, language: str, **places: str) -> str:
    """Fill the places of the text `identifier` with texts that are already worded in `language`."""
    return message(identifier, language).format_map(places)


def say_count(identifier: str, count: int, language: str, **places: str) -> str:
    """Say the text `identifier` in the plural form for `count`; the place {n} is the count itself."""
    from kvalspc.words.numbers import integer

    return plural(identifier, count, language).format_map({"n": integer(count, language), **places})
