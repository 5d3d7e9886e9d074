"""From the press of a key on a slider to the repaint of what it moves, in JupyterLab.

    python -m benchmarks.slider [presses]

Three tables: a kernel on this machine, one that is 200 ms away, and none. All sliders stand in one
notebook, and each round goes through all of them, so that whatever else the machine is doing slows
all alike. A slider that has come into sight is pressed once and back before it is timed: the first
picture after the page has scrolled is painted anew as a whole, and a hand presses again and again.
A press is timed twice:

- first picture: what Chromium itself calls the latency of the key (EventLatency in its traces),
  from the key to the presentation of the first picture that answers. The ratios are of this time.
- result: inside the page, from the moment that the browser dates the key to the start of the frame
  after the one in which the result has changed. The next picture of a bare slider begins then too.

A bare slider stands at the top, in the middle and at the end, and the ratios are of their mean:
with each picture Chromium puts together anew what stands within some screens of what has changed,
which takes 1 ms at the top of this notebook and 2 in its middle. All times are medians, which one
press that had to wait for something else does not change.

Every view draws its controls with the first picture, and all else one picture later: of most the
result timed is the latter. Of the explorer both are, the sum in its bar, which comes with the first
picture, and the last of what stands below. Where Python draws, the first picture is that of the
slider alone.
"""

import statistics
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Self

from playwright.sync_api import Page

from tools.lab import Lab, chromium, run_all

PRESSES = 21

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
STEPPER = """
import keras
import numpy as np
from helpers import CellStepper

layer = keras.layers.LSTM(2)
layer.build((None, 7, 3))
CellStepper(layer, np.linspace(-1, 1, 21).reshape(7, 3), stage=4)
"""
PADDED = """
import keras
from helpers import Padding

embedding, layer = keras.layers.Embedding(8, 3), keras.layers.LSTM(3)
embedding.build((None,))
layer.build((None, None, 3))
Padding(["Thou", "art", "more", "lovely"], [1, 2, 3, 4], embedding, layer)
"""


def made(widget: str) -> str:
    """Return a cell that makes an interactive."""
    return f"import helpers\n\nhelpers.{widget}"


# What is measured: the cell, where the key goes, and what changes.
RANGE, RESULT = "input[type=range]", ".gbg-result strong"
# The shape of the kernel that Keras stores: it changes with all that stands below the sum.
LAST_DRAWN = ".gbg-array-name code"
RATE = "input[name=learning_rate]"
BARES = ("bare native slider", "another in the middle", "another at the end")
CASES = {
    BARES[0]: (BARE, RANGE, "strong"),
    "GateExplorer, units 8": (EXPLORER.format(8), RANGE, RESULT),
    "GateExplorer, units 128": (EXPLORER.format(128), RANGE, RESULT),
    "the same, its whole picture": (EXPLORER.format(128), RANGE, LAST_DRAWN),
    "GateExplorer, units 4,096": (EXPLORER.format(4096), RANGE, RESULT),
    "OneGate": (made("OneGate(units=4, features=3)"), RANGE, ".gbg-gate-result"),
    # The lab's message changes when all epochs are done.
    "TrainingLab, 1,000 epochs": (LAB, RATE, ".gbg-message"),
    "TensorShapes": (made("TensorShapes()"), RANGE, ".gbg-picture"),
    "TextTensor": (made("TextTensor(['one two three', 'four'] * 20)"), RANGE, ".gbg-words"),
    BARES[1]: (BARE, RANGE, "strong"),
    "UnrolledCell": (made("UnrolledCell()"), RANGE, ".gbg-picture"),
    "CellStepper": (STEPPER, RANGE, ".gbg-stage-panels"),
    "Padding": (PADDED, RANGE, ".gbg-says"),
    "ActivationCurves": (made("ActivationCurves()"), RANGE, ".gbg-curve-value"),
    "GradientThroughTime": (made("GradientThroughTime()"), RANGE, ".gbg-chart"),
    "UnitsAreRoom": (made("UnitsAreRoom()"), RANGE, ".gbg-buttons"),
    ASKS_PYTHON: (INTERACT, ".noUi-handle", "img"),
    BARES[2]: (BARE, RANGE, "strong"),
}
AT_THEIR_END = {"GateExplorer, units 4,096", "TextTensor"}
# The seconds from page to server and back, and whether there is a kernel.
SITUATIONS = {
    "a kernel on this machine": (0, True),
    "a kernel 200 ms away": (0.2, True),
    "no kernel": (0, False),
}

