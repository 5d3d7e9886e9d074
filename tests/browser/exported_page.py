"""A lesson exported to a page, opened with no server, no kernel and no network."""

import os
import shutil
import subprocess
import tarfile
from pathlib import Path

import anywidget
import nbformat
import pytest
from ipywidgets import Widget
from nbconvert import HTMLExporter
from playwright.sync_api import BrowserContext, Page

from tools.execute_notebooks import KERNEL, WIDGETS
from tools.lesson_html import state_of

# What an exported page loads from the network, here served from memory.
PACKAGES = {"@jupyter-widgets/html-manager": "1.0.15", "requirejs": "2.3.8"}


def viewer_files(cache: Path, packages: dict[str, str] = PACKAGES) -> dict[str, bytes]:
    """Return require.js and the widgets' renderer, from npm's registry the first time."""
    folders = [cache / f"{name.rpartition('/')[2]}-{version}" for name, version in packages.items()]
    for folder, (name, version) in zip(folders, packages.items(), strict=True):
        if not folder.exists():
            unpack(name, version, folder)
    manager, require = folders
    return {
        "require.js": (require / "package" / "require.js").read_bytes(),
        "embed-amd.js": (manager / "package" / "dist" / "embed-amd.js").read_bytes(),
        "anywidget.js": (Path(anywidget.__file__).parent / "nbextension" / "index.js").read_bytes(),
    }


def unpack(name, version, folder):
    command = ["npm", "pack", f"{name}@{version}", "--pack-destination"]
    try:
        new = folder.with_suffix(".new")
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir()
        subprocess.run([*command, str(new)], check=True, capture_output=True, timeout=120)
        with tarfile.open(next(new.glob("*.tgz"))) as archive:
            archive.extractall(new, filter="data")
        new.rename(folder)
    except (OSError, subprocess.SubprocessError) as error:
        reason = f"EXPORTED PAGE NOT TESTED: npm could not get {name} {version}: {error}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)


def write_saved(path: Path, *widgets: Widget) -> None:
    """Write a notebook as it is saved after each of its cells has shown a widget."""
    v4 = nbformat.v4
    state = {"version_major": 2, "version_minor": 0, "state": state_of(*widgets)}
    cells = []
    for count, widget in enumerate(widgets, 1):
        data, _ = widget._repr_mimebundle_()
        shown = v4.new_output("execute_result", execution_count=count, data=data)
        cells.append(v4.new_code_cell("widget", execution_count=count, outputs=[shown]))
    metadata = {"kernelspec": KERNEL, "widgets": {WIDGETS: state}}
    nbformat.write(v4.new_notebook(cells=cells, metadata=metadata), path)


def open_page(context: BrowserContext, notebook: Path, files: dict[str, bytes]) -> Page:
    """Export a saved notebook and open the page; whatever is not in `files` cannot be reached."""
    exporter = HTMLExporter(require_js_url="require.js", widget_renderer_url="embed-amd.js")
    html, _ = exporter.from_filename(str(notebook))
    served = {**files, "page.html": html}

    def serve(route, request):
        name = request.url.rpartition("/")[2]
        if request.url.startswith("http://page.test/") and name in served:
            route.fulfill(body=served[name])
        else:
            route.abort()

    context.route("**/*", serve)
    page = context.new_page()
    page.goto("http://page.test/page.html")
    return page
