"""S14 in a real process: everything at DEBUG, every secret a canary of ours, and after the worst of days none in its output.

The stories' share is `tests/stories/test_canary_secrets.py`; here are the settings, the database's password, and what people carry:
links, codes, cookies, keys of programs.
"""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from pydantic import SecretStr

from app.logs import scrub
from app.settings import Settings, secrets_of
from tests.kit.botapi import BotApiDouble
from tests.kit.processes import PATIENCE, ROOT, answers, free_port, running, told, until
from tests.telegram.desk import TelegramDesk, telegram

pytestmark = pytest.mark.timeout(240)
TEACHER = "13800000093"
GONE = 9
"""The discard port: nobody listens there."""
CANARIES = {
    "CHALKLINE_GATEWAY__KEY": "canary-gateway-4f1c0a8e77d2b9",
    "CHALKLINE_NLU__KEY": "canary-reader-51b7e0c2d4a8f6",
    "CHALKLINE_HOOKS__KEY": "canary-hooks-8d2e6f1a3b5c7d9e0f1a2b3c4d5e6f70",
    "CHALKLINE_METRICS__TOKEN": "canary-metrics-0c9b8a7f6e5d4c",
    "CHALKLINE_OIDC__CLIENT_SECRET": "canary-provider-a1b2c3d4e5f6",
    "CHALKLINE_HEARTBEAT__URL": f"http://127.0.0.1:{GONE}/ping/canary-heartbeat-77aa66bb55",
}
PASSWORD = "canary/p@ss:word-9f8e7d"


def everything(folder: Path, port: int, api: BotApiDouble) -> dict[str, str]:
    """A desk with all it can have, most of it unreachable."""
    at = f"http://127.0.0.1:{GONE}"
    return telegram(
        api,
        CHALKLINE_DATA_DIR=str(folder),
        CHALKLINE_LOG_LEVEL="DEBUG",
        CHALKLINE_PORT=str(port),
        CHALKLINE_PUBLIC_URL=f"http://127.0.0.1:{port}",
        CHALKLINE_GATEWAY__URL=f"{at}/page",
        CHALKLINE_NLU__BACKEND="openai",
        CHALKLINE_NLU__URL=f"{at}/v1",
        CHALKLINE_NLU__MODEL="any",
        CHALKLINE_OIDC__ISSUER=f"{at}/issuer",
        CHALKLINE_OIDC__CLIENT_ID="chalkline",
        **CANARIES,
    )


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[TelegramDesk]:
    """It runs, with the district of the demo but not as a demo."""
    port, log = free_port(), tmp_path / "desk.log"
    async with BotApiDouble() as api:
        settings = everything(tmp_path, port, api)
        await told(tmp_path, settings, "load", str(ROOT / "demo" / "district.yaml"))
        with running(log, settings, "run") as process:
            await until(lambda: answers(port) or not process.alive, PATIENCE, "not ready", process)
            assert process.alive, process.printed()
            yield TelegramDesk(api, process, settings, tmp_path, f"http://127.0.0.1:{port}")


async def at_the_pages(desk: TelegramDesk, link: str) -> dict[str, str]:
    """Everything that goes wrong and right in a browser; the secrets it held."""
    foreign = {"Authorization": "Bearer chalk_AAAAAAAA_canary-programs-key-0011223344"}
    async with httpx.AsyncClient(
        base_url=desk.url, trust_env=False, headers={"Sec-Fetch-Site": "same-origin"}
    ) as web:
        await web.get("/chat/me")
        said = {"id": "said-0001", "text": f"三年级2班大屏黑屏了，电话{TEACHER}"}
        assert (await web.post("/chat/me/messages", json=said)).status_code == 202
        for path in ("/sign-in/canary-link-00112233445566", "/roster/canary-feed-0011223344556.ics"):
            await web.get(path)
        await web.post("/sign-in", data={"code": "CANARYCODE"})
        await web.get("/api/tickets", headers=foreign)
        await web.get("/metrics", headers={"Authorization": "Bearer canary-wrong-metrics-token"})
        await web.get("/oidc")
        await web.get("/oidc/back?code=canary-provider-code-1&state=canary-provider-state-1")
        assert (await web.get(link)).status_code == 200
        assert (await web.post(link)).status_code in {200, 303}
        cookies = {f"cookie {name}": value for name, value in web.cookies.items() if len(value) > 8}
    return cookies | {
        "foreign link": "canary-link",
        "feed": "canary-feed",
        "foreign code": "CANARYCODE",
        "foreign key": "canary-programs-key",
        "wrong token": "canary-wrong-metrics",
        "provider's code": "canary-provider-code",
        "provider's state": "canary-provider-state",
    }


