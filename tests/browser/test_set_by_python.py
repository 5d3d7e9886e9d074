"""Interactives that only Python and a page share, in JupyterLab: what a kernel sets, and its end.

All else of them is tested without JupyterLab, in files of their own. The lab and the explorer, for
which a kernel does more, have such tests there.
"""

from helpers.widgets.shared.view_module import view_words
from tests.browser import test_forecast_runs, test_gradient_through_time, test_padding
from tests.browser.errors import Errors
from tests.browser.steps import run, until
from tools.lab import PROJECTOR

CELLS = [
    f"""
import keras, numpy as np
from helpers import ForecastRuns, GradientThroughTime, Padding
rng = np.random.default_rng(5)
embedding = keras.layers.Embedding(8, 4)
embedding.build((None,))
layer = keras.layers.LSTM(3)
layer.build((None, None, 4))
for part in (embedding, layer):
    part.set_weights([rng.normal(size=weights.shape) for weights in part.get_weights()])
numbers = rng.integers(1, 8, 7)
line = Padding([f"word{{n}}" for n in numbers], numbers, embedding, layer)
runs = ForecastRuns({test_forecast_runs.BASELINE})
gradient = GradientThroughTime()
""",
    "line",
    "runs",
    "gradient",
]


def soon(check, *values):
    """Wait until a check holds: what Python sets is on its way."""

    def holds():
        try:
            check(*values)
        except AssertionError:
            return False
        return True

    assert until(holds), check(*values)


def press(page, widget, word, key):
    page.get_by_role("slider", name=view_words(widget)[word]).press(key)


def test_views_follow_python_and_go_on_without_a_kernel(open_notebook):
    page = open_notebook(CELLS, viewport=PROJECTOR, own=True)
    errors = Errors(page)
    test_padding.check(page, 3, "post", False)
    test_forecast_runs.check(page, "level", 24, 16)
    test_gradient_through_time.check(page, 1.0)

    assert run(page, "line.mask = True\nline.places = 8") == ""
    assert run(page, "runs.target, runs.units = 'change', 4") == ""
    assert run(page, "gradient.forget_bias = 5") == ""
    soon(test_padding.check, page, 8, "post", True)
    soon(test_forecast_runs.check, page, "change", 24, 4)
    soon(test_gradient_through_time.check, page, 5.0)

    press(page, "gradient_through_time", "forget_bias", "ArrowLeft")
    assert until(lambda: run(page, "print(gradient.forget_bias)") == "4.75\n")

    page.evaluate("jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    press(page, "padding", "places", "ArrowRight")
    test_padding.check(page, 9, "post", True)
    press(page, "forecast_runs", "window", "Home")
    test_forecast_runs.check(page, "change", 6, 4)
    press(page, "gradient_through_time", "forget_bias", "Home")
    test_gradient_through_time.check(page, 0.0)
    assert errors == []
