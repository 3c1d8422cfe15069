"""The schema's history. `HEAD` is the revision this code needs; a test compares it with the newest file in `versions/`."""

HEAD = "0017"
