"""Checks: every error names the argument, its value and what was expected."""
