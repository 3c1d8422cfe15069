"""Our drawings as PNG, because Telegram shows no SVG. Drawn by resvg, which needs no fonts, no browser and no network."""

import asyncio
from collections.abc import Mapping

import resvg_py

from desk.drawings import Drawing
from desk.refusals import NotFound

WIDTH = 960
"""Pixels: sharp on a phone, and a tenth of a second to draw."""


class Drawn:
    """Each drawing is made when it is first asked for, beside the event loop, and kept: there are a few dozen, of 50 kB."""

    def __init__(self, drawings: Mapping[str, Drawing]) -> None:
        self._drawings = drawings
        self._pngs: dict[str, bytes] = {}

    async def png(self, name: str) -> bytes:
        """The bytes of a PNG without transparency. Raises NotFound when there is no such drawing or it cannot be drawn."""
        if name not in self._pngs:
            if name not in self._drawings:
                raise NotFound(name)
            self._pngs[name] = await asyncio.to_thread(_png, self._drawings[name])
        return self._pngs[name]


def _png(drawing: Drawing) -> bytes:
    try:
        return resvg_py.svg_to_bytes(
            svg_string=drawing.svg, width=WIDTH, background="#ffffff", skip_system_fonts=True
        )
    except ValueError as broken:
        raise NotFound(drawing.name) from broken
