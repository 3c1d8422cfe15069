"""How register files are read and written."""
