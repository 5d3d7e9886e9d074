"""What nbval passes over is compared too: spoilt pictures, tracebacks and widgets are noticed."""

import base64
import copy
import json
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import nbformat
import numpy as np
import pytest
from jupyter_client.provisioning import KernelProvisionerFactory
from matplotlib.image import imsave

from tools.execute_notebooks import execute
from tools.forked_kernels import STARTED
from tools.jupyter_dirs import private_environment
from tools.lesson_outputs import (
    WIDGETS,
    output_differences,
    picture_differences,
    pixel_differences,
    pixels_of,
    state_differences,
)

ROOT = Path(__file__).parent.parent
SAVED = {path.stem: nbformat.read(path, 4) for path in sorted(ROOT.glob("notebooks/*.ipynb"))}
PICTURES = {
    f"{name}-{number}": output.data["image/png"]
    for name, lesson in SAVED.items()
    for number, cell in enumerate(lesson.cells)
    for output in cell.get("outputs", [])
    if "image/png" in output.get("data", {})
}


def png(pixels):
    file = BytesIO()
    imsave(file, pixels / 255, format="png", pil_kwargs={"compress_level": 1})  # need not be small
    return base64.b64encode(file.getvalue()).decode()


def busiest(pixels, size):
    """The corner of a square that shows most, so that a change in it changes something."""
    dark = (255 - pixels[:, :, :3].mean(axis=2)).round()
    rows, columns = (length // size for length in dark.shape)
    blocks = dark[: rows * size, : columns * size].reshape(rows, size, columns, size)
    row, column = np.unravel_index(blocks.var(axis=(1, 3)).argmax(), (rows, columns))
    return row * size, column * size


def moved_by_a_pixel(pixels):
    row, column = busiest(pixels, 24)
    part = np.s_[row : row + 24, column : column + 24]
    pixels[part] = np.roll(pixels[part], 1, axis=0)
    return pixels


def a_word_gone(pixels):
    row, column = busiest(pixels, 12)
    pixels[row : row + 12, column : column + 12] = WHITE
    return pixels


WHITE = 255
SPOILT = {
    "upside down": lambda pixels: pixels[::-1],
    "mirrored": lambda pixels: pixels[:, ::-1],
    "colours exchanged": lambda pixels: pixels[:, :, [2, 1, 0, 3]],
    "grey": lambda pixels: np.dstack([pixels[:, :, :3].mean(axis=2)] * 3 + [pixels[:, :, 3]]),
    "empty": lambda pixels: np.full_like(pixels, WHITE),
    "cut": lambda pixels: pixels[:, :-1],
    "moved by a pixel": moved_by_a_pixel,
    "a word gone": a_word_gone,
}


@pytest.mark.thorough
@pytest.mark.parametrize("name", PICTURES)
def test_every_spoilt_picture_is_noticed(name):
    sound = pixels_of(PICTURES[name])
    assert list(pixel_differences(sound, sound)) == []
    for how, spoil in SPOILT.items():
        spoilt = spoil(sound.copy())
        if not np.array_equal(spoilt, sound):
            assert list(pixel_differences(sound, spoilt)), how


@pytest.mark.thorough
@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_from_another_processor_is_the_same(name):
    """Edges of lines a twentieth of a pixel aside, as a last bit of rounding moves them."""
    pixels = pixels_of(PICTURES[name])
    aside = 0.95 * pixels + 0.05 * np.roll(pixels, 1, axis=1)
    aside[:, 0] = pixels[:, 0]
    # As a PNG, that its way into numbers is tried too.
    assert list(picture_differences(PICTURES[name], png(aside))) == []


def leaves(value, path=()):
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from leaves(value[key], (*path, key))
    else:
        yield path, value


def another(value):
    if isinstance(value, bool) or value is None:
        return not value
    if isinstance(value, int | float):
        return value + 1
    return value[:-1] + chr(ord(value[-1]) ^ 1) if value else "x"


def changed(models, path, value):
    spoilt = copy.deepcopy(models)
    *folders, last = path
    inner = spoilt
    for key in folders:
        inner = inner[key]
    inner[last] = value
    return spoilt


def models_of(lesson):
    metadata = json.loads(json.dumps(lesson.metadata))
    return metadata.get("widgets", {}).get(WIDGETS, {}).get("state", {})


@pytest.mark.thorough
@pytest.mark.parametrize("lesson", SAVED.values(), ids=SAVED)
def test_every_spoilt_part_of_a_saved_widget_is_noticed(lesson):
    models = models_of(lesson)
    assert list(state_differences(models, models)) == []
    rng = np.random.default_rng(3)
    places = [(path, value) for path, value in leaves(models) if path[-1] != "encoding"]
    for index in rng.choice(len(places), min(15, len(places)), replace=False):
        path, value = places[index]
        if "buffers" in path and path[-1] == "data":
            value = base64.b64encode(base64.b64decode(value)[:-4]).decode()
        else:
            value = another(value)
        assert list(state_differences(models, changed(models, path, value))), path
    for name in models:
        fewer = {other: model for other, model in models.items() if other != name}
        assert list(state_differences(models, fewer)), name


def test_a_widget_of_another_run_is_the_same_whatever_its_id_and_its_last_bits():
    saved = {"a1": {"state": {"layout": "IPY_MODEL_b2", "loss": 0.125, "units": 5}}, "b2": {}}
    fresh = {"c3": {"state": {"layout": "IPY_MODEL_d4", "loss": 0.12501, "units": 5}}, "d4": {}}
    for models in (saved, fresh):
        for model in models.values():
            model["model_name"] = "Model"
    assert list(state_differences(saved, fresh)) == []
    fresh["c3"]["state"]["layout"] = "IPY_MODEL_c3"
    assert list(state_differences(saved, fresh)) == ["widget 1, Model: state.layout"]


CELLS = [
    "%xmode Minimal\n"
    "from helpers import OneGate\n"
    "from helpers.figures import predictions_figure\n"
    "print('ready')",
    "predictions_figure([0, 1, 2], [0.1, 0.9, 2.2])",
    "predictions_figure([0, 1, 2], [0.1, 0.9, 2.2])",
    "predictions_figure([0, 1, 2], [0.1, 0.9, 2.2])",
    "raise ValueError('as it is meant')",
    "OneGate(units=3, features=2)",
]


@pytest.mark.thorough
def test_nbval_fails_in_every_cell_that_was_spoilt(tmp_path, monkeypatch):
    for name, value in private_environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    path = tmp_path / "lesson.ipynb"
    cells = [nbformat.v4.new_code_cell(source) for source in CELLS]
    cells[4].metadata["tags"] = ["raises-exception"]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    # None of its cells needs Keras, with which a fork would begin.
    monkeypatch.setattr(KernelProvisionerFactory.instance(), "default_provisioner_name", STARTED)
    execute(path)
    lesson = nbformat.read(path, 4)
    _, sound, picture, description, traceback, widget = lesson.cells
    assert sound.outputs[0].data == picture.outputs[0].data
    data = picture.outputs[0].data
    data["image/png"] = png(moved_by_a_pixel(pixels_of(data["image/png"])))
    description.outputs[0].metadata["image/png"]["alt"] += " Or four."
    traceback.outputs[0].traceback[-1] += "!"
    shown = widget.outputs[0].data["application/vnd.jupyter.widget-view+json"]["model_id"]
    lesson.metadata.widgets[WIDGETS].state[shown].state.units = 4
    nbformat.write(lesson, path)
    # No widget of this lesson changes after its cell has run.
    code = (
        "import pytest, sys, conftest as c; c.SETTLED_AFTER = 1; c.fork_kernels = lambda: None; "
        "pytest.main(sys.argv[1:], [c])"
    )
    command = [sys.executable, "-c", code, "-p", "no:cacheprovider", "-q", "--nbval"]
    command += ["--nbval-current-env", "--color=no", "-rf", str(path)]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout
    failed = [line.split(" - ")[0] for line in answer.splitlines() if line.startswith("FAILED")]
    assert [name.rpartition("::")[2] for name in failed] == [f"Cell {n}" for n in (2, 3, 4, 5)]


def test_an_output_more_is_noticed():
    output = nbformat.v4.new_output("display_data", {"image/png": "", "text/plain": "a"})
    assert list(output_differences([output], []))
    other = nbformat.v4.new_output("display_data", {"text/plain": "a"})
    assert list(output_differences([output], [other]))
