"""Papers: a report through a template of `reports/` into pages, and the pages into a PDF or Word file (ADR 0019)."""
