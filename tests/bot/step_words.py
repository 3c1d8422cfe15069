"""The values that come with notices about self-help steps: what `test_words` renders them with."""

from desk.notices import Kind

_ASK = "Press the power key. Does it light up?"

_CARDS = tuple(
    {"name": "The board is black", "was": was, "action": "Press the power key."}
    for was in ("", "It had only been switched off.")
)

SAID_OF_STEPS: dict[Kind, tuple[dict[str, str], ...]] = {
    Kind.STEP: tuple(
        {"ask": _ASK, "note": note, "lead": lead}
        for note, lead in (("", ""), ("Look only", "back"), ("", "bell"), ("", "next"))
    ),
    Kind.OUT_OF_SCOPE: ({"guiding": ""}, {"guiding": "yes"}),
    Kind.STEP_SAID: ({"words": "Leave it off."},),
    Kind.STEP_PAUSED: ({"ends": "2026-09-24T04:40:00+00:00"},),
    Kind.STEP_PASSED: ({"who": "Su"},),
    Kind.STEP_GIVEN: ({"who": "Lin"},),
    **dict.fromkeys((Kind.FIRST_AID, Kind.FIRST_AID_AGAIN), _CARDS),
}
