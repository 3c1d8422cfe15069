"""Journey: a second person for supervisors. Another supervisor agrees to a code, or does not, by a button."""

from collections.abc import Callable

from bot.dialogue import Dialogue
from bot.turn import Turn
from desk.buttons import Press, Verb
from desk.notices import Kind
from usecases.admit import decide


def press_admit(turn: Turn, press: Press) -> Dialogue:
    """批准 or 不批准."""
    invitation = decide(turn.uow, turn.me, press.arg, press.verb)
    agreed = "yes" if press.verb is Verb.ADMIT else ""
    turn.say(Kind.ADMIT_DECIDED, name=invitation.name, agreed=agreed)
    return turn.dialogue


PRESSES: dict[Verb, Callable[[Turn, Press], Dialogue]] = dict.fromkeys(
    (Verb.ADMIT, Verb.ADMIT_NOT), press_admit
)
