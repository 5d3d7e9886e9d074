"""OneGate: what Python defines, what the browser draws, and its style."""

from helpers.widgets.one_gate.one_gate import OneGate

__all__ = ["OneGate"]
