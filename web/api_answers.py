"""The desk's values as the API's answers. `names` is empty for a key that may not read who people are and what they said."""

from desk.devices import Device
from desk.event import Event
from desk.ids import PersonId
from desk.people import Role
from desk.ticket import Ticket
from usecases.explain_ticket import ClockEvidence
from usecases.read_for_programs import Names, ReadFigures, ReadTurns
from web import api_models as answers


def ticket_answer(ticket: Ticket, names: Names) -> answers.TicketAnswer:
    """One ticket."""
    fault, facts = ticket.understood, ticket.understood.facts
    return answers.TicketAnswer(
        no=ticket.no,
        school=ticket.school,
        room=fault.room,
        device=fault.device,
        device_class=facts.device,
        symptom=facts.symptom,
        impact=facts.impact,
        status=ticket.status,
        is_open=ticket.status.is_open,
        grade=ticket.verdict.grade,
        clause=str(ticket.verdict.clause),
        contract=ticket.contract,
        contract_version=ticket.contract_version,
        opened_at=ticket.opened_at,
        round=ticket.round,
        reporter=_person(ticket.reporter, names),
        handler=_person(ticket.handler, names),
        place=fault.place if names else None,
        words=list(ticket.words) if names else None,
    )


def clock_answer(one: ClockEvidence) -> answers.ClockAnswer:
    """One clock and what met it."""
    line = one.clock
    return answers.ClockAnswer(
        stage=line.stage,
        grade=line.grade,
        clause=str(line.clause),
        internal=line.internal,
        started=line.started,
        due=line.due,
        met=line.met,
        in_time=line.in_time,
        missed=line.missed,
        met_by=type(one.evidence.event).__name__ if one.evidence else None,
    )


def trail_answer(event: Event, role: Role | None, names: Names) -> answers.TrailAnswer:
    """One line. Of an event's fields only its words are told, and only where they may be read."""
    said = getattr(event, "words", None) or getattr(event, "note", None)
    return answers.TrailAnswer(
        kind=type(event).__name__,
        at=event.at,
        entered=event.entered,
        role=role,
        by=_person(event.by, names),
        words=said if names else None,
    )


def device_answer(device: Device) -> answers.DeviceAnswer:
    """One device."""
    return answers.DeviceAnswer(
        id=device.id,
        code=device.code,
        device_class=device.kind,
        school=device.school,
        room=device.room,
        label=device.label,
        model=device.model,
        handed_over_on=device.handed_over_on,
        accepted_on=device.accepted_on,
    )


def team_answer(found: ReadTurns) -> answers.TeamAnswer:
    """One team's turns."""
    turns = [
        answers.TurnAnswer(
            starts=turn.starts,
            ends=turn.ends,
            on_duty=len(turn.people),
            people=[answers.PersonAnswer(id=one, name=found.names[one]) for one in turn.people]
            if found.names
            else None,
        )
        for turn in found.turns
    ]
    return answers.TeamAnswer(team=found.team.id, name=found.team.name.zh, tier=found.team.tier, turns=turns)


def figures_answer(contract: str, quarter: str, found: ReadFigures) -> answers.FiguresAnswer:
    """The figures."""
    f = found.figures
    repeats = [
        answers.RepeatsAnswer(person=answers.PersonAnswer(id=who, name=found.names[who]), count=count)
        for who, count in f.repeats_of
        if who in found.names
    ]
    return answers.FiguresAnswer(
        contract=contract,
        quarter=quarter,
        tickets=f.tickets,
        repaired=f.repaired,
        repeats=f.repeats,
        reopened=f.reopened,
        further_voices=f.voices,
        in_common_faults=f.common,
        scores=f.scores,
        average_score=f.average,
        low_scores=f.low,
        low_scores_open=f.low_open,
        repeats_of=repeats if found.names else None,
    )


def _person(person: PersonId | None, names: Names) -> answers.PersonAnswer | None:
    return answers.PersonAnswer(id=person, name=names[person]) if person in names and person else None
