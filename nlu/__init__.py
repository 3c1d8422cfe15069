"""Reading: a teacher's words in, a `desk.reading.Reading` out. It decides nothing and remembers nothing.

normalise → words (lexicon) → faults, places, cues → intents → reader. See docs/nlu.md.
"""
