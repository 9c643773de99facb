"""The three catalogues say the same things, all of them are said, and nothing that is said is missing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from babel.messages.pofile import read_po

import kvalspc.words
from kvalspc.words import LANGUAGES, catalogue, label

if TYPE_CHECKING:
    from collections.abc import Callable

    from babel.messages.catalog import Catalog

PACKAGE = Path(kvalspc.words.__file__).resolve().parent.parent
PLACE = re.compile(r"\{(\w*)\}")


def read(language: str) -> Catalog:
    with catalogue.catalogue_path(language).open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def entries(language: str) -> dict[str, tuple[str, ...]]:
    """The texts of a catalogue by id, all plural forms of each, in the order of the file."""
    found: dict[str, tuple[str, ...]] = {}
    for message in read(language):
        if message.id:
            identifier = message.id[0] if isinstance(message.id, tuple) else message.id
            texts = message.string if isinstance(message.string, tuple) else (message.string,)
            found[identifier] = tuple(texts)
    return found


CATALOGUES = {language: entries(language) for language in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_compiles_without_gaps(language: str) -> None:
    read_back = read(language)
    assert [str(error) for message in read_back for error in message.check(read_back)] == []
    assert not any(message.fuzzy for message in read_back if message.id)
    assert read_back.num_plurals == 2
    for identifier, texts in CATALOGUES[language].items():
        assert all(text.strip() == text and text for text in texts), identifier
    text = catalogue.catalogue_path(language).read_text(encoding="utf-8")
    ids = re.findall(r'^msgid "(.+)"$', text, flags=re.MULTILINE)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("language", ["nn", "en"])
def test_same_ids_in_the_same_order(language: str) -> None:
    assert list(CATALOGUES[language]) == list(CATALOGUES["nb"])
    forms = {i: len(texts) for i, texts in CATALOGUES[language].items()}
    assert forms == {i: len(texts) for i, texts in CATALOGUES["nb"].items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_same_named_places(language: str) -> None:
    for identifier, texts in CATALOGUES[language].items():
        expected = set(PLACE.findall(CATALOGUES["nb"][identifier][-1]))
        assert "" not in expected, identifier
        assert set(PLACE.findall(texts[-1])) == expected, identifier
        # "Én måling" has no number in it: the singular may leave {n} out, and nothing else
        assert expected - {"n"} <= set(PLACE.findall(texts[0])) <= expected, identifier
        assert not re.search(r"[{}]", PLACE.sub("", "".join(texts))), identifier


def test_norwegian_and_english_are_not_copies_of_each_other() -> None:
    # a forgotten translation shows as a sentence that is equal in two languages; short words may be equal
    for identifier, texts in CATALOGUES["nb"].items():
        words = [word for word in PLACE.sub(" ", texts[-1]).split() if word.isalpha()]
        if len(words) >= 4:
            assert CATALOGUES["en"][identifier] != texts, identifier


def test_every_text_is_used_and_none_is_missing(
    texts: Callable[[str], dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    said: set[str] = set()
    message, plural = catalogue.message, catalogue.plural

    def spy(identifier: str, language: str) -> str:
        said.add(identifier)
        return message(identifier, language)

    def spy_plural(identifier: str, count: int, language: str) -> str:
        said.add(identifier)
        return plural(identifier, count, language)

    monkeypatch.setattr(catalogue, "message", spy)
    monkeypatch.setattr(catalogue, "plural", spy_plural)
    monkeypatch.setattr("kvalspc.words.levels.message", spy)
    texts("nb")
    assert {i for i in set(CATALOGUES["nb"]) - said if not asked_for(i)} == set()


VOCABULARY = {"label.report.details"}
"""Words that the project's word list fixes, whether or not a page shows them today."""


def test_every_label_is_asked_for() -> None:
    labels = {identifier for identifier in CATALOGUES["nb"] if identifier.startswith("label.")}
    assert {identifier for identifier in labels - VOCABULARY if not asked_for(identifier)} == set()


