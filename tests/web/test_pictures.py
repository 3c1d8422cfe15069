"""Drawings of self-help steps in the browser: served to anybody, run by nobody, asked for again by their tag."""

from pathlib import Path

import pytest

from desk.language import Lang
from desk.messages import Outgoing
from storage.drawings import load_drawings
from tests.web.conftest import ZONE
from tests.web.kit import HAZEL, Visitor
from usecases.bind_demo_seat import bind_demo_seat
from usecases.show_web_line import show_web_line
from web.guard import PICTURE_POLICY
from web.site import SiteSettings, create_site

DRAWINGS = load_drawings(Path("playbooks/pictures"))


@pytest.fixture
async def anybody(store, clock):
    site = create_site(store, SiteSettings(zone=ZONE), clock, drawings=DRAWINGS)
    async with Visitor(site) as visitor:
        yield visitor


async def test_a_drawing_is_an_image_that_may_run_and_fetch_nothing(anybody):
    answer = await anybody.get("/pictures/source_key.svg")
    assert answer.status_code == 200
    assert answer.text == DRAWINGS["source_key"].svg
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert answer.headers["content-security-policy"] == PICTURE_POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_browser_that_has_the_drawing_is_not_sent_it_again(anybody):
    first = await anybody.get("/pictures/source_key.svg")
    assert first.headers["cache-control"] == "no-cache"
    again = await anybody.get("/pictures/source_key.svg", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = await anybody.get("/pictures/usb_port.svg", headers={"If-None-Match": first.headers["etag"]})
    assert other.status_code == 200


@pytest.mark.parametrize("name", ["nothing.svg", "source_key.png", "..%2Fboard_no_signal.yaml", "source_key"])
async def test_nothing_but_drawings_is_there(anybody, name):
    assert (await anybody.get(f"/pictures/{name}")).status_code == 404


async def test_a_line_carries_its_drawing_with_words_for_who_cannot_see_it(visitor, store):
    peer, drawing = await store.run(bind_demo_seat, HAZEL.id), DRAWINGS["source_key"]
    await store.run(show_web_line, peer, Outgoing("画面出来了吗？", picture=drawing.of(Lang.EN)), None)
    await store.run(show_web_line, peer, Outgoing("好的"), None)
    with_it, without = await visitor.reads("teacher", 2)
    assert with_it["picture"] == {"src": "/pictures/source_key.svg", "alt": drawing.shows.en}
    assert without["picture"] is None
