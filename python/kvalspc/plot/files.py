"""Files of a drawn chart: SVG with a text alternative, PNG, PDF, and HTML that opens without a network."""

from __future__ import annotations

import html
import json
import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kvalspc.plot.converter import converter

if TYPE_CHECKING:
    from collections.abc import Callable

    import altair as alt

    Drawn = alt.LayerChart | alt.VConcatChart | alt.HConcatChart | dict[str, Any]

_ENDINGS = (".svg", ".png", ".pdf", ".html")


def spec_of(drawn: Drawn) -> dict[str, Any]:
    """The specification of a drawn chart."""
    spec: dict[str, Any] = drawn if isinstance(drawn, dict) else drawn.to_dict(validate=False)
    return spec


def _version(spec: dict[str, Any]) -> str | None:
    """The Vega-Lite version that Altair wrote for ("v6.4.1.json" -> "6.4"); None: the newest there is."""
    match = re.search(r"/v(\d+\.\d+)[^/]*\.json$", str(spec.get("$schema", "")))
    return None if match is None else match.group(1)


def svg_text(chart: Drawn, alternative: str | None = None) -> str:
    """See `kvalspc.plot.to_svg`."""
    from kvalspc.plot.compiled import svg_of_shape

    spec = spec_of(chart)
    text = svg_of_shape(spec) or _whole(spec)
    return _accessible(text, str(spec.get("description", "")) if alternative is None else alternative)


def _whole(spec: dict[str, Any]) -> str:
    with converter() as convert:
        return str(convert.vegalite_to_svg(spec, vl_version=_version(spec)))


_POINT = re.compile(r'<path aria-label="([^"]*)" role="graphics-symbol" aria-roledescription="[^"]*"([^>]*?)/>')
_ARIA = re.compile(r' (?:role="graphics-(?:object|symbol)"|aria-hidden="true"|aria-(?:roledescription|label)="[^"]*")')


_GEOMETRY = re.compile(r' (?:transform|d)="[^"]*"')
_DECIMALS = re.compile(r"(\.\d\d)\d+")
"""Beyond a hundredth of a pixel."""

_SYMBOLS = re.compile(r'(<g class="mark-symbol[^>]*)>((?:<path .*?</path>)+)</g>')
_LOOK = re.compile(r'(<path transform="[^"]*" d="[^"]*")( [^>]*)>')


def _said_once(symbols: re.Match[str]) -> str:
    """A group of points that look alike, with their look written at the group."""
    head, points = symbols[1], symbols[2]
    looks = {look for _, look in _LOOK.findall(points)}
    if len(looks) != 1 or ' opacity="1"' not in (look := looks.pop()):
        return symbols[0]
    alike = _LOOK.sub(r"\1>", points)
    return f"{head}{look}>{alike}</g>"


def _accessible(svg: str, alternative: str) -> str:
    """One image with one text for a screen reader; hovering over a point shows that point's text.

    Vega labels every axis and mark in English; within an image those labels are noise.
    """
    svg = _POINT.sub(r"<path\2><title>\1</title></path>", svg)
    svg = _GEOMETRY.sub(lambda found: _DECIMALS.sub(r"\1", found[0]), _ARIA.sub("", svg))
    svg = _SYMBOLS.sub(_said_once, svg)
    spoken = f' role="img" aria-label="{html.escape(_printable(alternative))}"' if alternative else ""
    return svg.replace('<svg xmlns="', f'<svg{spoken} xmlns="', 1)


def _printable(text: str) -> str:
    """The text without characters that XML forbids."""
    return "".join(c for c in text if c >= " " or c in "\t\n")


_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ margin: 16px; font-family: "Liberation Sans", Arial, Helvetica, sans-serif; }}
#chart {{ overflow-x: auto; }}
#vg-tooltip-element td.key {{ text-align: left; font-weight: normal; color: #4D4D4D; }}
</style>
</head>
<body>
<div id="chart">{svg}</div>
<script>
{script}
</script>
</body>
</html>
"""

_SNIPPET = "window.kvalspcEmbed = vegaEmbed;"


def html_text(chart: Drawn, *, language: str, title: str) -> str:
    """See `kvalspc.plot.to_html`."""
    spec = spec_of(chart)
    # The drawing stands in the page; where scripts run, the living one with tooltips takes its place.
    # In a script element "<" could end the script; as an escape it is the same JSON.
    data = json.dumps(spec, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")
    with converter() as convert:
        bundle = convert.javascript_bundle(_SNIPPET, vl_version=_version(spec))
    run = (
        f"kvalspcEmbed('#chart', {data}, "
        '{"actions": false, "renderer": "svg", "mode": "vega-lite"}).catch(console.error);'
    )
    script = f"{bundle}\n{run}"
    return _PAGE.format(language=language, title=html.escape(title), svg=svg_text(chart), script=script)


def write(specify: Callable[..., dict[str, Any]], path: Path, options: dict[str, Any]) -> Path:
    """See `kvalspc.plot.save`: `specify` makes the specification from the options."""
    ending = path.suffix.lower()
    if ending not in _ENDINGS:
        raise ValueError(f"save: got a path ending in {ending!r}, need one of {', '.join(_ENDINGS)}")
    scale = float(options.pop("scale", 2.0))
    language = str(options.get("language", "nb"))
    drawn = specify(**options)
    if ending == ".svg":
        content = svg_text(drawn).encode()
    elif ending == ".html":
        content = html_text(drawn, language=language, title=str(options.get("title") or "kvalspc")).encode()
    else:
        content = _picture(drawn, ending, scale)
    replace_file(path, content)
    return path


def _picture(drawn: Drawn, ending: str, scale: float) -> bytes:
    spec = spec_of(drawn)
    with converter() as convert:
        if ending == ".pdf":
            return bytes(convert.vegalite_to_pdf(spec, vl_version=_version(spec)))
        return bytes(convert.vegalite_to_png(spec, vl_version=_version(spec), scale=scale))


def replace_file(path: Path, content: bytes) -> None:
    """Write beside the target and move into place: nothing half-written remains.

    Raises FileNotFoundError where the folder is not there.
    """
    if not path.parent.is_dir():
        raise FileNotFoundError(f"got {str(path)!r} in a folder that is not there, need one that is")
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
