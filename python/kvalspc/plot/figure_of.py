"""A specification as an Altair chart, to be changed with Altair's own methods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kvalspc.plot.notebook import shown_as_svg

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["figure_of"]


def figure_of(specification: Mapping[str, Any]) -> Any:
    """The Altair chart of a specification (layers, or drawings beside or below each other); a notebook shows its SVG.

    Altair's own `from_dict` gives the same chart, but tries every part against every schema, which takes long.
    """
    return shown_as_svg(_built(specification))


def _built(specification: Mapping[str, Any]) -> Any:
    import altair as alt

    kinds = {"layer": alt.LayerChart, "vconcat": alt.VConcatChart, "hconcat": alt.HConcatChart}
    parts = next((name for name in kinds if name in specification), None)
    built: Any = alt.Chart() if parts is None else kinds[parts](**{parts: [_built(p) for p in specification[parts]]})
    for name, value in specification.items():
        if name != parts:
            built[name] = alt.FacetedEncoding(**value) if name == "encoding" else value
    return built
