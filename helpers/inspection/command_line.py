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

if TYPE_CHECKING:
    import keras

    from helpers.inspection.account import Explanation

PAGE = """<!doctype html>
<html lang="en">
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
    """Why a file cannot be explained, in one line."""


def main(arguments: Sequence[str]) -> int:
    """Run the command; return 0, or 2 after one line on the standard error."""
    parser = argparse.ArgumentParser(
        prog="python -m helpers",
        description="Account for every parameter of a saved Keras model.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="explain")
    command = commands.add_parser(
        "explain",
        help="print where each parameter of a saved model comes from",
        description="Print where each parameter of a saved Keras model comes from, layer by layer "
        "and gate by gate. The model is loaded, never run.",
        epilog="examples: python -m helpers explain model.keras; "
        "python -m helpers explain old.h5 --html account.html",
    )
    command.add_argument("model", metavar="FILE", help="a model saved as .keras, .h5 or .hdf5")
    command.add_argument("--html", metavar="FILE", help="write the table as a page, not as text")
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
        raise _CannotExplain(_first_line(error)) from error


def _load(path: Path) -> tuple[keras.Model, Sequence[str]]:
    if not path.exists():
        raise _CannotExplain(f"there is no file {str(path)!r}")
    if path.is_dir():
        raise _CannotExplain(
            f"{str(path)!r} is a folder, not a file: save the model with "
            'model.save("model.keras"), and explain that file'
        )
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
        raise _CannotExplain(_why(path, error)) from error


def _is_of_keras_2(path: Path) -> bool:
    """Tell whether an HDF5 file says that Keras 2, or one before it, wrote it."""
    import h5py

    with h5py.File(path) as file:
        version = file.attrs.get("keras_version", "")
    version = version.decode() if isinstance(version, bytes) else str(version)
    return version[:2] in ("1.", "2.")


def _check_format(path: Path) -> None:
    """Tell by its contents whether a file can be a model: an ending says little."""
    expected = "a model saved as .keras, .h5 or .hdf5"
    try:
        with path.open("rb") as file:
            start = file.read(8)
    except OSError as error:
        raise _CannotExplain(f"{str(path)!r} cannot be read: {error.strerror}") from error
    if path.suffix == ".keras":
        if not zipfile.is_zipfile(path):
            raise _CannotExplain(f"{str(path)!r} is no Keras model: it must be {expected}")
        _check_archive(path, expected)
    elif path.suffix in (".h5", ".hdf5"):
        if start != b"\x89HDF\r\n\x1a\n":
            raise _CannotExplain(f"{str(path)!r} is no HDF5 file: it must be {expected}")
    else:
        raise _CannotExplain(f"FILE must be {expected}, not {str(path)!r}")


def _check_archive(path: Path, expected: str) -> None:
    with zipfile.ZipFile(path) as archive:
        if "config.json" not in archive.namelist():
            raise _CannotExplain(f"{str(path)!r} is no Keras model: it must be {expected}")
        metadata = archive.read("metadata.json") if "metadata.json" in archive.namelist() else b""
    if version := re.search(rb'"keras_version": "([12][.][^"]*)', metadata):
        raise _CannotExplain(
            f"{str(path)!r} was saved by Keras {version[1].decode()} as .keras, which Keras 3 does "
            'not read: save it there as model.save("model.h5"), and explain that file'
        )


def _why(path: Path, error: Exception) -> str:
    text = str(error)
    start = f"{str(path)!r} could not be loaded: "
    if unknown := re.search(r"(?:Could not locate class|Unknown layer:) '?(\w+)", text):
        return (
            f"{start}it has the class {unknown[1]!r}, which Keras does not know. "
            "Load it in Python, where the class is defined, and call helpers.explain(model)"
        )
    if any(words in text for words in ("No model config found", "model_config", "weights only")):
        return f"{start}it holds weights only. Build the model in Python, and explain it there"
    if "ambda" in text:
        return f"{start}it has a Lambda, whose code would have to be run: {_first_line(error)}"
    return start + _first_line(error)


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0][:200].rstrip(". ")


def _write_page(explanation: Explanation, notes: Sequence[str], path: Path) -> None:
    table = "\n".join([explanation._repr_html_(), *(f"<p>{escape(note)}</p>" for note in notes)])
    page = PAGE.format(title=escape(explanation.caption), table=table)
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise _CannotExplain(f"{str(path)!r} cannot be written: {error.strerror}") from error
