"""Telegram: aiogram brings messages in (ingress, webhook), python-telegram-bot's ExtBot takes them out (egress).

Importing this package loads neither library. See docs/adr and architecture.md for why there are two.
"""
