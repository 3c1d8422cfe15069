"""Monitoring says that a device is in trouble, or well again; a device that used to beat is silent (002: remote monitoring)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

import structlog

from desk.alerts import Alert, Pulse, Signal
from desk.api_keys import ApiKey, KeyAct, KeyEvent, Scope
from desk.devices import Device
from desk.grading import FaultFacts
from desk.ids import DeviceId, PersonId
from desk.reading import Impact, Symptom
from desk.refusals import NotAllowed, NotFound
from desk.reporting import Draft
from desk.ticket import Ticket
from desk.timers import Timer, TimerKind
from usecases.monitor_word import recovered, told
from usecases.ports import UnitOfWork
from usecases.report_fault import ReportFault, report_fault

log = structlog.get_logger()

LATE = timedelta(minutes=1)
"""A look at a heartbeat that comes later than this was not ours to judge by: the desk itself was away and heard nobody."""
_MOST_KEPT = 300


class Came(StrEnum):
    """What became of a signal."""

    OPENED = "opened"
    JOINED = "joined"
    RESOLVED = "resolved"
    IGNORED = "ignored"
    NOT_PLACED = "not_placed"


@dataclass(frozen=True, slots=True)
class Heard:
    """The answer to one signal; `no` is the ticket's number where there is one."""

    came: Came
    no: int | None = None


def hear_alert(uow: UnitOfWork, key: ApiKey, signal: Signal) -> Heard:
    """Open a ticket, join the open one, or record the recovery. The same signal twice is heard once. What names no device of ours is
    kept in the key's log. Raises NotAllowed for a key that may not report.
    """
    reporter = _reporter(key)
    known = uow.alerts.get(key.id, signal.fingerprint)
    if not signal.firing:
        return _resolved(uow, reporter, known, signal)
    if known is not None and known.is_old(signal):
        return Heard(Came.IGNORED, uow.tickets.get(known.ticket).no)
    device = _device(uow, key, signal)
    if device is None:
        names = ", ".join(signal.names) or "no device"
        about = f"{names}: {signal.title}"[:_MOST_KEPT]
        uow.api_keys.note(KeyEvent(uow.now, key.id, KeyAct.NOT_PLACED, about))
        log.warning("alert", action="alert_not_placed", key=key.id, fingerprint=signal.fingerprint)
        return Heard(Came.NOT_PLACED)
    return _firing(uow, key, reporter, signal, device)


def beat(uow: UnitOfWork, key: ApiKey, device: str, interval: timedelta) -> Heard:
    """A device is alive. From the first time on its silence is a fault; after a silence this is its recovery. Raises NotFound for a
    device that is not there or not within the key's reach, NotAllowed.
    """
    reporter = _reporter(key)
    found = _called(uow, key, device)
    if found is None:
        raise NotFound(device)
    before = uow.alerts.pulse(found.id)
    pulse = Pulse(found.id, key.id, uow.now, interval)
    uow.alerts.beat(pulse)
    if before is None or before.silent or pulse.due < before.due:
        _look_again(uow, pulse)
    if before is None or not before.silent:
        return Heard(Came.JOINED if before else Came.OPENED)
    missing = _missing(found, firing=False)
    return _resolved(uow, reporter, uow.alerts.get(before.key, missing.fingerprint), missing)


def fire_silent(uow: UnitOfWork, timer: Timer) -> None:
    """A heartbeat should have come: if it has, look again when the next one should; if not, the device is silent. When we look late, the
    desk was away and could not hear it: it gets one more interval.
    """
    pulse = uow.alerts.pulse(DeviceId(timer.duty))
    uow.timers.fired(timer.key, uow.now)
    if pulse is None or pulse.silent:
        return
    if uow.now < pulse.due:
        _look_again(uow, pulse)
    elif uow.now - timer.due > LATE:
        _look_again(uow, replace(pulse, last_at=uow.now))
    else:
        _is_silent(uow, pulse)


def _is_silent(uow: UnitOfWork, pulse: Pulse) -> None:
    key = next((one for one in uow.api_keys.all() if one.id == pulse.key), None)
    if key is None or not key.is_good(uow.now):
        return  # nobody can send its heartbeat any more: that its key has ended is no fault of the device
    try:
        device = uow.places.device_called(pulse.device)
    except NotFound:
        return  # it has left the register
    uow.alerts.beat(replace(pulse, silent=True))
    signal = _missing(device, firing=True)
    _firing(uow, key, _reporter(key), signal, device)


