"""Staff come to the board of a desk without demo seats: an invitation once, then links and codes from their own chat, in two browsers."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import DESKTOP, PHONE, RunningDesk, Seat, Sit, running_desk
from tests.e2e.screens import violations
from tests.kit.processes import ROOT, free_port, said

pytestmark = pytest.mark.e2e
LINK = re.compile(r"https?://\S+/sign-in/\S+")
CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}(?!-)")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the desk lives."""
    return tmp_path_factory.mktemp("desk")


@pytest.fixture(scope="module")
def desk(folder: Path) -> Iterator[RunningDesk]:
    """A desk as a district runs it, with a register and nobody who has come."""
    port = free_port()
    settings = {"CHALKLINE_DATA_DIR": str(folder), "CHALKLINE_PUBLIC_URL": f"http://127.0.0.1:{port}"}
    said(folder, settings, "load", str(ROOT / "demo" / "district.yaml"))
    with running_desk(folder, port=port, demo=False, **settings) as desk:
        yield desk


def test_from_an_invitation_to_the_board_to_signed_out(sit, folder):
    printed = said(folder, {"CHALKLINE_DATA_DIR": str(folder)}, "invite", "--person", "s-jiang")
    first = comes(sit, printed.splitlines()[0])
    path, code = asks(first)
    phone = opens(sit, path)
    expect(first.line("已用您的身份登录网页")).to_be_visible()
    for_english_eyes(sit, path)
    assert used_up(sit, path, code)
    sees_devices(first, phone)
    first.page.get_by_role("button", name="其他都退出").click()
    expect(first.page.get_by_role("listitem")).to_have_count(1)
    phone.page.reload()
    expect(phone.page.get_by_role("heading", level=1)).to_contain_text("已退出登录")
    shoot(phone, "signed-out-phone-night")
    phone.page.goto(phone.page.url.replace("/me", "/board"))
    expect(phone.page.get_by_text("请先登录")).to_be_visible()


def comes(sit: Sit, invitation: str) -> Seat:
    """The invitation, typed on the start page; the chat says who one is."""
    seat = sit("/", **DESKTOP)
    seat.page.get_by_label("登录码或邀请码").fill(invitation)
    assert violations(seat) == []
    shoot(seat, "start-desktop")
    seat.page.get_by_role("button", name="登录", exact=True).click()
    expect(seat.line("您的身份已确认")).to_be_visible()
    return seat


def asks(seat: Seat) -> tuple[str, str]:
    """The link's path and the code that the chat gives."""
    seat.says("登录")
    told = seat.line("首页输入登录码")
    expect(told).to_be_visible()
    link, code = (pattern.search(told.inner_text()) for pattern in (LINK, CODE))
    assert link
    assert code
    return "/sign-in/" + link[0].rpartition("/")[2], code[0]


def opens(sit: Sit, path: str) -> Seat:
    """The link on a phone at night: a page with a button, and behind it the board."""
    seat = sit(path, **(PHONE | {"color_scheme": "dark"}))
    assert violations(seat) == []
    shoot(seat, "sign-in-phone-night")
    seat.page.get_by_role("button", name="登录", exact=True).click()
    expect(seat.page.get_by_role("heading", name="在办工单", level=1)).to_be_visible()
    return seat


def for_english_eyes(sit: Sit, path: str) -> None:
    """The same page in English; it says nothing of whether the link is still good."""
    seat = sit(path, **(PHONE | {"locale": "en-GB"}))
    expect(seat.page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    shoot(seat, "sign-in-phone-en")


def used_up(sit: Sit, path: str, code: str) -> bool:
    """Neither the link nor its code opens a second browser; the page says what to do."""
    seat = sit(path, **DESKTOP)
    shoot(seat, "sign-in-desktop")
    seat.page.get_by_role("button", name="登录", exact=True).click()
    expect(seat.page.get_by_role("heading", level=1)).to_contain_text("已用过")
    assert violations(seat) == []
    shoot(seat, "refused-desktop")
    seat.page.goto(seat.page.url.partition("/sign-in")[0])
    seat.page.get_by_label("登录码或邀请码").fill(code)
    seat.page.get_by_role("button", name="登录", exact=True).click()
    expect(seat.page.get_by_role("heading", level=1)).to_contain_text("已用过")
    return True


def sees_devices(first: Seat, phone: Seat) -> None:
    """Both browsers see both; the page fits the phone."""
    first.page.goto(first.page.url.replace("/chat/me", "/me"))
    expect(first.page.get_by_role("listitem")).to_have_count(2)
    expect(first.page.get_by_text("就是这台")).to_be_visible()
    assert violations(first) == []
    shoot(first, "devices-desktop")
    phone.page.get_by_role("link", name="登录设备").click()
    expect(phone.page.get_by_role("heading", name="登录设备", level=1)).to_be_visible()
    assert violations(phone) == []
    assert phone.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shoot(phone, "devices-phone-night")


def shoot(seat: Seat, name: str) -> None:
    """For whoever wants to look: CHALKLINE_LOOK names a folder."""
    if folder := os.environ.get("CHALKLINE_LOOK"):
        seat.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
