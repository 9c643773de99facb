"""Where the project's files are, and what the structure tests read out of them."""

from __future__ import annotations

import re
import sys
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[2]
INCLUDE = ROOT / "include" / "kvalspc"
PACKAGE = ROOT / "python" / "kvalspc"
FLOORS_FILE = ROOT / "tests" / "structure" / "floors.toml"

_INCLUDE_LINE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*[<"]([^>"]+)[>"]', re.MULTILINE)
_COMMENT_OR_STRING = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', re.DOTALL)


def headers() -> list[Path]:
    """Return every public header, sorted."""
    return sorted(INCLUDE.rglob("*.hpp"))


def name_of(header: Path) -> str:
    """Return a header's name below include/kvalspc, for example "chart/p.hpp"."""
    return header.relative_to(INCLUDE).as_posix()


def includes(text: str) -> list[str]:
    """Return what a C++ text includes, in order."""
    return _INCLUDE_LINE.findall(text)


def without_comments(text: str) -> str:
    """Blank out comments and the contents of literals; lines keep their numbers."""

    def blank(match: re.Match[str]) -> str:
        found = match.group(0)
        if found.startswith("/"):
            return re.sub(r"[^\n]", " ", found)
        # A digit separator (1'000) is not a literal: the pattern needs a closing quote on the same line.
        return found[0] + " " * (len(found) - 2) + found[-1]

    return _COMMENT_OR_STRING.sub(blank, text)


class Floors:
    """The floors of the library (tests/structure/floors.toml): which header stands on which."""

    def __init__(self, table: dict[str, object]) -> None:
        self._floor: dict[str, int] = {}
        self._third_party: dict[str, list[str]] = {}
        for key, value in table.items():
            if key == "third_party":
                assert isinstance(value, dict)
                self._third_party = value
                continue
            assert isinstance(value, dict), key
            for name in value["headers"]:
                assert name not in self._floor, f"{name} stands on two floors"
                self._floor[name] = int(value["floor"])

    @classmethod
    def read(cls) -> Floors:
        """Read the table of the repository."""
        return cls(tomllib.loads(FLOORS_FILE.read_text(encoding="utf-8")))

    @property
    def entries(self) -> list[str]:
        """All entries: headers, and folders ending in a slash."""
        return list(self._floor)

    def of(self, name: str) -> int | None:
        """Return the floor of a header: its own entry, else its folder's; None when it has no place yet."""
        if name in self._floor:
            return self._floor[name]
        folder = name.rpartition("/")[0] + "/"
        return self._floor.get(folder)

    def may_include(self, name: str, library: str) -> bool:
        """Say whether a header may include a third-party library ("Eigen" or "boost")."""
        allowed = self._third_party.get(library, [])
        return name in allowed or name.rpartition("/")[0] + "/" in allowed

    def violations(self, name: str, text: str) -> list[str]:
        """Return one sentence for each include of a header that goes up or has no place."""
        floor = self.of(name)
        if floor is None:
            return [f"{name}: has no floor; give it a line in {FLOORS_FILE.name}"]
        found = []
        for included in includes(text):
            if included.startswith("kvalspc/"):
                target = included.removeprefix("kvalspc/")
                below = self.of(target)
                if below is None:
                    found.append(f"{name}: includes {target}, which has no floor")
                elif below > floor:
                    found.append(f"{name} (floor {floor}): includes {target}, which is above it (floor {below})")
            elif "/" in included:
                library = included.split("/")[0]
                if not self.may_include(name, library):
                    found.append(f"{name} (floor {floor}): may not include <{included}>")
        return found
