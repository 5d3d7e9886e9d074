"""The table of an account: its rows and foot in cells by the key of their column, and its notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from helpers.inspection.output_shapes import Shape
from helpers.inspection.rows import MOST_TERMS, ExplainedLayer, Group, Optimizer, Weight
from helpers.text.words import numbered, words

Row = dict[str, str]


def group_row(group: Group, rows: Sequence[ExplainedLayer]) -> Row:
    """Return the row above the rows that a group was opened into."""
    formula = _said("formula")["one_row"].format(formula=group.formula(rows))
    shape = _shape(group.output_shape)
    return {"layer": group.name, "kind": group.kind, "shape": shape, "formula": formula}


def layer_rows(layer: ExplainedLayer) -> Iterator[Row]:
    """Yield the row of a layer, and those of its gates and of its weights with names."""
    work = layer.multiply_adds
    yield {
        "layer": layer.name,
        "kind": layer.kind + ("" if layer.known else " *"),
        "shape": _shape(layer.output_shape),
        "parameters": f"{layer.total:,}",
        "formula": _formula(layer),
        "work_of_step": f"{work.per_step:,}" if work else "?",
        "work_of_sample": work.text if work else "?",
        "memory": memory(layer.weights),
    }
    for name, gate in (layer.gates or {}).items():
        sizes = " + ".join(f"{size:,} {role}" for role, size in gate.counts.items() if size)
        yield {"layer": f"  └ {name}", "formula": f"{sizes} = {gate.total:,}"}
    for weight in layer.named:
        yield {"layer": f"  └ {weight.name}", "formula": f"{weight.shape}: {weight.formula}"}


def optimizer_rows(optimizer: Optimizer, weights: int, weight_bytes: int) -> Iterator[Row]:
    """Yield what an optimizer stores, and the larger total that `summary()` then prints."""
    foot, both = _said("foot"), weights + optimizer.total
    yield {
        "layer": foot["optimizer"],
        "kind": optimizer.kind,
        "parameters": f"{optimizer.total:,}",
        "memory": _readable(optimizer.bytes),
        "formula": optimizer.formula,
    }
    yield {
        "layer": foot["all"],
        "parameters": f"{both:,}",
        "memory": _readable(weight_bytes + optimizer.bytes),
        "formula": f"{weights:,} + {optimizer.total:,} = {both:,}",
    }


def layer_notes(layers: Sequence[ExplainedLayer]) -> Iterator[str]:
    """Yield what the marks in the rows mean, and what is odd about the layers."""
    said = _said("notes")
    if not all(layer.known for layer in layers):
        yield said["not_of_keras"]
    for layer in layers:
        if layer.reported_shape is not None:
            shapes = {"reported": layer.reported_shape, "shape": layer.output_shape}
            yield said["reported"].format(layer=layer.name, **shapes)
    rows = [row for row in layers if any(weight.not_finite for weight in row.weights)]
    for row in rows[:MOST_TERMS]:
        bad = [weight for weight in row.weights if weight.not_finite]
        yield numbered(
            said["not_finite"],
            sum(weight.not_finite for weight in bad),
            layer=row.name,
            total=f"{row.total:,}",
            weights=", ".join(weight.name for weight in bad),
        )
    if len(rows) > MOST_TERMS:
        yield numbered(said["more_not_finite"], len(rows) - MOST_TERMS)


def memory(weights: Iterable[Weight]) -> str:
    """Return the memory by type, in the units of `summary()`: "193.00 KB float32"."""
    by_type: dict[str, int] = {}
    for weight in weights:
        by_type[weight.dtype] = by_type.get(weight.dtype, 0) + weight.bytes
    return " + ".join(f"{_readable(size)} {kind}" for kind, size in by_type.items()) or "0 B"


def _formula(layer: ExplainedLayer) -> str:
    said = _said("formula")
    if not layer.built:
        return said["not_built"]
    parts = [layer.formula] if layer.total else []
    if layer.counted_in:
        rows, others = ", ".join(layer.counted_in[:2]), len(layer.counted_in) - 2
        if others > 0:
            rows = said["and_more"].format(rows=rows, number=others)
        parts.append(said["counted_in"].format(count=f"{layer.elsewhere:,}", rows=rows))
    elif layer.shared and layer.total and not layer.remark:
        parts.append(said["counted_once"])
    return ", ".join([*parts, *([layer.remark] if layer.remark else [])])


def _shape(shape: Shape | tuple[Shape, ...] | None) -> str:
    return "?" if shape is None else str(shape)


def _readable(size: float) -> str:
    for unit in ("B", "KB", "MB", "GB"):
        if size < 1024:
            return f"{size:,.0f} B" if unit == "B" else f"{size:,.2f} {unit}"
        size /= 1024
    return f"{size:,.2f} TB"


def _said(part: str) -> dict[str, Any]:
    return words("explain")[part]
