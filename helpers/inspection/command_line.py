"""The command line: a saved model in, its account out, as text or as a page."""

from __future__ import annotations

import argparse
import re
import sys
import warnings
import zipfile
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.text.words import words

if TYPE_CHECKING:
    import keras

    from helpers.inspection.explanation import Explanation

PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 16px/1.5 system-ui, sans-serif; margin: 2rem; }}
caption {{ font-weight: bold; margin-bottom: 0.5rem; }}
table {{ border-collapse: collapse; }}
th, td {{ padding: 0.2rem 0.8rem; border-bottom: 1px solid #8888; }}
tbody th {{ font-weight: normal; white-space: pre; }}
</style>
</head>
<body>
{table}
</body>
</html>
"""


class _CannotExplain(Exception):
    """Why a file cannot be explained, in one line: a text of the catalogue, filled."""

    def __init__(self, key: str, path: Path, **values: object) -> None:
        text = words("command_line")["refused"][key]
        super().__init__(text.format(path=repr(str(path)), **values))


def main(arguments: Sequence[str]) -> int:
    """Run the command; return 0, or 2 after one line on the standard error."""
    said = words("command_line")
    about = said["explain"]
    parser = argparse.ArgumentParser(prog="python -m helpers", description=said["program"])
    commands = parser.add_subparsers(dest="command", required=True, metavar="explain")
    command = commands.add_parser(
        "explain", help=about["short"], description=about["long"], epilog=about["examples"]
    )
    command.add_argument("model", metavar=about["file"], help=about["model"])
    command.add_argument("--html", metavar=about["file"], help=about["html"])
    options = parser.parse_args(arguments)
    try:
        explanation, notes = _explain_file(Path(options.model))
        if options.html:
            _write_page(explanation, notes, Path(options.html))
        else:
            print("\n".join([str(explanation), *notes]))
    except _CannotExplain as reason:
        print(f"{parser.prog} explain: {reason}", file=sys.stderr)
        return 2
    return 0


def _explain_file(path: Path) -> tuple[Explanation, Sequence[str]]:
    """Return the explanation of a saved model, and notes on what is old in it."""
    from helpers.inspection.account import explain

    model, notes = _load(path)
    try:
        return explain(model), notes
    except (TypeError, ValueError) as error:
        raise _CannotExplain("not_explained", path, reason=_first_line(error)) from error


def _load(path: Path) -> tuple[keras.Model, Sequence[str]]:
    if not path.exists():
        raise _CannotExplain("no_file", path)
    if path.is_dir():
        raise _CannotExplain("folder", path)
    _check_format(path)
    import keras

    from helpers.conversion import load_old_model

    try:
        if path.suffix != ".keras" and _is_of_keras_2(path):
            old = load_old_model(path)
            return old.model, old.notes
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return keras.saving.load_model(path, compile=False, safe_mode=True), ()
    except Exception as error:
        # A loader meets whatever other programs wrote, and fails in as many ways.
        raise _why(path, error) from error


def _is_of_keras_2(path: Path) -> bool:
    """Tell whether an HDF5 file says that Keras 2, or one before it, wrote it."""
    import h5py

    with h5py.File(path) as file:
        version = file.attrs.get("keras_version", "")
    version = version.decode() if isinstance(version, bytes) else str(version)
    return version[:2] in ("1.", "2.")


def _check_format(path: Path) -> None:
    """Tell by its contents whether a file can be a model: an ending says little."""
    try:
        with path.open("rb") as file:
            start = file.read(8)
    except OSError as error:
        raise _CannotExplain("not_read", path, reason=error.strerror) from error
    if path.suffix == ".keras":
        if not zipfile.is_zipfile(path):
            raise _CannotExplain("no_keras", path)
        _check_archive(path)
    elif path.suffix in (".h5", ".hdf5"):
        if start != b"\x89HDF\r\n\x1a\n":
            raise _CannotExplain("no_hdf5", path)
    else:
        raise _CannotExplain("no_format", path)


def _check_archive(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        if "config.json" not in archive.namelist():
            raise _CannotExplain("no_keras", path)
        metadata = archive.read("metadata.json") if "metadata.json" in archive.namelist() else b""
    if version := re.search(rb'"keras_version": "([12][.][^"]*)', metadata):
        raise _CannotExplain("old_archive", path, version=version[1].decode())


def _why(path: Path, error: Exception) -> _CannotExplain:
    text = str(error)
    if unknown := re.search(r"(?:Could not locate class|Unknown layer:) '?(\w+)", text):
        return _CannotExplain("unknown_class", path, name=repr(unknown[1]))
    if any(said in text for said in ("No model config found", "model_config", "weights only")):
        return _CannotExplain("weights_only", path)
    key = "lambda" if "ambda" in text else "not_loaded"
    return _CannotExplain(key, path, reason=_first_line(error))


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0][:200].rstrip(". ")


def _write_page(explanation: Explanation, notes: Sequence[str], path: Path) -> None:
    table = "\n".join([explanation._repr_html_(), *(f"<p>{escape(note)}</p>" for note in notes)])
    page = PAGE.format(
        language=words("shared")["language"], title=escape(explanation.caption), table=table
    )
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise _CannotExplain("not_written", path, reason=error.strerror) from error
