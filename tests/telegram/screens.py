"""What stands on people's Telegram screens, drawn side by side as phones on one page, and photographed."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from playwright.async_api import async_playwright

from tests.kit.botapi.person import Seen, seen
from tests.kit.botapi.world import Kept
from tests.kit.browser import CHROMIUM
from tests.telegram.chat import Chat

_WIDTH, _HEIGHT = 1320, 900
_STYLE = """
* { box-sizing: border-box; margin: 0; }
body { display: flex; gap: 20px; align-items: flex-start; padding: 24px; width: 1320px; background: #e9edf1;
  font: 15px/1.45 "Noto Sans CJK SC", "WenQuanYi Zen Hei", sans-serif; color: #17212b; }
section { flex: 1; min-width: 0; background: #cfdde6; border-radius: 28px; border: 8px solid #17212b; overflow: hidden; }
h2 { background: #fff; padding: 12px 18px; font-size: 17px; }
h2 small { display: block; font-weight: normal; color: #5b6b78; font-size: 13px; }
div.talk { display: flex; flex-direction: column; gap: 8px; padding: 14px 12px 20px; }
p, nav, i { max-width: 88%; border-radius: 14px; padding: 8px 12px; white-space: pre-wrap; overflow-wrap: anywhere; }
p.bot { background: #fff; align-self: flex-start; }
p.own { background: #dcf8c6; align-self: flex-end; }
p b { display: block; font-weight: normal; color: #245d94; }
nav { padding: 0; display: flex; flex-wrap: wrap; gap: 5px; margin-top: -3px; }
nav span { background: #f3f7fa; border: 1px solid #9fb4c4; border-radius: 9px; padding: 2px 10px; font-size: 14px; }
i { align-self: flex-end; background: #33546e; color: #fff; font-style: normal; font-size: 14px; padding: 3px 12px; }
"""


@dataclass(frozen=True)
class Phone:
    """One person's screen: the name and what they are, and their chat."""

    name: str
    role: str
    chat: Chat


def page_of(phones: Sequence[Phone]) -> str:
    """The page, whole in itself."""
    columns = "".join(
        f"<section><h2>{escape(phone.name)}<small>{escape(phone.role)}</small></h2>"
        f'<div class="talk">{_talk(phone.chat)}</div></section>'
        for phone in phones
    )
    return f'<!doctype html><html lang="zh"><meta charset="utf-8"><style>{_STYLE}</style><body>{columns}</body></html>'


async def photograph(page: str, file: Path) -> None:
    """A picture of the whole page by Chromium."""
    assert CHROMIUM, "no Chromium here: apt-get install chromium fonts-wqy-zenhei"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        sheet = await browser.new_page(viewport={"width": _WIDTH, "height": _HEIGHT})
        await sheet.set_content(page)
        await sheet.screenshot(path=file, full_page=True)
        await browser.close()


def _talk(chat: Chat) -> str:
    """Every message in its order as it stands now, and after each what was pressed then."""
    presses, drawn = list(chat.pressed), []
    kept = [kept for (number, _), kept in chat.person.world.messages.items() if number == chat.person.id]
    kept.sort(key=lambda one: one.body["message_id"])
    for one in kept:
        while presses and presses[0][0] < one.body["message_id"]:
            drawn.append(_press(presses.pop(0)[1]))
        drawn.append(_message(one))
    return "".join([*drawn, *(_press(label) for _, label in presses)])


def _message(kept: Kept) -> str:
    shown = seen(kept)
    file = f"<b>📄 {escape(shown.document)}</b>" if shown.document else ""
    words = _bold(shown)
    if not kept.by_bot:
        words = "/start" if words.startswith("/start ") else words  # as Telegram shows a deep link
        return f'<p class="own">{words}</p>'
    buttons = "".join(f"<span>{escape(one)}</span>" for one in shown.labels)
    return f'<p class="bot">{file}{words}</p>' + (f"<nav>{buttons}</nav>" if buttons else "")


def _bold(shown: Seen) -> str:
    """The words with their bold parts; Telegram counts in UTF-16 units."""
    units, drawn, at = shown.text.encode("utf-16-le"), "", 0
    for kind, start, length in sorted(shown.entities, key=lambda entity: entity[1]):
        if kind == "bold" and start * 2 >= at:
            end = (start + length) * 2
            drawn += escape(units[at : start * 2].decode("utf-16-le"))
            drawn += f"<strong>{escape(units[start * 2 : end].decode('utf-16-le'))}</strong>"
            at = end
    return drawn + escape(units[at:].decode("utf-16-le"))


def _press(label: str) -> str:
    return f"<i>👆 {escape(label)}</i>"
