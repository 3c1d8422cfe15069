"""Every sentence of the desk, in both languages, for every state a ticket can be in: short, whole and in one language."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.recognise import recognise
from bot.render import Phrasebook
from desk import refusals
from desk.brief import Brief
from desk.buttons import Option, Press, Verb
from desk.contract import StageName
from desk.grading import FaultFacts
from desk.ids import PersonId
from desk.language import Lang
from desk.messages import Peer
from desk.notices import Kind, Notice
from desk.people import Person, Role, Tier
from desk.reading import DeviceClass, Impact, Symptom
from desk.ticket import Status
from desk.walking import Move
from tests.bot.access_words import SAID_OF_ACCESS
from tests.bot.aftercare_words import SAID_OF_AFTERCARE
from tests.bot.clock_words import SAID_OF_CLOCKS
from tests.bot.event_words import SAID_OF_EVENTS
from tests.bot.incident_words import SAID_OF_INCIDENTS
from tests.bot.life_words import SAID_OF_LIFE
from tests.bot.rehearsal_words import SAID_OF_REHEARSALS
from tests.bot.report_words import SAID_OF_REPORTS
from tests.bot.roster_words import SAID_OF_ROSTERS
from tests.bot.situations import ANY_FACTS, in_room, situations, worst
from tests.bot.step_words import SAID_OF_STEPS
from tests.kit import builders as a
from usecases.rows import Wording

ZONE = ZoneInfo("Asia/Shanghai")
MOST_LINES, MOST_CHARACTERS, WIDEST_LABEL = 14, 600, 24
CHINESE = re.compile(r"[\u3400-\u9fff\u3000-\u303f\uff00-\uffef]")
OWN_RULE = re.compile(
    r"desk (?:hold|[a-z]+-[a-z]+)\b"
)  # `desk safety-first` is for the pack's readers, not for a chat's
LEFTOVERS = ("{{", "}}", "{%", "None", "Undefined", "Lang.", "Status.", "datetime", "<", "\t")
UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
ALL = [(kind, lang) for kind in Kind for lang in Lang]
"""Lines as the handlers write them: number, grade, place, status, next stage, seconds left."""
BOARD = "\n".join(
    f"{1001 + i}|III|{place}|{status}|{clock}"
    for i, (place, status, clock) in enumerate(
        [("Class 3-2", "waiting", "response|-7140"), ("Physics laboratory two", "accepted", "arrival|60")] * 4
        + [("Gym", "repaired", "|"), ("", "restored", "solution|86400")]
    )
)
JOBS = "\n".join(line.rsplit("|", 2)[0] for line in BOARD.splitlines()[:8])
PEOPLE = "Jiang|first|0000-0001\nSu|second|\nMaker|vendor|0000-0002\nNobody||"

GRADED = (Kind.REGRADED, Kind.ASK_REASON, Kind.OBJECTION)
STAGED = (Kind.REMIND, Kind.BREACHED, Kind.NEAR, Kind.MISSED, Kind.TERMS_CHANGED)
SAID: dict[Kind, tuple[dict[str, str], ...]] = {
    Kind.HELP: ({"hotline": "0000-9999"}, {"hotline": ""}),
    Kind.ASK_ROOM: ({"words": "302"}, {"words": ""}),
    Kind.HUMAN: ({"hotline": "0000-9999"}, {"hotline": ""}),
    Kind.UPHELD: ({"why": "only one room is hit, " * 20},),
    Kind.ASK_NOTE: tuple({"verb": verb} for verb in (Verb.DIAGNOSE, Verb.RESTORE, Verb.REPAIR)),
    Kind.DONE: tuple({"verb": verb, "who": "Su"} for verb in Verb),
    Kind.JOBS: ({"lines": JOBS}, {"lines": ""}),
    Kind.ASK_SYMPTOM: tuple({"device": device} for device in DeviceClass),
    Kind.ASK_PLACE: ({"several": ""}, {"several": "yes"}),
    Kind.REREAD: ({"changed": "yes"}, {"changed": "noted"}, {"changed": ""}),
    Kind.JOB_REREAD: ({"who": "Jiang"},),
    Kind.RELAYED: ({"words": "on my way, " * 60, "who": "Jiang"},),
    Kind.CALL_LIST: ({"people": PEOPLE}, {"people": ""}),
    Kind.BOARD: ({"lines": BOARD, "total": "24"}, {"lines": "", "total": "0"}),
    Kind.BOUND: ({"school": "Lakeside School", "name": "Lin"},),
    Kind.REDEEMED: tuple({"role": role, "name": name} for role in Role for name in ("Su", "")),
    Kind.STICKER: tuple(
        {"device": device, "label": label, "place": place}
        for device in (*DeviceClass, "")
        for label, place in (("" if device else "Class 3-2", "Class 3-2"), ("Big board", ""))
    ),
    Kind.REFUSED: tuple({"why": name} for name in (*vars(refusals), "SomethingNew")),
}
SAID |= SAID_OF_EVENTS | SAID_OF_CLOCKS | SAID_OF_INCIDENTS | SAID_OF_REHEARSALS | SAID_OF_ACCESS
SAID |= SAID_OF_STEPS | SAID_OF_REPORTS | SAID_OF_ROSTERS | SAID_OF_AFTERCARE | SAID_OF_LIFE
TICKETLESS = (
    *(kind for kind in Kind if kind.startswith(("events.", "incidents.")) and kind is not Kind.INCIDENT_NEWS),
    *(Kind.WELCOME, Kind.HELP, Kind.ASK_FAULT, Kind.ASK_ROOM, Kind.ASK_LESSON, Kind.ASK_SCOPE),
    *(Kind.ASK_CONDITION, Kind.HUMAN, Kind.NO_TICKET, Kind.ERRANDS),
    *(Kind.OUT_OF_SCOPE, Kind.DROPPED, Kind.JOBS, Kind.ENGINEER_HELP, Kind.BOARD, Kind.SUPERVISOR_HELP),
    *(Kind.ASK_SCHOOL, Kind.BOUND, Kind.REDEEMED, Kind.STICKER, Kind.REFUSED, Kind.CALENDAR_ENDS),
    *(Kind.LATE, Kind.DIGEST, Kind.DIGEST_SET, Kind.ASK_WHICH, Kind.NOTE_WORDS),
    *(Kind.REHEARSAL_ASK, Kind.REHEARSED),
    *(kind for kind in Kind if kind.startswith(("privacy.", "access."))),
)


@cache
def phrasebook() -> Phrasebook:
    return Phrasebook(ZONE)


def render(kind: Kind, lang: Lang, brief: Brief | None, me: Person | None = None, **extra: str) -> Wording:
    notice = Notice(kind, "k", extra=tuple(extra.items()))
    now = brief.now if brief else a.NOON
    return phrasebook().render(notice, brief, me, lang, now)


def extras(kind: Kind, brief: Brief | None) -> tuple[dict[str, str], ...]:
    """The values that may come with a notice of this kind about this ticket."""
    if brief and kind in STAGED:
        return tuple({"stages": clock.stage} for clock in brief.clocks)
    if brief and kind in GRADED:
        return tuple(_of_grades(kind, brief))
    if brief and kind is Kind.WHY:
        return tuple({"stage": clock.stage} for clock in brief.clocks)
    if brief and kind is Kind.AGEING:
        return tuple({"clause": str(index)} for index in range(len(brief.contract.ageing)))
    return SAID.get(kind, ({},))


def _of_grades(kind: Kind, brief: Brief) -> Iterator[dict[str, str]]:
    """Every grade it may have been or may become, with every clock moved."""
    early, late = "2026-09-24T04:10:00+00:00", "2026-09-25T04:10:00+00:00"
    moved = "\n".join(
        f"{stage}|{early if i else ''}|{late if i != 1 else ''}" for i, stage in enumerate(StageName)
    )
    for grade in brief.contract.grades:
        if kind is Kind.REGRADED:
            yield {"was": grade.id, "changes": moved}
        elif kind is Kind.ASK_REASON:
            yield {"grade": grade.id}
        else:
            yield {"who": a.TEACHER, "words": "it should be graver, " * 20, "wanted": grade.id}
            yield {"who": a.TEACHER, "words": "", "wanted": ""}


@cache
def said(kind: Kind, lang: Lang) -> tuple[tuple[str, Brief | None, Wording], ...]:
    """Everything the desk may say of this kind: (situation, brief, wording), to the engineer and to a stranger."""
    return tuple(_said(kind, lang))


def _said(kind: Kind, lang: Lang) -> Iterator[tuple[str, Brief | None, Wording]]:
    people = (None, a.a_person(a.ENGINEER))
    briefs: list[tuple[str, Brief | None]] = [*situations()]
    if kind in TICKETLESS:
        briefs.append(("no ticket", None))
    for name, brief in briefs:
        for extra in extras(kind, brief):
            for me in people[:1] if len(extras(kind, brief)) > 10 else people:
                yield name, brief, render(kind, lang, brief, me, **extra)


def width(label: str) -> int:
    """Columns on a screen; a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in label)


