"""For machines: what the desk reads in a message, and how each contract would grade it. Opens and stores nothing.

Nobody signs in: the answer holds nothing but what was sent. The text goes into no log.
"""

import asyncio
import json
from collections.abc import Callable, Mapping

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from usecases.parse_message import BadMessage, Message, message_of
from web.guard import MAX_MESSAGES, NLU_PATH
from web.refusals import TurnedAway
from web.throttle import Throttle

MOST_MESSAGES = 100
Parse = Callable[[Message], Mapping[str, object]]
"""Reads one message and says what is in it; may be called from any thread."""


class NluRoutes:
    """`POST /api/nlu/parse`."""

    def __init__(self, parse: Parse, pace: Throttle) -> None:
        self._parse = parse
        self._pace = pace

    def router(self) -> APIRouter:
        """The route."""
        router = APIRouter()
        router.add_api_route(NLU_PATH, self.parse, methods=["POST"])
        return router

    async def parse(self, request: Request) -> Response:
        """The answer to one message, or a list of answers to a list. Read in a thread: a list takes longer than a turn."""
        told = _decoded(await request.body())
        several = isinstance(told, list)
        messages = _messages(told if isinstance(told, list) else [told])
        sender = request.client.host if request.client else ""
        if not self._pace.allows(sender, max(1, len(messages))):
            raise TurnedAway(429, "too_fast")
        answers = await asyncio.to_thread(lambda: [self._parse(message) for message in messages])
        return JSONResponse(answers if several else answers[0])


def _decoded(body: bytes) -> object:
    if len(body) > MAX_MESSAGES:
        raise TurnedAway(413, "request_too_big")
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as problem:
        raise TurnedAway(400, "not_json") from problem


def _messages(told: list[object]) -> list[Message]:
    if len(told) > MOST_MESSAGES:
        raise TurnedAway(422, "not_messages")
    try:
        return [message_of(one) for one in told]
    except BadMessage as problem:
        raise TurnedAway(422, "not_messages") from problem
