"""Train the three examples of the lessons from 100 seeds each, and keep how they ended.

    python -m tools.many_seeds

It writes helpers/tasks/many_seeds.json, from which ManySeeds leaves its still picture. The last
digits of a trained model differ between processors: what was measured once is drawn the same
everywhere.
"""

import json
from pathlib import Path

import numpy as np

from helpers.tasks.examples import EXAMPLES
from helpers.tasks.seeds import train_seeds
from helpers.widgets.many_seeds.many_seeds import MOST_SEEDS

TARGET = Path(__file__).parent.parent / "helpers" / "tasks" / "many_seeds.json"


def main() -> None:
    """Train all of them, and write the file."""
    ends = {}
    for example in EXAMPLES:
        runs = train_seeds(example, range(MOST_SEEDS))
        powers = np.log10(runs.errors, dtype=float).round(1).tolist()
        ends[example] = [list(end) for end in zip(runs.outcomes, powers, strict=True)]
    text = json.dumps({"made_by": "python -m tools.many_seeds", "runs": ends})
    # A line for each example.
    TARGET.write_text(text.replace(']], "', ']],\n"') + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
