"""What is pinned, what is tested and what Binder installs are the same."""

import json
import os
import re
import stat
import subprocess
import sys
import tomllib
import venv
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from repo2docker.app import Repo2Docker
from repo2docker.buildpacks import CondaBuildPack

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
DIRECT = PROJECT["project"]["dependencies"]
DEV = PROJECT["project"]["optional-dependencies"]["dev"]
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
PIP = ENVIRONMENT["dependencies"][-1]["pip"]
LOCK = (ROOT / "requirements.txt").read_text(encoding="utf-8")
# One entry is a requirement and, in the lines below it, its hashes.
LOCKED = [entry.replace("\\\n", " ").split() for entry in re.split(r"\n(?=\S)", LOCK.strip())]


def pins(requirements: list[str]) -> dict[str, str]:
    parsed = map(Requirement, requirements)
    return {canonicalize_name(one.name): str(one.specifier) for one in parsed}


def locked_requirements() -> list[str]:
    return [" ".join(part for part in entry if not part.startswith("--")) for entry in LOCKED]


def applies(requirement: Requirement, extra: str = "") -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": extra})


def test_conda_brings_python_and_pip_and_nothing_else():
    python = PROJECT["project"]["requires-python"]
    assert python == ">=3.11,<3.12"
    assert ENVIRONMENT["dependencies"][:-1] == ["python=3.11", "pip"]
    assert PROJECT["tool"]["ruff"]["target-version"] == "py311"


def test_every_pin_is_exact():
    for name, specifier in (pins(DIRECT) | pins(DEV) | pins(PIP)).items():
        assert re.fullmatch(r"==[^*,]+", specifier), name


def test_environment_begins_with_the_pins_of_the_project():
    assert PIP[: len(DIRECT)] == DIRECT


def test_lock_has_the_pins_of_the_project():
    locked = pins(locked_requirements())
    assert pins(DIRECT + DEV).items() <= locked.items()


def test_environment_has_the_versions_of_the_lock():
    assert pins(PIP).items() <= pins(locked_requirements()).items()


def test_environment_has_all_that_its_packages_need():
    # As far as this platform shows: Binder's is one of those on which the tests run.
    wanted = [one for one in map(Requirement, PIP) if applies(one)]
    names = {canonicalize_name(one.name) for one in wanted}
    for package in wanted:
        for extra in ["", *package.extras]:
            for need in map(Requirement, requires(package.name) or []):
                if applies(need, extra):
                    assert canonicalize_name(need.name) in names, f"{package.name} needs {need}"


def test_what_is_installed_is_what_is_locked():
    for requirement in map(Requirement, locked_requirements()):
        if not applies(requirement):
            continue
        try:
            installed = f"=={version(requirement.name)}"
        except PackageNotFoundError:
            installed = "nothing"
        assert str(requirement.specifier) == installed, f"{requirement.name} as it is locked"


def test_lock_has_hashes_and_names_no_index():
    for entry in LOCKED:
        assert any(part.startswith("--hash=sha256:") for part in entry), entry[0]
    assert "://" not in LOCK
    assert "index" not in LOCK
    assert "find-links" not in LOCK


def test_binder_takes_the_same_environment():
    link = ROOT / "binder" / "environment.yml"
    assert link.is_symlink()
    assert os.readlink(link) == "../environment.yml"
    assert os.stat(ROOT / "binder" / "postBuild").st_mode & stat.S_IXUSR


