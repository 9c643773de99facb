"""The version stands once; everything else agrees with it."""

from __future__ import annotations

import re
from importlib import metadata

from sources import INCLUDE, ROOT


def stated_version() -> str:
    text = (INCLUDE / "version.hpp").read_text(encoding="utf-8")
    parts = [
        re.search(rf"^#define KVALSPC_VERSION_{p} (\d+)$", text, re.MULTILINE) for p in ("MAJOR", "MINOR", "PATCH")
    ]
    assert all(parts)
    return ".".join(part.group(1) for part in parts if part)


def test_the_installed_package_has_the_version_of_the_header():
    import kvalspc

    assert kvalspc.__version__ == stated_version()
    assert metadata.version("kvalspc") == stated_version()


def test_the_changelog_begins_with_the_version_of_the_header():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    entries = re.findall(r"^## \[?(\d+\.\d+\.\d+)\]?", text, re.MULTILINE)
    assert entries[0] == stated_version()


def test_the_version_is_written_nowhere_else():
    for name in ("CMakeLists.txt", "pyproject.toml", "python/kvalspc/__init__.py"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert not re.search(rf"(?<![\d.>=]){re.escape(stated_version())}(?![\d.])", text), name
