"""What a browser hands in: accepted durably and once, or refused with a sentence."""

from datetime import timedelta

import pytest

from desk.buttons import Option, Press, Verb
from desk.messages import MediaKind, Peer
from tests.web.kit import BERRY, HAZEL, Visitor, a_jpeg, peer_of
from usecases.evidence import examine
from web.seats import peer_behind

PNG_BOMB = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + (100_000).to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0"


def take(uow):
    """Lease and settle what waits, as the desk would."""
    rows = uow.inbox.lease(uow.now, uow.now + timedelta(minutes=1), 99)
    for row in rows:
        uow.inbox.done(row, uow.now)
    return [row.incoming for row in rows]


async def inbox(store):
    """What was handed in since the last look."""
    return await store.run(take)


async def lines(store, person=HAZEL):
    return await store.read(lambda uow: uow.webchat.since(peer_of(uow, person.id), 0, 100))


async def test_a_message_is_shown_in_the_chat_and_waits_in_the_inbox(visitor, store):
    answer = await visitor.says("teacher", "三年级2班大屏黑屏了")
    assert (answer.status_code, answer.json()) == (202, {"accepted": True})
    (message,) = await inbox(store)
    assert message.text == "三年级2班大屏黑屏了"
    assert message.key == f"web:{message.peer.space}:said-0001"
    assert [line.incoming.text for line in await lines(store)] == ["三年级2班大屏黑屏了"]


async def test_trying_again_with_the_same_id_changes_nothing(visitor, store):
    await visitor.says("teacher", "黑屏了")
    again = await visitor.says("teacher", "黑屏了")
    assert (again.status_code, again.json()) == (202, {"accepted": False})
    assert len(await lines(store)) == 1


async def test_a_press_is_shown_as_the_label_and_travels_as_the_token(visitor, store):
    await visitor.get("/chat/teacher")
    await visitor.says("teacher", "黑屏了")

    def ask(uow):
        options = [Option(Press(Verb.STEP_YES), "好了"), Option(Press(Verb.STEP_NO), "没好")]
        return uow.prompts.create(peer_of(uow, HAZEL.id), HAZEL.id, options, uow.now)

    token = await store.run(ask)
    answer = await visitor.post("/chat/teacher/presses", json={"id": "press-1", "token": f"{token}:1"})
    assert answer.status_code == 202
    assert (await lines(store))[-1].incoming.text == "没好"
    await inbox(store)
    (pressed,) = await inbox(store)
    assert (pressed.press, pressed.text) == (f"{token}:1", "")


async def test_what_waited_in_the_browser_for_a_network_says_since_when(visitor, store):
    await visitor.get("/chat/teacher")
    for number, age in enumerate((0, 420)):
        body = {"id": f"said-000{number}", "text": "黑屏了", "age": age}
        assert (await visitor.post("/chat/teacher/messages", json=body)).status_code == 202
    at_once, late = [line.incoming.sent_at for line in await lines(store)]
    assert timedelta(seconds=419) < at_once - late < timedelta(seconds=421)


@pytest.mark.parametrize("age", [-1, 10**9, "soon"])
async def test_an_age_that_cannot_be_is_refused(visitor, age):
    body = {"id": "said-0001", "text": "黑屏了", "age": age}
    assert (await visitor.post("/chat/teacher/messages", json=body)).status_code == 422


async def test_a_button_of_another_chat_shows_no_label_here(visitor, store):
    await visitor.get("/chat/engineer")
    await visitor.says("engineer", "在")

    def offer(uow):
        return uow.prompts.create(
            peer_of(uow, BERRY.id), BERRY.id, [Option(Press(Verb.ACCEPT), "接单")], uow.now
        )

    token = await store.run(offer)
    await visitor.post("/chat/teacher/presses", json={"id": "press-1", "token": f"{token}:0"})
    assert await lines(store) == ()
    assert f"{token}:0" in [message.press for message in await inbox(store)]


async def test_a_greeting_and_a_sticker_are_accepted_but_not_shown(visitor, store):
    await visitor.post("/chat/teacher/start", json={"id": "hello", "payload": ""})
    (first,) = await inbox(store)
    assert first.start == ""
    assert await lines(store) == ()
    answer = await visitor.post("/chat/engineer/start", json={"id": "scan-1", "payload": "d_QH1-0302-SB"})
    assert answer.status_code == 202
    assert [m.start for m in await inbox(store)] == ["d_QH1-0302-SB"]


