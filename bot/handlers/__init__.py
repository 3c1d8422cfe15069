"""One module per journey; `bot.router` lists who is asked in which order, first match wins."""