@cache
def faults(text: str) -> list[str]:
    """What is wrong with a text as such."""
    wrong = [word for word in LEFTOVERS if word in text] + OWN_RULE.findall(text)
    seen = set(text) - {"\n"}
    wrong += [f"{hex(ord(c))} is not seen" for c in seen if unicodedata.category(c) in UNSEEN]
    if not text.strip():
        wrong.append("empty")
    if text.count("\n") >= MOST_LINES:
        wrong.append(f"{text.count(chr(10)) + 1} lines")
    if len(text) > MOST_CHARACTERS:
        wrong.append(f"{len(text)} characters")
    return wrong


@pytest.mark.parametrize(("kind", "lang"), ALL)
def test_every_notice_is_whole_and_fits_on_one_phone_screen(kind: Kind, lang: Lang) -> None:
    for situation, _, wording in said(kind, lang):
        assert (situation, wording.text, faults(wording.text)) == (situation, wording.text, [])


@pytest.mark.parametrize("lang", Lang)
def test_why_a_grade_was_given_takes_four_lines_at_most(lang: Lang) -> None:
    assert max(wording.text.count("\n") for _, _, wording in said(Kind.WHY_GRADE, lang)) < 4


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in (Kind.STEP, Kind.STEP_SAID)])
def test_chinese_notices_are_chinese(kind: Kind) -> None:
    for situation, _, wording in said(kind, Lang.ZH):
        assert CHINESE.search(wording.text), (situation, wording.text)


