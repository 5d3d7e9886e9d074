"""The views' own tools: bundles, linter and formatter, types, and the tests of pure functions."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
NODE = shutil.which(
    "node", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
)


def tools() -> Path | None:
    """The folder of what `npm ci` installs, here or in a folder above, as Node looks for it."""
    folders = (parent / "node_modules" for parent in (ROOT, *ROOT.parents))
    return next((folder for folder in folders if (folder / "esbuild").is_dir()), None)


def run(*command: str) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def node() -> str:
    if NODE is None:
        missing("node is not installed")
    return NODE


@pytest.fixture(scope="module")
def node_modules(node) -> Path:
    folder = tools()
    if folder is None:
        missing("`npm ci` has not run")
    return folder


def missing(reason: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(f"VIEWS NOT CHECKED: {reason}")
    pytest.skip(f"VIEWS NOT CHECKED: {reason}")


@pytest.mark.thorough
def test_pure_functions(node):
    run(
        node,
        "--test",
        "--test-isolation=none",
        *map(str, sorted((ROOT / "tests" / "js").glob("*.test.js"))),
    )


def test_bundles_are_current(node, node_modules):
    run(node, "tools/bundle.js", "--check")


def test_views_are_formatted_and_linted(node_modules):
    run(str(node_modules / ".bin" / "biome"), "check", "--error-on-warnings")


def test_views_pass_the_type_checker(node_modules):
    run(str(node_modules / ".bin" / "tsc"), "-p", "jsconfig.json")


def test_every_view_is_type_checked():
    views = ROOT / "helpers" / "widgets"
    scripts = [path for path in views.glob("*/*.js") if path.parent.name != "bundles"]
    scripts.append(ROOT / "docs" / "_static" / "host.js")
    assert len(scripts) > 40
    for path in scripts:
        first, *_ = path.read_text(encoding="utf-8").splitlines()
        assert first == "// @ts-check", path.relative_to(ROOT)
