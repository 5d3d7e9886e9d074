"""UnitsAreRoom: how many numbers fit into the last h."""

from helpers.widgets.units_are_room.units_are_room import UnitsAreRoom

__all__ = ["UnitsAreRoom"]
