"""The comments of a new project file, in the language of whoever asked for one."""

from __future__ import annotations

from dataclasses import dataclass

from kvalspc.words.catalogue import say

__all__ = ["Comments"]

COLUMN = 34
"""Where comments beside a key begin."""


@dataclass(frozen=True)
class Comments:
    """Comments in a language."""

    language: str

    def said(self, text: str, **places: str) -> str:
        """A comment on a line of its own."""
        return f"# {say(text, self.language, **places)}"

    def beside(self, line: str, text: str, **places: str) -> str:
        """A line, and a comment beside it."""
        return f"{line.ljust(COLUMN - 2)}  {self.said(text, **places)}"

    @property
    def title(self) -> str:
        """A title that is still to be chosen, commented out."""
        own = "nn" if self.language == "nn" else "nb"
        return f'# title = {{ {own} = "...", en = "..." }}'
