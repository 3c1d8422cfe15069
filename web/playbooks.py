"""The pages about self-help: every tree with its figures, one tree with its plots, and what a supervisor decides about them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup

from desk.drawings import Drawing
from desk.ids import TreeId
from desk.language import Lang
from desk.people import Person, Role
from desk.refusals import NotAllowed, NotFound
from usecases.browse_playbooks import browse_playbooks
from usecases.study_playbooks import Decide, decide_proposal
from web.charts import Tone, patterns, swatch
from web.names import SYMPTOMS
from web.parts import Parts
from web.playbook_page import TreePrinter
from web.playbook_views import decided_of, devices_of, nought, proposals_of, rows_of, sums_of
from web.refusals import TurnedAway
from web.tree_drawing import drawn
from web.words import language_of, say

PERIODS = (30, 90, 365)
"""Days that the links offer."""

OF_WALKS = {
    Tone.SOLVED: "pb_solved",
    Tone.AROUND: "pb_around",
    Tone.ON: "pb_handed",
    Tone.LEFT: "pb_left",
}
OF_STEPS = {
    Tone.SOLVED: "pb_step_solved",
    Tone.ON: "pb_went_on",
    Tone.UNDONE: "pb_not_done",
    Tone.LEFT: "pb_step_left",
}
OF_MODELS = {Tone.SOLVED: "pb_solved", Tone.ON: "pb_unsolved"}
"""What each tone of a chart is called, in the order of its bars."""

_Days = Annotated[int, Query(ge=1, le=3660)]
_TreePath = Annotated[str, Path(pattern=r"^[a-z0-9_]{1,64}$")]
_ProposalId = Annotated[str, Form(pattern=r"^[a-z0-9_:.-]{1,200}$")]
_USUAL = 90


@dataclass(frozen=True, slots=True)
class Here:
    """What the address says beside the path, carried along by every link: whose seat, how many days, what is looked for."""

    seat: str = ""
    days: int = _USUAL
    q: str = ""

    def url(self, path: str, **changed: object) -> str:
        """The path with all of it; `changed` replaces, what is empty or usual is left out."""
        now: dict[str, object] = {"seat": self.seat, "days": self.days, "q": self.q} | changed
        said = {key: value for key, value in now.items() if value and (key, value) != ("days", _USUAL)}
        return f"{path}?{urlencode(said)}" if said else path


class PlaybookRoutes:
    """`/playbooks`, `/playbooks/{tree}`, and `POST /playbooks/proposals`."""

    def __init__(self, parts: Parts, drawings: Mapping[str, Drawing]) -> None:
        self._parts = parts
        self._drawings = drawings

    def router(self) -> APIRouter:
        """The routes."""
        router = APIRouter(prefix="/playbooks")
        router.add_api_route("", self.all_trees, methods=["GET"])
        router.add_api_route("/proposals", self.decide, methods=["POST"])
        router.add_api_route("/{tree}", self.one_tree, methods=["GET"])
        return router

    async def all_trees(
        self,
        request: Request,
        seat: str = "",
        days: _Days = _USUAL,
        q: Annotated[str, Query(max_length=60)] = "",
    ) -> Response:
        """Every tree, the most walked first; a stranger or a teacher is told how to get in."""
        viewer = await self._viewer(request, seat)
        if viewer is None:
            return self._closed(request)
        lang, here = language_of(request), Here(seat, days, q.strip())
        since = self._parts.clock.now() - timedelta(days=days)
        study = await self._parts.store.read(browse_playbooks, viewer.id, since)
        return self._parts.page(
            request,
            "playbooks.html",
            viewer=viewer,
            here=here,
            periods=PERIODS,
            rows=rows_of(study, lang, here.q),
            known=len(study.trees),
            sums=sums_of(study),
            proposals=proposals_of(study, lang),
            decided=decided_of(study, lang, self._parts.settings.zone),
            decides=study.decides,
            patterns=patterns(),
            legend=_legend(lang, OF_WALKS),
        )

    async def one_tree(
        self, tree: _TreePath, request: Request, seat: str = "", days: _Days = _USUAL
    ) -> Response:
        """One tree whole. Raises NotFound for a name that no tree has."""
        viewer = await self._viewer(request, seat)
        if viewer is None:
            return self._closed(request)
        lang = language_of(request)
        since = self._parts.clock.now() - timedelta(days=days)
        study = await self._parts.store.read(browse_playbooks, viewer.id, since)
        known = study.trees.get(TreeId(tree))
        if known is None:
            raise NotFound(tree)
        figures = study.figures.get(known.id) or nought(known)
        printer = TreePrinter(known, study.written.get(known.id, known), figures, lang, self._drawings)
        return self._parts.page(
            request,
            "playbook.html",
            viewer=viewer,
            here=Here(seat, days),
            periods=PERIODS,
            tree=known,
            name=known.name.of(lang),
            devices=devices_of(known, lang),
            symptoms=[SYMPTOMS[symptom].of(lang) for symptom in known.symptoms],
            figures=figures,
            printer=printer,
            drawing=Markup(drawn(known, lang, printer.notes())),  # noqa: S704  # it escapes every word itself
            proposals=proposals_of(study, lang, known.id),
            decided=decided_of(study, lang, self._parts.settings.zone, known.id),
            decides=study.decides,
            patterns=patterns(),
            legend=_legend(lang, OF_STEPS),
            model_legend=_legend(lang, OF_MODELS),
        )

    async def decide(
        self,
        request: Request,
        proposal: _ProposalId,
        approve: Annotated[bool, Form()],
        seat: str = "",
    ) -> Response:
        """Approved or declined; then the list again. Raises NotAllowed for strangers and for who is no supervisor."""
        person = await self._parts.seats.person(request, seat or self._parts.seats.overlooking)
        if person is None:
            raise NotAllowed(seat)
        try:
            await self._parts.store.run(decide_proposal, Decide(person.id, proposal, approve))
        except NotFound as gone:
            raise TurnedAway(409, "pb_gone") from gone
        return RedirectResponse(Here(seat).url("/playbooks") + "#decided", status_code=303)

    async def _viewer(self, request: Request, seat: str) -> Person | None:
        """Who sits here, if they may see these pages."""
        person = await self._parts.seats.person(request, seat or self._parts.seats.overlooking)
        return None if person is None or person.role is Role.TEACHER else person

    def _closed(self, request: Request) -> Response:
        return self._parts.page(
            request, "closed_board.html", 403, title="pb_title", why="pb_sign_in", path=request.url.path
        )


def _legend(lang: Lang, tones: Mapping[Tone, str]) -> list[tuple[Markup, str]]:
    """Swatch and word of each tone."""
    return [(swatch(tone), say(key, lang)) for tone, key in tones.items()]
