"""A padded line: what Python defines, what the browser computes and draws, and its style."""

from helpers.widgets.padding.padding import Padding

__all__ = ["Padding"]
