"""What does it cost to watch? The training lab, side by side with the same training unseen.

    python -m benchmarks.live_picture

The many-to-many example, in a kernel of JupyterLab, with the lab's view drawn in Chromium on the
same machine. Unseen is what trains in the lab too: `Trainer`, which records the predictions of
every epoch. The lab sends losses and predictions to the view as well, many times a second.
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from helpers import TrainingLab

FIRST_RUNS = 5
RE_RUNS = 15
CELLS = [
    "import json, sys\n"
    "sys.path.insert(0, {root!r})\n"
    "from benchmarks import live_picture\n"
    "from helpers import TrainingLab\n"
    "lab = TrainingLab('many_to_many', epochs={epochs})\n"
    "lab",
    "print(json.dumps(live_picture.measure(lab)))",
]


def main(epochs: int = 1000) -> None:
    """Measure, and print the table."""
    from tools.lab import Lab, cell_outputs, chromium, run_all

    root = str(Path(__file__).parents[1])
    cells = [cell.format(root=root, epochs=epochs) for cell in CELLS]
    with tempfile.TemporaryDirectory() as folder, Lab(Path(folder)) as lab, chromium() as browser:
        page = lab.open(browser, lab.write("live.ipynb", cells), alone=True)
        run_all(page)
        output = cell_outputs(page)[1][0]
    if "text" not in output:
        raise RuntimeError("\n".join(output["traceback"]))
    times = json.loads("".join(output["text"]))
    print(f"The live picture, {date.today()}, many-to-many, {epochs:,} epochs, medians")
    print()
    print("| | unseen, s | in the lab, s | costs more |")
    print("|---|---:|---:|---:|")
    for name, (unseen, watched) in times.items():
        print(f"| {name} | {unseen:.4f} | {watched:.4f} | {watched / unseen - 1:+.0%} |")


def measure(lab: "TrainingLab") -> dict[str, tuple[float, float]]:
    """Return the seconds of unseen and watched runs. This is done in the notebook's kernel."""
    from helpers.training.trainer import Trainer

    x, y = lab.example.data()

    def first_unseen() -> Any:
        trainer = Trainer(lab.example.model(lab.seed), x, y, record_predictions=True)
        start = trainer.state()
        trainer.run(lab.epochs)
        return trainer, start

    def first_watched() -> None:
        lab._trainers.clear()
        lab.train(wait=True)

    trainer, start = first_unseen()  # what TensorFlow does once in a process counts for neither
    wait_for_xla(trainer)
    first = []
    for _ in range(FIRST_RUNS):
        # In turns, so that whatever else this machine does disturbs both.
        seconds, (trainer, start) = timed(first_unseen)
        wait_for_xla(trainer)
        first.append((seconds, timed(first_watched)[0]))
        wait_for_xla(next(iter(lab._trainers.values()))[0])

    def again_unseen() -> None:
        trainer.restore(start)
        trainer.run(lab.epochs)

    def moved() -> None:
        lab.seed = 15 - lab.seed  # 7, 8, 7, 8, …
        lab._jobs.wait()

    moved()  # the model of the other seed is made once
    pressed, slid = [], []
    for _ in range(RE_RUNS):
        pressed.append((timed(again_unseen)[0], timed(lambda: lab.train(wait=True))[0]))
        slid.append((timed(again_unseen)[0], timed(moved)[0]))
    return {
        "first run": medians(first),
        "re-run, by Train": medians(pressed),
        "re-run, by a slider": medians(slid),
    }


def wait_for_xla(trainer: Any) -> None:
    trainer.compile()
    trainer.run(1)


def medians(pairs: list[tuple[float, float]]) -> tuple[float, float]:
    unseen, watched = (statistics.median(times) for times in zip(*pairs, strict=True))
    return unseen, watched


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
