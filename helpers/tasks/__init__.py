"""The data and the models of the examples."""

from helpers.tasks.examples import EXAMPLES, example_named
from helpers.tasks.forecast import saved_runs, score
from helpers.tasks.remember import remember_the_flagged
from helpers.tasks.seeds import train_seeds
from helpers.tasks.sequences import many_to_many, many_to_one, one_to_one, random_sequences

__all__ = [
    "EXAMPLES",
    "example_named",
    "many_to_many",
    "many_to_one",
    "one_to_one",
    "random_sequences",
    "remember_the_flagged",
    "saved_runs",
    "score",
    "train_seeds",
]
