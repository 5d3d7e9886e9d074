"""Reads what the browser is given: ES modules, style sheets and words.

anywidget sends a module as text, and a relative import inside such a text does not resolve. So
each module that a widget imports is put in front of it, in a scope of its own. The files stay
ordinary ES modules that an editor or Node can follow.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

_WIDGETS = Path(__file__).parent.parent
_IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.[^"]*)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?function|const|class)", re.MULTILINE)
_EXPORTED_NAME = re.compile(r"^export (?:async function|function|const|class) (\w+)", re.MULTILINE)


@cache
def module_source(name: str) -> str:
    """Return the text of `name`.js with everything that it imports."""
    path = _WIDGETS / name / f"{name}.js"
    modules: dict[Path, str] = {}
    body = _without_imports(path, modules)
    return "\n".join([*modules.values(), body])


def _without_imports(path: Path, modules: dict[Path, str]) -> str:
    """Return the text of `path`, its imports taken from constants; add what they need."""

    def take_from_constant(found: re.Match[str]) -> str:
        imported = (path.parent / found[2]).resolve()
        if imported not in modules:
            source = _without_imports(imported, modules)
            names = ", ".join(_EXPORTED_NAME.findall(source))
            scoped = _EXPORT.sub("", source)
            modules[imported] = (
                f"const {_constant(imported)} = (() => {{\n{scoped}\nreturn {{ {names} }};\n}})();"
            )
        return f"const {{{found[1]}}} = {_constant(imported)};\n"

    return _IMPORT.sub(take_from_constant, path.read_text(encoding="utf-8"))


def _constant(path: Path) -> str:
    return f"module_{path.stem}"


@cache
def style_source(name: str) -> str:
    """Return the style that all widgets share, followed by that of `name`."""
    own = _WIDGETS / name / f"{name}.css"
    return "\n".join(
        path.read_text(encoding="utf-8") for path in (_WIDGETS / "shared" / "style.css", own)
    )


@cache
def _all_words() -> dict[str, dict[str, Any]]:
    return json.loads((_WIDGETS / "words.json").read_text(encoding="utf-8"))


def words(name: str) -> dict[str, Any]:
    """Return the words that all widgets share, and those of `name`."""
    return _all_words()["shared"] | _all_words()[name]