def _missing(device: Device, *, firing: bool) -> Signal:
    title = f"heartbeat {device.code}"
    return Signal(f"heartbeat:{device.id}", (device.code,), firing, title, symptom=Symptom.OFFLINE)


def _look_again(uow: UnitOfWork, pulse: Pulse) -> None:
    key = f"heartbeat:{pulse.device}:{pulse.due.isoformat()}"
    uow.timers.add([Timer(key, TimerKind.HEARTBEAT, pulse.due, duty=pulse.device)])


def _firing(uow: UnitOfWork, key: ApiKey, by: PersonId, signal: Signal, device: Device) -> Heard:
    """Two first alerts at the same instant: the second waits where tickets are opened, and then finds the ticket of the first."""
    heard = _joined(uow, key, by, signal, device)
    if heard is None:
        uow.alerts.await_turn()
        heard = _joined(uow, key, by, signal, device)
    return heard or _noted(uow, key, signal, _report(uow, by, signal, device), Came.OPENED)


def _joined(uow: UnitOfWork, key: ApiKey, by: PersonId, signal: Signal, device: Device) -> Heard | None:
    """On the open ticket that the alert is on already, or the key's other one about the device. None when there is neither; then nothing
    is written.
    """
    known = uow.alerts.get(key.id, signal.fingerprint)
    ticket = uow.tickets.get(known.ticket) if known else None
    if known is not None and ticket is not None and ticket.status.is_open:
        again = not known.firing
        counted = replace(known, firing=True, began=signal.began, last_at=uow.now, times=known.times + 1)
        uow.alerts.save(counted)
        return Heard(Came.JOINED, (told(uow, ticket, signal, by) if again else ticket).no)
    same = next((one for one in uow.tickets.open_of(by) if one.fault.device == device.id), None)
    return _noted(uow, key, signal, told(uow, same, signal, by), Came.JOINED) if same else None


def _noted(uow: UnitOfWork, key: ApiKey, signal: Signal, on: Ticket, came: Came) -> Heard:
    uow.alerts.save(Alert(key.id, signal.fingerprint, on.id, True, signal.began, uow.now, uow.now))
    return Heard(came, on.no)


def _report(uow: UnitOfWork, by: PersonId, signal: Signal, device: Device) -> Ticket:
    """As a teacher's report: graded by the contract, paged, joined to a fault that is known."""
    facts = FaultFacts(impact=Impact.SINGLE_DEVICE, device=device.kind, symptom=signal.symptom)
    place = uow.places.room(device.room).name if device.room else device.label or device.code
    draft = Draft((signal.title,), (), facts, place, (device.room,) if device.room else (), device.id)
    return report_fault(uow, ReportFault(by, device.school, draft, by_machine=True)).ticket


def _resolved(uow: UnitOfWork, by: PersonId, known: Alert | None, signal: Signal) -> Heard:
    if known is None:
        return Heard(Came.IGNORED)
    ticket = uow.tickets.get(known.ticket)
    if not known.firing:
        return Heard(Came.IGNORED, ticket.no)
    uow.alerts.save(replace(known, firing=False, last_at=uow.now))
    still = any(alert.firing for alert in uow.alerts.of_ticket(ticket.id))
    if ticket.status.is_open:
        _ = told(uow, ticket, signal, by) if still else recovered(uow, ticket, signal, by)
    return Heard(Came.RESOLVED, ticket.no)


def _reporter(key: ApiKey) -> PersonId:
    if key.person is None or not key.may(Scope.ALERTS_WRITE):
        raise NotAllowed(key.id)
    return key.person


def _device(uow: UnitOfWork, key: ApiKey, signal: Signal) -> Device | None:
    found = (_called(uow, key, name) for name in signal.names)
    return next((device for device in found if device is not None), None)


def _called(uow: UnitOfWork, key: ApiKey, name: str) -> Device | None:
    """By the code on its sticker, however it is written, or its id; None when it is out of the key's reach."""
    places, found = uow.places, None
    looks: tuple[Callable[[], Device], ...] = (
        lambda: places.device(name),
        lambda: places.device(name.upper()),
        lambda: places.device_called(DeviceId(name)),
    )
    for look in looks:
        try:
            found = found or look()
        except NotFound:
            continue
    return found if found is not None and key.covers(found.school) else None
