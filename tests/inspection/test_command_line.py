"""`python -m helpers explain FILE`, on files that Keras saved and on files that it did not."""

import subprocess
import sys
import zipfile

import h5py
import keras
import pytest
from keras import layers

from helpers import explain
from helpers.inspection.command_line import main


def model():
    return keras.Sequential([keras.Input((7, 3)), layers.LSTM(5), layers.Dense(1)], name="small")


@pytest.mark.parametrize("ending", [".keras", ".h5"])
def test_a_saved_model_is_explained(tmp_path, capsys, ending):
    path = tmp_path / f"model{ending}"
    model().save(path)
    assert main(["explain", str(path)]) == 0
    assert capsys.readouterr().out == f"{explain(keras.saving.load_model(path))}\n"


def test_as_a_page(tmp_path, capsys):
    path, page = tmp_path / "model.keras", tmp_path / "page.html"
    model().save(path)
    assert main(["explain", str(path), "--html", str(page)]) == 0
    assert capsys.readouterr().out == ""
    text = page.read_text(encoding="utf-8")
    assert "<title>small: 186 parameters</title>" in text
    assert explain(model())._repr_html_().splitlines()[1] in text


class Custom(layers.Layer):
    def call(self, x):
        return x


def refused(capsys, *arguments):
    assert main(["explain", *map(str, arguments)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    (line,) = captured.err.splitlines()
    return line.removeprefix("python -m helpers explain: ")


def test_what_is_no_model_gets_one_line(tmp_path, capsys):
    assert refused(capsys, tmp_path / "none.keras").startswith("there is no file ")
    assert "is a folder" in refused(capsys, tmp_path)
    for ending, says in (
        (".keras", "no Keras model"),
        (".h5", "no HDF5 file"),
        (".txt", "FILE mu"),
    ):
        path = tmp_path / f"text{ending}"
        path.write_text("not a model")
        assert says in refused(capsys, path)
    weights = tmp_path / "only.weights.h5"
    model().save_weights(weights)
    assert "it holds weights only" in refused(capsys, weights)
    with h5py.File(tmp_path / "other.h5", "w") as file:
        file["numbers"] = [1, 2]
    assert "it holds weights only" in refused(capsys, tmp_path / "other.h5")


def test_an_archive_that_keras_3_does_not_read_gets_one_line(tmp_path, capsys):
    path = tmp_path / "model.keras"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("other.txt", "no model")
    assert "no Keras model" in refused(capsys, path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("config.json", "{}")
        archive.writestr("metadata.json", '{"keras_version": "2.15.0"}')
    assert "saved by Keras 2.15.0 as .keras, which Keras 3 does not read" in refused(capsys, path)


@pytest.mark.parametrize("ending", [".keras", ".h5"])
def test_a_custom_class_gets_one_line(tmp_path, capsys, ending):
    path = tmp_path / f"custom{ending}"
    keras.Sequential([keras.Input((3,)), Custom()]).save(path)
    assert "it has the class 'Custom', which Keras does not know" in refused(capsys, path)


def test_a_page_that_cannot_be_written(tmp_path, capsys):
    path = tmp_path / "model.keras"
    model().save(path)
    assert "cannot be written" in refused(capsys, path, "--html", tmp_path / "no" / "page.html")


def test_in_a_shell():
    run = subprocess.run(
        [sys.executable, "-m", "helpers", "explain", "missing.keras"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == "python -m helpers explain: there is no file 'missing.keras'\n"
