"""Sheets of QR stickers."""
