"""What the wiring tells the screens. Reads no environment and no files itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from desk.access import Lives
from desk.ids import PersonId
from web.oidc_errand import Provider


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """Settings of the site.

    In a demo the four seats belong to fictional people and need no sign-in. `telegram_hint` is empty while no token is
    set, else how people find the bot. `rehearsal` labels a clock that is not the wall's. `parses_per_second` is how many messages one address may have
    read by the API on average, `parses_at_once` in one go. `lives` is how long staff stay signed in. `telegram_login` opens the bot where it
    gives the sign-in link, empty without a bot's name; `provider` is the district's own sign-in, None without.
    """

    zone: ZoneInfo
    demo: bool = False
    demo_teacher: PersonId | None = None
    demo_engineer: PersonId | None = None
    demo_engineer_2: PersonId | None = None
    demo_supervisor: PersonId | None = None
    hotline: str = ""
    telegram_hint: str = ""
    rehearsal: str = ""
    secure_cookies: bool = False
    parses_per_second: float = 20.0
    parses_at_once: int = 200
    lives: Lives = Lives()
    telegram_login: str = ""
    provider: Provider | None = None

    @property
    def demo_seats(self) -> Mapping[str, PersonId]:
        """Seat name to person; empty outside a demo."""
        seats = {
            "teacher": self.demo_teacher,
            "engineer": self.demo_engineer,
            "engineer2": self.demo_engineer_2,
            "supervisor": self.demo_supervisor,
        }
        return {seat: person for seat, person in seats.items() if self.demo and person is not None}
