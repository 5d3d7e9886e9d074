"""What a value is that is no Keras 3 model, said so that the way out is seen."""

from typing import Any

from helpers.checks.arguments import shown
from helpers.text.refusals import refusal

# Where Keras 2 and its ancestors define their classes: as a package of its own, and in TensorFlow.
KERAS_2 = ("tf_keras", "tensorflow.python.keras", "keras.engine", "keras.src.engine")


def is_keras_2(value: Any) -> bool:
    """Tell whether a value, or a class, comes from Keras 2."""
    kind = value if isinstance(value, type) else type(value)
    return any(_is_within(base.__module__, KERAS_2) for base in kind.__mro__)


def described_model(value: Any) -> str:
    """Return what a value is, for a message that ends in "not ...": its type, and Keras 2 by name.

    What PyTorch, ONNX and Keras 2 make are models too, so it says which way leads to Keras 3.
    """
    name = getattr(value, "name", None)
    said = shown(name if isinstance(name, str) else value)
    text = refusal("value_of_type", value=said, kind=type(value).__name__)
    if is_keras_2(value):
        return refusal("keras_2", given=text)
    if any(_is_within(base.__module__, ("torch",)) for base in type(value).__mro__):
        return refusal("pytorch", given=text)
    return text


def _is_within(module: str, packages: tuple[str, ...]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)
