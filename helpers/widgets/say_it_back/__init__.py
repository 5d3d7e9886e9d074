"""SayItBack: what Python defines, what the browser draws, and its style."""

from helpers.widgets.say_it_back.say_it_back import SayItBack

__all__ = ["SayItBack"]
