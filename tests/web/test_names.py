"""The screens call things what the chat calls them. The two may not import each other; this test keeps them together."""

from zoneinfo import ZoneInfo

import pytest

from bot.render import Phrasebook
from desk.language import Lang
from web.names import ANSWERS, DEVICES, ROLES, STAGES, STATUSES, SYMPTOMS, TIERS

TABLES = {
    "devices": DEVICES,
    "symptoms": SYMPTOMS,
    "statuses": STATUSES,
    "stages": STAGES,
    "tiers": TIERS,
    "roles": ROLES,
    "answers": ANSWERS,
}


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("table", TABLES)
def test_a_code_has_one_name_in_chat_and_on_screen(table, lang):
    labels = Phrasebook(ZoneInfo("UTC"))._modules[lang]["labels"]
    chat = getattr(labels, table)
    assert {code.value: text.of(lang) for code, text in TABLES[table].items()} == chat
