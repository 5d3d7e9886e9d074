"""Tests of helpers/questions."""
