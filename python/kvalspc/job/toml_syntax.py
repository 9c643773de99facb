"""What is wrong with the syntax of a project file, in the reader's language: where TOML's parser stopped, a remedy."""

from __future__ import annotations

import re

from kvalspc.job.wording import Wording

_PLACE = re.compile(r" \(at line (?P<line>\d+), column (?P<column>\d+)\)$")
_END = " (at end of document)"

# what the parser says, and the text that says what to do about it
_CAUSES = (
    (r"Invalid value", "value"),
    (r"Expected newline or end of document after a statement", "more"),
    (r"Invalid date or datetime", "date"),
    (r"Cannot overwrite a value|Duplicate inline table key .*", "key_twice"),
    (r"Cannot (declare|mutate immutable namespace|redefine namespace) \((?P<table>.*?),?\)( twice)?", "table_twice"),
    (r"""(Illegal|Found invalid) character '\\[rn]'|Unterminated string|Expected ['"]+""", "open_text"),
    (r"Unescaped '\\' in a string|Escaped character is not a Unicode scalar value|Invalid hex value", "backslash"),
    (r"Unclosed array", "open_array"),
    (r"Unclosed inline table", "open_table"),
    (r"Invalid initial character for a key part|Invalid statement", "key"),
    (r"Expected '=' after a key in a key/value pair", "equals"),
    (r"Expected '\]\]?' at the end of an? (table|array) declaration", "heading"),
)


def syntax_of(error: Exception) -> tuple[int | None, Wording]:
    """Return the line where a parser of TOML stopped (None: at the end), and what is wrong there."""
    said, place = str(error), _PLACE.search(str(error))
    if place is not None:
        cause = _cause(said[: place.start()])
        return int(place["line"]), Wording("problem.toml.at", {"detail": cause, "column": place["column"]})
    if said.endswith(_END):
        return None, Wording("problem.toml.at_end", {"detail": _cause(said.removesuffix(_END))})
    return None, _cause(said)


def _cause(said: str) -> Wording:
    for pattern, name in _CAUSES:
        found = re.fullmatch(pattern, said)
        if found:
            names = [part.strip(" '\"") for part in found.groupdict().get("table", "").split(",")]
            return Wording(f"problem.toml.{name}", {"table": ".".join(names), "close": "}"})
    return Wording("problem.toml.other", {"said": said})
