"""The chat: front door, dialogue, prompts and rendering; platforms translate, handlers answer."""
