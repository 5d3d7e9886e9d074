"""OrderLines: what Python defines, what the browser draws, and its style."""

from helpers.widgets.order_lines.order_lines import OrderLines

__all__ = ["OrderLines"]
