"""Who knocks at the programs' door: the key in `Authorization: Bearer`, its scope, its pace. One answer for every key that opens nothing."""

from collections.abc import Awaitable, Callable
from typing import Annotated, cast

from fastapi import Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from desk.api_keys import ApiKey, Scope
from desk.ids import SchoolId
from desk.refusals import NotFound
from usecases.manage_keys import FRESH, note_use, open_with
from usecases.ports import Clock, Store
from web.refusals import TurnedAway
from web.throttle import Throttle

REQUESTS_PER_SECOND, REQUESTS_AT_ONCE = 10.0, 60
WRONG_PER_SECOND, WRONG_AT_ONCE = 0.5, 20
_BEARER = HTTPBearer(auto_error=False, description="A key made by `chalkline keys add`.")
_LONGEST = 200
"""Characters; no key of ours is as long."""
Given = Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)]
Opens = Callable[[Request, Given], Awaitable[None]]


class ApiDoor:
    """Lets programs in. What it found is kept on the request: `key_of`."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._pace = Throttle(REQUESTS_PER_SECOND, REQUESTS_AT_ONCE)
        self._wrong = Throttle(WRONG_PER_SECOND, WRONG_AT_ONCE)

    def needs(self, scope: Scope | None) -> Opens:
        """A dependency: raises TurnedAway with 401 for what is no good key, 403 without the scope, 429 when it is too fast. None:
        any good key.
        """

        async def opened(request: Request, given: Given) -> None:
            key = await self._key(request, given.credentials if given else "")
            if not self._pace.allows(key.id):
                raise TurnedAway(429, "too_fast")
            if scope is not None and not key.may(scope):
                raise TurnedAway(403, "key_lacks_scope")
            _require_known_parameters(request)
            request.state.key = key
            if key.used_at is None or self._clock.now() - key.used_at >= FRESH:
                await self._store.run(note_use, key)

        return opened

    async def _key(self, request: Request, secret: str) -> ApiKey:
        try:
            if not 0 < len(secret) <= _LONGEST:
                raise NotFound("api key")
            return await self._store.read(open_with, secret)
        except NotFound as problem:
            sender = request.client.host if request.client else ""
            allowed = self._wrong.allows(sender)
            raise TurnedAway(*((401, "key_refused") if allowed else (429, "too_fast"))) from problem


def _require_known_parameters(request: Request) -> None:
    """Raises TurnedAway: a filter that is misspelt would otherwise be none, and show the whole district."""
    known = {field.alias for field in request.scope["route"].dependant.query_params}
    if set(request.query_params) - known:
        raise TurnedAway(422, "not_understood")


def key_of(request: Request) -> ApiKey:
    """The key that opened this request."""
    return cast(ApiKey, request.state.key)


def require_school(key: ApiKey, school: SchoolId) -> None:
    """Raises NotFound, as for what does not exist, when the school is out of the key's reach."""
    if not key.covers(school):
        raise NotFound(school)
