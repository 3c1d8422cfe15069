"""`chalkline people …`, and invitations for everybody at once: who cannot be reached, and codes for those who never came."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from app.access import add_access
from app.account import account
from app.actions import Stopped, look, once
from app.clock import WallClock
from app.links import invitation_link, invitation_words
from app.personal import add_personal
from app.settings import Settings
from app.tables import console, local, table
from desk.ids import SchoolId
from desk.people import Person, Role
from desk.refusals import NotFound
from storage.sheets.choices import ROLE_WORDS, TIER_WORDS
from storage.sheets.safe_cells import write_csv
from usecases.reach import Invited, Silence, Unreachable, invite_each, unreachable

_SILENCES = {Silence.NEVER_CAME: "从未来过 never came", Silence.BLOCKED: "已屏蔽 blocked"}
_WHO = ("编号 id", "姓名 name", "角色 role", "学校 schools", "电话 phone")
_UNREACHABLE = (*_WHO, "原因 why", "邀请至 invited until", "值班 on call")
_INVITED = (*_WHO, "邀请码 code", "链接 link", "有效期至 good until", "怎么用 how")

School = Annotated[str, typer.Option(help="One school's id; everybody when left out.")]
Roles = Annotated[
    list[Role] | None, typer.Option("--role", help="teacher, engineer or supervisor; repeat for several.")
]


def people_commands(settings: Callable[[], Settings]) -> typer.Typer:
    """The commands; `settings` is asked when one runs."""
    people = typer.Typer(
        no_args_is_help=True,
        help="The people of the register: who cannot be reached; copies and erasure of their data.",
    )

    @people.callback()
    def people_group() -> None:
        """The people of the register."""

    @people.command("unreachable")
    def list_unreachable(
        school: School = "",
        roles: Roles = None,
        csv: Annotated[Path | None, typer.Option(help="Write them into this .csv as well.")] = None,
    ) -> None:
        """Who has no chat, or blocked it; those on call first. Exit 1 when somebody on call is among them."""
        here = settings()
        wanted = SchoolId(school) if school else None
        with _words_for_unknown():
            found = asyncio.run(look(here, WallClock(), unreachable, wanted, frozenset(roles or ())))
        rows = [_row(here, one) for one in found]
        if rows:
            shown = table(*_UNREACHABLE)
            for row in rows:
                shown.add_row(*row)
            console().print(shown)
        calls = sum(one.on_call for one in found)
        typer.echo(f"{len(found)} people cannot be reached, {calls} of them on call.")
        if csv is not None:
            _write(csv, [_UNREACHABLE, *rows])
        raise typer.Exit(1 if calls else 0)

    add_personal(people, settings)
    add_access(people, settings)
    return people


def invite_to_file(
    here: Settings, file: Path, school: str, roles: Sequence[Role], *, again: bool, life: timedelta
) -> str:
    """Codes, good for `life`, for everybody who never came, into a file that only its owner can read; what to tell the operator. Raises Stopped."""
    if file.exists():
        raise Stopped(f"{file} is there already; choose another name.")
    count = waiting = 0

    def rows() -> Iterator[Sequence[str]]:
        # Asked for once the file is open: codes that cannot be written down are codes lost.
        nonlocal count, waiting
        yield _INVITED
        wanted = SchoolId(school) if school else None
        made = asyncio.run(
            once(here, WallClock(), invite_each, wanted, frozenset(roles), again, life, account())
        )
        count, waiting = len(made), sum(one.waits for one in made)
        yield from (_invited_row(here, one) for one in made)

    try:
        with _words_for_unknown():
            _write(file, rows())
    except Stopped:
        file.unlink(missing_ok=True)
        raise
    passed = "" if again else " Whoever has a code that still waits was passed by; --again makes new ones."
    good = f"good once each, for {life.days} days"
    second = (
        f" {waiting} of them make supervisors and wait for another supervisor's word, or `chalkline invite --approve`."
        if waiting
        else ""
    )
    return f"Wrote {count} codes to {file}, {good}.{passed}{second} Whoever holds a code becomes that person: hand them out with care."


def _row(here: Settings, one: Unreachable) -> tuple[str, ...]:
    until = local(one.invited_until, here.zone_info) if one.invited_until else "—"
    return (*_who(one.person, one.schools), _SILENCES[one.silence], until, "是 yes" if one.on_call else "")


def _invited_row(here: Settings, one: Invited) -> tuple[str, ...]:
    how = invitation_words(here)
    link = invitation_link(here, one.code)
    return (
        *_who(one.person, one.schools),
        one.code,
        link,
        local(one.until, here.zone_info),
        f"{how.zh} {how.en}",
    )


def _who(person: Person, schools: Sequence[str]) -> tuple[str, ...]:
    tier = f" {TIER_WORDS[person.tier][0]}" if person.role is Role.ENGINEER and person.tier else ""
    role = f"{ROLE_WORDS[person.role][0]}{tier}"
    return person.id, person.name, role, "、".join(schools) or "全区 all", person.phone


def _write(path: Path, rows: Iterable[Sequence[str]]) -> None:
    """Private, because it holds telephone numbers."""
    try:
        write_csv(path, rows, private=True)
    except FileExistsError as problem:
        raise Stopped(f"{path} is there already; choose another name.") from problem
    except OSError as problem:
        raise Stopped(f"{path} cannot be written: {problem.strerror}.") from problem


@contextmanager
def _words_for_unknown() -> Iterator[None]:
    try:
        yield
    except NotFound as problem:
        raise Stopped(f"This desk has no school {problem}; `chalkline import` enters schools.") from problem
