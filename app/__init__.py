"""The wiring: settings, the one clock, logging, the composition root and the command line."""
