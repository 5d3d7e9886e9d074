"""What is pinned, what is tested and what Binder installs are the same."""

import json
import os
import re
import stat
import subprocess
import sys
import tomllib
import venv
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from repo2docker.app import Repo2Docker
from repo2docker.buildpacks import CondaBuildPack

from tools.colab_check import COLAB
from tools.unpin import unpinned

ROOT = Path(__file__).parent.parent
TOML = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = TOML["project"]
EXTRAS = PROJECT["optional-dependencies"]
# What a learner's environment asks for, and all that is asked for.
DIRECT = PROJECT["dependencies"] + EXTRAS["lessons"]
EVERYTHING = [*PROJECT["dependencies"], *chain.from_iterable(EXTRAS.values())]
PYTHONS = ["3.11", "3.12", "3.13"]
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
PIP = ENVIRONMENT["dependencies"][-1]["pip"]


def entries(lock: str) -> list[list[str]]:
    """One entry is a requirement and, in the lines below it, its hashes."""
    return [entry.replace("\\\n", " ").split() for entry in re.split(r"\n(?=\S)", lock.strip())]


def locked(lock: str) -> list[Requirement]:
    """What a lock installs."""
    parts = ([part for part in entry if not part.startswith("--")] for entry in entries(lock))
    return [Requirement(" ".join(entry)) for entry in parts]


LEARNERS, DEVELOPERS = (
    (ROOT / name).read_text(encoding="utf-8")
    for name in ("requirements.txt", "requirements-dev.txt")
)
LOCKED = locked(DEVELOPERS)
# The machines that the lock is for, as PEP 508 describes them.
MACHINES = [
    {
        **{"python_version": python, "python_full_version": f"{python}.5"},
        **{"sys_platform": system, "platform_machine": processor, "os_name": os_name},
        **{"platform_system": name, "implementation_name": "cpython", "extra": ""},
        "platform_python_implementation": "CPython",
    }
    for python in PYTHONS
    for system, name, os_name, processor in [
        ("linux", "Linux", "posix", "x86_64"),
        ("linux", "Linux", "posix", "aarch64"),
        ("darwin", "Darwin", "posix", "arm64"),
        ("win32", "Windows", "nt", "AMD64"),
    ]
]
here = pytest.mark.parametrize(
    "machine", MACHINES, ids=lambda one: "-".join(list(one.values())[1:4])
)


def name_of(requirement: Requirement) -> str:
    return canonicalize_name(requirement.name)


def applies(requirement: Requirement, machine: dict[str, str] | None = None) -> bool:
    return requirement.marker is None or requirement.marker.evaluate(machine)


def installed_on(requirements: list[Requirement], machine: dict[str, str]) -> dict[str, str]:
    """Versions by name; each package has one only."""
    found = [(name_of(one), one.specifier) for one in requirements if applies(one, machine)]
    assert len(dict(found)) == len(found), "one package in two versions"
    return {name: str(specifier).removeprefix("==") for name, specifier in found}


def test_every_place_names_the_same_pythons():
    assert PROJECT["requires-python"] == ">=3.11,<3.14"
    assert TOML["tool"]["ruff"]["target-version"] == "py311"
    conda, pip = ENVIRONMENT["dependencies"][:-1]
    assert conda.removeprefix("python=") in PYTHONS
    assert pip == "pip"
    script = (ROOT / "tools" / "environment.sh").read_text(encoding="utf-8")
    assert "(3, 11) <= sys.version_info[:2] <= (3, 13)" in script
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "Python 3.11, 3.12 or 3.13" in readme


def test_the_project_asks_for_ranges():
    for requirement in map(Requirement, DIRECT):
        operators = {one.operator for one in requirement.specifier}
        assert operators == {">=", "<"}, str(requirement)


