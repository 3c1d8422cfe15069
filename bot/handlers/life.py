"""The journeys of a job's life, gathered for the router: their buttons, and the words that belong to them alone."""

from collections.abc import Callable

from bot.dialogue import Dialogue
from bot.handlers import arrivals, engineer_jobs, job_notes, more_time, overview, partners, rehearsals, talk
from bot.turn import Turn
from desk.buttons import Press, Verb

PRESSES: dict[Verb, Callable[[Turn, Press], Dialogue]] = {
    Verb.SHOW: engineer_jobs.show,
    Verb.ARRIVAL_CODE: arrivals.press_code,
    Verb.TEACHER_REACHED: arrivals.press_phoned,
    Verb.TEACHER_NO_ANSWER: arrivals.press_phoned,
    Verb.TEACHER_NUMBER: arrivals.press_number,
    Verb.USE_NOTE: job_notes.press_note,
    Verb.RELAY_TO: talk.press_relay,
    Verb.NOTE_ON: talk.press_note,
    Verb.PARTNER: partners.press_partner,
    Verb.PARTNER_TO: partners.press_partner_to,
    Verb.JOIN_JOB: partners.press_join,
    Verb.LEAVE_JOB: partners.press_leave,
    Verb.WATCH: overview.press_watch,
    Verb.UNWATCH: overview.press_watch,
    Verb.TRAIL: overview.press_trail,
    Verb.EXTEND: more_time.press_extend,
    Verb.EXTEND_FOR: more_time.press_reason,
    Verb.EXTEND_UNTIL: more_time.press_until,
    **rehearsals.PRESSES,
}


def heard(turn: Turn) -> Dialogue | None:
    """Words that belong to a job's life whatever else is going on; None for all others."""
    meant = job_notes.step_in_words(turn)
    if meant is not None:
        return engineer_jobs.press_job(turn, meant)
    for others in (
        rehearsals.heard,
        talk.photo_for_note,
        arrivals.heard,
        talk.heard,
        overview.heard,
        talk.answer,
    ):
        if (found := others(turn)) is not None:
            return found
    return None
