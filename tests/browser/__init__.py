"""Tests that drive JupyterLab in Chromium."""