def test_unpinned_every_requirement_lets_in_what_comes_after_it():
    text = unpinned((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project = tomllib.loads(text)["project"]
    free = [
        *project["dependencies"],
        *chain.from_iterable(project["optional-dependencies"].values()),
    ]
    for before, after in zip(map(Requirement, EVERYTHING), map(Requirement, free), strict=True):
        assert (after.name, after.marker) == (before.name, before.marker)
        lowest = next(one.version for one in before.specifier if one.operator in (">=", "=="))
        assert {one.version for one in after.specifier if one.operator == ">="} == {lowest}
        assert "9998" in after.specifier, str(after)
    # Nothing else changes: which Pythons, for instance.
    assert tomllib.loads(text) | {"project": PROJECT} == TOML
    asked = {"dependencies", "optional-dependencies"}
    assert all(project[name] == value for name, value in PROJECT.items() if name not in asked)


def test_the_ranges_let_in_what_colab_ships():
    asked = {name_of(one): one.specifier for one in map(Requirement, DIRECT)}
    for name, shipped in COLAB.items():
        assert shipped in asked[name], name


def test_colab_keeps_its_tensorflow():
    assert not [one for one in PROJECT["dependencies"] if "tensorflow" in one]


def test_lock_and_environment_are_exact():
    for requirement in [*LOCKED, *map(Requirement, PIP)]:
        assert re.fullmatch(r"==[^*,]+", str(requirement.specifier)), str(requirement)


@here
def test_lock_fits_what_the_project_asks_for(machine):
    found = installed_on(LOCKED, machine)
    for requirement in map(Requirement, EVERYTHING):
        if applies(requirement, machine):
            assert found[name_of(requirement)] in requirement.specifier, str(requirement)


@here
def test_learners_install_what_developers_test_and_only_what_lessons_ask_for(machine):
    learners, developers = (installed_on(locked(one), machine) for one in (LEARNERS, DEVELOPERS))
    assert learners.items() <= developers.items()
    for requirement in map(Requirement, DIRECT + EXTRAS["install"]):
        if applies(requirement, machine):
            assert name_of(requirement) in learners
    tools = {name_of(Requirement(one)) for extra in ("app", "site") for one in EXTRAS[extra]}
    assert not tools & learners.keys()
    assert not {"playwright", "hypothesis", "onnx"} & learners.keys()


@here
def test_environment_has_what_the_lessons_ask_for_as_it_is_locked(machine):
    environment = installed_on([Requirement(one) for one in PIP], machine)
    assert environment.items() <= installed_on(locked(LEARNERS), machine).items()
    for requirement in map(Requirement, DIRECT):
        if applies(requirement, machine):
            assert name_of(requirement) in environment


def test_environment_has_all_that_its_packages_need():
    # As far as this platform shows: Binder's is one of those on which the tests run.
    wanted = [one for one in map(Requirement, PIP) if applies(one)]
    names = {name_of(one) for one in wanted}
    for package in wanted:
        for extra in ["", *package.extras]:
            for need in map(Requirement, requires(package.name) or []):
                if applies(need, {"extra": extra}):
                    assert name_of(need) in names, f"{package.name} needs {need}"


def test_what_is_installed_is_what_is_locked():
    if os.environ.get("LOWEST"):
        pytest.skip("the lowest versions are installed, not the locked ones")
    for requirement in LOCKED:
        if not applies(requirement):
            continue
        try:
            installed = f"=={version(requirement.name)}"
        except PackageNotFoundError:
            installed = "nothing"
        assert str(requirement.specifier) == installed, f"{requirement.name} as it is locked"


@pytest.mark.parametrize("lock", [LEARNERS, DEVELOPERS], ids=["learners", "developers"])
def test_lock_has_hashes_and_names_no_index(lock):
    for entry in entries(lock):
        assert any(part.startswith("--hash=sha256:") for part in entry), entry[0]
    assert "://" not in lock
    assert "index" not in lock
    assert "find-links" not in lock


def test_no_start_of_jupyter_waits_for_a_grammar_of_addresses():
    """`[tool.uv]` in pyproject.toml says why; a raised lock could bring it back."""
    assert "rfc3987-syntax" not in {name_of(requirement) for requirement in LOCKED}


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
    assert f"python={chosen.python_version}" == ENVIRONMENT["dependencies"][0]
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
    # Nothing of the checkout that is tested may stand in for what postBuild installs.
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return inherited | {
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
    environment = jupyter_environment(copy.parent, python.parent.parent)
    answer = subprocess.check_output([python, "-c", code], cwd=lessons, env=environment, text=True)
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
    try:
        # A tree without git of its own may lie inside somebody else's repository.
        top = subprocess.check_output([*command[:1], "rev-parse", "--show-prefix"], **in_the_root())
        listed = subprocess.check_output(command, **in_the_root()) if not top.strip() else ""
    except (OSError, subprocess.CalledProcessError):
        listed = ""
    if listed:
        return [name for name in listed.split("\0") if name]
    return sorted(str(path.relative_to(ROOT)) for path in unpacked_files(ROOT))


def in_the_root() -> dict[str, Any]:
    return {"cwd": ROOT, "text": True, "stderr": subprocess.DEVNULL}


def unpacked_files(folder: Path) -> Iterator[Path]:
    """What a tarball brought: all but the kinds of folders that .gitignore names."""
    made = {"build", "dist", "__pycache__", "node_modules", ".git", ".ipynb_checkpoints"}
    for path in folder.iterdir():
        if path.is_symlink() or not path.is_dir():
            yield path
        elif not (
            path.name in made
            or path.name.endswith((".egg-info", "_cache"))
            or path.name == ".hypothesis"
            or (path / "pyvenv.cfg").exists()
        ):
            yield from unpacked_files(path)


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
    # /usr is everybody's.
    if sys.prefix not in ("/usr", "/usr/local"):
        assert sys.prefix not in text
