"""A Keras model in, every weight named."""

from helpers.inspection.account import explain
from helpers.inspection.diagnosis import Diagnosis, Finding, diagnose

__all__ = [
    "Diagnosis",
    "Finding",
    "diagnose",
    "explain",
]
