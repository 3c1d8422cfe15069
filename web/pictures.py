"""The drawings of self-help steps, as the browser asks for them: `/pictures/source_key.svg`. Anybody may see them."""

import hashlib
from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import Response

from desk.drawings import Drawing
from web.refusals import TurnedAway


class PictureRoutes:
    """`/pictures/{name}.svg`. What else the response carries is in `web.guard`."""

    def __init__(self, drawings: Mapping[str, Drawing]) -> None:
        self._drawings = {name: drawing.svg.encode() for name, drawing in drawings.items()}

    def router(self) -> APIRouter:
        """The route."""
        router = APIRouter(prefix="/pictures")
        router.add_api_route("/{name}.svg", self.show, methods=["GET"])
        return router

    async def show(self, name: str, request: Request) -> Response:
        """The drawing, or 304 when the browser has this state of it. Raises TurnedAway 404 for any other name."""
        svg = self._drawings.get(name)
        if svg is None:
            raise TurnedAway(404, "not_found")
        tag = f'"{hashlib.sha256(svg).hexdigest()[:16]}"'
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers={"ETag": tag})
        return Response(svg, media_type="image/svg+xml", headers={"ETag": tag})