def test_binder_would_build_this(monkeypatch):
    monkeypatch.chdir(ROOT)
    app = Repo2Docker()
    packs = (pack(base_image=app.base_image) for pack in app.buildpacks)
    chosen = next(pack for pack in packs if pack.detect())
    assert type(chosen) is CondaBuildPack
    chosen.platform = "linux/amd64"
    dockerfile = chosen.render()
    assert chosen.python_version == "3.11"
    assert "env update" in dockerfile
    assert '"binder/environment.yml"' in dockerfile
    assert "RUN ./binder/postBuild" in dockerfile


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Run postBuild on a copy of the repository; return the copy and the environment's Python.

    The environment is new. Only the packages are those of the one in which the tests run: to
    install them again takes minutes, and that they are the right ones is tested above.
    """
    folder = tmp_path_factory.mktemp("binder")
    copy = folder / "repository"
    for name in repository_files():
        target = copy / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_symlink():
            target.symlink_to(os.readlink(ROOT / name))
        elif (ROOT / name).exists():
            target.write_bytes((ROOT / name).read_bytes())
            target.chmod((ROOT / name).stat().st_mode)
    prefix = folder / "environment"
    venv.create(prefix, symlinks=True, with_pip=False)
    python = prefix / "bin" / "python"
    packages = subprocess.check_output(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True
    ).strip()
    for entry in Path(packages_of_this_environment()).iterdir():
        # All but this checkout's own helpers, which would hide a postBuild that installs nothing.
        if "gate_by_gate" not in entry.name:
            (Path(packages) / entry.name).symlink_to(entry)
    environment = jupyter_environment(folder, prefix)
    # With 0, oddly, pip takes hatchling from here instead of fetching it: no test needs a network.
    environment |= {"PIP_NO_BUILD_ISOLATION": "0"}
    subprocess.run(["binder/postBuild"], cwd=copy, env=environment, check=True)
    return copy, python


def packages_of_this_environment() -> str:
    return str(Path(yaml.__file__).parent.parent)


def jupyter_environment(folder: Path, prefix: Path) -> dict[str, str]:
    # Second come the commands that belong to the packages, such as `jupyter trust`.
    commands = [str(prefix / "bin"), str(Path(sys.executable).parent), os.environ["PATH"]]
    return os.environ | {
        "PATH": os.pathsep.join(commands),
        "HOME": str(folder / "home"),
        "JUPYTER_DATA_DIR": str(folder / "data"),
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
    }


def test_post_build_leaves_helpers_working_in_the_lessons_folder(built):
    copy, python = built
    lessons = copy / "notebooks"
    lessons.mkdir(exist_ok=True)
    code = "import helpers; print(helpers.__file__); print(helpers.lstm_parameters(64, 128).total)"
    answer = subprocess.check_output([python, "-c", code], cwd=lessons, text=True)
    assert answer.split() == [str(copy / "helpers" / "__init__.py"), "49408"]


def test_post_build_leaves_settings_that_jupyter_accepts(built, tmp_path):
    _, python = built
    code = """
import json
from jupyterlab.labapp import LabApp
from jupyterlab_server.settings_utils import _get_overrides
app = LabApp.initialize_server(argv=["--allow-root", "--no-browser", "--port=0"])
manager = app.kernel_manager
print(json.dumps({
    "timeout": manager.cull_idle_timeout,
    "interval": manager.cull_interval,
    "connected": manager.cull_connected,
    "busy": manager.cull_busy,
    "news": _get_overrides("")[0]["@jupyterlab/apputils-extension:notification"]["fetchNews"],
}))
"""
    environment = jupyter_environment(tmp_path, python.parent.parent)
    answer = subprocess.check_output([python, "-c", code], cwd=tmp_path, env=environment, text=True)
    assert json.loads(answer.splitlines()[-1]) == {
        "timeout": 900,
        "interval": 60,
        "connected": True,
        "busy": False,
        "news": "false",
    }


def repository_files() -> list[str]:
    # Also what is about to be committed: before that is the time to notice.
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.check_output(command, cwd=ROOT, text=True)
    return [name for name in listed.split("\0") if name]


# Written so that these patterns do not find themselves.
HOSTS = re.compile(
    r"(pypi\.org|pythonhosted\.org|registry\.npmjs|deb\.debian|debian\.org/debian|anaconda\.org"
    r"|anaconda\.com|proxy\.golang|[a-z.]*mirrors?\.[a-z]+\.[a-z]+)"
)
# A folder of someone's machine, unless it is a part of a longer path or of an address.
FOLDERS = re.compile(
    r"(?<![\w.~$})/-])/(?:root|home|Users|work|opt|srv|tmp|mnt)/\w|[A-Z]:\\\\?Users", re.ASCII
)


@pytest.mark.parametrize("name", repository_files())
def test_file_names_no_package_index_and_no_folder_of_a_machine(name):
    path = ROOT / name
    if not path.is_file():
        pytest.skip("removed, but not yet committed")
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        pytest.skip("not text")
    assert HOSTS.findall(text) == []
    assert FOLDERS.findall(text) == []
    assert str(ROOT) not in text
    assert sys.prefix not in text
