"""What notices of major events are filled with, as `bot.handlers.major_events` fills them."""

from desk.notices import Kind

EVENT = {
    "name": "Mid-term exam",
    "sort": "exam",
    "school": "Lakeside School",
    "starts": "2026-11-25T08:00:00+08:00",
    "ends": "2026-11-25T11:30:00+08:00",
    "rooms": "Class 3-2, Class 3-5",
    "state": "planned",
}
ASKED = EVENT | {"what_zh": "驻守", "what_en": "standing by", "clause": "000 5.11.7", "who": "Su"}
"""Lines as `bot.handlers.major_events` writes them: begin, end, kind, state, to arrange, arranged, name."""
LISTED = "\n".join(
    f"{EVENT['starts']}|{EVENT['ends']}|exam|{state}|{todo}|{done}|{name}"
    for state, todo, done, name in [
        ("planned", "inspection@2026-11-23;standing by@", "report@", "Mid-term exam"),
        ("proposed", "", "", ""),
    ]
    * 2
)
SAID_OF_EVENTS: dict[Kind, tuple[dict[str, str], ...]] = {
    Kind.EVENTS: ({"lines": LISTED}, {"lines": ""}),
    Kind.EVENT_ASK_WHEN: tuple({"again": again} for again in ("", "past", "unread")),
    Kind.EVENT_ASK_ROOMS: ({"again": ""}, {"again": "room 9 " * 20}),
    Kind.EVENT_PLANNED: (
        EVENT | {"owed": "inspection@2026-11-23", "unknown": ""},
        EVENT | {"name": "", "rooms": "", "owed": "standing by@", "unknown": "yes"},
        EVENT | {"owed": "", "unknown": ""},
    ),
    **dict.fromkeys((Kind.EVENT_DROP_SURE, Kind.EVENT_DROPPED, Kind.EVENT_ANNOUNCED), (EVENT,)),
    Kind.EVENT_PROPOSED: (EVENT | {"who": "Lin"}, EVENT | {"who": "", "name": "exam " * 30}),
    Kind.EVENT_ANSWERED: (EVENT, EVENT | {"state": "cancelled"}),
    Kind.EVENT_DUTY: tuple(
        ASKED | {"step": step, "day": day} for step in "012" for day in ("2026-11-23", "")
    ),
    Kind.EVENT_ARRANGED: (ASKED,),
}
