"""Exercises in code: what a learner writes is tried at once, and a mistake is named.

`checking` holds `check`, `bank` the exercises by name. `calls` runs what the learner wrote, and
`complaints` says what went wrong in running it. Each kind of exercise has a module of its own.
"""

from helpers.exercises.checking import check

__all__ = ["check"]
