"""Security and privacy: what reliability.md §4 asks for, S01-S19 and P1-P6."""
