"""Tests of helpers/counting."""
