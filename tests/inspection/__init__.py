"""Tests of helpers/inspection."""
