"""Every example in the documentation runs: Python and C++ blocks of README.md, CONTRIBUTING.md and docs/.

A block opened with ```python is executed; all of one page share their names, as a reader would type them. A
```text block right after it, with nothing but blank lines between, is what it prints, to the letter (a no-break space
may be a plain one).

A block opened with ```cpp is compiled; one that has a main() is also run. `text`, `console`, `toml` and so on
are not examples. A block that cannot stand alone is opened with ```python fragment or ```cpp fragment, and is
not run.
"""

from __future__ import annotations

import contextlib
import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from sources import ROOT

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^( *)```(?P<language>\w+)[ \t]*\n(?P<code>.*?)^\1```[ \t]*$", re.MULTILINE | re.DOTALL)


def blocks(page: Path, language: str) -> list[tuple[int, str]]:
    """Return (line, code) of every block of one language."""
    text = page.read_text(encoding="utf-8")
    found = []
    for match in BLOCK.finditer(text):
        if match["language"] == language:
            indent = len(match.group(1))
            code = "".join(line[indent:] or "\n" for line in match["code"].splitlines(keepends=True))
            found.append((text.count("\n", 0, match.start("code")) + 1, code))
    return found


def printed_after(page: Path, line: int, code: str) -> str | None:
    """Return the ```text block that directly follows the block of `code` at `line`, None when none does."""
    rest = page.read_text(encoding="utf-8").splitlines(keepends=True)[line - 1 + code.count("\n") + 1 :]
    match = re.match(r"\s*```text[ \t]*\n(.*?)^```", "".join(rest), re.MULTILINE | re.DOTALL)
    return match and match.group(1)


def page_name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", [p for p in PAGES if blocks(p, "python")], ids=page_name)
def test_python_examples_run(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "__main__"}
    for line, code in blocks(page, "python"):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            # Leading newlines make a traceback name the page's own lines.
            exec(compile("\n" * (line - 1) + code, str(page), "exec"), names)
        told = printed_after(page, line, code)
        assert told is None or re.sub("[\u00a0\u202f]", " ", printed.getvalue()) == told, (
            f"{page_name(page)}, line {line}"
        )


CPP = [(page, line, code) for page in PAGES for line, code in blocks(page, "cpp")]


@pytest.mark.parametrize(("page", "line", "code"), [pytest.param(*c, id=f"{page_name(c[0])}:{c[1]}") for c in CPP])
def test_cpp_examples_compile_and_run(page, line, code, tmp_path):
    compiler = shutil.which("c++")
    eigen = subprocess.run(
        ["pkg-config", "--cflags", "eigen3"], capture_output=True, text=True, check=False
    ).stdout.split()
    assert compiler is not None, "a C++ compiler is needed to try the examples of the documentation"
    source = tmp_path / "example.cpp"
    source.write_text(f'#line {line} "{page_name(page)}"\n{code}', encoding="utf-8")
    flags = ["-std=c++20", "-ffp-contract=off", f"-I{ROOT / 'include'}", *eigen]
    if "int main(" not in code:
        subprocess.run([compiler, *flags, "-fsyntax-only", str(source)], check=True)
        return
    batch = sorted((ROOT / "src").glob("*.cpp")) if "kvalspc::batch" in code else []
    program = tmp_path / "example"
    subprocess.run([compiler, *flags, str(source), *map(str, batch), "-pthread", "-o", str(program)], check=True)
    subprocess.run([str(program)], check=True, cwd=tmp_path, timeout=60)


def test_the_reader_of_blocks_finds_them(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "a\n```python\nx = 1\n```\n- b\n  ```python\n  y = 2\n  ```\n"
        "```python fragment\n...\n```\n```cpp\nint z;\n```\n"
    )
    assert blocks(page, "python") == [(3, "x = 1\n"), (7, "y = 2\n")]
    assert blocks(page, "cpp") == [(13, "int z;\n")]


def test_the_reader_of_output_finds_only_what_follows_directly(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("```python\nprint(1)\n```\n\n```text\n1\n```\n\n```python\ny = 2\n```\nSo:\n```text\n2\n```\n")
    (one, first), (two, second) = blocks(page, "python")
    assert printed_after(page, one, first) == "1\n"
    assert printed_after(page, two, second) is None
