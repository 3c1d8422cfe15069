"""`/contracts` and `/contracts/{id}`: what the contracts of the viewer's schools promise, with clauses, findings and readings."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from desk.ids import ContractId
from desk.people import Role
from desk.refusals import NotAllowed
from usecases.look_at_contracts import contract_page, contract_pages
from web.contract_views import ContractPrinter
from web.parts import Parts
from web.words import language_of, say

_ContractPath = Annotated[str, Path(pattern=r"^[a-z0-9_-]{1,64}$")]


class ContractRoutes:
    """Both pages; they only read."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def router(self) -> APIRouter:
        """The routes."""
        router = APIRouter(prefix="/contracts")
        router.add_api_route("", self.list_page, methods=["GET"])
        router.add_api_route("/{contract}", self.one, methods=["GET"])
        return router

    async def list_page(self, request: Request, seat: str = "") -> Response:
        """The contracts; a stranger or a teacher is told how to get in."""
        viewer = await self._parts.viewer(request, seat)
        if viewer is None or viewer.role is Role.TEACHER:
            return self._parts.page(
                request, "closed_board.html", 403, title="co_title", why="co_sign_in", path=request.url.path
            )
        lang = language_of(request)
        pages = await self._parts.store.read(contract_pages, viewer.id)
        return self._parts.page(
            request,
            "contracts.html",
            viewer=viewer,
            here="contracts",
            seat=seat,
            contracts=[
                {
                    "id": page.contract.id,
                    "name": page.contract.name.of(lang),
                    "version": page.contract.version,
                    "source": page.contract.source,
                    "grades": [(grade.label.of(lang), min(grade.rank, 4)) for grade in page.contract.grades],
                    "schools": [school.name_in(lang) for school in page.schools],
                    "found": len(page.found),
                    "decided": len(page.found) - len(page.undecided),
                    "open": sum(not one.confirmed for one in page.contract.terms.interpretations),
                }
                for page in pages
            ],
        )

    async def one(self, contract: _ContractPath, request: Request, seat: str = "") -> Response:
        """One contract. Raises NotAllowed for strangers and teachers, NotFound for one of none of the viewer's schools."""
        viewer = await self._parts.viewer(request, seat)
        if viewer is None or viewer.role is Role.TEACHER:
            raise NotAllowed(seat)
        page = await self._parts.store.read(contract_page, viewer.id, ContractId(contract))
        lang = language_of(request)
        parties = page.contract.terms.parties
        return self._parts.page(
            request,
            "contract.html",
            viewer=viewer,
            here="contract",
            seat=seat,
            contract=page.contract,
            name=page.contract.name.of(lang),
            print=ContractPrinter(page, lang),
            schools=[school.name_in(lang) for school in page.schools],
            parties=(parties.customer.of(lang), parties.provider.of(lang)) if parties else None,
            calendars=[
                say("co_calendar_line", lang, name=one.name.of(lang), id=one.id, version=one.version)
                for one in page.calendars
            ],
            found=len(page.found),
            decided=len(page.found) - len(page.undecided),
        )
