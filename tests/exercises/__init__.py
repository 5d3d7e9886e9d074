"""Tests of helpers/exercises."""
