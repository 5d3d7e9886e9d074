"""Tests of helpers/conversion."""