async def test_s14_no_secret_of_settings_people_or_programs_is_in_the_output_at_debug(
    desk: TelegramDesk,
) -> None:
    invitation = await desk.invitation("--person", "e-zhou")
    engineer = desk.chat(4001, "e-zhou")
    await engineer.opens(invitation)
    await engineer.hears("您的身份已确认")
    await engineer.says("登录")
    shown = await engineer.hears("登录码")
    link = re.search(r"/sign-in/([\w-]+)", shown.text)
    code = re.search(r"\b([A-Z0-9]{4}-?[A-Z0-9]{4})\b", shown.text)
    assert link
    assert code
    carried = await at_the_pages(desk, link.group(0))
    hook = await told(desk.folder, desk.settings, "hooks", "list")
    assert "canary" not in hook
    assert "cookie" in " ".join(carried)
    held = (
        CANARIES
        | carried
        | {
            "bot's token": desk.api.token.partition(":")[2],
            "invitation": invitation.removeprefix("b_"),
            "link": link.group(1),
            "code": code.group(1),
            "telephone": TEACHER,
            "heartbeat": "canary-heartbeat",
        }
    )
    lines = desk.process.log.read_text("utf-8")
    assert '"action": "turn"' in lines
    assert "a sign-in was refused" in lines
    assert [name for name, secret in held.items() if secret in lines] == []
    assert "canary" not in lines


@pytest.mark.parametrize(
    "address", ["postgresql+psycopg://desk:{}@127.0.0.1:9/desk", "postgresql+psycopg://desk:{}@[/desk"]
)
@pytest.mark.parametrize("command", [("run",), ("health",), ("db", "check")], ids=" ".join)
async def test_the_databases_password_is_in_no_output_of_a_desk_that_cannot_reach_it(
    tmp_path: Path, command: tuple[str, ...], address: str
) -> None:
    settings = {
        "CHALKLINE_DATABASE_URL": address.format(quote(PASSWORD, safe="")),
        "CHALKLINE_LOG_LEVEL": "DEBUG",
        "CHALKLINE_DATA_DIR": str(tmp_path),
    }
    log = tmp_path / "desk.log"
    with running(log, settings, *command) as process:
        assert await process.ends(PATIENCE) != 0
    printed = log.read_text("utf-8")
    assert printed
    assert "canary" not in printed
    assert "9f8e7d" not in printed


def test_settings_show_no_secret_when_somebody_prints_them() -> None:
    given = Settings(database_url=f"postgresql+psycopg://desk:{quote(PASSWORD, safe='')}@db/desk")
    assert "9f8e7d" not in repr(given)
    assert "9f8e7d" not in str(given)


def test_every_secret_of_the_settings_is_known_to_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in CANARIES.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("CHALKLINE_GATEWAY__URL", "http://gate.test/page")
    monkeypatch.setenv("CHALKLINE_OIDC__ISSUER", "https://id.test")
    monkeypatch.setenv("CHALKLINE_OIDC__CLIENT_ID", "chalkline")
    monkeypatch.setenv("CHALKLINE_PUBLIC_URL", "https://desk.test")
    monkeypatch.setenv(
        "CHALKLINE_DATABASE_URL", f"postgresql+psycopg://desk:{quote(PASSWORD, safe='')}@db/desk"
    )
    known = secrets_of(Settings())
    assert set(CANARIES.values()) <= set(known)
    assert {PASSWORD, quote(PASSWORD, safe="")} <= set(known)
    text = scrub(" | ".join(known), known)
    assert "canary" not in text


def test_short_settings_are_no_secrets_that_would_blacken_every_line() -> None:
    assert secrets_of(Settings(telegram={"token": SecretStr("1:a")})) == ()  # type: ignore[arg-type]  # validated


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "postgresql+psycopg://desk:s3cr3t-word@db:5432/desk",
            "postgresql+psycopg://desk:<secret>@db:5432/desk",
        ),
        (
            "host=db user=desk password=s3cr3t-word dbname=desk",
            "host=db user=desk password=<secret> dbname=desk",
        ),
        ("GET /sign-in/s3cr3t-word_0011223344 200", "GET /sign-in/<secret> 200"),
        ("GET /roster/s3cr3t-word_0011223344.ics 200", "GET /roster/<secret>.ics 200"),
        ("/oidc/back?code=s3cr3t-word&state=s3cr3t-word2 x", "/oidc/back?code=<secret>&state=<secret> x"),
        ("http://gate.test/page?key=s3cr3t-word", "http://gate.test/page?key=<secret>"),
        ("Cookie: __Host-chalkline_me=s3cr3t-word-0011; a=b", "Cookie: __Host-chalkline_me=<secret>; a=b"),
        (
            "{'x-telegram-bot-api-secret-token': 's3cr3t-word'}",
            "{'x-telegram-bot-api-secret-token': '<secret>'}",
        ),
        ("https://t.test/b_ABCDEFGHJKMNPQRS", "https://t.test/b_<secret>"),
    ],
)
def test_what_secrets_look_like_is_masked_where_it_stands(text: str, shown: str) -> None:
    assert scrub(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "http://127.0.0.1:8080/board?school=qh1&state=open",
        "ticket 1001 at 12:30:45, password wrong",
        "GET /sign-in 200",
        "https://desk.test/roster 12:30@noon",
        "error_code=400",
    ],
)
def test_what_is_no_secret_stays_readable_beside_them(text: str) -> None:
    assert scrub(text) == text
