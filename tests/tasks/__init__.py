"""Tests of helpers/tasks."""