def asked_for(identifier: str) -> bool:
    """Whether a text is named in the package outside kvalspc.words: by its id, or by all but its last part."""
    name = identifier.removeprefix("label.")
    parent = name.rpartition(".")[0]
    whole = rf"""["']{re.escape(name)}["']"""
    built = rf"""["']{re.escape(parent)}\.(\{{|["'])"""  # "goal.{outcome}", or "goal." beside a variable
    if parent == "chart":  # built from the names of a drawing's columns, which stand in the package
        built = rf"""["']{re.escape(name.rpartition(".")[2])}["']"""
    return re.search(f"{whole}|{built}" if parent else whole, SOURCES) is not None


SOURCES = "\n".join(
    path.read_text(encoding="utf-8")
    for path in sorted(PACKAGE.rglob("*"))
    if path.suffix in {".py", ".j2"} and "words" not in path.relative_to(PACKAGE).parts
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_missing_text_is_an_error(language: str) -> None:
    with pytest.raises(KeyError, match=r"no\.such\.text"):
        catalogue.message("no.such.text", language)
    with pytest.raises(KeyError, match=r"no\.such\.text"):
        catalogue.plural("no.such.text", 2, language)
    with pytest.raises(KeyError, match="date"):
        label("report.data_until", language)


def test_an_unknown_language_is_an_error() -> None:
    with pytest.raises(ValueError, match=r'need one of nb, nn, en \("no" may be either: nb is bokmål, nn nynorsk\)$'):
        label("chart.upper", "no")
    with pytest.raises(ValueError, match=r"got language 'sv', need one of nb, nn, en$"):
        label("chart.upper", "sv")


def test_plural_follows_the_catalogue() -> None:
    forms = [catalogue.say_count("count.month", n, "nb") for n in (0, 1, 2, 1000)]
    assert forms == ["0 måneder", "1 måned", "2 måneder", "1\u202f000 måneder"]


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_norwegian_percent_signs_have_a_narrow_space(language: str) -> None:
    for identifier, texts in CATALOGUES[language].items():
        for text in texts:
            assert all(before == "\u202f" for before in re.findall(r"(.)%", text)), identifier


def test_english_percent_signs_have_no_space() -> None:
    assert not any(re.search(r"\s%", text) for texts in CATALOGUES["en"].values() for text in texts)


SNIPPET = re.compile(r"""[\w.]+ ?= ?"[^"]*"|\["[^"]*"(?:, "[^"]*")*\]|pip install "[^"]*"|: 'C:\\data\.csv'""")
"""What a reader may copy: a key with its value, a list, a command, and a path in TOML's other quotes."""


def project_values() -> set[str]:
    """The values that the keys of a project file know."""
    from kvalspc.job.project_schema import project_schema

    found: set[str] = set()
    waiting: list[Any] = [project_schema()]
    while waiting:
        here = waiting.pop()
        if isinstance(here, dict):
            known = [*here.get("enum", []), here.get("const")]
            found |= {value for value in known if isinstance(value, str)}
            waiting += here.values()
        elif isinstance(here, list):
            waiting += here
    return found


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_norwegian_quotation_marks_are_guillemets(language: str) -> None:
    # straight ones stand around what is written so in a file, and nowhere else
    copied = project_values()
    for identifier, texts in CATALOGUES[language].items():
        for text in texts:
            rest = SNIPPET.sub("", text)
            assert not re.search("[“”„‘’']", rest), identifier
            assert set(re.findall('"([^"]*)"', rest)) <= copied, identifier
            assert rest.count('"') % 2 == 0, identifier
            assert text.count("«") == text.count("»"), identifier


def test_english_has_no_guillemets() -> None:
    assert not any(re.search("[«»]", text) for texts in CATALOGUES["en"].values() for text in texts)
