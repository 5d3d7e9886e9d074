"""Keras: the gates side by side, in columns: kernel (features, 4 × units)."""

from helpers.counting.conventions.convention import Convention, Layout

KERAS = Convention("keras", "Keras", other_roles=Layout.COLUMNS)
