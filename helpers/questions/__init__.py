"""Questions, the mistakes that they diagnose, and the bank of all that the lessons ask."""