@pytest.mark.parametrize(
    "body",
    [
        {"id": "said-1"},
        {"id": "x", "text": "短"},
        {"id": "a b c d", "text": "空格"},
        {"id": "said-0001", "text": "  \n "},
        {"id": "said-0001", "text": 7},
        [],
    ],
)
async def test_a_misshapen_message_is_refused_with_a_sentence(visitor, body):
    answer = await visitor.post("/chat/teacher/messages", json=body)
    assert answer.status_code == 422
    assert answer.json()["error"]


@pytest.mark.parametrize(
    "token", ["", "abc", "abc:", "abc:x", "a b:1", "abc:1000", "x" * 41 + ":1", "abc:1:2"]
)
async def test_a_misshapen_button_token_is_refused(visitor, token):
    answer = await visitor.post("/chat/teacher/presses", json={"id": "press-1", "token": token})
    assert answer.status_code == 422


async def test_a_sticker_of_a_room_is_accepted(visitor, store):
    answer = await visitor.post("/chat/teacher/start", json={"id": "scan-1", "payload": "r_qh1_302"})
    assert answer.status_code == 202
    assert [message.start for message in await inbox(store)] == ["r_qh1_302"]


@pytest.mark.parametrize("payload", ["b_CODE", "d_", "d_x y", "d_a_b", "r_", "r_" + "x" * 63, "anything"])
async def test_only_a_sticker_can_be_started_from_a_page(visitor, payload):
    answer = await visitor.post("/chat/teacher/start", json={"id": "scan-1", "payload": payload})
    assert answer.status_code == 422


async def test_a_text_that_is_too_long_is_refused_with_advice(visitor):
    answer = await visitor.says("teacher", "长" * 4001)
    assert (answer.status_code, answer.json()["error"]) == (413, "文字太长了，请分几条发送。")
    assert (await visitor.says("teacher", "长" * 70_000)).status_code == 413


async def test_without_a_cookie_nobody_speaks_in_the_own_seat(stranger):
    assert (await stranger.says("me", "你好")).status_code == 401
    await stranger.get("/chat/me")
    assert (await stranger.says("me", "你好")).status_code == 202


async def test_two_browsers_never_share_a_chat(site):
    async with Visitor(site) as one, Visitor(site) as two:
        await one.get("/chat/me")
        await two.get("/chat/me")
        await one.says("me", "甲")
        await two.says("me", "乙")
        assert [line["text"] for line in await two.reads("me", 1)] == ["乙"]
        assert peer_behind(one.cookies["chalkline_me"]) != peer_behind(two.cookies["chalkline_me"])


async def test_more_than_twenty_at_once_is_too_fast(visitor):
    answers = [(await visitor.says("teacher", "快", f"said-{n:04}")).status_code for n in range(22)]
    assert answers[:20] == [202] * 20
    assert 429 in answers
    assert (await visitor.says("engineer", "别人不受影响")).status_code == 202


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "", "Origin": "http://evil.test"},
        {"Sec-Fetch-Site": "", "Origin": "null"},
    ],
)
async def test_another_site_cannot_make_the_browser_speak(visitor, store, headers):
    if headers["Sec-Fetch-Site"] == "":
        del visitor.headers["Sec-Fetch-Site"]
        headers = {"Origin": headers["Origin"]}
    answer = await visitor.post(
        "/chat/teacher/messages", json={"id": "said-1", "text": "伪造"}, headers=headers
    )
    assert answer.status_code == 403
    assert (await visitor.post("/sign-in", data={"code": "X" * 16}, headers=headers)).status_code == 403
    assert await inbox(store) == []


async def test_an_old_browser_that_only_sends_its_own_origin_may_speak(visitor):
    del visitor.headers["Sec-Fetch-Site"]
    answer = await visitor.post(
        "/chat/teacher/messages", json={"id": "said-1", "text": "好"}, headers={"Origin": "http://desk.test"}
    )
    assert answer.status_code == 202


async def test_a_body_of_unknown_length_is_not_read(visitor):
    async def endless():
        yield b"{"

    answer = await visitor.post("/chat/teacher/messages", content=endless())
    assert answer.status_code == 411


async def attach(visitor, content, name="黑屏.jpg"):
    return await visitor.post(
        "/chat/teacher/media", data={"id": "photo-1"}, files={"file": (name, content, "image/jpeg")}
    )


