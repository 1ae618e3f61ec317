"""The documentation site: ``python -m sphinx -W docs build/site``, offline, both languages."""

from gaoxin.version import __version__

project = "gaoxin"
author = "gaoxin contributors"
release = version = __version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["diagrams/*.svg", "calibration", "python"]
root_doc = "index"
html_theme = "furo"
html_title = "gaoxin"
html_show_copyright = False
html_show_sourcelink = False
# links into the repository, to desks and code, are held by tests/test_docs.py
suppress_warnings = ["myst.xref_missing", "myst.header"]
myst_heading_anchors = 3
autodoc_typehints = "none"
autodoc_member_order = "bysource"
napoleon_google_docstring = False
napoleon_use_rtype = False
