"""Keys of other programs at the door: what opens, what does not, and that all that does not looks alike."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI

from desk.api_keys import ApiKey, KeyAct, Scope
from desk.ids import SchoolId
from desk.refusals import NotFound
from storage.store import SqlStore
from tests.web.kit import SCHOOL, PushedClock, Visitor
from usecases.manage_keys import MakeKey, NameTaken, end_key, key_log, keys, make_key
from web.api_door import REQUESTS_AT_ONCE, WRONG_AT_ONCE


async def a_key(store: SqlStore, *scopes: Scope, name: str = "zabbix", **more: object) -> tuple[ApiKey, str]:
    return await store.run(make_key, MakeKey(name, scopes, **more))  # type: ignore[arg-type]  # of the command


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("desk.sqlite3*"))


@pytest.fixture
async def program(site: FastAPI) -> AsyncIterator[Visitor]:
    """Another program: no cookies, no Sec-Fetch-Site."""
    async with Visitor(site) as program:
        del program.headers["Sec-Fetch-Site"]
        yield program


async def test_a_good_key_says_which_it_is(store: SqlStore, program: Visitor) -> None:
    key, secret = await a_key(store, Scope.TICKETS_READ, schools=(SCHOOL,))
    told = await program.get("/api/key", headers=bearer(secret))
    assert told.status_code == 200
    assert told.json() == {
        "key": key.id,
        "name": "zabbix",
        "scopes": ["tickets:read"],
        "schools": [SCHOOL],
        "expires_at": "2027-09-01T00:00:00Z",
    }
    assert secret not in told.text


async def test_none_wrong_ended_and_old_are_answered_alike(
    store: SqlStore, program: Visitor, clock: PushedClock
) -> None:
    ended, secret_of_ended = await a_key(store, Scope.TICKETS_READ, name="ended")
    _, secret_of_old = await a_key(store, Scope.TICKETS_READ, name="old", life=timedelta(days=1))
    await store.run(end_key, ended.id)
    clock.push(days=1)
    wrongs = (secret_of_ended, secret_of_old, f"chalk_{ended.id}_{'x' * 22}", "x" * 500, "钥匙")
    headers = [{b"Authorization": f"Bearer {wrong}".encode()} for wrong in wrongs]
    answers = [await program.get("/api/key", headers=one) for one in headers]  # type: ignore[arg-type]  # bytes, for what no header may hold
    answers.append(await program.get("/api/key"))
    answers.append(await program.get("/api/key", headers={"Authorization": "Basic eDp5"}))
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.text for answer in answers}) == 1
    assert {answer.headers["WWW-Authenticate"] for answer in answers} == {"Bearer"}
    assert "chalkline keys add" in answers[0].json()["error"]


async def test_the_last_use_is_kept_to_the_minute(
    store: SqlStore, program: Visitor, clock: PushedClock
) -> None:
    _, secret = await a_key(store, Scope.TICKETS_READ)
    assert (await store.read(keys))[0].used_at is None
    first = clock.now()
    for seconds in (0, 30):
        clock.push(seconds=seconds)
        await program.get("/api/key", headers=bearer(secret))
    assert (await store.read(keys))[0].used_at == first
    clock.push(seconds=30)
    await program.get("/api/key", headers=bearer(secret))
    assert (await store.read(keys))[0].used_at == clock.now()


async def test_a_key_ended_after_its_use_is_ended(store: SqlStore, program: Visitor) -> None:
    key, secret = await a_key(store, Scope.TICKETS_READ)
    await program.get("/api/key", headers=bearer(secret))
    await store.run(end_key, "zabbix")
    assert (await program.get("/api/key", headers=bearer(secret))).status_code == 401
    assert [line.act for line in await store.read(key_log, key.id, 9)] == [KeyAct.ENDED, KeyAct.MADE]
    again, _ = await a_key(store, Scope.TICKETS_READ)
    assert again.id != key.id


async def test_too_many_requests_of_one_key_leave_the_other_alone(store: SqlStore, program: Visitor) -> None:
    _, busy = await a_key(store, Scope.TICKETS_READ, name="busy")
    _, calm = await a_key(store, Scope.TICKETS_READ, name="calm")
    codes = [
        (await program.get("/api/key", headers=bearer(busy))).status_code for _ in range(REQUESTS_AT_ONCE * 2)
    ]
    assert codes[0] == 200
    assert codes[-1] == 429
    assert (await program.get("/api/key", headers=bearer(busy))).headers["Retry-After"] == "2"
    assert (await program.get("/api/key", headers=bearer(calm))).status_code == 200


async def test_guessing_is_slowed_down_and_good_keys_are_not(store: SqlStore, program: Visitor) -> None:
    _, good = await a_key(store, Scope.TICKETS_READ)
    codes = [
        (await program.get("/api/key", headers=bearer(f"chalk_{n}"))).status_code
        for n in range(WRONG_AT_ONCE + 5)
    ]
    assert codes[0] == 401
    assert codes[-1] == 429
    assert (await program.get("/api/key", headers=bearer(good))).status_code == 200


async def test_no_secret_is_in_the_database(store: SqlStore, tmp_path: Path) -> None:
    _, secret = await a_key(store, Scope.ALERTS_WRITE)
    await store.close()
    kept = bytes_of(tmp_path)
    assert secret.encode() not in kept
    assert secret.rsplit("_", 1)[1].encode() not in kept


async def test_a_school_that_is_not_there_or_a_name_that_is_refuses_the_key(store: SqlStore) -> None:
    with pytest.raises(NotFound):
        await a_key(store, Scope.TICKETS_READ, schools=(SchoolId("nowhere"),))
    await a_key(store, Scope.TICKETS_READ)
    with pytest.raises(NameTaken):
        await a_key(store, Scope.TICKETS_READ)


async def test_the_description_names_the_key_and_needs_none(program: Visitor) -> None:
    told = (await program.get("/api/openapi.json")).json()
    assert told["paths"]["/api/key"]["get"]["security"] == [{"HTTPBearer": []}]
    assert set(told["paths"]["/api/key"]["get"]["responses"]) >= {"200", "401", "403", "429"}