@pytest.mark.parametrize("kind", Kind)
def test_english_notices_hold_no_chinese_but_what_the_contract_calls_its_clauses(kind: Kind) -> None:
    for situation, brief, wording in said(kind, Lang.EN):
        text = wording.text
        for clause in clauses(brief) if brief else ():
            text = text.replace(clause, "")
        assert CHINESE.findall(text) == [], (situation, wording.text)


def clauses(brief: Brief) -> set[str]:
    cited = [brief.ticket.verdict.clause, *(clock.clause for clock in brief.clocks)]
    return {str(clause) for clause in cited + [ageing.clause for ageing in brief.contract.ageing]}


@pytest.mark.parametrize(("kind", "lang"), ALL)
def test_every_button_has_a_short_label_that_can_be_typed_and_means_itself(kind: Kind, lang: Lang) -> None:
    for situation, _, wording in said(kind, lang):
        labels = tuple(option.label for option in wording.options)
        assert all(0 < width(label) <= WIDEST_LABEL for label in labels), (situation, labels)
        assert all("'" not in label and label.strip() == label for label in labels), (situation, labels)
        assert [recognise(label, labels) for label in labels] == list(range(len(labels))), situation


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("verb", Verb)
def test_every_verb_has_a_standing_label(verb: Verb, lang: Lang) -> None:
    label = phrasebook().label(verb, lang)
    assert 0 < width(label) <= WIDEST_LABEL
    assert bool(CHINESE.search(label)) is (lang is Lang.ZH)


CODES = ("verbs", "devices", "symptoms", "impacts", "statuses", "stages", "tiers", "roles", "answers")


def test_both_languages_have_the_same_files_sentences_and_codes() -> None:
    chinese, english = (phrasebook()._modules[lang] for lang in Lang)
    assert chinese.keys() == english.keys()
    for file in chinese:
        assert set(vars(chinese[file])) == set(vars(english[file])), file
    for name in CODES:
        assert getattr(chinese["labels"], name).keys() == getattr(english["labels"], name).keys(), name
    assert chinese["refusals"].reasons.keys() == english["refusals"].reasons.keys()


