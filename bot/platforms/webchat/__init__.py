"""The web chat as a platform: lines in our own tables, shown by `web/`."""
