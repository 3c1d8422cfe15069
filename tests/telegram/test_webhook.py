"""The same conversation when Telegram calls us: the webhook, its secret, and what comes while we are away."""

from pathlib import Path

import httpx
import pytest

from tests.kit.botapi import BotApiDouble
from tests.kit.processes import free_port
from tests.telegram.desk import demo_desk

pytestmark = pytest.mark.timeout(180)

SECRET = "a-secret-for-tests_0123456789"


async def test_telegram_calls_the_webhook_and_nobody_else_may(tmp_path: Path) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}/telegram"
    webhook = {
        "CHALKLINE_TELEGRAM__WEBHOOK_URL": address,
        "CHALKLINE_TELEGRAM__WEBHOOK_SECRET": SECRET,
        "CHALKLINE_TELEGRAM__WEBHOOK_PORT": str(port),
    }
    async with BotApiDouble(webhook_pause=0.2) as api:
        teacher_before = api.user(3001, "王老师")
        await teacher_before.says("三年级2班大屏黑屏了，马上上课")  # before the desk is up
        async with demo_desk(api, tmp_path, **webhook) as desk:
            teacher = desk.chat(3001)
            asked = await teacher.hears("您在哪所学校")
            await teacher.presses(asked, "青禾实验小学")
            await teacher.hears("工单 1001", "三年级2班")
            async with httpx.AsyncClient(trust_env=False) as stranger:
                forged = {"update_id": 1, "message": {"text": "三年级2班黑屏"}}
                header = {"X-Telegram-Bot-Api-Secret-Token": "guess"}
                refused = [await stranger.post(address, json=forged, headers=h) for h in ({}, header)]
            assert [answer.status_code for answer in refused] == [401, 401]
            assert api.called("getUpdates") == []
            assert api.webhook.target is not None
        assert api.violations == []
