"""Drawings in a notebook: as SVG, which needs no network and no script."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

Figure = TypeVar("Figure")


def shown_as_svg(figure: Figure) -> Figure:
    """The same Altair chart, which shows itself as SVG unless another renderer of Altair's is enabled.

    Altair's own default asks a server far away for its scripts.
    """
    kind: Any = type(figure)
    object.__setattr__(figure, "__class__", _class_of(kind))  # Altair's own __setattr__ makes it part of the chart
    return figure


def scaled_svg(drawn: Any) -> str:
    """The drawing, or its specification, as SVG that shrinks with a page narrower than itself."""
    from kvalspc.plot.files import svg_text

    return svg_text(drawn).replace("<svg ", '<svg style="max-width:100%;height:auto" ', 1)


@cache
def _class_of(kind: type[Any]) -> type[Any]:
    return type(kind.__name__, (kind,), {"_repr_mimebundle_": _mimebundle, "__module__": __name__})


def _mimebundle(self: Any, *args: Any, **kwargs: Any) -> Any:
    import altair as alt

    if alt.renderers.active != "default":
        return super(type(self), self)._repr_mimebundle_(*args, **kwargs)
    return {"text/plain": f"<{type(self).__name__}>", "image/svg+xml": scaled_svg(self)}
