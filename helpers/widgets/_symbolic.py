"""What views are given of the counting core: names of sizes, which the browser multiplies."""

from collections.abc import Sequence
from typing import Any

from helpers.counting import Block, Size, formula_parts


def size_data(size: Size) -> dict[str, Any]:
    """Describe a size for `sizeValue` in shared/numbers.js."""
    return {"name": size.name, "times": size.times}


def block_data(block: Block) -> dict[str, Any]:
    """Describe a block of weights."""
    return {
        "gate": block.gate,
        "role": block.role,
        "rows": size_data(block.rows),
        "columns": size_data(block.columns),
    }


def formula_data(blocks: Sequence[Block], directions: int = 1) -> list[dict[str, Any]]:
    """Describe the formula that counts `blocks`, part by part."""
    return [
        {"text": part.text, "roles": list(part.roles)} for part in formula_parts(blocks, directions)
    ]
