"""Tests of what is written for a reader."""
