"""The chat: routes what people say to use cases, keeps the typed dialogue, finds the words. Platforms only translate."""
