"""What somebody who looks for an intruder finds in the log, and that nothing in it opens anything (ASVS 16.3)."""

from tests.conftest import Line


def of(lines: list[Line], action: str) -> list[Line]:
    """Lines of one action."""
    return [line for line in lines if line.get("action") == action]


async def test_a_wrong_link_and_a_wrong_code_are_told_by_their_way(stranger, log_lines: list[Line]) -> None:
    await stranger.post("/sign-in/canary-link-0123456789")
    await stranger.post("/sign-in", data={"code": "CANARY00CANARY00CANA"})
    assert [(line["way"], line["why"]) for line in of(log_lines, "sign_in_refused")] == [
        ("link", "CodeRefused"),
        ("invitation", "CodeRefused"),
    ]
    assert "canary" not in str(log_lines).lower()


async def test_what_was_not_allowed_is_told_with_its_path(stranger, visitor, log_lines: list[Line]) -> None:
    assert (await stranger.says("me", "你好")).status_code == 401
    assert (await stranger.get("/api/tickets")).status_code == 401
    content = {"file": ("a.zip", b"PK\x03\x04", "application/zip")}
    assert (
        await visitor.post("/chat/teacher/media", data={"id": "file-1"}, files=content)
    ).status_code == 415
    told = [(line["status"], line["path"]) for line in of(log_lines, "request_refused")]
    assert told == [(401, "/chat/me/messages"), (401, "/api/tickets"), (415, "/chat/teacher/media")]


async def test_the_path_of_a_refusal_opens_nothing(stranger, log_lines: list[Line]) -> None:
    await stranger.post("/sign-in/canary-link-0123456789")
    (line,) = of(log_lines, "request_refused")
    assert line["path"] == "/sign-in/…"


async def test_missing_things_are_no_news(stranger, log_lines: list[Line]) -> None:
    await stranger.get("/nothing")
    assert of(log_lines, "request_refused") == []


async def test_trace_is_not_answered_and_no_folder_is_listed(visitor) -> None:
    assert (await visitor.request("TRACE", "/", headers={"Content-Length": "0"})).status_code == 405
    for folder in ("/static/", "/icons/", "/pictures/"):
        answer = await visitor.get(folder)
        assert answer.status_code == 404
        assert ".js" not in answer.text.replace("/static/", "")
