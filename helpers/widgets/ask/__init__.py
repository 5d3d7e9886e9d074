"""Ask: what Python defines, what the browser draws, and its style."""

from helpers.widgets.ask.ask import Ask

__all__ = ["Ask"]
