"""What goes wrong in a page while a test drives it."""


class Errors(list):
    """What went wrong in a page, collected from now on."""

    def __init__(self, page):
        super().__init__()
        page.on("pageerror", self._page_error)
        page.on("console", self._console)

    def _page_error(self, error):
        # JupyterLab stumbles over its own splash screen when the theme changes twice in a row, and
        # over a kernel that has ended before it could be asked for a subshell.
        splash = "removeChild" in error.message and "/jlab_core." in (error.stack or "")
        subshell = "Canceled future for create_subshell_request" in error.message
        if not (splash or subshell):
            self.append(f"{error} {error.stack}")

    def _console(self, message):
        # A file that is not there, such as a favicon, is the server's affair; ipywidgets itself
        # tells of each value that no kernel is there to take, and JupyterLab of a kernel that has
        # ended before it could be asked for its debugger.
        expected = (
            "Failed to load resource",
            "Could not send widget sync message",
            "Could not restore the debugger state",
        )
        if message.type == "error" and not message.text.startswith(expected):
            self.append(message.text)
