"""Signing in by the district's own sign-in, against a small provider of our own: who gets in, and everything that must not."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from structlog.testing import capture_logs

from desk.access import AccessAct
from desk.personal import ERASED
from storage.store import SqlStore
from tests.web.conftest import ZONE
from tests.web.kit import BERRY, ELM, HAZEL, STEADY, PushedClock, Visitor
from tests.web.oidc_kit import BACK, CLIENT, SECRET, ProviderDouble
from usecases.accounts import invite_known
from web.oidc_errand import ErrandOver, Errands
from web.oidc_provider import OidcProvider, OidcSettings
from web.seats import peer_behind
from web.site import SiteSettings, create_site

HTML = {"Accept": "text/html"}


@pytest.fixture
async def double(clock: PushedClock) -> AsyncIterator[ProviderDouble]:
    async with ProviderDouble(clock.now) as double:
        yield double


@pytest.fixture
async def site(store: SqlStore, clock: PushedClock, double: ProviderDouble) -> FastAPI:
    await store.run(lambda uow: uow.people.add(replace(ELM, account="elm@example.org")))
    return a_site(store, clock, double)


def a_site(store: SqlStore, clock: PushedClock, double: ProviderDouble, **options: str) -> FastAPI:
    settings = OidcSettings(double.issuer, CLIENT, SECRET, BACK, timeout_s=60, **options)
    return create_site(store, SiteSettings(zone=ZONE, provider=OidcProvider(settings)), clock)


async def goes(browser: Visitor, double: ProviderDouble) -> dict[str, str]:
    """To the provider, and in there: what the browser brings back."""
    answer = await browser.get("/oidc")
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"].startswith(f"{double.issuer}/authorize?tenant=1&")
    return double.enter(answer.headers["location"])


async def signs_in(browser: Visitor, double: ProviderDouble):
    brought = await goes(browser, double)
    headers = HTML | {"Sec-Fetch-Site": "cross-site"}  # as a browser says when the provider sends it back
    return await browser.get("/oidc/back", params=brought, headers=headers)


async def people_signed_in(store: SqlStore) -> list[str]:
    return [session.person for session in await store.read(lambda uow: uow.sessions.all())]


async def test_who_is_known_comes_in_and_the_trail_says_how(stranger, double, store):
    assert 'href="/oidc"' in (await stranger.get("/")).text
    await stranger.get("/chat/me")
    planted = stranger.cookies["chalkline_me"]
    answer = await signs_in(stranger, double)
    assert (answer.status_code, answer.headers["location"]) == (303, "/board")
    assert stranger.cookies["chalkline_me"] != planted, "a fresh secret"
    assert "chalkline_errand" not in stranger.cookies
    assert await store.read(lambda uow: uow.people.at(peer_behind(planted))) is None
    assert ELM.name in (await stranger.get("/board")).text
    (line,) = await store.read(lambda uow: uow.access.trail(9, ELM.id))
    assert (line.act, line.by, line.note) == (AccessAct.SIGNED_IN, ELM.id, "account")


async def test_the_cookie_of_an_errand_is_the_browsers_alone(stranger):
    cookie = (await stranger.get("/oidc")).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Max-Age=600" in cookie


async def test_no_button_and_no_page_where_none_is_configured(store, clock):
    async with Visitor(create_site(store, SiteSettings(zone=ZONE), clock)) as browser:
        assert "/oidc" not in (await browser.get("/")).text
        assert (await browser.get("/oidc")).status_code == 404


async def test_the_button_says_what_people_call_it(store, clock, double):
    async with Visitor(a_site(store, clock, double, name="青禾统一登录")) as browser:
        assert "用“青禾统一登录”登录" in (await browser.get("/?lang=zh")).text
        assert "Sign in with 青禾统一登录" in (await browser.get("/?lang=en")).text


async def test_an_errand_belongs_to_one_browser_and_is_over_once(site, stranger, double, store):
    brought = await goes(stranger, double)
    kept = stranger.cookies["chalkline_errand"]
    async with Visitor(site) as other:
        for _ in range(2):
            answer = await other.get("/oidc/back", params=brought, headers=HTML)
            assert (answer.status_code, "没有完成" in answer.text) == (403, True)
            await goes(other, double)  # also not with an errand of its own
    assert (await stranger.get("/oidc/back", params=brought)).status_code == 303
    stranger.cookies["chalkline_errand"] = kept
    again = await stranger.get("/oidc/back", params=brought)
    assert again.status_code == 403
    assert len(await people_signed_in(store)) == 1


async def test_another_process_ends_an_errand_but_a_code_is_good_once(stranger, store, clock, double):
    brought = await goes(stranger, double)
    kept = stranger.cookies["chalkline_errand"]
    async with Visitor(a_site(store, clock, double)) as restarted:
        restarted.cookies["chalkline_errand"] = kept
        assert (await restarted.get("/oidc/back", params=brought)).status_code == 303
    answer = await stranger.get("/oidc/back", params=brought)
    assert (answer.status_code, "无法核实" in answer.text) == (403, True)


async def test_an_errand_that_is_over_leads_back_to_the_start(stranger, double, clock):
    brought = await goes(stranger, double)
    clock.push(minutes=10)
    answer = await stranger.get("/oidc/back", params=brought, headers=HTML)
    assert (answer.status_code, "请回首页再点一次" in answer.text) == (403, True)


NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("spoil", "late"),
    [
        (lambda kept: kept, timedelta(minutes=10)),
        (lambda kept: kept, timedelta(seconds=-1)),
        (lambda kept: f"1{kept[1:]}" if kept[0] != "1" else f"2{kept[1:]}", timedelta()),
        (lambda kept: kept[:-1], timedelta()),
        (lambda kept: kept.rpartition(".")[0] + "." + "A" * 43, timedelta()),
        (lambda kept: "", timedelta()),
    ],
    ids=["too late", "too early", "another time", "cut", "another seal", "none"],
)
def test_an_errand_is_good_for_ten_minutes_and_cannot_be_made_at_home(spoil, late):
    errands = Errands(SECRET)
    errand, kept = errands.begin(NOON)
    with pytest.raises(ErrandOver):
        errands.end(spoil(kept), errand.state, NOON + late)
    with pytest.raises(ErrandOver):
        Errands("another secret").end(kept, errand.state, NOON)
    assert errands.end(kept, errand.state, NOON) == errand


def test_what_the_provider_sees_tells_nothing_of_the_rest():
    errand, kept = Errands(SECRET).begin(NOON)
    told = {errand.state, errand.nonce, errand.verifier, errand.challenge, errand.seed}
    assert len(told) == 5
    assert errand.verifier not in kept
    assert 43 <= len(errand.verifier) <= 128


async def test_whoever_turns_back_at_the_provider_is_told_kindly(stranger, double):
    brought = await goes(stranger, double)
    told = {"state": brought["state"], "error": "access_denied", "error_description": "<b>no</b>"}
    answer = await stranger.get("/oidc/back", params=told, headers=HTML)
    assert (answer.status_code, "登录已取消" in answer.text, "<b>no" in answer.text) == (403, True, False)


async def test_another_site_cannot_begin_a_sign_in(stranger, double):
    answer = await stranger.get("/oidc", headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert double.asked == []


async def test_whoever_we_do_not_know_is_told_what_to_do(stranger, double, store):
    for claims, said in (
        ({"email": "nobody@example.org"}, "没有对应的工作人员"),
        ({"email": HAZEL.id}, "没有对应的工作人员"),  # a teacher
        ({"email_verified": False}, "还没有验证"),
        ({"aud": "another"}, "无法核实"),
    ):
        double.claims = claims
        answer = await signs_in(stranger, double)
        assert (answer.status_code, said in answer.text) == (403, True), claims
    assert await people_signed_in(store) == []


async def test_an_account_of_nobody_or_of_two_opens_nothing(stranger, double, store):
    known = replace(ELM, account="elm@example.org")
    for people in ((replace(known, name=ERASED),), (known, replace(BERRY, account="elm@example.org"))):
        await store.run(lambda uow, these=people: uow.people.add(*these))
        assert "没有对应的工作人员" in (await signs_in(stranger, double)).text
    assert await people_signed_in(store) == []


async def test_a_staff_number_names_who_has_no_account(store, clock, double):
    double.claims = {"staff_no": "berry"}
    async with Visitor(a_site(store, clock, double, claim="staff_no")) as browser:
        assert (await signs_in(browser, double)).status_code == 303
        await store.run(lambda uow: uow.people.add(replace(BERRY, account="W-17")))
        assert (await signs_in(browser, double)).status_code == 403
        double.claims = {"staff_no": "W-17"}
        assert (await signs_in(browser, double)).status_code == 303


async def test_a_supervisors_first_visit_needs_a_second_person(stranger, double, store, clock):
    await store.run(lambda uow: uow.people.bind(STEADY.id, peer_behind("another")))
    answer = await signs_in(stranger, double)
    assert (answer.status_code, "另一位主管" in answer.text) == (403, True)
    code = await store.run(invite_known, ELM.id)
    assert "另一位主管" in (await signs_in(stranger, double)).text, "an invitation that waits changes nothing"
    ((which, _),) = await store.read(lambda uow: uow.invitations.waiting())
    await store.run(
        lambda uow: uow.invitations.keep(which, replace(uow.invitations.find(which), approved_by="x"))
    )
    assert (await stranger.post("/sign-in", data={"code": code})).status_code == 303
    await stranger.post("/me/sign-out")
    assert (await store.read(lambda uow: uow.people.addresses(ELM.id))) == ()
    assert (await signs_in(stranger, double)).status_code == 303, "who was let in once has come"


async def test_nothing_that_opens_anything_is_logged(stranger, double):
    with capture_logs() as lines:
        assert (await signs_in(stranger, double)).status_code == 303
        double.claims = {"aud": "another", "email": "secret-person@example.org"}
        await signs_in(stranger, double)
        double.claims = {"email": "secret-person@example.org"}
        await signs_in(stranger, double)
    said = str(lines)
    assert "oidc_signed_in" in said
    assert "oidc_refused" in said
    for secret in ("code-", "eyJ", SECRET, "secret-person"):
        assert secret not in said


async def test_a_provider_in_trouble_gets_a_kind_page_and_the_other_ways_stay(stranger, double, store):
    brought = await goes(stranger, double)
    double.broken["/token"] = "fails"
    answer = await stranger.get("/oidc/back", params=brought, headers=HTML)
    assert (answer.status_code, "现在没有回应" in answer.text, "登录码" in answer.text) == (503, True, True)
    assert brought["code"] not in answer.text
    assert 'action="/sign-in"' in (await stranger.get("/")).text
    assert await people_signed_in(store) == []


async def test_one_address_goes_slowly(stranger, monkeypatch):
    answers = [(await stranger.get("/oidc/back")).status_code for _ in range(21)]
    assert (set(answers[:-1]), answers[-1]) == ({403}, 429)
