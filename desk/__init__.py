"""The domain: frozen values and pure functions that decide. No I/O, no clock, no randomness, no framework."""
