"""ManySeeds: an example trained from up to 100 seeds while one watches."""

from helpers.widgets.many_seeds.many_seeds import ManySeeds

__all__ = ["ManySeeds"]