@pytest.mark.parametrize("lang", Lang)
def test_every_kind_has_its_sentence_and_every_sentence_its_kind(lang: Lang) -> None:
    modules = phrasebook()._modules[lang]
    names = {
        f"{file}.{name}"
        for file in modules
        if file != "labels"
        for name, value in vars(modules[file]).items()
        if callable(value) and not name.startswith("_")
    }
    assert names == set(Kind)


@pytest.mark.parametrize("lang", Lang)
def test_every_code_of_the_desk_has_a_word(lang: Lang) -> None:
    labels = phrasebook()._modules[lang]["labels"]
    codes = {
        "devices": DeviceClass,
        "symptoms": Symptom,
        "impacts": Impact,
        "statuses": Status,
        "tiers": Tier,
    }
    for name, enum in {**codes, "roles": Role, "answers": Move}.items():
        assert set(getattr(labels, name)) == set(enum), name


@pytest.mark.parametrize("lang", Lang)
def test_every_refusal_has_words_of_its_own(lang: Lang) -> None:
    named = {cls.__name__ for cls in vars(refusals).values() if isinstance(cls, type)} - {"Refused"}
    assert set(phrasebook()._modules[lang]["refusals"].reasons) == named


@pytest.mark.parametrize("lang", Lang)
def test_every_device_and_symptom_makes_a_card(lang: Lang) -> None:
    for device, symptom in ANY_FACTS:
        brief = a.a_brief(a.a_ticket(facts=FaultFacts(device=device, symptom=symptom)))
        assert faults(render(Kind.JOB, lang, brief).text) == [], (device, symptom)


NASTY = "<b>board</b> {{ 7*7 }} {% raw %} \u202egnp.exe\u202c z\u200be\u200dr\ufeffo \u061c\u2066x\u2069 &lt; tg://user?id=1"
SHOWN = "<b>board</b> {{ 7*7 }} {% raw %} gnp.exe zero x &lt; tg://user?id=1"


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("kind", [Kind.JOB, Kind.JOB_WORDS, Kind.SAFETY_ALERT])
def test_markup_and_template_code_in_a_teachers_words_is_only_text(kind: Kind, lang: Lang) -> None:
    text = render(kind, lang, a.a_brief(a.a_ticket(words=NASTY))).text
    assert SHOWN in text
    assert "49" not in text


@pytest.mark.parametrize("lang", Lang)
def test_an_engineers_relayed_words_and_name_are_only_text(lang: Lang) -> None:
    text = render(Kind.RELAYED, lang, a.a_brief(), words=NASTY, who="Ji\u202eang\n\n").text
    assert SHOWN in text
    assert text.startswith("Jiang")
    assert "\n" not in text


@pytest.mark.parametrize("lang", Lang)
def test_a_name_on_a_button_comes_without_hidden_characters(lang: Lang) -> None:
    option = Option(Press(Verb.REASSIGN_TO, None, "su"), "S\u202eu\u200b")
    notice = Notice(Kind.ASK_COLLEAGUE, "k", peer=Peer("web", "1"), options=(option,))
    wording = phrasebook().render(notice, a.a_brief(), None, lang, a.NOON)
    assert wording.options == (Option(option.press, "Su"),)


anything = st.text(max_size=200) | st.text(
    st.sampled_from("三年级2班黑屏\u202e\u2067\u200b\u061c\n\r\x85\u2028|<&{%"), max_size=80
)
OF_A_CLOCK = (Kind.AGEING, Kind.WHY)
INERT = [kind for kind in Kind if kind not in STAGED and kind not in (*SAID, *GRADED, *OF_A_CLOCK)]


@settings(deadline=None, max_examples=60)
@given(
    words=anything,
    place=anything,
    note=anything,
    name=anything,
    taken=st.booleans(),
    lang=st.sampled_from(Lang),
)
def test_whatever_people_write_or_are_called_every_notice_stays_short_and_visible(
    words: str, place: str, note: str, name: str, taken: bool, lang: Lang
) -> None:
    brief = worst(words, place, note, name, taken)
    for kind in INERT:
        text = render(kind, lang, brief, brief.reporter).text
        assert [wrong for wrong in faults(text) if wrong not in LEFTOVERS] == [], (kind, text)


