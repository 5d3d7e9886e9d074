"""How Sphinx makes the website; `make site` puts the lessons beside docs/*.md and calls it."""

project = "Gate by Gate"
author = "the authors of Gate by Gate"
project_copyright = "the authors of Gate by Gate; text CC BY 4.0, code BSD-3-Clause"

extensions = ["myst_nb"]
templates_path = ["_templates"]
exclude_patterns = ["_templates", "_static"]

nb_execution_mode = "off"
nb_merge_streams = True
# Errors are part of a lesson; everything else that a lesson shows has been put into HTML before.
nb_mime_priority_overrides = [("html", "text/html", 0)]
myst_enable_extensions = ["html_image"]
myst_heading_anchors = 3
myst_links_external_new_tab = True
suppress_warnings = ["mystnb.unknown_mime_type"]

html_theme = "sphinx_book_theme"
html_title = "Gate by Gate"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_use_index = False
html_show_sourcelink = False
html_show_sphinx = False
# A summary would be fetched, which a page from the disk must not do.
html_show_search_summary = False
html_context = {"default_mode": "auto"}
# The first page lists the lessons itself; the room at the side is the explorer's.
html_sidebars = {"index": []}
html_theme_options = {
    "home_page_in_toc": False,
    "use_download_button": False,
    "use_fullscreen_button": False,
    "show_toc_level": 1,
    "toc_title": "On this page",
    "navigation_with_keys": False,  # left and right belong to the sliders
    "back_to_top_button": False,
}
