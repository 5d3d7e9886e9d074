"""Tests of helpers/diagnosis."""
