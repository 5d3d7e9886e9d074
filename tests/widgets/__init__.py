"""Tests of helpers/widgets."""
