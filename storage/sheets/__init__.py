"""The register as a spreadsheet: its template, how a filled-in file is read, and tables written for people to open."""
