"""Stands before a package that tests and Jupyter's servers would load, and that nothing here needs.

jsonschema would load it, to check addresses with letters beyond ASCII, and does without it where it
is not to be had. To load it takes 1.3 s, for each process that reads a notebook.
"""

raise ImportError("left out: see tools/unneeded in the Makefile")
