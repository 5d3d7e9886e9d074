"""GradientThroughTime: what Python defines, what the browser draws, and its style."""

from helpers.widgets.gradient_through_time.gradient_through_time import GradientThroughTime

__all__ = ["GradientThroughTime"]
