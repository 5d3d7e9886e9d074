"""What maintainers run: the lock, the saved lessons, screenshots, and JupyterLab for the tests."""
