"""Where sliders stop, and how what counting knows by the names of sizes is given to a view."""

from collections.abc import Iterable
from typing import Any

from helpers.counting import Block, FormulaPart, Size

LARGEST = 4096
# Every size up to 20, then sizes that people use. Others can be typed.
SLIDER_STOPS = [
    *range(1, 21), *range(22, 41, 2), 44, 48, 50, 52, 56, 60, 64, 72, 80, 90, 96, 100, 112, 128,
    150, 160, 192, 200, 224, 256, 300, 320, 384, 400, 448, 500, 512, 600, 640, 700, 768, 800, 900,
    1000, 1024, 1280, 1500, 1536, 2000, 2048, 2500, 3000, 3072, 4000, LARGEST,
]  # fmt: skip


def size_data(size: Size) -> dict[str, Any]:
    """Return `size` as shared/numbers.js reads it."""
    return {"name": size.name, "times": size.times}


def block_data(block: Block) -> dict[str, Any]:
    """Return `block` with its sizes as shared/numbers.js reads them."""
    return {
        "gate": block.gate,
        "role": block.role,
        "rows": size_data(block.rows),
        "columns": size_data(block.columns),
    }


def formula_data(parts: Iterable[FormulaPart]) -> list[dict[str, Any]]:
    """Return a formula as `fill` in shared/numbers.js reads it, part by part."""
    return [{"text": part.text, "roles": list(part.roles)} for part in parts]
