"""A game: the learner sets the gates."""

from helpers.widgets.be_the_gate.be_the_gate import BeTheGate

__all__ = ["BeTheGate"]
