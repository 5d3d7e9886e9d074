"""Tests of helpers/figures."""
