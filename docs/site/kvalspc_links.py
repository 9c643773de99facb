"""Links of the pages to files outside this folder, which the site does not have, become plain text of the path.

On the page as it stands in the repository they lead there; on the site the path is shown.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform

if TYPE_CHECKING:
    from sphinx.application import Sphinx

DOCS = Path(__file__).resolve().parent.parent


class OutsideLinks(SphinxTransform):
    """Replaces links to files outside the documentation."""

    default_priority = 1

    def apply(self, **_: Any) -> None:
        """Look at every link of a page."""
        page = Path(str(self.env.doc2path(self.env.docname))).parent
        for node in [
            *self.document.findall(addnodes.pending_xref),
            *self.document.findall(addnodes.download_reference),
        ]:
            if node.get("refdomain") in {"cpp", "py"}:
                continue  # names of the reference
            target = (page / unquote(str(node.get("reftarget", ""))).split("#")[0]).resolve()
            if target.exists() and not target.is_relative_to(DOCS):
                shown = nodes.inline("", "", *node.children)
                node.replace_self(shown)


def setup(app: Sphinx) -> dict[str, Any]:
    """Tell Sphinx of it."""
    app.add_transform(OutsideLinks)
    return {"parallel_read_safe": True}
