"""What a contract says of major incidents (`incidents:` of a pack): where the plan is offered, how soon members answer."""

from dataclasses import dataclass
from datetime import timedelta

from desk.clauses import Clause
from desk.ids import GradeId

ANSWER_WITHIN = timedelta(minutes=10)
"""The desk's own figure, under a contract without the section: a supervisor may start a plan there too."""


@dataclass(frozen=True, slots=True)
class IncidentTerms:
    """Supervisors' cards of these `grades`, and with `on_breach` those of a missed deadline of a fault in more than one room,
    offer to start a plan.

    A member who has not answered a step `answer_within` is paged again and the leaders are told. `reports` are ids of
    reports of the pack that each incident owes when it has ended.
    """

    grades: tuple[GradeId, ...]
    on_breach: bool
    answer_within: timedelta
    answer_clause: Clause
    clause: Clause
    reports: tuple[str, ...] = ()


def answer_within(terms: IncidentTerms | None) -> timedelta:
    """How long a member may be silent."""
    return terms.answer_within if terms else ANSWER_WITHIN
