"""Tests of helpers/cells."""
