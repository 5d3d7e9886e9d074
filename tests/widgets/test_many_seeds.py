"""Many seeds: the page trains what `train_seeds` trains, which tests compare with Keras."""

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

from helpers import ManySeeds
from helpers.tasks.examples import EXAMPLES
from helpers.tasks.seeds import SeededRuns, train_seeds

RUNNER = Path(__file__).parent / "many_seeds_runner.mjs"
SEEDS = range(12)


def in_the_page(example):
    asked = {"tasks": ManySeeds().tasks, "example": example, "seeds": list(SEEDS)}
    return json.loads(subprocess.check_output(["node", RUNNER], input=json.dumps(asked), text=True))


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_page_trains_the_same_runs(example):
    page, ours = in_the_page(example), train_seeds(example, SEEDS)
    np.testing.assert_allclose([run["predictions"] for run in page], ours.predictions, atol=5e-6)
    np.testing.assert_allclose(
        np.sqrt([run["error"] for run in page]), np.sqrt(ours.errors), atol=2e-6
    )
    # By the same rule as in Python, given the page's own predictions.
    again = SeededRuns(
        example,
        tuple(SEEDS),
        ours.losses,
        np.array([run["predictions"] for run in page]),
        ours.target,
    )
    assert tuple(run["kind"] for run in page) == again.outcomes


def test_begins_with_the_example_that_is_named():
    assert repr(ManySeeds("one_to_one")) == "ManySeeds('one_to_one')"
    with pytest.raises(ValueError, match="example must be one of"):
        ManySeeds("two_to_two")
    html = ManySeeds().fallback_html()
    for example in EXAMPLES.values():
        assert example.title in html
