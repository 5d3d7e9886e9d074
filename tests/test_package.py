"""What is built to be installed holds the data that `helpers` reads."""

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HELPERS = ROOT / "helpers"
# What is read when the package runs, besides Python.
DATA = sorted(
    path.relative_to(ROOT).as_posix()
    for pattern in ("tasks/*.json", "text/*/*.json", "widgets/bundles/*")
    for path in HELPERS.glob(pattern)
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder


def test_there_are_data():
    assert "helpers/tasks/forecast_runs.json" in DATA
    assert "helpers/text/en/padding.json" in DATA
    assert "helpers/widgets/bundles/forecast_runs.js" in DATA


def test_the_wheel_holds_them(built):
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as file:
        assert set(DATA) <= set(file.namelist())
        saved = file.read("helpers/tasks/forecast_runs.json")
    assert saved == (HELPERS / "tasks" / "forecast_runs.json").read_bytes()


def test_the_source_holds_them(built):
    (source,) = built.glob("*.tar.gz")
    with tarfile.open(source) as file:
        names = {name.partition("/")[2] for name in file.getnames()}
    assert set(DATA) <= names


def test_a_lesson_that_counts_loads_no_matplotlib():
    code = (
        "import sys; from helpers import Ask, GateExplorer; GateExplorer()._repr_mimebundle_();"
        "Ask('lstm_total'); print('matplotlib' in sys.modules, 'keras' in sys.modules)"
    )
    answer = subprocess.check_output([sys.executable, "-c", code], text=True)
    assert answer.split() == ["False", "False"]
