"""Webhooks out are made, listed, paused ones taken up again, and ended."""

from dataclasses import dataclass, replace

import structlog

from desk.api_keys import Scope
from desk.hooks import Hook, HookAct, HookEvent, HookNote, proof_of, secret_of
from desk.ids import SchoolId
from desk.notices import Kind
from desk.refusals import NotFound
from usecases.hook_ports import Posted
from usecases.manage_keys import NameTaken
from usecases.operator import Operator, tell_operator
from usecases.ports import UnitOfWork

log = structlog.get_logger()

_SHOWN = 8


@dataclass(frozen=True, slots=True)
class MakeHook:
    """Who is told (`name`, `url`) of what (no events: of all), of which schools (none: the district), with which scopes."""

    name: str
    url: str
    events: tuple[HookEvent, ...] = ()
    schools: tuple[SchoolId, ...] = ()
    scopes: tuple[Scope, ...] = ()


def make_hook(uow: UnitOfWork, command: MakeHook, key: str) -> tuple[Hook, str]:
    """The hook and its secret, made with the desk's `key`, which is told now. Raises NotFound for an unknown school, NameTaken."""
    for school in command.schools:
        uow.places.school(school)
    if any(hook.name == command.name and hook.ended_at is None for hook in uow.hooks.all()):
        raise NameTaken(command.name)
    shown = "".join(filter(str.isalnum, uow.fresh_id()))[:_SHOWN]
    secret = secret_of(key, shown)
    hook = Hook(
        id=shown,
        name=command.name,
        url=command.url,
        events=tuple(dict.fromkeys(command.events)),
        schools=command.schools,
        scopes=tuple(dict.fromkeys(command.scopes)),
        made_at=uow.now,
        proof=proof_of(secret),
    )
    uow.hooks.save(hook)
    uow.hooks.note(HookNote(uow.now, hook.id, HookAct.MADE, " ".join(hook.scopes)))
    log.info("hook", action="hook_made", hook=hook.id)
    return hook, secret


def hooks(uow: UnitOfWork) -> tuple[Hook, ...]:
    """All of them, oldest first."""
    return uow.hooks.all()


def hook_called(uow: UnitOfWork, called: str) -> Hook:
    """By its id, or the name of the newest that has it. Raises NotFound."""
    known = uow.hooks.all()
    found = [hook for hook in known if hook.id == called] or [hook for hook in known if hook.name == called]
    if not found:
        raise NotFound(called)
    return next((hook for hook in found if hook.ended_at is None), found[-1])


def end_hook(uow: UnitOfWork, called: str) -> Hook:
    """It is told nothing more, what waits included. Raises NotFound; ending it again changes nothing."""
    hook = hook_called(uow, called)
    if hook.ended_at is not None:
        return hook
    ended = replace(hook, ended_at=uow.now)
    uow.hooks.save(ended)
    uow.hooks.note(HookNote(uow.now, hook.id, HookAct.ENDED))
    log.info("hook", action="hook_ended", hook=hook.id)
    return ended


def resume_hook(uow: UnitOfWork, called: str) -> Hook:
    """A paused one is told again, of what happens from now on. Raises NotFound, also for one that has ended."""
    hook = hook_called(uow, called)
    if hook.ended_at is not None:
        raise NotFound(called)
    if hook.paused_at is None:
        return hook
    resumed = replace(hook, paused_at=None, told_at=None)
    uow.hooks.save(resumed)
    uow.hooks.note(HookNote(uow.now, hook.id, HookAct.RESUMED))
    log.info("hook", action="hook_resumed", hook=hook.id)
    return resumed


def hook_log(uow: UnitOfWork, called: str, most: int) -> tuple[tuple[HookNote, ...], tuple[Posted, ...]]:
    """The newest lines about one hook, and the newest messages to it. Raises NotFound."""
    hook = hook_called(uow, called)
    return uow.hooks.log(hook.id, most), uow.hooks.posts(hook, most)


def tell_paused(uow: UnitOfWork, operator: Operator | None) -> int:
    """One message to the operator about each hook that was paused and not told yet; how many that were."""
    untold = [hook for hook in uow.hooks.all() if hook.paused_at and not hook.told_at and not hook.ended_at]
    if operator is None:
        return len(untold)
    for hook in untold:
        newest = next((one for one in uow.hooks.log(hook.id, 20) if one.act is HookAct.PAUSED), None)
        extra = {"name": hook.name, "reason": newest.about if newest else ""}
        tell_operator(uow, operator, Kind.OPERATOR_HOOK, f"hook:{hook.id}:{hook.paused_at}", extra)
        uow.hooks.save(replace(hook, told_at=uow.now))
    return len(untold)
