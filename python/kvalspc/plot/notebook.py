"""Drawings in a notebook: as SVG, which needs no network and no script."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from html import escape
from typing import Any, TypeVar

Figure = TypeVar("Figure")


def shown_as_svg(figure: Figure) -> Figure:
    """The same Altair chart, which shows itself as SVG unless another renderer of Altair's is enabled.

    Altair's own default asks a server far away for its scripts.
    """
    kind: Any = type(figure)
    object.__setattr__(figure, "__class__", _class_of(kind))  # Altair's own __setattr__ makes it part of the chart
    return figure


def shown(drawn: Any) -> dict[str, str]:
    """The drawing, or its specification, as a notebook shows it: an image with its text alternative, and SVG.

    Notebooks and their exports make an image of SVG that no screen reader can read; of HTML they keep the words. It
    shrinks with a page narrower than itself.
    """
    from kvalspc.plot.files import spec_of, svg_text

    spec = spec_of(drawn)
    svg = svg_text(spec).replace("<svg ", '<svg style="max-width:100%;height:auto" ', 1)
    data = b64encode(svg.encode()).decode("ascii")
    words = escape(str(spec.get("description", "")))
    image = f'<img alt="{words}" style="max-width:100%;height:auto" src="data:image/svg+xml;base64,{data}">'
    return {"text/html": image, "image/svg+xml": svg}


@cache
def _class_of(kind: type[Any]) -> type[Any]:
    return type(kind.__name__, (kind,), {"_repr_mimebundle_": _mimebundle, "__module__": __name__})


def _mimebundle(self: Any, *args: Any, **kwargs: Any) -> Any:
    import altair as alt

    if alt.renderers.active != "default":
        return super(type(self), self)._repr_mimebundle_(*args, **kwargs)
    return {"text/plain": f"<{type(self).__name__}>", **shown(self)}
