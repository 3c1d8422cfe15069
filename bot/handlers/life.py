"""The journeys of a job's life, gathered for the router: their buttons, and the words that belong to them alone."""

from collections.abc import Callable

from bot.dialogue import Dialogue
from bot.handlers import arrivals, engineer_jobs, job_notes
from bot.turn import Turn
from desk.buttons import Press, Verb

PRESSES: dict[Verb, Callable[[Turn, Press], Dialogue]] = {
    Verb.ARRIVAL_CODE: arrivals.press_code,
    Verb.TEACHER_REACHED: arrivals.press_phoned,
    Verb.TEACHER_NO_ANSWER: arrivals.press_phoned,
    Verb.TEACHER_NUMBER: arrivals.press_number,
    Verb.USE_NOTE: job_notes.press_note,
}


def heard(turn: Turn) -> Dialogue | None:
    """Words that belong to a job's life whatever else is going on; None for all others."""
    meant = job_notes.step_in_words(turn)
    return engineer_jobs.press_job(turn, meant) if meant else arrivals.heard(turn)
