"""A Keras model in, every weight named."""

from helpers.inspection.account import explain

__all__ = ["explain"]
