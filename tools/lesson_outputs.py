"""Compare what a lesson shows with a new run, where nbval does not look.

nbval passes over pictures, tracebacks, descriptions of pictures and the state of widgets. The hooks
in `conftest.py` of the root call this in the same run, so that no lesson runs twice.
"""

import base64
import json
import math
import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

import numpy as np
from matplotlib.image import imread
from matplotlib.testing.compare import calculate_rms

WIDGETS = "application/vnd.jupyter.widget-state+json"
# The worst tile of a picture counts, so that a small change is not lost in a large picture. In
# levels of 255: another processor moves a line by a fraction of a pixel, which gives below 6; a
# mark that moves by one pixel, or takes another colour, gives above 20.
TILE = 40
MOST_DIFFERENT = 12.0
# As far as trained numbers drift apart from one processor to the next.
NEAR = {"rel_tol": 2e-3, "abs_tol": 2e-3}
PNG = b"\x89PNG"
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def output_differences(saved: list[Any], fresh: list[Any]) -> Iterator[str]:
    """Yield what differs between a cell's saved outputs and those of a new run.

    Only what nbval leaves out; it compares all other kinds of outputs.
    """
    if len(saved) != len(fresh):
        yield f"{len(saved)} outputs, and now {len(fresh)}"
        return
    for before, now in zip(_with(saved, "traceback"), _with(fresh, "traceback"), strict=False):
        if plain_traceback(before.traceback) != plain_traceback(now.traceback):
            yield f"another traceback:\n{plain_traceback(now.traceback)}"
    shown = _with(saved, "data"), _with(fresh, "data")
    for before, now in zip(*shown, strict=False):
        # The table that a widget leaves behind, and the picture of another, have descriptions.
        if dict(before.metadata) != dict(now.metadata):
            yield f"metadata {dict(before.metadata)}, and now {dict(now.metadata)}"
        kinds = [{kind for kind in one.data if kind != "metadata"} for one in (before, now)]
        if kinds[0] != kinds[1]:
            yield f"outputs as {sorted(kinds[0])}, and now as {sorted(kinds[1])}"
        elif "image/png" in before.data:
            yield from picture_differences(before.data["image/png"], now.data["image/png"])


def _with(outputs: list[Any], key: str) -> list[Any]:
    return [output for output in outputs if key in output]


def plain_traceback(lines: list[str]) -> str:
    """Return a traceback without colours."""
    return COLOURS.sub("", "\n".join(lines)).rstrip()


def picture_differences(saved: str, fresh: str) -> Iterator[str]:
    """Yield how two pictures differ, each a PNG in base64, if they do so visibly."""
    yield from pixel_differences(pixels_of(saved), pixels_of(fresh))


def pixel_differences(before: np.ndarray, now: np.ndarray) -> Iterator[str]:
    """Yield how two pictures differ, in levels from 0 to 255, if they do so visibly."""
    if before.shape != now.shape:
        yield f"a picture of {before.shape[:2]} pixels, and now of {now.shape[:2]}"
        return
    for top in range(0, before.shape[0], TILE):
        for left in range(0, before.shape[1], TILE):
            tile = np.s_[top : top + TILE, left : left + TILE]
            difference = calculate_rms(before[tile], now[tile])
            if difference > MOST_DIFFERENT:
                yield f"a picture that differs by {difference:.0f} of 255 near {left}, {top}"
                return


def pixels_of(picture: str) -> np.ndarray:
    """Return the levels of a PNG in base64, of shape (rows, columns, 4), from 0 to 255."""
    with BytesIO(base64.b64decode(picture)) as file:
        return np.round(imread(file, format="png") * 255)


def state_differences(saved: Mapping[str, Any], fresh: Mapping[str, Any]) -> Iterator[str]:
    """Yield how the widgets of a saved lesson differ from those of a new run.

    Parameters
    ----------
    saved, fresh
        models by their ids, as a notebook's metadata have them, in the order in which they were
        made. Ids are random; the place in this order stands for them.
    """
    if len(saved) != len(fresh):
        yield f"{len(saved)} widgets and parts of widgets, and now {len(fresh)}"
        return
    for number, (before, now) in enumerate(zip(_named(saved), _named(fresh), strict=True), 1):
        for path in differing(before, now):
            yield f"widget {number}, {before['model_name']}: {'.'.join(path)}"


def _named(models: Mapping[str, Any]) -> list[Any]:
    text = json.dumps(list(models.values()))
    for number, name in enumerate(models, 1):
        text = text.replace(name, f"<{number}>")
    named = json.loads(text)
    for model in named:
        model["buffers"] = {".".join(b["path"]): b["data"] for b in model.get("buffers", ())}
    return named


def differing(before: Any, now: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the paths at which two values of JSON differ by more than another processor would."""
    if isinstance(before, dict) and isinstance(now, dict):
        for key in sorted({*before, *now}):
            if key in before and key in now:
                yield from differing(before[key], now[key], (*path, key))
            else:
                yield (*path, key)
    elif isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        for index, pair in enumerate(zip(before, now, strict=True)):
            yield from differing(*pair, (*path, str(index)))
    elif path[:1] == ("buffers",) and isinstance(before, str) and isinstance(now, str):
        if not _same_buffers(before, now):
            yield path
    elif isinstance(before, float) and isinstance(now, float | int):
        if not math.isclose(before, now, **NEAR):
            yield path
    elif type(before) is not type(now) or before != now:
        yield path


def _same_buffers(before: str, now: str) -> bool:
    """Tell whether two buffers, in base64, hold the same picture or the same numbers."""
    if base64.b64decode(before).startswith(PNG) and base64.b64decode(now).startswith(PNG):
        return not list(picture_differences(before, now))
    return _same_floats(before, now)


def _same_floats(before: str, now: str) -> bool:
    numbers = [np.frombuffer(base64.b64decode(text), "<f4") for text in (before, now)]
    return numbers[0].shape == numbers[1].shape and np.allclose(
        *numbers, rtol=NEAR["rel_tol"], atol=NEAR["abs_tol"], equal_nan=True
    )
