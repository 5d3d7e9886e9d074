"""What does not fit in x: its numbers, its shape, and what the layer that reads it makes of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from helpers.diagnosis.data import Tensor, Unseen
from helpers.diagnosis.findings import Finding, sentence
from helpers.diagnosis.model import recurrent
from helpers.diagnosis.shapes import all_agree, as_code, sizes_agree
from helpers.inspection.output_shapes import Shape

# x of fewer steps than that, each with so many times more features, was probably turned round.
FEW_STEPS, MANY_TIMES = 8, 10


def about_numbers(tensor: Tensor | Unseen) -> Iterator[Finding]:
    """Yield what is wrong with an array, x or y, before anything is known of the model."""
    if isinstance(tensor, Unseen):
        yield Finding("unseen data", tensor.problem, tensor.cure, tensor.raises)
        return
    name = tensor.name
    if tensor.kind == "text":
        cure = "ids = keras.layers.TextVectorization(); ids.adapt(x); x = ids(x)"
        yield Finding("not numbers", sentence("data", "text", name=name), cure)
    if tensor.kind == "object":
        cure = f'{name} = np.asarray({name}).astype("float32")'
        yield Finding("not numbers", sentence("data", "object", name=name), cure)
    if tensor.not_finite:
        yield Finding(
            "not finite",
            sentence("data", "not_finite", tensor.not_finite, name=name),
            sentence("data", "not_finite_cure", name=name),
            raises=False,
        )


def about_shape(x: Tensor, wanted: Shape, readers: Sequence[Any]) -> Iterator[Finding]:
    """Compare x with the input that the model has declared."""
    given, name = x.shape, x.name
    shapes = {"name": name, "given": given, "wanted": wanted}
    if len(given) == len(wanted):
        yield from _other_sizes(x, wanted)
    elif len(given) == len(wanted) - 1 and all_agree(given, wanted[1:]):
        cure = f"{name} = {name}[np.newaxis]"
        yield Finding("missing batch axis", sentence("input", "no_batch", **shapes), cure)
    elif len(given) == len(wanted) - 1 and wanted[-1] == 1 and all_agree(given, wanted[:-1]):
        return  # Keras adds the last axis itself
    elif len(given) == len(wanted) - 2 == 1 and any(recurrent(r) is not None for r in readers):
        cure = f"np.lib.stride_tricks.sliding_window_view({name}, timesteps)[..., np.newaxis]"
        problem = sentence("input", "series", name=name, given=given)
        yield Finding("series without windows", problem, f"{name} = {cure}")
    elif len(given) == len(wanted) + 1 and given[-1] == 1 and all_agree(given[:-1], wanted):
        return  # Keras drops the last axis itself
    else:
        yield Finding(
            "other number of axes",
            sentence("input", "axes", len(given), axes=len(wanted), **shapes),
            f"{name} = {name}.reshape({as_code((-1, *wanted[1:]))[1:-1]})"
            if None not in wanted[1:]
            else f"keras.Input({as_code(given[1:])})",
        )


def _other_sizes(x: Tensor, wanted: Shape) -> Iterator[Finding]:
    """Compare x with an input of as many axes."""
    given, name = x.shape, x.name
    if all(sizes_agree(a, b) for a, b in zip(given[1:], wanted[1:], strict=True)):
        return
    shapes = {"name": name, "given": given, "wanted": wanted}
    if len(wanted) == 3 and given[1:] == tuple(reversed(wanted[1:])):
        cure = f"{name} = {name}.transpose(0, 2, 1)"
        yield Finding("swapped axes", sentence("input", "swapped", **shapes), cure)
    elif not sizes_agree(given[-1], wanted[-1]):
        yield Finding(
            "other features",
            sentence("input", "features", given[-1], features=wanted[-1], **shapes),
            f"keras.Input({as_code((*wanted[1:-1], given[-1]))})",
        )
    else:
        # Keras runs a recurrent model on sequences of another length; Flatten and Dense it
        # does not, and what an Input says should be true.
        cure = f"keras.Input({as_code((None, *wanted[2:]))})"
        yield Finding("other length", sentence("input", "length", **shapes), cure, raises=False)


def about_reading(x: Tensor, readers: Sequence[Any], wanted: Shape | None) -> Iterator[Finding]:
    """Look at the numbers of x with the eyes of the layer that reads them first."""
    import keras

    if any(isinstance(reader, keras.layers.Embedding) for reader in readers):
        (embedding,) = [r for r in readers if isinstance(r, keras.layers.Embedding)][:1]
        yield from _ids(x, embedding)
    if any(recurrent(reader) is not None for reader in readers) and len(x.shape) in (2, 3):
        yield from _ids_for_measurements(x)
        yield from _turned_round(x, wanted)


def _ids_for_measurements(x: Tensor) -> Iterator[Finding]:
    low, high = x.range or (0, 0)
    one_feature = len(x.shape) == 2 or x.shape[-1] == 1
    if x.kind == "int" and one_feature and low >= 0 and high > 1:
        limits = {"low": f"{low:,.0f}", "high": f"{high:,.0f}"}
        yield Finding(
            "ids without an Embedding",
            sentence("input", "no_embedding", name=x.name, **limits),
            sentence("input", "no_embedding_cure", rows=f"{high + 1:.0f}"),
            raises=False,
        )


def _turned_round(x: Tensor, wanted: Shape | None) -> Iterator[Finding]:
    """Find an x that fits, and that is (batch, features, timesteps) by its names or its sizes."""
    named = [axis.lower() for axis in x.axes]
    by_name = (
        len(named) == 3
        and any(word in named[1] for word in ("feature", "channel", "variable"))
        and any(word in named[2] for word in ("time", "step"))
    )
    if len(x.shape) != 3 or None in x.shape[1:]:
        return
    _, steps, features = x.shape
    by_size = 1 < steps < FEW_STEPS and features >= MANY_TIMES * steps
    fits = wanted is None or all_agree(x.shape, wanted)
    if fits and (by_name or by_size):
        sizes = {"given": x.shape, "steps": steps, "features": features}
        yield Finding(
            "swapped axes",
            sentence("input", "turned", name=x.name, **sizes),
            sentence("input", "turned_cure", name=x.name),
            raises=False,
        )


def _ids(x: Tensor, embedding: Any) -> Iterator[Finding]:
    size, limits, name = embedding.input_dim, x.range, x.name
    if len(x.shape) == 3 and x.shape[-1] == 1:
        problem = sentence("input", "ids_axis", name=name, given=x.shape)
        yield Finding("ids with a feature axis", problem, f"{name} = {name}[..., 0]")
    if limits is None:
        return
    low, high = limits
    if high >= size or low < 0:
        numbers = {"low": f"{low:,.0f}", "high": f"{high:,.0f}"}
        yield Finding(
            "ids out of range",
            sentence(
                "input", "ids_range", name=name, rows=f"{size:,}", last=f"{size - 1:,}", **numbers
            ),
            f"keras.layers.Embedding({max(high, 0) + 1:.0f}, {embedding.output_dim})"
            if low >= 0
            else f"{name} = {name} - {name}.min()",
            raises=high >= size,
        )
    elif not x.whole:
        yield Finding(
            "ids that are not whole",
            sentence("input", "ids_fraction", name=name),
            sentence("input", "ids_fraction_cure"),
            raises=False,
        )
