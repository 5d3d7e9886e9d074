"""From the press of a key on a slider to the repaint of what it moves, in JupyterLab.

    python -m benchmarks.slider [presses]

Three tables: a kernel on this machine, one that is 200 ms away, and none. All sliders stand in one
notebook, and each round goes through all of them, so that whatever else the machine is doing slows
all alike. A slider that has come into sight is pressed once and back before it is timed: the first
picture after the page has scrolled is painted anew as a whole, and a hand presses again and again.
A press is timed inside the page, from the moment that the browser dates the key, to two moments:

- computed: the end of the first frame whose picture has changed. The browser has run the code, laid
  out and painted. It is finer than an eye can be.
- on screen: the start of the next frame. A display shows 60 frames a second, so two pictures that
  are computed within the same sixtieth of a second are seen at the same moment. The ratios are of
  this time. It falls on one frame or the next: a median would jump between the two, so means stand
  in the table.

Of the explorer two things are timed: the sum in its bar, which is drawn with the slider, and the
last of what stands below, which is drawn one picture later.
"""

import statistics
import sys
import tempfile
from datetime import date
from pathlib import Path

from playwright.sync_api import Page

from tools.lab import Lab, chromium, run_all

PRESSES = 31

BARE = '''
import anywidget

class Bare(anywidget.AnyWidget):
    """A native slider and the number that it stands at."""

    _esm = """
    export default {render({el}) {
        const slider = Object.assign(document.createElement("input"), {type: "range", max: 99});
        slider.dataset.lmSuppressShortcuts = "true";
        const number = document.createElement("strong");
        slider.oninput = () => (number.textContent = slider.value);
        el.append(slider, number);
    }}
    """

Bare()
'''
EXPLORER = """
from helpers import GateExplorer

GateExplorer(units={0}, features={0}, timesteps={0}, return_sequences=True, bidirectional=True)
"""
GATE = """
from helpers import OneGate

OneGate(units=4, features=3)
"""
LAB = """
from helpers import TrainingLab

TrainingLab("many_to_many", units=5, epochs=1000)
"""
INTERACT = """
%matplotlib inline
import matplotlib.pyplot as plt
from ipywidgets import interact
from helpers import lstm_parameters

@interact(units=(1, 4096))
def bars(units=64):
    gates = lstm_parameters(units, 64).gates
    plt.bar(gates.keys(), [gate.total for gate in gates.values()])
    plt.show()
"""
ASKS_PYTHON = "interact, inline matplotlib"
# What is measured: the cell, where the key goes, and what changes.
RANGE, RESULT = "input[type=range]", ".gbg-result strong"
# The shape of the kernel that Keras stores: it changes with all that stands below the sum.
LAST_DRAWN = ".gbg-array-name code"
CASES = {
    "bare native slider": (BARE, RANGE, "strong"),
    "GateExplorer, units 8": (EXPLORER.format(8), RANGE, RESULT),
    "GateExplorer, units 128": (EXPLORER.format(128), RANGE, RESULT),
    "the same, its whole picture": (EXPLORER.format(128), RANGE, LAST_DRAWN),
    "GateExplorer, units 4,096": (EXPLORER.format(4096), RANGE, RESULT),
    "OneGate": (GATE, RANGE, ".gbg-gate-result"),
    # The lab's message changes when all epochs are done.
    "TrainingLab, 1,000 epochs": (LAB, "input[name=learning_rate]", ".gbg-message"),
    ASKS_PYTHON: (INTERACT, ".noUi-handle", "img"),
}
# The seconds from page to server and back, and whether there is a kernel.
SITUATIONS = {
    "a kernel on this machine": (0, True),
    "a kernel 200 ms away": (0.2, True),
    "no kernel": (0, False),
}

# Waits for the next key, and resolves to the two times in milliseconds. A message that is posted in
# a frame's callback arrives when that frame has been painted.
UNTIL_PAINTED = """([number, slider, changing]) => {
    const cell = document.querySelectorAll('.jp-Cell')[number];
    const shown = () => {
        const node = cell.querySelector(changing);
        return node && (node.src ?? node.textContent);
    };
    const nextFrame = () => new Promise(resolve => {
        const {port1, port2} = new MessageChannel();
        port1.onmessage = resolve;
        requestAnimationFrame(() => port2.postMessage(null));
    });
    cell.querySelector(slider).focus();
    const before = shown();
    window.measured = new Promise(resolve => {
        window.addEventListener('keydown', async event => {
            let now = before;
            while (now === before || now === null || now.endsWith('…')) {
                await nextFrame();
                now = shown();
            }
            const computed = performance.now() - event.timeStamp;
            requestAnimationFrame(() => resolve([computed, performance.now() - event.timeStamp]));
        }, {capture: true, once: true});
    });
}"""


def main(presses: int = PRESSES) -> None:
    """Measure, and print the tables."""
    for situation, (delay, with_kernel) in SITUATIONS.items():
        print(f"Slider to repaint in JupyterLab, {date.today()}, {situation},", end=" ")
        print(f"mean of {presses} presses\n\n{table(measure(presses, delay, with_kernel))}\n")


def measure(presses: int, delay: float, with_kernel: bool) -> dict[str, list[tuple[float, float]]]:
    """Return the two times of every press, in milliseconds, by the name of the slider."""
    with tempfile.TemporaryDirectory() as folder, Lab(Path(folder)) as lab, chromium() as browser:
        cells = [cell for cell, _, _ in CASES.values()]
        page = lab.open(browser, lab.write("sliders.ipynb", cells), alone=True, delay=delay)
        run_all(page)
        if not with_kernel:
            lab.stop_kernel(page)
        times = {name: [] for name in CASES if with_kernel or name != ASKS_PYTHON}
        for turn in range(presses + 1):
            for number, name in enumerate(CASES):
                if name not in times:
                    continue
                keys = ["ArrowRight", "ArrowLeft"]
                if name.endswith("4,096"):  # the slider's end, from which it can only go down
                    keys.reverse()
                _, second = [press(page, number, name, key) for key in keys]
                if turn:  # the first round warms up
                    times[name].append(second)
    return times


def press(page: Page, number: int, name: str, key: str) -> tuple[float, float]:
    """Press a key on one slider; return the milliseconds to "computed" and to "on screen"."""
    _, slider, changing = CASES[name]
    page.evaluate(UNTIL_PAINTED, [number, slider, changing])
    page.wait_for_timeout(100)  # scrolling to the slider, and what the kernel still has to do
    page.keyboard.press(key)
    return tuple(page.evaluate("window.measured"))


def table(times: dict[str, list[tuple[float, float]]]) -> str:
    """Return the means, and how they compare."""
    means = {
        name: [statistics.fmean(column) for column in zip(*pairs, strict=True)]
        for name, pairs in times.items()
    }
    bare, *_ = (on_screen for _, on_screen in means.values())
    lines = [
        "| slider | computed, ms | on screen, ms | times the bare slider |",
        "|---|---:|---:|---:|",
    ]
    for name, (computed, on_screen) in means.items():
        lines.append(f"| {name} | {computed:.1f} | {on_screen:.1f} | {on_screen / bare:.2f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
