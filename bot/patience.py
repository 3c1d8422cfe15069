"""A question nobody answered: the conversation's timer opens the ticket with what is known."""

from bot import dialogue as dlg
from bot.dialogue import Drafting, Idle
from bot.handlers.teacher_report import open_unanswered
from desk.timers import Timer
from usecases.ports import UnitOfWork


def fire_patience(uow: UnitOfWork, timer: Timer) -> None:
    """Open the waiting draft, if the same question still waits; then the timer is done."""
    if timer.peer is None:
        raise ValueError(
            f"timer {timer.key} has no conversation; ticket timers are fired by usecases.fire_timer"
        )
    here = dlg.load(uow.dialogues.load(timer.peer))
    if isinstance(here, Drafting) and here.questions == timer.step:
        open_unanswered(uow, timer.peer, here)
        uow.dialogues.save(timer.peer, dlg.dump(here.aside or Idle()))
    uow.timers.fired(timer.key, uow.now)