@settings(deadline=None)
@given(place=anything, lang=st.sampled_from(Lang))
def test_any_place_can_stand_in_a_list_or_a_question(place: str, lang: Lang) -> None:
    one_line = " ".join(place.split())
    for kind, extra in (
        (Kind.BOARD, {"lines": f"1001|III|{one_line}|waiting|response|-60", "total": "1"}),
        (Kind.JOBS, {"lines": f"1001|III|{one_line}|waiting"}),
        (Kind.ASK_ROOM, {"words": place}),
        (Kind.STICKER, {"device": "audio", "label": place, "place": place}),
        (Kind.CALL_LIST, {"people": f"{one_line}|first|0000-0001"}),
    ):
        text = render(kind, lang, a.a_brief(), None, **extra).text
        assert [wrong for wrong in faults(text) if wrong not in LEFTOVERS] == [], (kind, text)


@pytest.mark.parametrize("lang", Lang)
def test_a_place_of_several_lines_does_not_take_the_board_down(lang: Lang) -> None:
    lines = "1001|III|Class 3\n2|a|b|c|waiting|response|-60\n1002|II|Gym|accepted||"
    assert "#1002 II Gym" in render(Kind.BOARD, lang, None, lines=lines, total="2").text
    assert (
        "1002"
        in render(Kind.JOBS, lang, None, lines="1001|III|Class 3\n2|waiting\n1002|II|Gym|accepted").text
    )


def test_a_teacher_is_never_promised_a_time_that_is_past() -> None:
    late = a.a_brief(a.a_ticket(status=Status.ACCEPTED), now=a.NOON + timedelta(hours=9))
    for kind in (Kind.OPENED, Kind.ACCEPTED, Kind.HANDED_OVER):
        assert "最迟" not in render(kind, Lang.ZH, late).text
    assert "已超时" in render(Kind.PROGRESS, Lang.ZH, late).text


def test_a_teacher_reads_who_comes_and_until_when_in_the_districts_time() -> None:
    ticket = a.a_ticket(status=Status.ACCEPTED)
    text = render(Kind.ACCEPTED, Lang.EN, a.a_brief(ticket)).text
    due = next(clock.due for clock in a.a_brief(ticket).clocks if clock.stage == "arrival")
    assert text == f"Jiang has taken ticket 1001, there by {due.astimezone(ZONE):%H:%M} at the latest."


def test_the_supervisor_is_told_how_late_and_who_is_called_next() -> None:
    brief = a.a_brief(a.a_ticket(), now=a.NOON + timedelta(minutes=11))
    zh = render(Kind.MISSED, Lang.ZH, brief, stages="response").text
    assert "响应超时" in zh
    assert "接下来" in zh
    assert "二线" in zh
    assert "second line" in render(Kind.MISSED, Lang.EN, brief, stages="response").text


def test_the_registers_name_of_a_room_wins_over_the_teachers_words_for_it() -> None:
    text = render(Kind.OPENED, Lang.EN, in_room("Chemistry lab")).text
    assert "Chemistry lab" in text
    assert "Class 3-2" not in text


@pytest.mark.parametrize("lang", Lang)
def test_a_place_that_cannot_be_seen_counts_as_not_known(lang: Lang) -> None:
    unknown = {Lang.ZH: "地点待确认", Lang.EN: "place not known yet"}[lang]
    assert unknown in render(Kind.OPENED, lang, a.a_brief(a.a_ticket(place="\u200b\u202e"))).text


def test_an_unknown_person_has_no_buttons_of_somebody_elses_job() -> None:
    brief = a.a_brief(a.a_ticket(status=Status.ACCEPTED))
    assert render(Kind.JOB, Lang.ZH, brief, a.a_person(PersonId("other"))).options == ()
    mine = render(Kind.JOB, Lang.ZH, brief, a.a_person(a.ENGINEER)).options
    assert [option.label for option in mine][:2] == ["出发", "到达"]
