"""Carry the pins of pyproject.toml into requirements.txt and environment.yml: `make lock`.

requirements.txt is the full lock, with hashes, for every platform, the tools of developers
included. environment.yml is for Binder and conda: the same versions of what the lessons need.
"""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
PYTHON = "3.11"
HEAD = f"""\
# Written by `make lock` from pyproject.toml; what is changed here by hand is lost.
name: gate-by-gate
channels:
  - conda-forge
dependencies:
  - python={PYTHON}
  - pip
  # The rest comes through pip: the same files that the tests run with.
  - pip:
      # The pins of pyproject.toml.
"""


def main() -> None:
    """Write both files."""
    # What is pinned in the file already stays, unless pyproject.toml says otherwise.
    resolve("--generate-hashes", "--extra", "dev", "--output-file", "requirements.txt")
    pinned = resolve("--constraint", "requirements.txt").splitlines()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    direct = project["dependencies"]
    named = {line.partition(";")[0].strip() for line in direct}
    # "name==version ; marker" is written as pyproject.toml has it.
    lines = [line.replace(" ; ", "; ") for line in pinned]
    pulled_in = [line for line in lines if line.partition(";")[0].strip() not in named]
    text = HEAD + _entries(direct) + "      # What those pull in.\n" + _entries(pulled_in)
    (ROOT / "environment.yml").write_text(text, encoding="utf-8")


def resolve(*options: str) -> str:
    """Return every package that pyproject.toml leads to, one a line, each with its version."""
    command = [
        str(Path(sys.executable).with_name("uv")),
        *("pip", "compile", "pyproject.toml", "--universal", "--python-version", PYTHON),
        *("--no-annotate", "--no-header", "--no-emit-index-url", "--no-emit-find-links"),
        *options,
    ]
    result = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return result.stdout


def _entries(requirements: list[str]) -> str:
    # A JSON string is a YAML string too, and markers have quotes and colons of their own.
    return "".join(f"      - {json.dumps(requirement)}\n" for requirement in requirements)


if __name__ == "__main__":
    main()
