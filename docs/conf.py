"""The documentation site: Sphinx reads the pages of this folder, and the comments of the Python and C++ sources.

Built by `tests/run docs` (warnings are errors), without a network: formulas are MathML, letters are the reader's own.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(HERE / "site"))

version_header = (ROOT / "include" / "kvalspc" / "version.hpp").read_text(encoding="utf-8")
release = ".".join(re.findall(r"#define\s+KVALSPC_VERSION_(?:MAJOR|MINOR|PATCH)\s+(\d+)", version_header))
version = release
project = "kvalspc"
author = "kvalspc developers"
project_copyright = author
language = "en"

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "breathe",
    "kvalspc_mathml",
    "kvalspc_links",
]
source_suffix = {".md": "myst-nb"}
exclude_patterns = ["README.md", "site", "tables", "images"]

myst_enable_extensions = ["dollarmath", "colon_fence", "deflist"]
myst_heading_anchors = 4

nb_execution_mode = "force"  # the tutorials are run each time
nb_execution_raise_on_error = True
nb_execution_timeout = 120
nb_ipywidgets_js: dict[str, dict[str, str]] = {}  # no script from elsewhere
nb_merge_streams = True

autodoc_typehints = "none"  # the signatures have them
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
autoclass_content = "class"
napoleon_numpy_docstring = False
napoleon_use_rtype = False
nitpicky = False

breathe_projects = {"kvalspc": str(ROOT / "build" / "docs" / "doxygen" / "xml")}
breathe_default_project = "kvalspc"
breathe_default_members = ("members",)
cpp_id_attributes = ["KVALSPC_INLINE"]

html_theme = "furo"
html_title = f"kvalspc {release}"
html_static_path: list[str] = []
html_show_copyright = False
html_theme_options = {"source_repository": "", "top_of_page_buttons": []}
html_last_updated_fmt = None  # the same sources give the same pages
