"""Sheets of QR stickers to print: where everything stands, and the same sheet as SVG and as PDF."""