async def test_a_photo_is_stored_without_its_metadata_and_hangs_on_the_message(visitor, store):
    answer = await attach(visitor, a_jpeg(secret=b"GPS 22.5N 113.9E"))
    assert answer.status_code == 202
    (message,) = await inbox(store)
    (media,) = message.media
    assert (media.kind, media.mime, media.name) == (MediaKind.PHOTO, "image/jpeg", "黑屏.jpg")
    stored = await store.read(lambda uow: uow.media.content(media.id))
    assert b"GPS" not in stored
    assert stored.startswith(b"\xff\xd8")
    assert stored.endswith(b"\x12\x34\xff\xd9")
    assert (await lines(store))[0].incoming.media == (media,)


async def test_a_photo_sent_twice_is_one_line_and_one_copy(visitor, store):
    await attach(visitor, a_jpeg())
    again = await attach(visitor, a_jpeg())
    assert (again.status_code, again.json()) == (202, {"accepted": False})
    assert len(await lines(store)) == 1


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"PK\x03\x04 a zip that calls itself a photo", 415),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", 415),
        (b"<!doctype html><script>", 415),
        (b"MZ\x90\0", 415),
        (b"", 415),
        (PNG_BOMB, 422),
        (b"\x89PNG\r\n\x1a\n", 422),
        (b"\xff\xd8\xff\xe0 broken", 422),
        (a_jpeg(65_000, 65_000), 422),
        (b"RIFF\0\0\0\0WAVE", 415),
    ],
)
async def test_what_is_not_a_sound_photo_or_document_is_refused(visitor, store, content, status):
    answer = await attach(visitor, content)
    assert answer.status_code == status
    assert answer.json()["error"]
    assert await inbox(store) == []


async def test_a_file_over_ten_megabytes_is_refused_with_advice(visitor):
    answer = await attach(visitor, b"%PDF-" + b"x" * (10 * 1024 * 1024))
    assert answer.status_code == 413
    assert "10 MB" in answer.json()["error"]
    huge = await attach(visitor, b"%PDF-" + b"x" * (11 * 1024 * 1024))
    assert huge.status_code == 413


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.jpg", "passwd.jpg"),
        ("C:\\Users\\x\\照片.JPG", "照片.jpg"),
        ("a\r\nX-Evil: 1.jpg", "aX-Evil 1.jpg"),
        ("..", "file.jpg"),
        ("x" * 300 + ".jpg", "x" * 80 + ".jpg"),
        ("evil.html", "evil.jpg"),
    ],
)
def test_a_file_keeps_its_name_but_no_path_and_its_true_ending(given, kept):
    assert examine(given, a_jpeg()).name == kept


async def test_the_peer_of_a_cookie_is_its_hash():
    assert peer_behind("s" * 30) == peer_behind("s" * 30)
    assert isinstance(peer_behind("s" * 30), Peer)
    assert "s" * 30 not in str(peer_behind("s" * 30))


def an_exif(order: str, way: int) -> bytes:
    """The body of an EXIF segment after its name, saying which way up (tag 0x0112) and where it was taken."""
    ends = {"II": "little", "MM": "big"}[order]

    def number(value: int, size: int) -> bytes:
        return value.to_bytes(size, ends)

    entries = number(0x0112, 2) + number(3, 2) + number(1, 4) + number(way, 2) + b"\0\0"
    place = number(0x8825, 2) + number(4, 2) + number(1, 4) + number(26, 4)
    head = order.encode() + number(42, 2) + number(8, 4)
    return head + number(2, 2) + entries + place + number(0, 4) + b"GPS 31.2"


@pytest.mark.parametrize("order", ["II", "MM"])
def test_a_photo_that_lies_on_its_side_stays_upright_and_says_nothing_else(order):
    kept = examine("照片.jpg", a_jpeg(secret=an_exif(order, 6))).content
    assert b"GPS" not in kept
    segment = kept[2:38]
    assert segment[:12] == b"\xff\xe1\x00\x22Exif\0\0MM"
    assert int.from_bytes(segment[28:30], "big") == 6
    assert kept.endswith(b"\x12\x34\xff\xd9")
    assert examine("照片.jpg", kept).content == kept  # and once more


@pytest.mark.parametrize("cut", range(0, 40, 3))
def test_an_exif_that_is_cut_short_or_senseless_is_dropped_whole(cut):
    kept = examine("照片.jpg", a_jpeg(secret=an_exif("MM", 9)[:cut])).content
    assert b"Exif" not in kept
