"""The browser that tests look through."""

import shutil

_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The shell first: Chromium's pages without the windows that nobody sees, in half the time."""

CHROMIUM = next((found for name in _NAMES if (found := shutil.which(name))), None)
"""Where it is; None on a machine without one."""