# Waits for the next key, and resolves to a time in milliseconds.
UNTIL_SHOWN = """([number, slider, changing]) => {
    const cell = document.querySelectorAll('.jp-Cell')[number];
    const shown = () => {
        const node = cell.querySelector(changing);
        return node && (node.src ?? node.textContent);
    };
    const nextFrame = () => new Promise(resolve => requestAnimationFrame(resolve));
    cell.querySelector(slider).focus();
    const before = shown();
    window.measured = new Promise(resolve => {
        window.addEventListener('keydown', async event => {
            let now = before;
            while (now === before || now === null || now.endsWith('…')) {
                await nextFrame();
                now = shown();
            }
            await nextFrame();
            resolve(performance.now() - event.timeStamp);
        }, {capture: true, once: true});
    });
}"""


def main(presses: int = PRESSES) -> None:
    """Measure, and print the tables."""
    for situation, (delay, with_kernel) in SITUATIONS.items():
        print(f"Slider to repaint in JupyterLab, {date.today()}, {situation},", end=" ")
        print(f"median of {presses} presses\n\n{table(measure(presses, delay, with_kernel))}\n")


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
                if name in AT_THEIR_END:  # they can only go down
                    keys.reverse()
                press(page, number, name, keys[0])
                with Latencies(page) as latencies:
                    result = press(page, number, name, keys[1])
                if turn:  # the first round warms up
                    times[name].append((latencies.of_keys()[0], result))
    return times


def press(page: Page, number: int, name: str, key: str) -> float:
    """Press a key on one slider; return the milliseconds until its result is there."""
    _, slider, changing = CASES[name]
    page.evaluate(UNTIL_SHOWN, [number, slider, changing])
    page.wait_for_timeout(100)  # scrolling to the slider, and what the kernel still has to do
    page.keyboard.press(key)
    return page.evaluate("window.measured")


class Latencies:
    """What Chromium traces of the keys that are pressed meanwhile."""

    def __init__(self, page: Page) -> None:
        """Take the page that is traced."""
        self._page, self._events, self._complete = page, [], False

    def __enter__(self) -> Self:
        """Begin to trace."""
        self._session = self._page.context.new_cdp_session(self._page)
        self._session.on("Tracing.dataCollected", lambda sent: self._events.extend(sent["value"]))
        self._session.on("Tracing.tracingComplete", self._end)
        options = {"transferMode": "ReportEvents", "categories": "cc,benchmark,input"}
        self._session.send("Tracing.start", options)
        return self

    def __exit__(self, *exception: object) -> None:
        """Wait until all is told."""
        self._page.wait_for_timeout(150)  # the last picture has to be presented
        self._session.send("Tracing.end")
        while not self._complete:
            self._page.wait_for_timeout(10)
        self._session.detach()

    def _end(self, _: object) -> None:
        self._complete = True

    def of_keys(self) -> list[float]:
        """Return the milliseconds from each key to the picture that answers to it."""
        begun, found = {}, []
        for event in sorted(self._events, key=lambda event: event["ts"]):
            if event["name"] != "EventLatency":
                continue
            name = (event["pid"], str(event.get("id2", event.get("id"))))
            if event["ph"] == "b":
                begun[name] = event
            elif event["ph"] == "e" and name in begun:
                start = begun.pop(name)
                if start["args"]["event_latency"]["event_type"] == "KEY_PRESSED":
                    found.append((event["ts"] - start["ts"]) / 1000)
        return found


def table(times: dict[str, list[tuple[float, float]]]) -> str:
    """Return the medians, and how they compare."""
    medians = {
        name: [statistics.median(column) for column in zip(*pairs, strict=True)]
        for name, pairs in times.items()
    }
    bare = statistics.fmean(medians[name][0] for name in BARES)
    lines = [
        "| slider | first picture, ms | times a bare slider | result, ms |",
        "|---|---:|---:|---:|",
    ]
    for name, (first, result) in medians.items():
        lines.append(f"| {name} | {first:.1f} | {first / bare:.2f} | {result:.1f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
