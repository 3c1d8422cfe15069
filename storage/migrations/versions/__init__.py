"""One file per step of the schema, oldest first. A published step is never edited."""
