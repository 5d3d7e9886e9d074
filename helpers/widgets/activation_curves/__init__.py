"""The two functions that squeeze a sum, as curves with a dot to move."""

from helpers.widgets.activation_curves.activation_curves import ActivationCurves

__all__ = ["ActivationCurves"]
