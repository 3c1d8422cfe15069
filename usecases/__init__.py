"""The verbs: one file per thing a person or the clock can make happen, each whole inside one transaction."""
