"""Carry the ranges of pyproject.toml into exact pins: `make lock`.

    make lock                          # what is locked already stays, where pyproject.toml lets it
    make lock UPGRADE='keras numpy'    # these are raised to the newest that fits
    make lock UPGRADE=all

Both locks have hashes, and hold for every platform and every Python that is let in:
requirements.txt is what a learner installs, requirements-dev.txt is that with all that tests, lints
and builds the website. environment.yml is for Binder and conda: the same versions of what the
lessons need.
"""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
LEARNERS, DEVELOPERS = "requirements.txt", "requirements-dev.txt"
LOWEST_PYTHON = "3.11"
# The one that Binder takes; conda has no ranges of pins.
CONDA_PYTHON = "3.12"
HEAD = f"""\
# Written by `make lock` from pyproject.toml; what is changed here by hand is lost.
name: gate-by-gate
channels:
  - conda-forge
dependencies:
  - python={CONDA_PYTHON}
  - pip
  # The rest comes through pip: the same files that the tests run with.
  - pip:
      # What pyproject.toml asks for.
"""


def main() -> None:
    """Write all three files. Arguments are packages to raise, or `all`."""
    raised = [f"--upgrade-package={name}" for name in sys.argv[1:]]
    if sys.argv[1:] == ["all"]:
        raised = ["--upgrade"]
    everything = [f"--extra={name}" for name in EXTRAS]
    resolve("--generate-hashes", *everything, *raised, "--output-file", DEVELOPERS)
    as_locked = ["--extra=lessons", "--constraint", DEVELOPERS]
    # Each pin is found anew among those of the developers: an old one would only be in the way.
    resolve(
        "--generate-hashes", *as_locked, "--extra=install", "--upgrade", "--output-file", LEARNERS
    )
    pinned = resolve(*as_locked).splitlines()
    direct = {
        canonicalize_name(Requirement(one).name)
        for one in PROJECT["dependencies"] + EXTRAS["lessons"]
    }
    # "name==version ; marker" is written as pyproject.toml has it.
    lines = [line.replace(" ; ", "; ") for line in pinned]
    asked = [line for line in lines if canonicalize_name(Requirement(line).name) in direct]
    pulled_in = [line for line in lines if line not in asked]
    text = HEAD + _entries(asked) + "      # What those pull in.\n" + _entries(pulled_in)
    (ROOT / "environment.yml").write_text(text, encoding="utf-8")


def resolve(*options: str) -> str:
    """Return every package that pyproject.toml leads to, one a line, each with its version."""
    command = [
        str(Path(sys.executable).with_name("uv")),
        *("pip", "compile", "pyproject.toml", "--universal", "--python-version", LOWEST_PYTHON),
        *("--no-annotate", "--no-header", "--no-emit-index-url", "--no-emit-find-links"),
        # To pip 23 a pin of `name` says nothing of `name[extra]`, which it would take anew.
        "--no-strip-extras",
        *options,
    ]
    result = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return result.stdout


def _entries(requirements: list[str]) -> str:
    # A JSON string is a YAML string too, and markers have quotes and colons of their own.
    return "".join(f"      - {json.dumps(requirement)}\n" for requirement in requirements)


if __name__ == "__main__":
    main()
