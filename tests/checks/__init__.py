"""Tests of helpers/checks."""
