"""A model and its data in, what does not fit between them out: in sentences, with the cure.

`comparison` asks each part in turn: `data` and `model` say what was given, `inputs`, `chain` and
`targets` what does not fit.
"""

from helpers.diagnosis.comparison import diagnose
from helpers.diagnosis.findings import Diagnosis, Finding

__all__ = ["Diagnosis", "Finding", "diagnose"]
