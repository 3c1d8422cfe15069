"""The console: one terminal, one seat. For trying the desk without a browser, and the smallest example of a platform."""
