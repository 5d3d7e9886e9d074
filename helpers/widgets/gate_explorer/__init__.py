"""GateExplorer: what Python defines, what the browser draws, and its style."""

from helpers.widgets.gate_explorer.gate_explorer import GateExplorer

__all__ = ["GateExplorer"]
