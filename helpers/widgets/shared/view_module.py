"""The code, the style and the words of a view, saved once for all widgets of its kind.

anywidget would save the whole module with every widget. Here a widget carries a small loader
(loader.js) and names the model of this file that has the rest, in its trait `view_module`. In a
saved lesson that trait reads "IPY_MODEL_" and the id of a model whose state is

    {"name": "ask", "code": an ES module as text, "style": CSS as text, "words": {...}}

A page that shows saved widgets without Jupyter needs, for the `model` that it gives to `render`,
`get`, `set`, `on`, `off`, `save_changes`, `send`, and `widget_manager.get_model(id)`: a promise of
the other model, of which `get` is used.
"""

import os
import threading
import time
from functools import cache
from pathlib import Path
from typing import Any

import ipywidgets
import traitlets

from helpers.text.words import words

_WIDGETS = Path(__file__).parent.parent
_BUNDLES = _WIDGETS / "bundles"
LOOK_SECONDS = 0.3  # how often a maintainer's change is looked for
_modules: dict[str, "ViewModule"] = {}


class ViewModule(ipywidgets.Widget):
    """What all widgets of one kind share. It has no view of its own."""

    name = traitlets.Unicode(read_only=True).tag(sync=True)
    code = traitlets.Unicode(read_only=True).tag(sync=True)
    style = traitlets.Unicode(read_only=True).tag(sync=True)
    words = traitlets.Dict(read_only=True).tag(sync=True)

    def __init__(self, name: str):
        """Read the bundle and the words of the widgets in the folder `name`."""
        for trait, value in {"name": name, "words": view_words(name), **_bundle(name)}.items():
            self.set_trait(trait, value)
        super().__init__()
        if os.environ.get("ANYWIDGET_HMR") == "1":
            threading.Thread(target=self._follow_bundle, daemon=True).start()

    def _follow_bundle(self) -> None:
        """Read the bundle again whenever `make watch` has written it."""
        while self.comm is not None:
            time.sleep(LOOK_SECONDS)
            for trait, value in _bundle(self.name).items():
                # Written, but not yet in full, it is empty for a moment.
                if value and value != getattr(self, trait):
                    self.set_trait(trait, value)


def view_module(name: str) -> ViewModule:
    """Return the one module of this kernel for the widgets in the folder `name`."""
    module = _modules.get(name)
    # A widget that was closed, by Widget.close_all() for instance, has no comm any more.
    if module is None or module.comm is None:
        module = _modules[name] = ViewModule(name)
    return module


@cache
def loader() -> str:
    """Return the module that anywidget is given for every widget."""
    return _text("loader.js")


def _bundle(name: str) -> dict[str, str]:
    return {"code": _text(f"{name}.js"), "style": _text(f"{name}.css")}


def _text(file: str) -> str:
    return (_BUNDLES / file).read_text(encoding="utf-8")


def view_words(name: str) -> dict[str, Any]:
    """Return the words that all widgets share, and those of the widgets in the folder `name`."""
    return words("shared") | words(name)
